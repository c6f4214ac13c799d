/**
 * Tiles of a product of float32 matrices: rows of `a` times one panel of packed columns. The machine code loads before it
 * multiplies, so rows · vectors sums, `rows` factors and `vectors` columns must fit 15 registers: 3 × 12 and 4 × 8 numbers.
 */
import { multiplyAdd } from "./arithmetic";

/** Vectors of a panel's row. */
export const WIDE: i32 = 3;
export const NARROW: i32 = 2;

/**
 * to[i][j] = start[i][j] + Σₚ a[i][p]·panel[p][j] for i < m, j < wide, p < k. The rows of `a` lie on end; other steps are
 * bytes, 0 repeats a row. `part`: room for 12 numbers.
 */
export function widePanel(a: usize, aRow: usize, panel: usize, k: i32, m: i32, start: usize, startRow: usize, to: usize, toRow: usize, wide: i32, part: usize): void {
  let i = 0;
  for (; i + 3 <= m; i += 3) {
    Tile.ofRows(3, WIDE, a, aRow, panel, k, start, startRow, to, toRow, wide, part);
    a += 3 * aRow;
    start += 3 * startRow;
    to += 3 * toRow;
  }
  if (m - i == 2) Tile.ofRows(2, WIDE, a, aRow, panel, k, start, startRow, to, toRow, wide, part);
  if (m - i == 1) Tile.ofRows(1, WIDE, a, aRow, panel, k, start, startRow, to, toRow, wide, part);
}

export function narrowPanel(a: usize, aRow: usize, panel: usize, k: i32, m: i32, start: usize, startRow: usize, to: usize, toRow: usize, wide: i32, part: usize): void {
  let i = 0;
  for (; i + 4 <= m; i += 4) {
    Tile.ofRows(4, NARROW, a, aRow, panel, k, start, startRow, to, toRow, wide, part);
    a += 4 * aRow;
    start += 4 * startRow;
    to += 4 * toRow;
  }
  for (; i < m; i++) {
    Tile.ofRows(1, NARROW, a, aRow, panel, k, start, startRow, to, toRow, wide, part);
    a += aRow;
    start += startRow;
    to += toRow;
  }
}

// biome-ignore lint/complexity/noStaticOnlyClass: AssemblyScript's @inline stands before methods, and lint allows it nowhere else.
class Tile {
  /** `rows` and `vectors` are constants where this is inlined; what they leave out is not compiled. */
  @inline static ofRows(rows: i32, vectors: i32, a: usize, aRow: usize, panel: usize, k: i32, start: usize, startRow: usize, to: usize, toRow: usize, wide: i32, part: usize): void {
    let p = a, q = a + aRow, r = q + aRow, s = r + aRow;
    let p0 = f32x4.splat(0);
    let p1 = p0, p2 = p0, q0 = p0, q1 = p0, q2 = p0, r0 = p0, r1 = p0, r2 = p0, s0 = p0, s1 = p0;
    const end = panel + (<usize>(k * vectors) << 4);
    for (let at = panel; at < end; at += <usize>vectors << 4) {
      const b0 = v128.load(at);
      const b1 = v128.load(at, 16);
      const b2 = vectors > 2 ? v128.load(at, 32) : b1;
      const x = v128.load32_splat(p);
      p0 = multiplyAdd(x, b0, p0);
      p1 = multiplyAdd(x, b1, p1);
      if (vectors > 2) p2 = multiplyAdd(x, b2, p2);
      p += 4;
      if (rows > 1) {
        const y = v128.load32_splat(q);
        q0 = multiplyAdd(y, b0, q0);
        q1 = multiplyAdd(y, b1, q1);
        if (vectors > 2) q2 = multiplyAdd(y, b2, q2);
        q += 4;
      }
      if (rows > 2) {
        const z = v128.load32_splat(r);
        r0 = multiplyAdd(z, b0, r0);
        r1 = multiplyAdd(z, b1, r1);
        if (vectors > 2) r2 = multiplyAdd(z, b2, r2);
        r += 4;
      }
      if (rows > 3) {
        const w = v128.load32_splat(s);
        s0 = multiplyAdd(w, b0, s0);
        s1 = multiplyAdd(w, b1, s1);
        s += 4;
      }
    }
    Tile.addRow(vectors, start, to, wide, part, p0, p1, p2);
    if (rows > 1) Tile.addRow(vectors, start + startRow, to + toRow, wide, part, q0, q1, q2);
    if (rows > 2) Tile.addRow(vectors, start + 2 * startRow, to + 2 * toRow, wide, part, r0, r1, r2);
    if (rows > 3) Tile.addRow(vectors, start + 3 * startRow, to + 3 * toRow, wide, part, s0, s1, s1);
  }

  @inline private static addRow(vectors: i32, start: usize, to: usize, wide: i32, part: usize, a: v128, b: v128, c: v128): void {
    if (wide == 4 * vectors) {
      v128.store(to, f32x4.add(v128.load(start), a));
      v128.store(to, f32x4.add(v128.load(start, 16), b), 16);
      if (vectors > 2) v128.store(to, f32x4.add(v128.load(start, 32), c), 32);
      return;
    }
    v128.store(part, a);
    v128.store(part, b, 16);
    if (vectors > 2) v128.store(part, c, 32);
    addPart(start, to, wide, part);
  }
}

/** to[j] = start[j] + part[j] for j < wide. */
export function addPart(start: usize, to: usize, wide: i32, part: usize): void {
  let j: usize = 0;
  for (const whole = <usize>(wide & ~3) << 2; j < whole; j += 16) v128.store(to + j, f32x4.add(v128.load(start + j), v128.load(part + j)));
  for (const end = <usize>wide << 2; j < end; j += 4) store<f32>(to + j, load<f32>(start + j) + load<f32>(part + j));
}
