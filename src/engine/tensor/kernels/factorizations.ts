/** Factorizations of small dense matrices in double precision: LU, Cholesky, QR, and triangular solves. Golub and Van Loan 2013. */

/** PA = LU in place of `a` (row-major); `rows[i]` is the row of A that became row i. `sign`: of the permutation. */
export interface Lu {
  readonly factors: Float64Array;
  readonly rows: readonly number[];
  /** The row that was swapped with row i in step i. */
  readonly pivots: readonly number[];
  readonly sign: number;
  /** The first column without a pivot, counted from 1; 0: none, the matrix is regular. */
  readonly singularAt: number;
}

/** `n` columns, `m` rows. */
export function luOf(a: Float64Array, n: number, m = n): Lu {
  const f = a.slice();
  const rows = Array.from({ length: m }, (_, i) => i);
  const pivots: number[] = [];
  let sign = 1;
  let singularAt = 0;
  for (let k = 0; k < Math.min(m, n); k++) {
    let pivot = k;
    for (let i = k + 1; i < m; i++) if (Math.abs(f[i * n + k]!) > Math.abs(f[pivot * n + k]!)) pivot = i;
    pivots.push(pivot);
    if (pivot !== k) {
      for (let j = 0; j < n; j++) [f[k * n + j], f[pivot * n + j]] = [f[pivot * n + j]!, f[k * n + j]!];
      [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
      sign = -sign;
    }
    const head = f[k * n + k]!;
    if (head === 0) {
      singularAt ||= k + 1;
      continue;
    }
    for (let i = k + 1; i < m; i++) {
      const factor = (f[i * n + k]! /= head);
      for (let j = k + 1; j < n; j++) f[i * n + j]! -= factor * f[k * n + j]!;
    }
  }
  return { factors: f, rows, pivots, sign, singularAt };
}

/** X with A·X = B, B n × m. */
export function luSolve({ factors, rows }: Lu, b: Float64Array, n: number, m: number): Float64Array {
  const x = new Float64Array(n * m);
  for (let i = 0; i < n; i++) x.set(b.subarray(rows[i]! * m, (rows[i]! + 1) * m), i * m);
  solveTriangular(factors, x, n, m, false, true);
  solveTriangular(factors, x, n, m, true, false);
  return x;
}

/** x ← T⁻¹x, T the upper or lower triangle of `t`; `unit`: ones on its diagonal. */
export function solveTriangular(t: Float64Array, x: Float64Array, n: number, m: number, upper: boolean, unit: boolean): void {
  for (let step = 0; step < n; step++) {
    const i = upper ? n - 1 - step : step;
    for (let k = upper ? i + 1 : 0; k < (upper ? n : i); k++) {
      const factor = t[i * n + k]!;
      if (factor !== 0) for (let j = 0; j < m; j++) x[i * m + j]! -= factor * x[k * m + j]!;
    }
    if (!unit) for (let j = 0; j < m; j++) x[i * m + j]! /= t[i * n + i]!;
  }
}

/** L with A = L·Lᵀ from A's lower triangle; a number: the order of the leading minor that is not positive. */
export function choleskyOf(a: Float64Array, n: number): Float64Array | number {
  const l = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= l[i * n + k]! * l[j * n + k]!;
      if (i === j) {
        if (!(sum > 0)) return j + 1;
        l[j * n + j] = Math.sqrt(sum);
      } else l[i * n + j] = sum / l[j * n + j]!;
    }
  }
  return l;
}

/**
 * A = Q·R by Householder reflections with LAPACK's signs (β = −sign(α)‖x‖); A m × n. `columns` of Q are formed
 * (m for the complete, min(m, n) for the reduced form); R has as many rows.
 */
export function qrOf(a: Float64Array, m: number, n: number, columns: number): { readonly q: Float64Array; readonly r: Float64Array } {
  const f = a.slice();
  const count = Math.min(m, n);
  const scales = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    let tail = 0;
    for (let i = k + 1; i < m; i++) tail = Math.hypot(tail, f[i * n + k]!);
    const head = f[k * n + k]!;
    if (tail === 0) continue;
    const beta = head >= 0 ? -Math.hypot(head, tail) : Math.hypot(head, tail);
    scales[k] = (beta - head) / beta;
    for (let i = k + 1; i < m; i++) f[i * n + k]! /= head - beta;
    f[k * n + k] = beta;
    for (let j = k + 1; j < n; j++) reflect(f, n, f, n, k, j, m, scales[k]!);
  }
  const r = new Float64Array(columns * n);
  for (let i = 0; i < columns; i++) for (let j = i; j < n; j++) r[i * n + j] = f[i * n + j]!;
  const q = new Float64Array(m * columns);
  for (let i = 0; i < columns; i++) q[i * columns + i] = 1;
  for (let k = count - 1; k >= 0; k--) for (let j = 0; j < columns; j++) reflect(f, n, q, columns, k, j, m, scales[k]!);
  return { q, r };
}

/** Column j of `target` ← (I − τ v vᵀ) of it, v = [1, f below the diagonal of column k]. */
function reflect(f: Float64Array, n: number, target: Float64Array, width: number, k: number, j: number, m: number, tau: number): void {
  if (tau === 0) return;
  let sum = target[k * width + j]!;
  for (let i = k + 1; i < m; i++) sum += f[i * n + k]! * target[i * width + j]!;
  sum *= tau;
  target[k * width + j]! -= sum;
  for (let i = k + 1; i < m; i++) target[i * width + j]! -= sum * f[i * n + k]!;
}
