/**
 * Rows with many zeros (what relu lets through, and its gradients): only the other terms are multiplied. A chain of
 * multiply-adds that begins at 0 is the same with and without terms of 0 · finite, but for the sign of a zero, which the
 * sum with what it is added to takes away unless that is −0.
 */
import { multiplyAdd } from "./arithmetic";
import { addPart } from "./tile";

/** Vectors of a panel's row: 7 sums, 7 columns and the factor fill 15 registers. */
export const SPARSE: i32 = 7;

/** From this share of zeros on it pays: a row alone cannot keep both multipliers busy. */
const WORTH_PERCENT: i64 = 30;

/** One of so many rows is looked at for zeros. */
const SAMPLE: i32 = 8;

/** Whether a[m, k]·b[k, n] is better computed without the zeros of `a`, and may be. `start`: n numbers it is added to. */
export function isWorthSparse(a: usize, aRow: usize, aColumn: usize, b: usize, bRow: usize, bColumn: usize, m: i32, k: i32, n: i32, start: usize): bool {
  const isRowMajor = aColumn == 4;
  const rows = isRowMajor ? m : k;
  const columns = isRowMajor ? k : m;
  const step = (isRowMajor ? aRow : aColumn) * SAMPLE;
  const sampled = (rows + SAMPLE - 1) / SAMPLE;
  if (<i64>zerosOf(a, step, sampled, columns) * 100 < <i64>sampled * <i64>columns * WORTH_PERCENT) return false;
  if (!(bColumn == 4 ? isFinite(b, bRow, k, n) : isFinite(b, bColumn, n, k))) return false;
  for (let j = 0; j < n; j++) if (load<i32>(start + (<usize>j << 2)) == i32.MIN_VALUE) return false;
  return true;
}

function zerosOf(from: usize, step: usize, rows: i32, columns: i32): i32 {
  const zero = f32x4.splat(0);
  let counts = i32x4.splat(0);
  let count = 0;
  for (let i = 0; i < rows; i++) {
    let at = from;
    let j = 0;
    for (; j + 4 <= columns; j += 4) {
      counts = i32x4.sub(counts, f32x4.eq(v128.load(at), zero));
      at += 16;
    }
    for (; j < columns; j++) {
      count += i32(load<f32>(at) == 0);
      at += 4;
    }
    from += step;
  }
  return count + i32x4.extract_lane(counts, 0) + i32x4.extract_lane(counts, 1) + i32x4.extract_lane(counts, 2) + i32x4.extract_lane(counts, 3);
}

/** x − x is 0 for all but infinities and NaN. */
function isFinite(from: usize, step: usize, rows: i32, columns: i32): bool {
  const zero = f32x4.splat(0);
  let all = f32x4.eq(zero, zero);
  for (let i = 0; i < rows; i++) {
    let at = from;
    let j = 0;
    for (; j + 4 <= columns; j += 4) {
      const x = v128.load(at);
      all = v128.and(all, f32x4.eq(f32x4.sub(x, x), zero));
      at += 16;
    }
    for (; j < columns; j++) {
      const x = load<f32>(at);
      if (x - x != 0) return false;
      at += 4;
    }
    from += step;
  }
  return i32x4.all_true(all);
}

/** The terms of each row that are not 0: the number and where the panel's row begins, 8 bytes; a row has `k` places. `ends`: where each row's terms end. */
export function listTerms(a: usize, aRow: usize, k: i32, m: i32, out: usize, ends: usize): void {
  for (let i = 0; i < m; i++) {
    let to = out;
    for (let p = 0; p < k; p++) {
      const value = load<f32>(a + (<usize>p << 2));
      store<f32>(to, value);
      store<i32>(to, p * (SPARSE << 4), 4);
      to += <usize>(value != 0) << 3;
    }
    store<usize>(ends + (<usize>i << 2), to);
    a += aRow;
    out += <usize>k << 3;
  }
}

/** As `widePanel`, for the terms of `listTerms`. `part`: room for 28 numbers. */
export function sparsePanel(terms: usize, ends: usize, panel: usize, k: i32, m: i32, start: usize, startRow: usize, to: usize, toRow: usize, wide: i32, part: usize): void {
  for (let i = 0; i < m; i++) {
    const end = load<usize>(ends + (<usize>i << 2));
    let s0 = f32x4.splat(0);
    let s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0;
    for (let at = terms; at < end; at += 8) {
      const x = v128.load32_splat(at);
      const b = panel + load<usize>(at, 4);
      s0 = multiplyAdd<f32>(x, v128.load(b), s0);
      s1 = multiplyAdd<f32>(x, v128.load(b, 16), s1);
      s2 = multiplyAdd<f32>(x, v128.load(b, 32), s2);
      s3 = multiplyAdd<f32>(x, v128.load(b, 48), s3);
      s4 = multiplyAdd<f32>(x, v128.load(b, 64), s4);
      s5 = multiplyAdd<f32>(x, v128.load(b, 80), s5);
      s6 = multiplyAdd<f32>(x, v128.load(b, 96), s6);
    }
    if (wide == 4 * SPARSE) {
      v128.store(to, f32x4.add(v128.load(start), s0));
      v128.store(to, f32x4.add(v128.load(start, 16), s1), 16);
      v128.store(to, f32x4.add(v128.load(start, 32), s2), 32);
      v128.store(to, f32x4.add(v128.load(start, 48), s3), 48);
      v128.store(to, f32x4.add(v128.load(start, 64), s4), 64);
      v128.store(to, f32x4.add(v128.load(start, 80), s5), 80);
      v128.store(to, f32x4.add(v128.load(start, 96), s6), 96);
    } else {
      v128.store(part, s0);
      v128.store(part, s1, 16);
      v128.store(part, s2, 32);
      v128.store(part, s3, 48);
      v128.store(part, s4, 64);
      v128.store(part, s5, 80);
      v128.store(part, s6, 96);
      addPart(start, to, wide, part);
    }
    terms += <usize>k << 3;
    start += startRow;
    to += toRow;
  }
}
