/**
 * Products of float32 matrices. Each element is one chain of multiply-adds over a block of K, and the blocks' sums are
 * added in turn: the order of PyTorch's CPU kernels, see src/engine/tensor/kernels/single-products.ts. Tiles of 2 × 16:
 * eight accumulators, two factors and the four loads of a panel's row just fill the registers of SSE.
 */
import { multiplyAdd } from "./arithmetic";
import { pack, PANEL } from "./pack";

/**
 * c[m, n] = bias + a[m, k]·b[k, n]. Steps of a and b are bytes between rows and columns; c is row-major; `bias` 0: none.
 * `panels`: room for min(k, length)·⌈n/16⌉·16 numbers, `tile`: for 32.
 */
export function product(
  a: usize, aRow: usize, aColumn: usize, b: usize, bRow: usize, bColumn: usize,
  c: usize, m: i32, k: i32, n: i32, length: i32, bias: usize, panels: usize, tile: usize,
): void {
  const row = <usize>n << 2;
  for (let i = 0; i < m; i++) {
    if (bias) memory.copy(c + <usize>i * row, bias, row);
    else memory.fill(c + <usize>i * row, 0, row);
  }
  for (let from = 0; from < k; from += length) {
    const terms = min(length, k - from);
    pack(b + <usize>from * bRow, bRow, bColumn, terms, n, panels);
    addBlock(a + <usize>from * aColumn, aRow, aColumn, panels, c, m, terms, n, tile);
  }
}

function addBlock(a: usize, aRow: usize, aColumn: usize, panels: usize, c: usize, m: i32, k: i32, n: i32, tile: usize): void {
  const row = <usize>n << 2;
  for (let j = 0; j < n; j += PANEL) {
    const panel = panels + (<usize>j * <usize>k << 2);
    const end = panel + (<usize>k << 6);
    const wide = min(n - j, PANEL);
    let to = c + (<usize>j << 2);
    let i = 0;
    for (; i + 2 <= m; i += 2) {
      let x = a + <usize>i * aRow;
      let y = x + aRow;
      let x0 = f32x4.splat(0);
      let x1 = x0, x2 = x0, x3 = x0, y0 = x0, y1 = x0, y2 = x0, y3 = x0;
      for (let b = panel; b < end; b += 64) {
        const left = v128.load32_splat(x);
        const other = v128.load32_splat(y);
        let right = v128.load(b);
        x0 = multiplyAdd(left, right, x0);
        y0 = multiplyAdd(other, right, y0);
        right = v128.load(b, 16);
        x1 = multiplyAdd(left, right, x1);
        y1 = multiplyAdd(other, right, y1);
        right = v128.load(b, 32);
        x2 = multiplyAdd(left, right, x2);
        y2 = multiplyAdd(other, right, y2);
        right = v128.load(b, 48);
        x3 = multiplyAdd(left, right, x3);
        y3 = multiplyAdd(other, right, y3);
        x += aColumn;
        y += aColumn;
      }
      addRow(to, wide, x0, x1, x2, x3, tile);
      addRow(to + row, wide, y0, y1, y2, y3, tile);
      to += 2 * row;
    }
    if (i == m) continue;
    let x = a + <usize>i * aRow;
    let x0 = f32x4.splat(0);
    let x1 = x0, x2 = x0, x3 = x0;
    for (let b = panel; b < end; b += 64) {
      const left = v128.load32_splat(x);
      x0 = multiplyAdd(left, v128.load(b), x0);
      x1 = multiplyAdd(left, v128.load(b, 16), x1);
      x2 = multiplyAdd(left, v128.load(b, 32), x2);
      x3 = multiplyAdd(left, v128.load(b, 48), x3);
      x += aColumn;
    }
    addRow(to, wide, x0, x1, x2, x3, tile);
  }
}

function addRow(to: usize, wide: i32, a: v128, b: v128, c: v128, d: v128, tile: usize): void {
  if (wide == PANEL) {
    v128.store(to, f32x4.add(v128.load(to), a));
    v128.store(to, f32x4.add(v128.load(to, 16), b), 16);
    v128.store(to, f32x4.add(v128.load(to, 32), c), 32);
    v128.store(to, f32x4.add(v128.load(to, 48), d), 48);
    return;
  }
  v128.store(tile, a);
  v128.store(tile, b, 16);
  v128.store(tile, c, 32);
  v128.store(tile, d, 48);
  for (let q: usize = 0; q < <usize>wide; q++) store<f32>(to + (q << 2), load<f32>(to + (q << 2)) + load<f32>(tile + (q << 2)));
}

/**
 * c[m, n] = a[m, k]·b[n, k]ᵀ + bias with both rows on end: every product rounded, then added in lanes as `laneDot` in
 * src/engine/tensor/kernels/single-products.ts: a head in turn, four or eight lanes, the lanes' sums by halves, the rest in turn.
 */
export function laneProduct(a: usize, b: usize, c: usize, m: i32, k: i32, n: i32, bias: usize): void {
  const length = <usize>k << 2;
  for (let i = 0; i < m; i++) {
    const head = (4 - ((i * k) & 3)) & 3;
    for (let j = 0; j < n; j++) {
      const lanes = j < n - (n & 3) ? 4 : 8;
      let sum = laneDot(a + <usize>i * length, b + <usize>j * length, k, head, lanes);
      if (bias) sum += load<f32>(bias + (<usize>j << 2));
      store<f32>(c, sum);
      c += 4;
    }
  }
}

function laneDot(a: usize, b: usize, k: i32, head: i32, lanes: i32): f32 {
  if (k - head < lanes) return addRange(0, a, b, 0, k);
  const end = head + ((k - head) / lanes) * lanes;
  let sum = f32x4.replace_lane(f32x4.splat(0), 0, addRange(0, a, b, 0, head));
  let p = <usize>head << 2;
  const stop = <usize>end << 2;
  if (lanes == 8) {
    let other = f32x4.splat(0);
    for (; p < stop; p += 32) {
      sum = f32x4.add(sum, f32x4.mul(v128.load(a + p), v128.load(b + p)));
      other = f32x4.add(other, f32x4.mul(v128.load(a + p, 16), v128.load(b + p, 16)));
    }
    sum = f32x4.add(sum, other);
  } else for (; p < stop; p += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(a + p), v128.load(b + p)));
  const first = f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 2);
  const second = f32x4.extract_lane(sum, 1) + f32x4.extract_lane(sum, 3);
  return addRange(first + second, a, b, end, k);
}

function addRange(start: f32, a: usize, b: usize, from: i32, to: i32): f32 {
  let sum = start;
  for (let p = from; p < to; p++) sum += load<f32>(a + (<usize>p << 2)) * load<f32>(b + (<usize>p << 2));
  return sum;
}
