/**
 * Tiles of a product of matrices, of floats or doubles: rows of `a` times one panel of packed columns. The machine code loads
 * before it multiplies, so rows · vectors sums, `rows` factors and `vectors` columns must fit 15 registers: 3 × 3 and 4 × 2 vectors.
 */
import { multiplyAdd, repeated } from "./arithmetic";

/** Vectors of a panel's row. */
export const WIDE: i32 = 3;
export const NARROW: i32 = 2;

/**
 * to[i][j] = start[i][j] + Σₚ a[i][p]·panel[p][j] for i < m, j < wide, p < k. The rows of `a` lie on end; other steps are
 * bytes, 0 repeats a row. `part`: room for 3 vectors.
 */
export function widePanel(a: usize, aRow: usize, panel: usize, k: i32, m: i32, start: usize, startRow: usize, to: usize, toRow: usize, wide: i32, part: usize): void {
  let i = 0;
  for (; i + 3 <= m; i += 3) {
    Tile.ofRows<f32>(3, WIDE, a, aRow, panel, k, start, startRow, to, toRow, wide, part);
    a += 3 * aRow;
    start += 3 * startRow;
    to += 3 * toRow;
  }
  if (m - i == 2) Tile.ofRows<f32>(2, WIDE, a, aRow, panel, k, start, startRow, to, toRow, wide, part);
  if (m - i == 1) Tile.ofRows<f32>(1, WIDE, a, aRow, panel, k, start, startRow, to, toRow, wide, part);
}

export function narrowPanel<T extends number>(a: usize, aRow: usize, panel: usize, k: i32, m: i32, start: usize, startRow: usize, to: usize, toRow: usize, wide: i32, part: usize): void {
  let i = 0;
  for (; i + 4 <= m; i += 4) {
    Tile.ofRows<T>(4, NARROW, a, aRow, panel, k, start, startRow, to, toRow, wide, part);
    a += 4 * aRow;
    start += 4 * startRow;
    to += 4 * toRow;
  }
  for (; i < m; i++) {
    Tile.ofRows<T>(1, NARROW, a, aRow, panel, k, start, startRow, to, toRow, wide, part);
    a += aRow;
    start += startRow;
    to += toRow;
  }
}

// biome-ignore lint/complexity/noStaticOnlyClass: AssemblyScript's @inline stands before methods, and lint allows it nowhere else.
class Tile {
  /** `rows` and `vectors` are constants where this is inlined; what they leave out is not compiled. */
  @inline static ofRows<T extends number>(rows: i32, vectors: i32, a: usize, aRow: usize, panel: usize, k: i32, start: usize, startRow: usize, to: usize, toRow: usize, wide: i32, part: usize): void {
    let p = a, q = a + aRow, r = q + aRow, s = r + aRow;
    let p0 = i32x4.splat(0);
    let p1 = p0, p2 = p0, q0 = p0, q1 = p0, q2 = p0, r0 = p0, r1 = p0, r2 = p0, s0 = p0, s1 = p0;
    const end = panel + (<usize>(k * vectors) << 4);
    for (let at = panel; at < end; at += <usize>vectors << 4) {
      const b0 = v128.load(at);
      const b1 = v128.load(at, 16);
      const b2 = vectors > 2 ? v128.load(at, 32) : b1;
      const x = repeated<T>(p);
      p0 = multiplyAdd<T>(x, b0, p0);
      p1 = multiplyAdd<T>(x, b1, p1);
      if (vectors > 2) p2 = multiplyAdd<T>(x, b2, p2);
      p += sizeof<T>();
      if (rows > 1) {
        const y = repeated<T>(q);
        q0 = multiplyAdd<T>(y, b0, q0);
        q1 = multiplyAdd<T>(y, b1, q1);
        if (vectors > 2) q2 = multiplyAdd<T>(y, b2, q2);
        q += sizeof<T>();
      }
      if (rows > 2) {
        const z = repeated<T>(r);
        r0 = multiplyAdd<T>(z, b0, r0);
        r1 = multiplyAdd<T>(z, b1, r1);
        if (vectors > 2) r2 = multiplyAdd<T>(z, b2, r2);
        r += sizeof<T>();
      }
      if (rows > 3) {
        const w = repeated<T>(s);
        s0 = multiplyAdd<T>(w, b0, s0);
        s1 = multiplyAdd<T>(w, b1, s1);
        s += sizeof<T>();
      }
    }
    Tile.addRow<T>(vectors, start, to, wide, part, p0, p1, p2);
    if (rows > 1) Tile.addRow<T>(vectors, start + startRow, to + toRow, wide, part, q0, q1, q2);
    if (rows > 2) Tile.addRow<T>(vectors, start + 2 * startRow, to + 2 * toRow, wide, part, r0, r1, r2);
    if (rows > 3) Tile.addRow<T>(vectors, start + 3 * startRow, to + 3 * toRow, wide, part, s0, s1, s1);
  }

  @inline private static addRow<T extends number>(vectors: i32, start: usize, to: usize, wide: i32, part: usize, a: v128, b: v128, c: v128): void {
    if (wide == (16 / sizeof<T>()) * vectors) {
      v128.store(to, v128.add<T>(v128.load(start), a));
      v128.store(to, v128.add<T>(v128.load(start, 16), b), 16);
      if (vectors > 2) v128.store(to, v128.add<T>(v128.load(start, 32), c), 32);
      return;
    }
    v128.store(part, a);
    v128.store(part, b, 16);
    if (vectors > 2) v128.store(part, c, 32);
    add<T>(start, to, wide, part);
  }
}

/** to[j] = start[j] + part[j] for j < wide. */
export function addPart(start: usize, to: usize, wide: i32, part: usize): void {
  add<f32>(start, to, wide, part);
}

function add<T extends number>(start: usize, to: usize, wide: i32, part: usize): void {
  const end = <usize>wide * sizeof<T>();
  let j: usize = 0;
  for (; j + 16 <= end; j += 16) v128.store(to + j, v128.add<T>(v128.load(start + j), v128.load(part + j)));
  for (; j < end; j += sizeof<T>()) store<T>(to + j, <T>(load<T>(start + j) + load<T>(part + j)));
}
