/** Products of matrices of doubles: each element is one chain of multiply-adds. */
import { multiplyAddPair } from "./arithmetic";

/** Columns of a panel. */
const WIDE: i32 = 4;
/** Bytes of a panel's row. */
const ROW: usize = 32;

/** c[m, n] = a[m, k]·b[k, n], all row-major. `panel`: room for k times 4 doubles and 4 more. */
export function doubleProduct(a: usize, b: usize, c: usize, m: i32, k: i32, n: i32, panel: usize): void {
  const end = panel + <usize>k * ROW;
  const leftRow = <usize>k << 3;
  const row = <usize>n << 3;
  for (let j = 0; j < n; j += WIDE) {
    const wide = min(WIDE, n - j);
    pack(b + (<usize>j << 3), row, k, wide, panel);
    let left = a;
    let to = c + (<usize>j << 3);
    let i = 0;
    for (; i + 4 <= m; i += 4, left += 4 * leftRow, to += 4 * row) Tile.ofRows(4, left, leftRow, panel, end, to, row, wide);
    for (; i < m; i++, left += leftRow, to += row) Tile.ofRows(1, left, leftRow, panel, end, to, row, wide);
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

// biome-ignore lint/complexity/noStaticOnlyClass: AssemblyScript's @inline stands before methods, and lint allows it nowhere else.
class Tile {
  /** `rows`, 4 or 1, is a constant where this is inlined; what it leaves out is not compiled. */
  @inline static ofRows(rows: i32, a: usize, aRow: usize, panel: usize, end: usize, to: usize, toRow: usize, wide: i32): void {
    let p = a, q = a + aRow, r = q + aRow, s = r + aRow;
    let p0 = f64x2.splat(0);
    let p1 = p0, q0 = p0, q1 = p0, r0 = p0, r1 = p0, s0 = p0, s1 = p0;
    for (let at = panel; at < end; at += ROW) {
      const b0 = v128.load(at);
      const b1 = v128.load(at, 16);
      const x = v128.load64_splat(p);
      p0 = multiplyAddPair(x, b0, p0);
      p1 = multiplyAddPair(x, b1, p1);
      p += 8;
      if (rows > 1) {
        const y = v128.load64_splat(q);
        q0 = multiplyAddPair(y, b0, q0);
        q1 = multiplyAddPair(y, b1, q1);
        q += 8;
        const z = v128.load64_splat(r);
        r0 = multiplyAddPair(z, b0, r0);
        r1 = multiplyAddPair(z, b1, r1);
        r += 8;
        const w = v128.load64_splat(s);
        s0 = multiplyAddPair(w, b0, s0);
        s1 = multiplyAddPair(w, b1, s1);
        s += 8;
      }
    }
    Tile.put(p0, p1, to, wide, end);
    if (rows > 1) {
      Tile.put(q0, q1, to + toRow, wide, end);
      Tile.put(r0, r1, to + 2 * toRow, wide, end);
      Tile.put(s0, s1, to + 3 * toRow, wide, end);
    }
  }

  /** `part`: room for four. */
  @inline private static put(low: v128, high: v128, to: usize, wide: i32, part: usize): void {
    if (wide == WIDE) {
      v128.store(to, low);
      v128.store(to, high, 16);
      return;
    }
    v128.store(part, low);
    v128.store(part, high, 16);
    memory.copy(to, part, <usize>wide << 3);
  }
}
