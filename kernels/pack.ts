/**
 * Columns [0, n) of a [k, n] matrix → panels of 16 columns, each k rows of 16 numbers on end; columns past n are 0. A
 * transposed matrix is turned on the way, so that a product needs no copy of it. Steps are bytes.
 */
export const PANEL: i32 = 16;

export function pack(b: usize, rowStep: usize, columnStep: usize, k: i32, n: i32, out: usize): void {
  for (let j = 0; j < n; j += PANEL) {
    const from = b + <usize>j * columnStep;
    if (n - j < PANEL) packPart(from, rowStep, columnStep, k, n - j, out);
    else if (columnStep == 4) packRows(from, rowStep, k, out);
    else if (rowStep == 4) packTurned(from, columnStep, k, out);
    else packPart(from, rowStep, columnStep, k, PANEL, out);
    out += <usize>k << 6;
  }
}

function packRows(from: usize, rowStep: usize, k: i32, out: usize): void {
  for (let p = 0; p < k; p++) {
    v128.store(out, v128.load(from));
    v128.store(out, v128.load(from, 16), 16);
    v128.store(out, v128.load(from, 32), 32);
    v128.store(out, v128.load(from, 48), 48);
    out += 64;
    from += rowStep;
  }
}

/** Squares of four by four numbers. */
function packTurned(from: usize, columnStep: usize, k: i32, out: usize): void {
  let p = 0;
  for (; p + 4 <= k; p += 4) {
    for (let q: usize = 0; q < 4; q++) {
      const at = from + q * 4 * columnStep + (<usize>p << 2);
      const a = v128.load(at);
      const b = v128.load(at + columnStep);
      const c = v128.load(at + 2 * columnStep);
      const d = v128.load(at + 3 * columnStep);
      const low = i32x4.shuffle(a, b, 0, 4, 1, 5);
      const high = i32x4.shuffle(a, b, 2, 6, 3, 7);
      const lowOther = i32x4.shuffle(c, d, 0, 4, 1, 5);
      const highOther = i32x4.shuffle(c, d, 2, 6, 3, 7);
      const to = out + (q << 4);
      v128.store(to, i32x4.shuffle(low, lowOther, 0, 1, 4, 5));
      v128.store(to, i32x4.shuffle(low, lowOther, 2, 3, 6, 7), 64);
      v128.store(to, i32x4.shuffle(high, highOther, 0, 1, 4, 5), 128);
      v128.store(to, i32x4.shuffle(high, highOther, 2, 3, 6, 7), 192);
    }
    out += 256;
  }
  packPart(from + (<usize>p << 2), 4, columnStep, k - p, PANEL, out);
}

function packPart(from: usize, rowStep: usize, columnStep: usize, k: i32, wide: i32, out: usize): void {
  for (let p = 0; p < k; p++) {
    for (let q = 0; q < PANEL; q++) store<f32>(out + (<usize>q << 2), q < wide ? load<f32>(from + <usize>q * columnStep) : 0);
    out += 64;
    from += rowStep;
  }
}
