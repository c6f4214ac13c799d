/** Eigenvalues and vectors of symmetric matrices as LAPACK's dsyevd finds them: dsytd2, then dsteqr. */
import { identityBlock, type Lapack, olderRotationOf, reflectColumns, type Reflection, reflectionOf, rotateRows, rotationOf, signed, transposedBlock } from "./rotations.js";

export interface SymmetricEigen {
  /** Rising. */
  readonly values: Float64Array;
  /** Columns, n × n. */
  readonly vectors: Float64Array;
}

/** From one triangle of `a`. `epsilon`: of the precision the result is wanted in (half the spacing at 1). */
export function symmetricEigen(a: Float64Array, n: number, lower: boolean, epsilon: number, lapack: Lapack): SymmetricEigen {
  const whole = a.slice();
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) {
    if (lower) whole[j * n + i] = whole[i * n + j]!;
    else whole[i * n + j] = whole[j * n + i]!;
  }
  const { d, e, q } = tridiagonal(whole, n, lower);
  const rows = transposedBlock(q, n, n);
  iterate(d, e, rows, n, epsilon, lapack === "mkl" ? olderRotationOf : rotationOf);
  sortRising(d, rows, n);
  return { values: d, vectors: transposedBlock(rows, n, n) };
}

/** A = Q·T·Qᵀ with T tridiagonal. */
function tridiagonal(a: Float64Array, n: number, lower: boolean): { readonly d: Float64Array; readonly e: Float64Array; readonly q: Float64Array } {
  const reflections: { readonly at: number; readonly h: Reflection }[] = [];
  const e = new Float64Array(Math.max(n - 1, 0));
  for (let step = 0; step < n - 1; step++) {
    // The upper triangle is worked off from its end: the same with rows and columns in reverse order.
    const column = lower ? step : n - 1 - step;
    const indices = Array.from({ length: n - 1 - step }, (_, i) => (lower ? column + 1 + i : column - 1 - i));
    const h = reflectionOf(Float64Array.from(indices, (i) => a[i * n + column]!));
    const sorted = lower ? h : { ...h, v: h.v.toReversed() };
    const at = lower ? column + 1 : 0;
    twoSided(a, n, at, sorted);
    e[lower ? step : column - 1] = h.beta;
    reflections.push({ at, h: sorted });
  }
  const q = identityBlock(n);
  for (const { at, h } of reflections) reflectColumns(q, n, at, 0, h);
  return { d: Float64Array.from({ length: n }, (_, i) => a[i * n + i]!), e, q };
}

/** The block from `at` on ← H·block·H. */
function twoSided(a: Float64Array, n: number, at: number, { tau, v }: Reflection): void {
  if (tau === 0) return;
  const size = v.length;
  const w = new Float64Array(size);
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) w[i]! += tau * a[(at + i) * n + at + j]! * v[j]!;
  let alpha = 0;
  for (let i = 0; i < size; i++) alpha -= 0.5 * tau * w[i]! * v[i]!;
  for (let i = 0; i < size; i++) w[i]! += alpha * v[i]!;
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) a[(at + i) * n + at + j]! -= v[i]! * w[j]! + w[i]! * v[j]!;
}

/** Implicit QL or QR, whichever end is smaller; rows of `z` are the vectors. */
function iterate(d: Float64Array, e: Float64Array, z: Float64Array, n: number, epsilon: number, rotate: typeof rotationOf): void {
  const square = epsilon * epsilon;
  const tiny = Number.MIN_VALUE * 2 ** 52;
  let left = 30 * n;
  for (let start = 0; start < n; ) {
    let end = start;
    while (end < n - 1 && Math.abs(e[end]!) > Math.sqrt(Math.abs(d[end]!)) * Math.sqrt(Math.abs(d[end + 1]!)) * epsilon) end++;
    if (end < n - 1) e[end] = 0;
    const step = Math.abs(d[end]!) < Math.abs(d[start]!) ? -1 : 1;
    let [l, last] = step > 0 ? [start, end] : [end, start];
    start = end + 1;
    // With step −1 the same is done from the other end: edge(i) lies between i and i + step.
    const edge = (i: number): number => (step > 0 ? i : i - 1);
    while (step > 0 ? l <= last : l >= last) {
      let m = l;
      while (m !== last && e[edge(m)]! ** 2 > square * Math.abs(d[m]!) * Math.abs(d[m + step]!) + tiny) m += step;
      if (m !== last) e[edge(m)] = 0;
      if (m === l) {
        l += step;
        continue;
      }
      if (m === l + step) {
        const upper = Math.min(l, m);
        const { first, second, c, s } = pairOf(d[upper]!, e[upper]!, d[upper + 1]!);
        rotateRows(z, n, upper, upper + 1, c, s);
        [d[upper], d[upper + 1], e[upper]] = [first, second, 0];
        l += 2 * step;
        continue;
      }
      if (left-- === 0) return;
      sweep(d, e, z, n, l, m, step, rotate);
    }
  }
}

function sweep(d: Float64Array, e: Float64Array, z: Float64Array, n: number, l: number, m: number, step: number, rotate: typeof rotationOf): void {
  const edge = (i: number): number => (step > 0 ? i : i - 1);
  const head = d[l]!;
  let g = (d[l + step]! - head) / (2 * e[edge(l)]!);
  g = d[m]! - head + e[edge(l)]! / (g + signed(Math.hypot(g, 1), g));
  let [s, c, p] = [1, 1, 0];
  for (let i = m - step; ; i -= step) {
    const f = s * e[edge(i)]!;
    const b = c * e[edge(i)]!;
    const rotation = rotate(g, f);
    ({ c, s } = rotation);
    if (i !== m - step) e[edge(i + step)] = rotation.r;
    g = d[i + step]! - p;
    const r = (d[i]! - g) * s + 2 * c * b;
    p = s * r;
    d[i + step] = g + p;
    g = c * r - b;
    if (step > 0) rotateRows(z, n, i, i + 1, c, -s);
    else rotateRows(z, n, i - 1, i, c, s);
    if (i === l) break;
  }
  d[l]! -= p;
  e[edge(l)] = g;
}

/** dlaev2: [[a, b], [b, c]] has the eigenvalues first (larger in size) and second, (c, s) the vector of the first. */
function pairOf(a: number, b: number, c: number): { readonly first: number; readonly second: number; readonly c: number; readonly s: number } {
  const [sum, difference, double] = [a + c, a - c, b + b];
  const root = Math.hypot(difference, double);
  const [larger, smaller] = Math.abs(a) > Math.abs(c) ? [a, c] : [c, a];
  const first = sum === 0 ? root / 2 : 0.5 * (sum < 0 ? sum - root : sum + root);
  const second = sum === 0 ? -root / 2 : (larger / first) * smaller - (b / first) * b;
  const ahead = difference >= 0;
  const cs = ahead ? difference + root : difference - root;
  let [c1, s1] = [1, 0];
  if (Math.abs(cs) > Math.abs(double)) {
    const cotangent = -double / cs;
    s1 = 1 / Math.sqrt(1 + cotangent * cotangent);
    c1 = cotangent * s1;
  } else if (double !== 0) {
    const tangent = -cs / double;
    c1 = 1 / Math.sqrt(1 + tangent * tangent);
    s1 = tangent * c1;
  }
  return sum >= 0 === ahead ? { first, second, c: -s1, s: c1 } : { first, second, c: c1, s: s1 };
}

function sortRising(d: Float64Array, rows: Float64Array, n: number): void {
  for (let i = 0; i < n - 1; i++) {
    let least = i;
    for (let j = i + 1; j < n; j++) if (d[j]! < d[least]!) least = j;
    if (least === i) continue;
    [d[i], d[least]] = [d[least]!, d[i]!];
    const held = rows.slice(i * n, (i + 1) * n);
    rows.copyWithin(i * n, least * n, (least + 1) * n);
    rows.set(held, least * n);
  }
}
