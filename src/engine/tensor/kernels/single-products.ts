/**
 * Products of float32 matrices in the order in which PyTorch's CPU wheels add (MKL on x86-64, measured on many shapes with
 * torch 2.13), every step rounded to float32: a printed loss has the framework's last digits.
 *
 * - at least 4 rows and 12 columns: one fused multiply-add after the other; sums over more than 192 terms in blocks
 * - a row or a column, and the vector of the other side lies along it: pairs of pairs (`gemvDot`)
 * - the right matrix is a transposed one: four lanes (`laneDot`)
 * - else: a product, then a sum, one after the other
 */
import type { Buffer } from "../dtype.js";

export interface Product {
  readonly out: Float32Array;
  readonly at: number;
  /** [m, k], row-major at `aAt`. */
  readonly a: Buffer;
  readonly aAt: number;
  /** [k, n], row-major at `bAt`. */
  readonly b: Buffer;
  readonly bAt: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  /** Whether the operand is the transposed view of a row-major matrix: that decides the kernel. */
  readonly aTransposed: boolean;
  readonly bTransposed: boolean;
  /** One of a batch: PyTorch multiplies small ones itself. */
  readonly batched: boolean;
  /** [n]: added to every row. */
  readonly bias: Buffer | null;
}

const BLOCK = 192;
const SMALL_BATCHED = 400;

export function singleProduct(p: Product): void {
  const { m, k, n } = p;
  if (p.batched && m * k * n < SMALL_BATCHED) return inTurn(p);
  if (m >= 4 && n >= 12) return fused(p);
  if (m === 1 && n === 1) return inTurn(p);
  if (n === 1) return p.aTransposed ? inTurn(p) : dots(p, gemvDot);
  if (m === 1) return p.bTransposed ? dots(p, gemvDot) : inTurn(p);
  return p.bTransposed && !p.aTransposed ? dots(p, laneDot) : inTurn(p);
}

/** Lengths of the blocks that a long sum is cut into: 192 each, or two halves where that is less than two blocks. */
export function blocks(k: number): number {
  return k > BLOCK && k < 2 * BLOCK ? Math.ceil(k / 2) : BLOCK;
}

function fused({ out, at, a, aAt, b, bAt, m, k, n, bias }: Product): void {
  const row = new Float32Array(n);
  const length = blocks(k);
  for (let i = 0; i < m; i++) {
    const target = at + i * n;
    for (let j = 0; j < n; j++) out[target + j] = bias ? bias[j]! : 0;
    for (let from = 0; from < k; from += length) {
      row.fill(0);
      addFused(row, a, aAt + i * k, b, bAt, n, from, Math.min(from + length, k));
      for (let j = 0; j < n; j++) out[target + j] = out[target + j]! + row[j]!;
    }
  }
}

/** row += Σ a[p]·b[p], p from … end: a product of two float32 is exact in double precision, so each step rounds once, as fused. */
function addFused(row: Float32Array, a: Buffer, aAt: number, b: Buffer, bAt: number, n: number, from: number, end: number): void {
  let p = from;
  for (; p + 1 < end; p += 2) {
    const x = a[aAt + p]!;
    const y = a[aAt + p + 1]!;
    const pb = bAt + p * n;
    const pc = pb + n;
    for (let j = 0; j < n; j++) row[j] = Math.fround(row[j]! + x * b[pb + j]!) + y * b[pc + j]!;
  }
  if (p >= end) return;
  const x = a[aAt + p]!;
  const pb = bAt + p * n;
  for (let j = 0; j < n; j++) row[j] = row[j]! + x * b[pb + j]!;
}

/** out[m, n] (row-major at `at`) = a[m, k] · b[k, n], each element one chain of fused multiply-adds. */
export function fusedProduct(out: Buffer, at: number, a: Buffer, aAt: number, b: Buffer, bAt: number, m: number, k: number, n: number): void {
  const row = new Float32Array(n);
  for (let i = 0; i < m; i++) {
    row.fill(0);
    addFused(row, a, aAt + i * k, b, bAt, n, 0, k);
    out.set(row, at + i * n);
  }
}

function inTurn({ out, at, a, aAt, b, bAt, m, k, n, bias }: Product): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < k; p++) sum = Math.fround(sum + Math.fround(a[aAt + i * k + p]! * b[bAt + p * n + j]!));
      out[at + i * n + j] = bias ? sum + bias[j]! : sum;
    }
  }
}

/** Σ of terms[0 … k), each rounded; `row` and `column` say which element of the result it is. */
type Dot = (terms: Float32Array, k: number, row: number, column: number, columns: number) => number;

function dots({ out, at, a, aAt, b, bAt, m, k, n, bias }: Product, dot: Dot): void {
  const terms = new Float32Array(k);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      for (let p = 0; p < k; p++) terms[p] = a[aAt + i * k + p]! * b[bAt + p * n + j]!;
      const sum = dot(terms, k, i, j, n);
      out[at + i * n + j] = bias ? sum + bias[j]! : sum;
    }
  }
}

const add = (x: number, y: number): number => Math.fround(x + y);
function addRange(start: number, terms: Float32Array, from: number, to: number): number {
  let sum = start;
  for (let i = from; i < to; i++) sum = add(sum, terms[i]!);
  return sum;
}

/** One to four terms in turn, so that a multiple of four is left; those in four sums: (s₀ + s₂) + (s₁ + s₃). */
const gemvDot: Dot = (terms, k) => {
  if (k === 0) return 0;
  const head = ((k - 1) % 4) + 1;
  return inFourLanes(terms, head, k, addRange(0, terms, 0, head));
};

/**
 * Rows that do not begin at a multiple of four elements take the first terms in turn. Whole groups of four columns add in
 * four lanes, the columns left over in eight; what is left at the end follows in turn.
 */
const laneDot: Dot = (terms, k, row, column, columns) => {
  const head = (4 - ((row * k) % 4)) % 4;
  const lanes = column < columns - (columns % 4) ? 4 : 8;
  if (k - head < lanes) return addRange(0, terms, 0, k);
  const end = head + Math.floor((k - head) / lanes) * lanes;
  const start = addRange(0, terms, 0, head);
  return addRange(lanes === 4 ? inFourLanes(terms, head, end, start) : inEightLanes(terms, head, end, start), terms, end, k);
};

/** Adds terms[from … to), a multiple of four, to lanes of which the first begins at `start`; then halves on each other: (s₀ + s₂) + (s₁ + s₃). */
function inFourLanes(terms: Float32Array, from: number, to: number, start: number): number {
  let [s0, s1, s2, s3] = [start, 0, 0, 0];
  for (let i = from; i < to; i += 4) {
    s0 = add(s0, terms[i]!);
    s1 = add(s1, terms[i + 1]!);
    s2 = add(s2, terms[i + 2]!);
    s3 = add(s3, terms[i + 3]!);
  }
  return add(add(s0, s2), add(s1, s3));
}

/** The same with eight: s₄ … s₇ on s₀ … s₃ first. */
function inEightLanes(terms: Float32Array, from: number, to: number, start: number): number {
  const s = new Float32Array(8);
  s[0] = start;
  for (let i = from; i < to; i += 8) for (let lane = 0; lane < 8; lane++) s[lane]! += terms[i + lane]!;
  for (let lane = 0; lane < 4; lane++) s[lane]! += s[lane + 4]!;
  return add(add(s[0]!, s[2]!), add(s[1]!, s[3]!));
}

/** x · y of two vectors: sixteen sums, added to four lanes; the terms left over go to the first. */
export function singleDot(x: Buffer, xAt: number, xStep: number, y: Buffer, yAt: number, yStep: number, k: number): number {
  const terms = new Float32Array(k);
  for (let i = 0; i < k; i++) terms[i] = x[xAt + i * xStep]! * y[yAt + i * yStep]!;
  const sums = new Float32Array(16);
  let i = 0;
  for (const end = k - (k % 16); i < end; i++) sums[i % 16]! += terms[i]!;
  for (const end = k - (k % 4); i < end; i++) sums[i % 4]! += terms[i]!;
  const lanes = new Float32Array(4);
  for (let lane = 0; lane < 4; lane++) lanes[lane] = add(add(add(sums[lane]!, sums[lane + 4]!), sums[lane + 8]!), sums[lane + 12]!);
  lanes[0] = addRange(lanes[0]!, terms, i, k);
  return add(add(lanes[0]!, lanes[2]!), add(lanes[1]!, lanes[3]!));
}
