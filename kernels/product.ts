/**
 * Products of float32 matrices. Each element is one chain of multiply-adds over a block of K, and the blocks' sums are
 * added in turn: the order of PyTorch's CPU kernels, see src/engine/tensor/kernels/single-products.ts.
 */
import { pack, turn } from "./pack";
import { isWorthSparse, listTerms, SPARSE, sparsePanel } from "./sparse";
import { NARROW, narrowPanel, WIDE, widePanel } from "./tile";

/** Rows of the left matrix that are gone through together, so that they stay in the cache: a multiple of 3 and of 4. */
const ROWS: i32 = 240;

/** Multiplications from which it pays to look for zeros. */
const LARGE: i64 = 1 << 16;

/** Bytes that a product needs for itself, in this order: first sums, part of a tile, panels, turned rows, terms and their ends. */
export function productRoom(m: i32, k: i32, n: i32, length: i32): usize {
  return endsAt(m, k, n, length) + <usize>ROWS * 4;
}

/** Bytes of a row of n numbers; a panel may begin before the last column. */
export const columns = (n: i32): usize => (<usize>((n + 3) & ~3) << 2) + 16 * SPARSE;
const partAt = (n: i32): usize => columns(n);
const panelsAt = (n: i32): usize => partAt(n) + 16 * SPARSE;
/** Bytes from one turned row of `count` numbers to the next: a cache line more than they fill, or rows of 1024 bytes would all lie in the same few sets of the first cache. */
const turnedRow = (count: i32): usize => (<usize>count << 2) + 64;
const rowsAt = (k: i32, n: i32, length: i32): usize => panelsAt(n) + <usize>min(k, length) * columns(n);
const termsAt = (m: i32, k: i32, n: i32, length: i32): usize => rowsAt(k, n, length) + <usize>min(m, ROWS) * turnedRow(min(k, length));
const endsAt = (m: i32, k: i32, n: i32, length: i32): usize => termsAt(m, k, n, length) + (<usize>(min(m, ROWS) * min(k, length)) << 3);

/**
 * c[m, n] = bias + a[m, k]·b[k, n]. Steps of a and b are bytes between rows and columns, one of each pair 4; c is
 * row-major; `bias` 0: none. `room`: `productRoom` bytes.
 */
export function product(
  a: usize, aRow: usize, aColumn: usize, b: usize, bRow: usize, bColumn: usize,
  c: usize, m: i32, k: i32, n: i32, length: i32, bias: usize, room: usize,
): void {
  const row = <usize>n << 2;
  const panels = room + panelsAt(n);
  const turned = room + rowsAt(k, n, length);
  const terms = room + termsAt(m, k, n, length);
  const ends = room + endsAt(m, k, n, length);
  const part = room + partAt(n);
  if (bias) memory.copy(room, bias, row);
  else memory.fill(room, 0, row);
  const isSparse = n >= 4 * SPARSE && <i64>m * <i64>k * <i64>n >= LARGE && isWorthSparse(a, aRow, aColumn, b, bRow, bColumn, m, k, n, room);
  for (let from = 0; from < k; from += length) {
    const count = min(length, k - from);
    packPanels(b + <usize>from * bRow, bRow, bColumn, count, n, isSparse, panels);
    for (let i = 0; i < m; i += ROWS) {
      const rows = min(ROWS, m - i);
      let left = a + <usize>i * aRow + <usize>from * aColumn;
      let leftRow = aRow;
      if (aColumn != 4) {
        leftRow = turnedRow(count);
        turn(left, aColumn, count, rows, turned, leftRow);
        left = turned;
      }
      const to = c + <usize>i * row;
      const start = from ? to : room;
      const startRow = from ? row : 0;
      if (!isSparse) {
        multiplyPanels(left, leftRow, panels, count, 0, count, rows, n, n, start, startRow, to, row, part);
        continue;
      }
      listTerms(left, leftRow, count, rows, terms, ends);
      let panel = panels;
      for (let j = 0; j < n; j += 4 * SPARSE) {
        const at = <usize>j << 2;
        sparsePanel(terms, ends, panel, count, rows, start + at, startRow, to + at, row, min(4 * SPARSE, n - j), part);
        panel += <usize>(count * SPARSE) << 4;
      }
    }
  }
}

/**
 * to[rows, n] = start + a[rows, count]·(terms first … first + count of panels that hold `packed` of n columns), the panels before
 * column `limit` alone. The rows of `a` lie on end; `part`: room for 28 numbers.
 */
export function multiplyPanels(
  a: usize, aRow: usize, panels: usize, packed: i32, first: i32, count: i32, rows: i32, n: i32, limit: i32,
  start: usize, startRow: usize, to: usize, toRow: usize, part: usize,
): void {
  for (let j = 0; j < limit; ) {
    const vectors = vectorsAt(n - j, false);
    const wide = min(4 * vectors, n - j);
    const at = <usize>j << 2;
    const panel = panels + (<usize>(first * vectors) << 4);
    if (vectors == WIDE) widePanel(a, aRow, panel, count, rows, start + at, startRow, to + at, toRow, wide, part);
    else narrowPanel<f32>(a, aRow, panel, count, rows, start + at, startRow, to + at, toRow, wide, part);
    panels += <usize>(packed * vectors) << 4;
    j += wide;
  }
}

/** Columns [0, n) of b[k, …] as panels: at most k · `columns(n)` bytes. */
export function packPanels(b: usize, bRow: usize, bColumn: usize, k: i32, n: i32, isSparse: bool, out: usize): void {
  for (let j = 0; j < n; ) {
    const vectors = vectorsAt(n - j, isSparse);
    const wide = min(4 * vectors, n - j);
    pack(b + <usize>j * bColumn, bRow, bColumn, k, wide, vectors, out);
    out += <usize>(k * vectors) << 4;
    j += wide;
  }
}

/** Vectors of the panel before which `left` columns are left: wide ones, and narrow ones where so the last is fuller. */
function vectorsAt(left: i32, isSparse: bool): i32 {
  if (isSparse) return SPARSE;
  return left <= 8 || (left > 12 && left <= 16) ? NARROW : WIDE;
}
