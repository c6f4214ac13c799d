/** Products of matrices of doubles: each element is one chain of multiply-adds. */
import { narrowPanel } from "./tile";

/** Columns of a panel. */
const WIDE: i32 = 4;
/** Bytes of a panel's row. */
const ROW: usize = 32;

/** c[m, n] = a[m, k]·b[k, n], all row-major. `panel`: room for k times 4 doubles and 8 more. */
export function doubleProduct(a: usize, b: usize, c: usize, m: i32, k: i32, n: i32, panel: usize): void {
  const zeros = panel + <usize>k * ROW;
  memory.fill(zeros, 0, ROW);
  const row = <usize>n << 3;
  for (let j = 0; j < n; j += WIDE) {
    const wide = min(WIDE, n - j);
    const at = <usize>j << 3;
    pack(b + at, row, k, wide, panel);
    narrowPanel<f64>(a, <usize>k << 3, panel, k, m, zeros, 0, c + at, row, wide, zeros + ROW);
  }
}

/** Columns past the last are 0. */
function pack(b: usize, row: usize, k: i32, wide: i32, panel: usize): void {
  if (wide == WIDE) {
    for (let p = 0; p < k; p++, b += row, panel += ROW) {
      v128.store(panel, v128.load(b));
      v128.store(panel, v128.load(b, 16), 16);
    }
    return;
  }
  memory.fill(panel, 0, <usize>k * ROW);
  for (let p = 0; p < k; p++, b += row, panel += ROW) memory.copy(panel, b, <usize>wide << 3);
}
