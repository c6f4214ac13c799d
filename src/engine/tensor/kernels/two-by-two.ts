/** Singular values of [[f, g], [0, h]] in closed form, accurate in every digit (LAPACK). */
import { signed } from "./rotations.js";

/** dlas2: the smaller singular value of [[f, g], [0, h]]. */
export function smallerSingularValue(f: number, g: number, h: number): number {
  const [low, high, side] = [Math.min(Math.abs(f), Math.abs(h)), Math.max(Math.abs(f), Math.abs(h)), Math.abs(g)];
  if (low === 0) return 0;
  const [sum, gap] = [1 + low / high, (high - low) / high];
  if (side < high) return low * (2 / (Math.sqrt(sum * sum + (side / high) ** 2) + Math.sqrt(gap * gap + (side / high) ** 2)));
  const ratio = high / side;
  if (ratio === 0) return (low * high) / side;
  return 2 * (low * (1 / (Math.sqrt(1 + (sum * ratio) ** 2) + Math.sqrt(1 + (gap * ratio) ** 2)))) * ratio;
}

export interface Turn {
  readonly c: number;
  readonly s: number;
}

/** dlasv2: the singular values of [[f, g], [0, h]] with signs, and the two rotations. */
export function triangleParts(f: number, g: number, h: number, epsilon: number): { readonly larger: number; readonly smaller: number; readonly left: Turn; readonly right: Turn } {
  const swap = Math.abs(h) > Math.abs(f);
  const [ft, ht] = swap ? [h, f] : [f, h];
  const [fa, ha, ga] = [Math.abs(ft), Math.abs(ht), Math.abs(g)];
  let widest: "f" | "g" | "h" = swap ? "h" : "f";
  let [smaller, larger, cl, cr, sl, sr] = [ha, fa, 1, 1, 0, 0];
  if (ga !== 0) {
    if (ga > fa) widest = "g";
    if (ga > fa && fa / ga < epsilon) [larger, smaller, cl, sl, sr, cr] = [ga, ha > 1 ? fa / (ga / ha) : (fa / ga) * ha, 1, ht / g, 1, ft / g];
    else {
      const gap = fa - ha;
      const l = gap === fa ? 1 : gap / fa;
      const m = g / ft;
      const sum = 2 - l;
      const s = Math.sqrt(sum * sum + m * m);
      const r = l === 0 ? Math.abs(m) : Math.sqrt(l * l + m * m);
      const a = 0.5 * (s + r);
      [smaller, larger] = [ha / a, fa * a];
      let slope = (m / (s + sum) + m / (r + l)) * (1 + a);
      if (m * m === 0) slope = l === 0 ? signed(2, ft) * signed(1, g) : g / signed(gap, ft) + m / sum;
      const length = Math.sqrt(slope * slope + 4);
      [cr, sr] = [2 / length, slope / length];
      [cl, sl] = [(cr + sr * m) / a, ((ht / ft) * sr) / a];
    }
  }
  const left = swap ? { c: sr, s: cr } : { c: cl, s: sl };
  const right = swap ? { c: sl, s: cl } : { c: cr, s: sr };
  const sign = widest === "f" ? signed(1, right.c) * signed(1, left.c) * signed(1, f) : widest === "g" ? signed(1, right.s) * signed(1, left.c) * signed(1, g) : signed(1, right.s) * signed(1, left.s) * signed(1, h);
  return { larger: signed(larger, sign), smaller: signed(smaller, sign * signed(1, f) * signed(1, h)), left, right };
}
