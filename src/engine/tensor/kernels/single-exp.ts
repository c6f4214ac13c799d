/**
 * e^x in float32 as SLEEF's vector function has it (Sleef_expf16_u10: Cody and Waite reduction, polynomial of degree 6, fused
 * multiply-adds), which PyTorch's CPU kernels call inside softmax and sigmoid: within 1 unit in the last place.
 */
const LOG2_E = Math.fround(1.44269504088896340736);
const LN2_HIGH = 0.693145751953125;
const LN2_LOW = Math.fround(1.428606765330187045e-6);
const COEFFICIENTS = [0.00139304355252534151077271, 0.00833336077630519866943359, 0.0416664853692054748535156, 0.166666671633720397949219, 0.5].map(Math.fround);
const FIRST = Math.fround(0.000198527617612853646278381);

/** a·b + c, rounded once: the product is exact in double precision. */
const fused = (a: number, b: number, c: number): number => Math.fround(a * b + c);

export function expSingle(x: number): number {
  if (!(x > -104)) return x <= -104 ? 0 : x;
  if (x > 104) return Number.POSITIVE_INFINITY;
  const q = roundHalfEven(Math.fround(x * LOG2_E));
  const s = fused(q, -LN2_LOW, fused(q, -LN2_HIGH, x));
  let u = FIRST;
  for (const c of COEFFICIENTS) u = fused(u, s, c);
  return Math.fround(Math.fround(1 + fused(Math.fround(s * s), u, s)) * 2 ** q);
}

const roundHalfEven = (x: number): number => {
  const near = Math.round(x);
  return near - x === 0.5 && near % 2 !== 0 ? near - 1 : near;
};
