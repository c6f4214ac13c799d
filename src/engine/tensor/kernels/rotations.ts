/** Plane rotations and reflections with LAPACK's signs, on rows of row-major blocks. */

/** `value`'s size with `sign`'s sign; −0 counts as negative. */
export const signed = (value: number, sign: number): number => (sign < 0 || Object.is(sign, -0) ? -Math.abs(value) : Math.abs(value));

export interface Rotation {
  readonly c: number;
  readonly s: number;
  /** [c s; −s c]·[f; g] = [r; 0]. */
  readonly r: number;
}

/** Whose LAPACK gives the signs: PyTorch is built with MKL, NumPy and JAX with OpenBLAS, which holds the reference's code. */
export type Lapack = "mkl" | "reference";

/** dlartg since LAPACK 3.10: c ≥ 0. */
export function rotationOf(f: number, g: number): Rotation {
  if (g === 0) return { c: 1, s: 0, r: f };
  if (f === 0) return { c: 0, s: signed(1, g), r: Math.abs(g) };
  const r = signed(Math.hypot(f, g), f);
  return { c: f / r, s: g / r, r };
}

/** dlartg until LAPACK 3.9: c is sure to be positive only where f is the larger. */
export function olderRotationOf(f: number, g: number): Rotation {
  if (g === 0) return { c: 1, s: 0, r: f };
  if (f === 0) return { c: 0, s: 1, r: g };
  const size = Math.hypot(f, g);
  const r = Math.abs(f) > Math.abs(g) ? signed(size, f) : size;
  return { c: f / r, s: g / r, r };
}

/** Rows i and k of `a` ← [c s; −s c] times them. */
export function rotateRows(a: Float64Array, width: number, i: number, k: number, c: number, s: number): void {
  for (let j = 0; j < width; j++) {
    const [x, y] = [a[i * width + j]!, a[k * width + j]!];
    a[i * width + j] = c * x + s * y;
    a[k * width + j] = c * y - s * x;
  }
}

export interface Reflection {
  /** H = I − τ·v·vᵀ, v[0] = 1. τ = 0: the identity. */
  readonly tau: number;
  readonly v: Float64Array;
  /** H·x = [β, 0, …]. */
  readonly beta: number;
}

/** dlarfg. */
export function reflectionOf(x: Float64Array): Reflection {
  const v = x.slice();
  let tail = 0;
  for (let i = 1; i < x.length; i++) tail = Math.hypot(tail, x[i]!);
  const head = x[0] ?? 0;
  if (x.length) v[0] = 1;
  if (tail === 0) return { tau: 0, v: v.fill(0, 1), beta: head };
  const beta = -signed(Math.hypot(head, tail), head);
  for (let i = 1; i < v.length; i++) v[i]! /= head - beta;
  return { tau: (beta - head) / beta, v, beta };
}

/** Rows from `at` on ← H times them, in the columns from `from` on. */
export function reflectRows(a: Float64Array, width: number, at: number, from: number, { tau, v }: Reflection): void {
  if (tau === 0) return;
  for (let j = from; j < width; j++) {
    let sum = 0;
    for (let i = 0; i < v.length; i++) sum += v[i]! * a[(at + i) * width + j]!;
    sum *= tau;
    for (let i = 0; i < v.length; i++) a[(at + i) * width + j]! -= sum * v[i]!;
  }
}

/** Columns from `at` on ← them times H, in the rows from `from` to the end. */
export function reflectColumns(a: Float64Array, width: number, at: number, from: number, { tau, v }: Reflection): void {
  if (tau === 0) return;
  for (let row = from; row * width < a.length; row++) {
    let sum = 0;
    for (let j = 0; j < v.length; j++) sum += v[j]! * a[row * width + at + j]!;
    sum *= tau;
    for (let j = 0; j < v.length; j++) a[row * width + at + j]! -= sum * v[j]!;
  }
}

export const identityBlock = (n: number): Float64Array => Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));

export function transposedBlock(a: Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(a.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = a[i * columns + j]!;
  return out;
}
