/**
 * Operands in the order in which the products read them. A transposed matrix is turned on the way, so that a product
 * needs no copy of it. Steps are bytes.
 */

/**
 * Columns [0, n) of a [k, …] matrix → one panel: k rows of 4·vectors numbers on end; columns past n are 0.
 */
export function pack(b: usize, rowStep: usize, columnStep: usize, k: i32, n: i32, vectors: i32, out: usize): void {
  const row = <usize>vectors << 4;
  if (columnStep == 4 && n == 4 * vectors) {
    for (let p = 0; p < k; p++) {
      for (let at: usize = 0; at < row; at += 16) v128.store(out + at, v128.load(b + at));
      out += row;
      b += rowStep;
    }
    return;
  }
  for (let q = 0; q < vectors; q++) {
    const from = b + <usize>(4 * q) * columnStep;
    const to = out + (<usize>q << 4);
    if (rowStep == 4 && n >= 4 * q + 4) turn(from, columnStep, 4, k, to, row);
    else packPart(from, rowStep, columnStep, k, min(max(n - 4 * q, 0), 4), to, row);
  }
}

/** Columns that are turned together: what is written of them stays in the first cache while all rows go by. */
const COLUMNS: i32 = 64;

/** out[p][i] = a[i][p] for i < rows, p < columns; the rows of `a` lie on end, so do those of `out`. */
export function turn(a: usize, aRow: usize, rows: i32, columns: i32, out: usize, outRow: usize): void {
  for (let from = 0; from < columns; from += COLUMNS)
    turnBlock(a + (<usize>from << 2), aRow, rows, min(COLUMNS, columns - from), out + <usize>from * outRow, outRow);
}

function turnBlock(a: usize, aRow: usize, rows: i32, columns: i32, out: usize, outRow: usize): void {
  let i = 0;
  for (; i + 4 <= rows; i += 4) {
    const from = a + <usize>i * aRow;
    const to = out + (<usize>i << 2);
    let p = 0;
    for (; p + 4 <= columns; p += 4) turnSquare(from + (<usize>p << 2), aRow, to + <usize>p * outRow, outRow);
    for (; p < columns; p++) turnColumn(from + (<usize>p << 2), aRow, 4, to + <usize>p * outRow);
  }
  for (let p = 0; i < rows && p < columns; p++) turnColumn(a + <usize>i * aRow + (<usize>p << 2), aRow, rows - i, out + <usize>p * outRow + (<usize>i << 2));
}

function turnColumn(from: usize, step: usize, count: i32, to: usize): void {
  for (let i = 0; i < count; i++) store<f32>(to + (<usize>i << 2), load<f32>(from + <usize>i * step));
}

function turnSquare(from: usize, step: usize, to: usize, toStep: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + step);
  const c = v128.load(from + 2 * step);
  const d = v128.load(from + 3 * step);
  const low = i32x4.shuffle(a, b, 0, 4, 1, 5);
  const high = i32x4.shuffle(a, b, 2, 6, 3, 7);
  const lowOther = i32x4.shuffle(c, d, 0, 4, 1, 5);
  const highOther = i32x4.shuffle(c, d, 2, 6, 3, 7);
  v128.store(to, i32x4.shuffle(low, lowOther, 0, 1, 4, 5));
  v128.store(to + toStep, i32x4.shuffle(low, lowOther, 2, 3, 6, 7));
  v128.store(to + 2 * toStep, i32x4.shuffle(high, highOther, 0, 1, 4, 5));
  v128.store(to + 3 * toStep, i32x4.shuffle(high, highOther, 2, 3, 6, 7));
}

/** A vector of each row, `have` of its columns, the rest 0. */
function packPart(b: usize, rowStep: usize, columnStep: usize, k: i32, have: i32, out: usize, row: usize): void {
  for (let p = 0; p < k; p++) {
    for (let q = 0; q < 4; q++) store<f32>(out + (<usize>q << 2), q < have ? load<f32>(b + <usize>q * columnStep) : 0);
    out += row;
    b += rowStep;
  }
}
