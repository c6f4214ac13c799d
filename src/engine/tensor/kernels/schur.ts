/**
 * The real Schur form of a general matrix as LAPACK finds it: dgebal, dgehrd, dlahqr with dlanv2. A = D·Q·T·Qᵀ·D⁻¹, T
 * upper triangular but for 2 × 2 blocks of conjugate pairs, D the balancing's permutation and scaling.
 */
import { identityBlock, reflectColumns, reflectionOf, reflectRows, signed } from "./rotations.js";

export interface Schur {
  readonly t: Float64Array;
  readonly q: Float64Array;
  /** Eigenvalues in the order of T's diagonal. */
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** Undoes the balancing on the rows of vectors (width columns each). */
  readonly unbalance: (vectors: Float64Array, width: number) => void;
}

const ULP = 2 ** -52;
const TINY = 2 ** -1022;

export function schurOf(a: Float64Array, n: number): Schur {
  const t = a.slice();
  const { low, high, unbalance } = balance(t, n);
  const q = hessenberg(t, n, low, high);
  const [re, im] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) if (i < low || i > high) re[i] = t[i * n + i]!;
  iterate(t, q, n, low, high, re, im);
  return { t, q, re, im, unbalance };
}

interface Balance {
  readonly low: number;
  readonly high: number;
  readonly unbalance: (vectors: Float64Array, width: number) => void;
}

/** Isolated eigenvalues to the ends, the middle scaled by powers of 2 until rows and columns are of a size. */
function balance(a: Float64Array, n: number): Balance {
  const swaps: (readonly [number, number])[] = [];
  const exchange = (i: number, k: number): void => {
    swaps.push([i, k]);
    if (i === k) return;
    for (let r = 0; r < n; r++) [a[r * n + i], a[r * n + k]] = [a[r * n + k]!, a[r * n + i]!];
    for (let c = 0; c < n; c++) [a[i * n + c], a[k * n + c]] = [a[k * n + c]!, a[i * n + c]!];
  };
  let [low, high] = [0, n - 1];
  const alone = (i: number, from: number, to: number, byRow: boolean): boolean => {
    for (let j = from; j <= to; j++) if (j !== i && a[byRow ? i * n + j : j * n + i] !== 0) return false;
    return true;
  };
  for (let again = true; again && high > 0; ) {
    again = false;
    for (let i = high; i >= 0; i--) {
      if (!alone(i, 0, high, true)) continue;
      exchange(i, high);
      high--;
      again = high >= 0;
      break;
    }
  }
  for (let again = true; again; ) {
    again = false;
    for (let j = low; j <= high; j++) {
      if (!alone(j, low, high, false)) continue;
      exchange(j, low);
      low++;
      again = low <= high;
      break;
    }
  }
  const scale = new Float64Array(n).fill(1);
  const norm = (i: number, byRow: boolean): number => {
    let sum = 0;
    for (let j = low; j <= high; j++) sum = Math.hypot(sum, a[byRow ? i * n + j : j * n + i]!);
    return sum;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (let i = low; i <= high; i++) {
      let [c, r, f] = [norm(i, false), norm(i, true), 1];
      if (c === 0 || r === 0) continue;
      const sum = c + r;
      for (let g = r / 2; c < g; g /= 2) [f, c, r] = [f * 2, c * 2, r / 2];
      for (let g = c / 2; g >= r; g /= 2) [f, c, r] = [f / 2, c / 2, r * 2];
      if (c + r >= 0.95 * sum) continue;
      scale[i]! *= f;
      changed = true;
      for (let j = 0; j < n; j++) a[i * n + j]! /= f;
      for (let j = 0; j < n; j++) a[j * n + i]! *= f;
    }
  }
  return {
    low, high,
    unbalance: (vectors, width) => {
      for (let i = 0; i < n; i++) for (let j = 0; j < width; j++) vectors[i * width + j]! *= scale[i]!;
      for (const [i, k] of swaps.toReversed()) {
        if (i !== k) for (let j = 0; j < width; j++) [vectors[i * width + j], vectors[k * width + j]] = [vectors[k * width + j]!, vectors[i * width + j]!];
      }
    },
  };
}

/** `a` becomes Hessenberg; the orthogonal factor is returned. */
function hessenberg(a: Float64Array, n: number, low: number, high: number): Float64Array {
  const q = identityBlock(n);
  for (let k = low; k < high - 1; k++) {
    const h = reflectionOf(Float64Array.from({ length: high - k }, (_, i) => a[(k + 1 + i) * n + k]!));
    reflectColumns(a, n, k + 1, 0, h);
    reflectRows(a, n, k + 1, k, h);
    for (let i = k + 2; i <= high; i++) a[i * n + k] = 0;
    reflectColumns(q, n, k + 1, 0, h);
  }
  return q;
}

function iterate(h: Float64Array, z: Float64Array, n: number, low: number, high: number, re: Float64Array, im: Float64Array): void {
  const at = (i: number, j: number): number => h[i * n + j]!;
  const small = TINY * ((high - low + 1) / ULP);
  let steps = 0;
  for (let i = high, left = 30 * Math.max(10, high - low + 1) * Math.max(1, n); i >= low && left > 0; left--) {
    const l = lowestCoupled(h, n, low, high, i, small);
    if (l > low) h[l * n + l - 1] = 0;
    if (l >= i - 1) {
      if (l === i) [re[i], im[i]] = [at(i, i), 0];
      else standardize(h, z, n, i, re, im);
      steps = 0;
      i = l - 1;
      continue;
    }
    steps++;
    sweep(h, z, n, l, i, shiftsOf(h, n, l, i, steps));
  }
}

/** The first row of the block that ends in row i. */
function lowestCoupled(h: Float64Array, n: number, low: number, high: number, i: number, small: number): number {
  const size = (r: number, c: number): number => Math.abs(h[r * n + c]!);
  let k = i;
  for (; k > low; k--) {
    const below = size(k, k - 1);
    if (below <= small) break;
    let test = size(k - 1, k - 1) + size(k, k);
    if (test === 0) test = (k - 2 >= low ? size(k - 1, k - 2) : 0) + (k + 1 <= high ? size(k + 1, k) : 0);
    if (below > ULP * test) continue;
    const above = size(k - 1, k);
    const gap = Math.abs(h[(k - 1) * n + k - 1]! - h[k * n + k]!);
    const [ab, ba, aa, bb] = [Math.max(below, above), Math.min(below, above), Math.max(size(k, k), gap), Math.min(size(k, k), gap)];
    const sum = aa + ab;
    if (ba * (ab / sum) <= Math.max(small, ULP * (bb * (aa / sum)))) break;
  }
  return k;
}

interface Shifts {
  readonly first: readonly [number, number];
  readonly second: readonly [number, number];
}

/** The eigenvalues of the last 2 × 2 block; now and then others, so that nothing goes round in circles. */
function shiftsOf(h: Float64Array, n: number, l: number, i: number, steps: number): Shifts {
  const at = (r: number, c: number): number => h[r * n + c]!;
  let [a, b, c, d] = [at(i - 1, i - 1), at(i - 1, i), at(i, i - 1), at(i, i)];
  if (steps % 10 === 0) {
    const [place, sum] = steps % 20 === 0 ? [i, Math.abs(at(i, i - 1)) + Math.abs(at(i - 1, i - 2))] : [l, Math.abs(at(l + 1, l)) + Math.abs(at(l + 2, l + 1))];
    a = 0.75 * sum + at(place, place);
    [b, c, d] = [-0.4375 * sum, sum, a];
  }
  const s = Math.abs(a) + Math.abs(b) + Math.abs(c) + Math.abs(d);
  if (s === 0) return { first: [0, 0], second: [0, 0] };
  [a, b, c, d] = [a / s, b / s, c / s, d / s];
  const mean = (a + d) / 2;
  const determinant = (a - mean) * (d - mean) - b * c;
  const root = Math.sqrt(Math.abs(determinant));
  if (determinant >= 0) return { first: [mean * s, root * s], second: [mean * s, -root * s] };
  const near = Math.abs(mean + root - d) <= Math.abs(mean - root - d) ? mean + root : mean - root;
  return { first: [near * s, 0], second: [near * s, 0] };
}

/** One double-shift step on rows l … i. */
function sweep(h: Float64Array, z: Float64Array, n: number, l: number, i: number, { first, second }: Shifts): void {
  const at = (r: number, c: number): number => h[r * n + c]!;
  let m = i - 2;
  let v = new Float64Array(3);
  for (; ; m--) {
    const s = Math.abs(at(m, m) - second[0]) + Math.abs(second[1]) + Math.abs(at(m + 1, m));
    const below = at(m + 1, m) / s;
    v = Float64Array.of(below * at(m, m + 1) + (at(m, m) - first[0]) * ((at(m, m) - second[0]) / s) - first[1] * (second[1] / s), below * (at(m, m) + at(m + 1, m + 1) - first[0] - second[0]), below * at(m + 2, m + 1));
    const sum = Math.abs(v[0]!) + Math.abs(v[1]!) + Math.abs(v[2]!);
    v = v.map((value) => value / sum);
    if (m === l) break;
    if (Math.abs(at(m, m - 1)) * (Math.abs(v[1]!) + Math.abs(v[2]!)) <= ULP * Math.abs(v[0]!) * (Math.abs(at(m - 1, m - 1)) + Math.abs(at(m, m)) + Math.abs(at(m + 1, m + 1)))) break;
  }
  for (let k = m; k < i; k++) {
    const count = Math.min(3, i - k + 1);
    const head = k > m ? Float64Array.from({ length: count }, (_, r) => at(k + r, k - 1)) : v.slice(0, count);
    const reflection = reflectionOf(head);
    if (k > m) {
      h[k * n + k - 1] = reflection.beta;
      for (let r = 1; r < count; r++) h[(k + r) * n + k - 1] = 0;
    } else if (m > l) h[k * n + k - 1]! *= 1 - reflection.tau;
    reflectRows(h, n, k, k, reflection);
    reflectColumns(h.subarray(0, (Math.min(k + 3, i) + 1) * n), n, k, 0, reflection);
    reflectColumns(z, n, k, 0, reflection);
  }
}

/** dlanv2: rows i − 1 and i turned so that they hold two real eigenvalues, or a pair with equal diagonal. */
function standardize(h: Float64Array, z: Float64Array, n: number, i: number, re: Float64Array, im: Float64Array): void {
  const p = (i - 1) * n + i - 1;
  const q = p + n;
  const { a, b, c, d, cs, sn } = standardForm(h[p]!, h[p + 1]!, h[q]!, h[q + 1]!);
  const turn = (block: Float64Array, x: number, y: number): void => {
    const [one, two] = [block[x]!, block[y]!];
    block[x] = cs * one + sn * two;
    block[y] = cs * two - sn * one;
  };
  for (let j = i + 1; j < n; j++) turn(h, (i - 1) * n + j, i * n + j);
  for (let r = 0; r < i - 1; r++) turn(h, r * n + i - 1, r * n + i);
  for (let r = 0; r < n; r++) turn(z, r * n + i - 1, r * n + i);
  [h[p], h[p + 1], h[q], h[q + 1]] = [a, b, c, d];
  const size = c === 0 ? 0 : Math.sqrt(Math.abs(b)) * Math.sqrt(Math.abs(c));
  [re[i - 1], re[i], im[i - 1], im[i]] = [a, d, size, 0 - size];
}

interface Standard {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly cs: number;
  readonly sn: number;
}

function standardForm(a: number, b: number, c: number, d: number): Standard {
  if (c === 0) return { a, b, c, d, cs: 1, sn: 0 };
  if (b === 0) return { a: d, b: -c, c: 0, d: a, cs: 0, sn: 1 };
  const sameSign = signed(1, b) === signed(1, c);
  if (a === d && !sameSign) return { a, b, c, d, cs: 1, sn: 0 };
  const gap = a - d;
  const p = gap / 2;
  const most = Math.max(Math.abs(b), Math.abs(c));
  const least = Math.min(Math.abs(b), Math.abs(c)) * signed(1, b) * signed(1, c);
  const scale = Math.max(Math.abs(p), most);
  const discriminant = (p / scale) * p + (most / scale) * least;
  if (discriminant >= 4 * ULP) {
    const root = p + signed(Math.sqrt(scale) * Math.sqrt(discriminant), p);
    const tau = Math.hypot(c, root);
    return { a: d + root, b: b - c, c: 0, d: d - (most / root) * least, cs: root / tau, sn: c / tau };
  }
  const sigma = b + c;
  const tau = Math.hypot(sigma, gap);
  const cs = Math.sqrt(0.5 * (1 + Math.abs(sigma) / tau));
  const sn = -(p / (tau * cs)) * signed(1, sigma);
  const [aa, bb, cc, dd] = [a * cs + b * sn, -a * sn + b * cs, c * cs + d * sn, -c * sn + d * cs];
  const [b2, c2] = [bb * cs + dd * sn, -aa * sn + cc * cs];
  const mean = 0.5 * (aa * cs + cc * sn + (-bb * sn + dd * cs));
  if (c2 === 0) return { a: mean, b: b2, c: 0, d: mean, cs, sn };
  if (b2 === 0) return { a: mean, b: -c2, c: 0, d: mean, cs: -sn, sn: cs };
  if (signed(1, b2) !== signed(1, c2)) return { a: mean, b: b2, c: c2, d: mean, cs, sn };
  const [sab, sac] = [Math.sqrt(Math.abs(b2)), Math.sqrt(Math.abs(c2))];
  const shift = signed(sab * sac, c2);
  const size = 1 / Math.sqrt(Math.abs(b2 + c2));
  const [c1, s1] = [sab * size, sac * size];
  return { a: mean + shift, b: b2 - c2, c: 0, d: mean - shift, cs: cs * c1 - sn * s1, sn: cs * s1 + sn * c1 };
}
