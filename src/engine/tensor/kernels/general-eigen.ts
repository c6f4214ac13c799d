/**
 * Eigenvalues and right eigenvectors of a real matrix whose eigenvalues are real: Householder reduction to Hessenberg form,
 * Francis' double-shift QR steps, back-substitution (Golub and Van Loan, 7.5).
 */

export interface RealEigen {
  readonly values: number[];
  /** Row-major; columns of length one, signs as LAPACK's dgeev gives them. */
  readonly vectors: number[];
}

const EPSILON = 2 ** -52;
const SMALLEST = 2 ** -970;

/** null: no convergence; "complex": a pair of conjugate eigenvalues turned up. */
export function hessenbergEigen(matrix: readonly number[], n: number): RealEigen | "complex" | null {
  const h = Array.from({ length: n }, (_, i) => matrix.slice(i * n, (i + 1) * n));
  const v = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => (i === j ? 1 : 0)));
  reduce(h, v, n);
  const outcome = iterate(h, v, n);
  if (outcome !== "real") return outcome;
  return { values: h.map((row, i) => row[i]!), vectors: substituted(h, v, n) };
}

/** H ← Pᵀ·H·P column by column; V collects the reflections. */
function reduce(h: number[][], v: number[][], n: number): void {
  for (let k = 0; k < n - 2; k++) {
    const x = Array.from({ length: n - k - 1 }, (_, i) => h[k + 1 + i]![k]!);
    const tail = Math.hypot(...x.slice(1));
    if (tail === 0) continue;
    const alpha = x[0]!;
    const beta = -Math.sign(alpha || 1) * Math.hypot(alpha, tail);
    const tau = (beta - alpha) / beta;
    const w = x.map((value, i) => (i === 0 ? 1 : value / (alpha - beta)));
    const reflect = (get: (i: number) => number, set: (i: number, value: number) => void): void => {
      const sum = w.reduce((total, value, i) => total + value * get(k + 1 + i), 0) * tau;
      w.forEach((value, i) => { set(k + 1 + i, get(k + 1 + i) - sum * value); });
    };
    for (let j = k; j < n; j++) reflect((i) => h[i]![j]!, (i, value) => { h[i]![j] = value; });
    for (let i = 0; i < n; i++) reflect((j) => h[i]![j]!, (j, value) => { h[i]![j] = value; });
    for (let i = 0; i < n; i++) reflect((j) => v[i]![j]!, (j, value) => { v[i]![j] = value; });
    for (let i = k + 2; i < n; i++) h[i]![k] = 0;
  }
}

/** A rotation of rows and columns p, p + 1 of H, and of V's columns. */
function rotate(h: number[][], v: number[][], n: number, p: number, c: number, s: number): void {
  for (let j = 0; j < n; j++) {
    const [a, b] = [h[p]![j]!, h[p + 1]![j]!];
    h[p]![j] = c * a + s * b;
    h[p + 1]![j] = c * b - s * a;
  }
  for (const rows of [h, v]) for (let i = 0; i < n; i++) {
    const [a, b] = [rows[i]![p]!, rows[i]![p + 1]!];
    rows[i]![p] = c * a + s * b;
    rows[i]![p + 1] = c * b - s * a;
  }
}

/** QR steps until H is triangular, shifted, deflated and in the order of LAPACK's dlahqr: so the vectors get its signs. */
function iterate(h: number[][], v: number[][], n: number): "real" | "complex" | null {
  let last = n - 1;
  let steps = 0;
  while (last >= 0) {
    const first = deflated(h, n, last);
    if (first > 0) h[first]![first - 1] = 0;
    if (first >= last - 1) {
      if (first === last - 1 && !splitPair(h, v, n, first)) return "complex";
      last = first - 1;
      steps = 0;
      continue;
    }
    if (++steps > 300) return null;
    doubleStep(h, v, n, first, last, shiftsOf(h, first, last, steps));
  }
  return "real";
}

/** Where the block that ends at `last` begins: the first negligible entry below the diagonal, looked for upwards. */
function deflated(h: number[][], n: number, last: number): number {
  const at = (i: number, j: number): number => Math.abs(h[i]![j]!);
  let k = last;
  for (; k > 0; k--) {
    if (at(k, k - 1) <= SMALLEST) break;
    let size = at(k - 1, k - 1) + at(k, k);
    if (size === 0) size = (k > 1 ? at(k - 1, k - 2) : 0) + (k + 1 < n ? at(k + 1, k) : 0);
    if (at(k, k - 1) > EPSILON * size) continue;
    const [high, low] = [Math.max(at(k, k - 1), at(k - 1, k)), Math.min(at(k, k - 1), at(k - 1, k))];
    const gap = Math.abs(h[k - 1]![k - 1]! - h[k]![k]!);
    const [big, little] = [Math.max(at(k, k), gap), Math.min(at(k, k), gap)];
    const sum = big + high;
    if (low * (high / sum) <= Math.max(SMALLEST, EPSILON * (little * (big / sum)))) break;
  }
  return k;
}

interface Shifts { readonly first: number; readonly second: number; readonly imaginary: number }

/** The eigenvalues of the block's last 2×2; of two real ones the nearer to the corner, twice. */
function shiftsOf(h: number[][], first: number, last: number, steps: number): Shifts {
  let [a, b, c, d] = [h[last - 1]![last - 1]!, h[last - 1]![last]!, h[last]![last - 1]!, h[last]![last]!];
  if (steps % 10 === 0) {
    const low = steps % 20 === 0;
    c = low ? Math.abs(h[last]![last - 1]!) + Math.abs(h[last - 1]![last - 2]!) : Math.abs(h[first + 1]![first]!) + Math.abs(h[first + 2]![first + 1]!);
    a = 0.75 * c + (low ? h[last]![last]! : h[first]![first]!);
    b = -0.4375 * c;
    d = a;
  }
  const scale = Math.abs(a) + Math.abs(b) + Math.abs(c) + Math.abs(d);
  if (scale === 0) return { first: 0, second: 0, imaginary: 0 };
  [a, b, c, d] = [a / scale, b / scale, c / scale, d / scale];
  const middle = (a + d) / 2;
  const det = (a - middle) * (d - middle) - b * c;
  const root = Math.sqrt(Math.abs(det));
  if (det >= 0) return { first: middle * scale, second: middle * scale, imaginary: root * scale };
  const [one, two] = [middle + root, middle - root];
  const nearer = (Math.abs(one - d) <= Math.abs(two - d) ? one : two) * scale;
  return { first: nearer, second: nearer, imaginary: 0 };
}

/** One implicit double-shift step on rows first … last, begun as far down as small entries allow. */
function doubleStep(h: number[][], v: number[][], n: number, first: number, last: number, shifts: Shifts): void {
  let m = last - 2;
  let start: number[] = [];
  for (; ; m--) {
    const below = h[m + 1]![m]!;
    const own = h[m]![m]!;
    const scale = Math.abs(own - shifts.second) + Math.abs(shifts.imaginary) + Math.abs(below);
    const ratio = below / scale;
    const u = [ratio * h[m]![m + 1]! + (own - shifts.first) * ((own - shifts.second) / scale) + shifts.imaginary * (shifts.imaginary / scale), ratio * (own + h[m + 1]![m + 1]! - shifts.first - shifts.second), ratio * h[m + 2]![m + 1]!];
    const size = u.reduce((sum, value) => sum + Math.abs(value), 0);
    start = u.map((value) => value / size);
    if (m === first) break;
    const around = Math.abs(h[m - 1]![m - 1]!) + Math.abs(own) + Math.abs(h[m + 1]![m + 1]!);
    if (Math.abs(h[m]![m - 1]!) * (Math.abs(start[1]!) + Math.abs(start[2]!)) <= EPSILON * Math.abs(start[0]!) * around) break;
  }
  for (let k = m; k < last; k++) {
    const size = Math.min(3, last - k + 1);
    const u = k > m ? Array.from({ length: size }, (_, i) => h[k + i]![k - 1]!) : start.slice(0, size);
    const alpha = u[0]!;
    const tail = Math.hypot(...u.slice(1));
    const beta = tail === 0 ? alpha : -Math.sign(alpha || 1) * Math.hypot(alpha, tail);
    const tau = tail === 0 ? 0 : (beta - alpha) / beta;
    const w = u.map((value, i) => (i === 0 ? 1 : tail === 0 ? 0 : value / (alpha - beta)));
    if (k > m) {
      h[k]![k - 1] = beta;
      for (let i = 1; i < size; i++) h[k + i]![k - 1] = 0;
    } else if (m > first) h[k]![k - 1] = h[k]![k - 1]! * (1 - tau);
    for (let j = k; j < n; j++) {
      const sum = w.reduce((total, value, i) => total + value * h[k + i]![j]!, 0);
      w.forEach((value, i) => { h[k + i]![j] = h[k + i]![j]! - sum * tau * value; });
    }
    for (const [rows, end] of [[h, Math.min(k + 3, last)], [v, n - 1]] as const) for (let i = 0; i <= end; i++) {
      const sum = w.reduce((total, value, j) => total + value * rows[i]![k + j]!, 0);
      w.forEach((value, j) => { rows[i]![k + j] = rows[i]![k + j]! - sum * tau * value; });
    }
  }
}

/** Makes a 2×2 block with real eigenvalues triangular; false: they are complex. LAPACK's dlanv2. */
function splitPair(h: number[][], v: number[][], n: number, p: number): boolean {
  const [a, b, c, d] = [h[p]![p]!, h[p]![p + 1]!, h[p + 1]![p]!, h[p + 1]![p + 1]!];
  if (c === 0) return true;
  if (b === 0) {
    rotate(h, v, n, p, 0, 1);
    h[p + 1]![p] = 0;
    return true;
  }
  const half = 0.5 * (a - d);
  const most = Math.max(Math.abs(b), Math.abs(c));
  const least = Math.min(Math.abs(b), Math.abs(c)) * Math.sign(b) * Math.sign(c);
  const scale = Math.max(Math.abs(half), most);
  const z = (half / scale) * half + (most / scale) * least;
  if (z < -4 * EPSILON) return false;
  const shifted = half + Math.sign(half || 1) * Math.sqrt(scale) * Math.sqrt(Math.max(z, 0));
  const length = Math.hypot(c, shifted);
  rotate(h, v, n, p, shifted / length, c / length);
  h[p + 1]![p] = 0;
  return true;
}

/** Eigenvectors of the triangle, turned back by V and made of length one. */
function substituted(h: number[][], v: number[][], n: number): number[] {
  const result = new Array<number>(n * n).fill(0);
  const size = h.reduce((most, row) => Math.max(most, ...row.map(Math.abs)), 0) || 1;
  for (let k = n - 1; k >= 0; k--) {
    const x = new Array<number>(n).fill(0);
    x[k] = 1;
    for (let i = k - 1; i >= 0; i--) {
      let sum = -h[i]![k]!;
      for (let j = i + 1; j < k; j++) sum -= h[i]![j]! * x[j]!;
      const gap = h[i]![i]! - h[k]![k]!;
      x[i] = sum / (Math.abs(gap) < EPSILON * size ? EPSILON * size : gap);
    }
    const column = v.map((row) => row.reduce((sum, value, j) => sum + (j <= k ? value * x[j]! : 0), 0));
    const length = Math.hypot(...column);
    column.forEach((value, i) => { result[i * n + k] = value / length; });
  }
  return result;
}
