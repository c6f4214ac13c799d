/** Eigenvalues and right eigenvectors of a general real matrix, ordered and scaled as LAPACK's dgeev leaves them. */
import { olderRotationOf, rotationOf, type Lapack } from "./rotations.js";
import { type Schur, schurOf } from "./schur.js";

export interface GeneralEigen {
  /** Pairs (re, im), one an eigenvalue. */
  readonly values: Float64Array;
  /** Columns are vectors, each element a pair: n × n × 2. */
  readonly vectors: Float64Array;
}

export function generalEigen(a: Float64Array, n: number, lapack: Lapack): GeneralEigen {
  const schur = schurOf(a, n);
  const values = new Float64Array(2 * n);
  const vectors = new Float64Array(2 * n * n);
  for (let k = 0; k < n; k++) {
    [values[2 * k], values[2 * k + 1]] = [schur.re[k]!, schur.im[k]!];
    // Of a conjugate pair the one with the positive imaginary part is computed.
    if (schur.im[k]! < 0) continue;
    const { re, im } = normalized(vectorOf(schur, n, k), n, lapack);
    for (let i = 0; i < n; i++) {
      vectors[2 * (i * n + k)] = re[i]!;
      vectors[2 * (i * n + k) + 1] = im[i]!;
      if (schur.im[k] === 0) continue;
      vectors[2 * (i * n + k + 1)] = re[i]!;
      vectors[2 * (i * n + k + 1) + 1] = -im[i]!;
    }
  }
  return { values, vectors };
}

interface Vector {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Back substitution (T − λ)x = 0 in complex numbers, then through Q and the balancing. */
function vectorOf({ t, q, re, im, unbalance }: Schur, n: number, k: number): Vector {
  const [lr, li] = [re[k]!, im[k]!];
  const [x, y] = [new Float64Array(n), new Float64Array(n)];
  let last = k;
  if (li === 0) x[k] = 1;
  else {
    last = k + 1;
    const [up, down] = [t[k * n + k + 1]!, t[(k + 1) * n + k]!];
    if (Math.abs(up) >= Math.abs(down)) [x[k], y[k + 1]] = [1, li / up];
    else [x[k], y[k + 1]] = [-li / down, 1];
  }
  const least = Math.max(2 ** -52 * (Math.abs(lr) + Math.abs(li)), 2 ** -1000);
  const tail = (row: number, from: number): readonly [number, number] => {
    let [p, s] = [0, 0];
    for (let j = from; j <= last; j++) {
      p -= t[row * n + j]! * x[j]!;
      s -= t[row * n + j]! * y[j]!;
    }
    return [p, s];
  };
  for (let row = k - 1; row >= 0; row--) {
    const paired = row > 0 && t[row * n + row - 1] !== 0;
    if (!paired) {
      const [p, s] = tail(row, row + 1);
      [x[row], y[row]] = divided(p, s, t[row * n + row]! - lr, -li, least);
      continue;
    }
    // [[a − λ, b], [c, d − λ]] by Cramer's rule.
    const top = row - 1;
    const [[p1, s1], [p2, s2]] = [tail(top, row + 1), tail(row, row + 1)];
    const [a, b, c, d] = [t[top * n + top]! - lr, t[top * n + row]!, t[row * n + top]!, t[row * n + row]! - lr];
    const [dr, di] = [a * d - li * li - b * c, -li * (a + d)];
    [x[top], y[top]] = divided(d * p1 + li * s1 - b * p2, d * s1 - li * p1 - b * s2, dr, di, least);
    [x[row], y[row]] = divided(a * p2 + li * s2 - c * p1, a * s2 - li * p2 - c * s1, dr, di, least);
    row--;
  }
  const [outX, outY] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) for (let j = 0; j <= last; j++) {
    outX[i]! += q[i * n + j]! * x[j]!;
    outY[i]! += q[i * n + j]! * y[j]!;
  }
  unbalance(outX, 1);
  unbalance(outY, 1);
  return { re: outX, im: outY };
}

/** (p + is)/(c + id); what is too small to divide by is taken for `least`. */
function divided(p: number, s: number, c: number, d: number, least: number): [number, number] {
  const [re, im] = Math.hypot(c, d) < least ? [least, 0] : [c, d];
  if (Math.abs(re) >= Math.abs(im)) {
    const ratio = im / re;
    const divisor = re + im * ratio;
    return [(p + s * ratio) / divisor, (s - p * ratio) / divisor];
  }
  const ratio = re / im;
  const divisor = re * ratio + im;
  return [(p * ratio + s) / divisor, (s * ratio - p) / divisor];
}

/** Length 1; of a complex vector the largest element is made real. */
function normalized({ re, im }: Vector, n: number, lapack: Lapack): Vector {
  let length = 0;
  for (let i = 0; i < n; i++) length = Math.hypot(length, re[i]!, im[i]!);
  const [x, y] = [re.map((value) => value / length), im.map((value) => value / length)];
  if (y.every((value) => value === 0)) return { re: x, im: y };
  let most = 0;
  for (let i = 1; i < n; i++) if (x[i]! ** 2 + y[i]! ** 2 > x[most]! ** 2 + y[most]! ** 2) most = i;
  const { c, s } = (lapack === "mkl" ? olderRotationOf : rotationOf)(x[most]!, y[most]!);
  const turned = { re: x.map((value, i) => c * value + s * y[i]!), im: y.map((value, i) => c * value - s * x[i]!) };
  turned.im[most] = 0;
  return turned;
}
