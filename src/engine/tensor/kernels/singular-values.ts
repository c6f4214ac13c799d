/**
 * A = U·diag(s)·Vᵀ as LAPACK finds it: dgebd2 to a bidiagonal, then dbdsqr (implicit QR, zero shift where that keeps small
 * values accurate: Demmel and Kahan 1990). A much longer side is first reduced by QR or LQ, as dgesdd does.
 */
import { qrOf } from "./factorizations.js";
import { smallerSingularValue, triangleParts } from "./two-by-two.js";
import { identityBlock, type Lapack, reflectColumns, type Reflection, reflectionOf, reflectRows, rotateRows, rotationOf, signed, transposedBlock } from "./rotations.js";

export interface SingularValues {
  /** Falling. */
  readonly values: Float64Array;
  /** Uᵀ, m × m: its rows are the left vectors. */
  readonly left: Float64Array;
  /** Vᵀ, n × n. */
  readonly right: Float64Array;
}

export interface Precision {
  /** Half the spacing of numbers at 1. */
  readonly epsilon: number;
  /** The smallest normal number. */
  readonly tiny: number;
}

export const DOUBLE: Precision = { epsilon: 2 ** -53, tiny: 2 ** -1022 };
export const SINGLE: Precision = { epsilon: 2 ** -24, tiny: 2 ** -126 };

interface Iteration {
  readonly d: Float64Array;
  readonly e: Float64Array;
  /** Rows are turned along; `wide`: their lengths. */
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly leftWidth: number;
  readonly rightWidth: number;
  readonly precision: Precision;
}

export function singularValues(a: Float64Array, m: number, n: number, precision: Precision, lapack: Lapack): SingularValues {
  if (m > n && m >= Math.trunc(lapack === "mkl" ? 1.6 * n : (11 * n) / 6)) {
    const { q, r } = qrOf(a, m, n, m);
    const inner = direct(r.slice(0, n * n), n, n, precision);
    return { ...inner, left: embedded(inner.left, n, transposedBlock(q, m, m), m) };
  }
  // MKL leaves wide matrices as they are.
  if (lapack === "reference" && n > m && n >= Math.trunc((11 * m) / 6)) {
    const { q, r } = qrOf(transposedBlock(a, m, n), n, m, n);
    const inner = direct(transposedBlock(r.slice(0, m * m), m, m), m, m, precision);
    return { ...inner, right: embedded(inner.right, m, transposedBlock(q, n, n), n) };
  }
  return direct(a, m, n, precision);
}

/** [P 0; 0 I]·Q */
function embedded(p: Float64Array, n: number, q: Float64Array, m: number): Float64Array {
  const out = q.slice();
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += p[i * n + k]! * q[k * m + j]!;
    out[i * m + j] = sum;
  }
  return out;
}

function direct(a: Float64Array, m: number, n: number, precision: Precision): SingularValues {
  const work = a.slice();
  const count = Math.min(m, n);
  const [lefts, rights]: [number: [number, Reflection][], number: [number, Reflection][]] = [[], []];
  const [d, e] = [new Float64Array(count), new Float64Array(Math.max(count - 1, 0))];
  const column = (j: number, from: number): void => {
    const h = reflectionOf(Float64Array.from({ length: m - from }, (_, i) => work[(from + i) * n + j]!));
    reflectRows(work, n, from, j, h);
    lefts.push([from, h]);
  };
  const row = (i: number, from: number): void => {
    const h = reflectionOf(work.slice(i * n + from, (i + 1) * n));
    reflectColumns(work, n, from, i, h);
    rights.push([from, h]);
  };
  for (let k = 0; k < count; k++) {
    if (m >= n) column(k, k);
    else row(k, k);
    d[k] = work[k * n + k]!;
    if (m >= n && k < n - 1) row(k, k + 1);
    else if (m < n && k < m - 1) column(k, k + 1);
    if (k < count - 1) e[k] = m >= n ? work[k * n + k + 1]! : work[(k + 1) * n + k]!;
  }
  const [left, right] = [identityBlock(m), identityBlock(n)];
  for (const [at, h] of lefts.reverse()) reflectRows(left, m, at, 0, h);
  for (const [at, h] of rights.reverse()) reflectRows(right, n, at, 0, h);
  const state: Iteration = { d, e, left: transposedBlock(left, m, m), right: transposedBlock(right, n, n), leftWidth: m, rightWidth: n, precision };
  if (m < n) raise(state);
  iterate(state);
  arrange(state);
  return { values: d, left: state.left, right: state.right };
}

const turnLeft = (t: Iteration, i: number, c: number, s: number): void => rotateRows(t.left, t.leftWidth, i, i + 1, c, s);
const turnRight = (t: Iteration, i: number, c: number, s: number): void => rotateRows(t.right, t.rightWidth, i, i + 1, c, s);

/** A lower bidiagonal becomes an upper one. */
function raise(t: Iteration): void {
  const { d, e } = t;
  for (let i = 0; i < d.length - 1; i++) {
    const { c, s, r } = rotationOf(d[i]!, e[i]!);
    d[i] = r;
    e[i] = s * d[i + 1]!;
    d[i + 1] = c * d[i + 1]!;
    turnLeft(t, i, c, s);
  }
}

function iterate(t: Iteration): void {
  const { d, e, precision: { epsilon, tiny } } = t;
  const n = d.length;
  const tolerance = Math.max(10, Math.min(100, epsilon ** -0.125)) * epsilon;
  let least = Math.abs(d[0] ?? 0);
  for (let i = 1, mu = least; i < n && least !== 0; i++) {
    mu = Math.abs(d[i]!) * (mu / (mu + Math.abs(e[i - 1]!)));
    least = Math.min(least, mu);
  }
  const threshold = Math.max((tolerance * least) / Math.sqrt(n), 6 * n * n * tiny);
  let [oldTop, oldBottom, down] = [-1, -1, true];
  let bottom = n - 1;
  for (let left = 6 * n * n + n; bottom > 0 && left > 0; left--) {
    let top = bottom;
    let largest = Math.abs(d[bottom]!);
    while (top > 0 && Math.abs(e[top - 1]!) > threshold) {
      top--;
      largest = Math.max(largest, Math.abs(d[top]!), Math.abs(e[top]!));
    }
    if (top > 0) e[top - 1] = 0;
    if (top === bottom) {
      bottom--;
      continue;
    }
    if (top === bottom - 1) {
      const { larger, smaller, left, right } = triangleParts(d[top]!, e[top]!, d[bottom]!, epsilon);
      [d[top], e[top], d[bottom]] = [larger, 0, smaller];
      turnRight(t, top, right.c, right.s);
      turnLeft(t, top, left.c, left.s);
      bottom -= 2;
      continue;
    }
    if (top > oldBottom || bottom < oldTop) down = Math.abs(d[top]!) >= Math.abs(d[bottom]!);
    const smallest = converged(t, top, bottom, down, tolerance);
    if (smallest === null) continue;
    [oldTop, oldBottom] = [top, bottom];
    const shift = n * tolerance * (smallest / largest) <= Math.max(epsilon, 0.01 * tolerance) ? 0 : shiftOf(t, top, bottom, down);
    if (shift === 0) zeroShift(t, top, bottom, down);
    else shifted(t, top, bottom, down, shift);
    const edge = down ? bottom - 1 : top;
    if (Math.abs(e[edge]!) <= threshold) e[edge] = 0;
  }
}

/** Sets one off-diagonal to 0 and returns null where one has become negligible; else a lower bound of the smallest value. */
function converged({ d, e }: Iteration, top: number, bottom: number, down: boolean, tolerance: number): number | null {
  const [near, far] = down ? [bottom - 1, bottom] : [top, top];
  if (Math.abs(e[near]!) <= tolerance * Math.abs(d[far]!)) {
    e[near] = 0;
    return null;
  }
  let mu = Math.abs(d[down ? top : bottom]!);
  let least = mu;
  for (let step = 0; step < bottom - top; step++) {
    const i = down ? top + step : bottom - 1 - step;
    if (Math.abs(e[i]!) <= tolerance * mu) {
      e[i] = 0;
      return null;
    }
    mu = Math.abs(d[down ? i + 1 : i]!) * (mu / (mu + Math.abs(e[i]!)));
    least = Math.min(least, mu);
  }
  return least;
}

function shiftOf({ d, e, precision }: Iteration, top: number, bottom: number, down: boolean): number {
  const at = down ? bottom - 1 : top;
  const shift = smallerSingularValue(d[at]!, e[at]!, d[at + 1]!);
  const start = Math.abs(d[down ? top : bottom]!);
  return start > 0 && (shift / start) ** 2 < precision.epsilon ? 0 : shift;
}

function zeroShift(t: Iteration, top: number, bottom: number, down: boolean): void {
  const { d, e } = t;
  let [c, oldC, oldS] = [1, 1, 0];
  const [start, end, step] = down ? [top, bottom, 1] : [bottom, top, -1];
  for (let i = start; i !== end; i += step) {
    const edge = down ? i : i - 1;
    const first = rotationOf(d[i]! * c, e[edge]!);
    if (i !== start) e[edge - step] = oldS * first.r;
    const second = rotationOf(oldC * first.r, d[i + step]! * first.s);
    d[i] = second.r;
    ({ c } = first);
    [oldC, oldS] = [second.c, second.s];
    if (down) {
      turnRight(t, i, first.c, first.s);
      turnLeft(t, i, second.c, second.s);
    } else {
      turnRight(t, i - 1, second.c, -second.s);
      turnLeft(t, i - 1, first.c, -first.s);
    }
  }
  const h = d[end]! * c;
  d[end] = h * oldC;
  e[down ? end - 1 : end] = h * oldS;
}

function shifted(t: Iteration, top: number, bottom: number, down: boolean, shift: number): void {
  const { d, e } = t;
  const [start, end, step] = down ? [top, bottom, 1] : [bottom, top, -1];
  const edgeOf = (i: number): number => (down ? i : i - 1);
  let f = (Math.abs(d[start]!) - shift) * (signed(1, d[start]!) + shift / d[start]!);
  let g = e[edgeOf(start)]!;
  for (let i = start; i !== end; i += step) {
    const edge = edgeOf(i);
    const first = rotationOf(f, g);
    if (i !== start) e[edge - step] = first.r;
    f = first.c * d[i]! + first.s * e[edge]!;
    e[edge] = first.c * e[edge]! - first.s * d[i]!;
    g = first.s * d[i + step]!;
    d[i + step] = first.c * d[i + step]!;
    const second = rotationOf(f, g);
    d[i] = second.r;
    f = second.c * e[edge]! + second.s * d[i + step]!;
    d[i + step] = second.c * d[i + step]! - second.s * e[edge]!;
    if (i + step !== end) {
      g = second.s * e[edge + step]!;
      e[edge + step] = second.c * e[edge + step]!;
    }
    if (down) {
      turnRight(t, i, first.c, first.s);
      turnLeft(t, i, second.c, second.s);
    } else {
      turnRight(t, i - 1, second.c, -second.s);
      turnLeft(t, i - 1, first.c, -first.s);
    }
  }
  e[down ? end - 1 : end] = f;
}

/** Values made positive (by turning right vectors round) and put in falling order. */
function arrange({ d, left, right, leftWidth, rightWidth }: Iteration): void {
  const n = d.length;
  for (let i = 0; i < n; i++) {
    if (!(d[i]! < 0)) continue;
    d[i] = -d[i]!;
    // dbdsdc turns the left vector round where there is only one.
    if (n === 1) left.set(left.subarray(0, leftWidth).map((value) => -value));
    else for (let j = 0; j < rightWidth; j++) right[i * rightWidth + j]! *= -1;
  }
  for (let end = n - 1; end > 0; end--) {
    let least = 0;
    for (let j = 1; j <= end; j++) if (d[j]! <= d[least]!) least = j;
    if (least === end) continue;
    [d[end], d[least]] = [d[least]!, d[end]!];
    swapRows(left, leftWidth, end, least);
    swapRows(right, rightWidth, end, least);
  }
}

export function swapRows(a: Float64Array, width: number, i: number, k: number): void {
  const held = a.slice(i * width, (i + 1) * width);
  a.copyWithin(i * width, k * width, (k + 1) * width);
  a.set(held, k * width);
}
