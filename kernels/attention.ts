/**
 * Attention softmax(factor·q·kᵀ)·v of one head and its adjoints, a few queries at a time, so that the weights stay in the
 * cache. Every product adds as `product` does. What a causal mask cuts off is 0, and left out of the sums where everything is
 * finite: a chain of multiply-adds that begins at 0 is the same without terms of 0 · finite (see sparse.ts).
 */
import { turn } from "./pack";
import { columns, multiplyPanels, packPanels } from "./product";
import { softmaxAdjoint, softmaxRows } from "./softmax";
import { ROOM } from "./sums";

/** Queries that are gone through together: a multiple of the rows of both tiles. */
const QUERIES: i32 = 12;

/** Products below this cannot overflow, nor can twice as much. */
const SAFE: f64 = 1e38;

/** Bytes that a head needs for itself; `block`: terms after which the sums over queries are cut. */
export function attentionRoom(queries: i32, keys: i32, size: i32, width: i32, block: i32): usize {
  const held = <usize>min(queries, block);
  const panels = <usize>(size + width) * columns(keys) + (<usize>keys + held) * (columns(size) + columns(width));
  return columns(max(keys, max(size, width))) + <usize>ROOM * 4 + panels + 3 * held * <usize>keys * 4;
}

/**
 * out[queries, width] of q[queries, size], k[keys, size] and v[keys, width], whose rows lie on end; other steps are bytes. At
 * least 8 keys. `sizeBlock`, `keyBlock`: terms after which sums over size and keys are cut. `room`: `attentionRoom` bytes.
 */
export function attention(
  q: usize, qRow: usize, k: usize, kRow: usize, v: usize, vRow: usize, out: usize,
  queries: i32, keys: i32, size: i32, width: i32, sizeBlock: i32, keyBlock: i32, factor: f32, causal: bool, room: usize,
): void {
  const zeros = room;
  const part = zeros + columns(max(keys, width));
  const keyPanels = part + <usize>ROOM * 4;
  const valuePanels = keyPanels + <usize>size * columns(keys);
  const weights = valuePanels + <usize>keys * columns(width);
  const row = <usize>keys << 2;
  memory.fill(zeros, 0, part - zeros);
  packBlocks(k, 4, kRow, size, keys, sizeBlock, keyPanels);
  packBlocks(v, vRow, 4, keys, width, keyBlock, valuePanels);
  const skips = causal && scoresAreFinite(q, qRow, k, kRow, queries, keys, size, factor) && greatest(v, vRow, keys, width) < Infinity;
  for (let i = 0; i < queries; i += QUERIES) {
    const rows = min(QUERIES, queries - i);
    const limit = skips ? min(keys, i + rows) : keys;
    multiplyBlocks(q + <usize>i * qRow, qRow, keyPanels, size, size, rows, keys, limit, sizeBlock, weights, row, zeros, part);
    softmaxRows(weights, weights, rows, keys, factor, causal ? queries : 0, i, part);
    multiplyBlocks(weights, row, valuePanels, keys, limit, rows, width, width, keyBlock, out + ((<usize>i * width) << 2), <usize>width << 2, zeros, part);
  }
}

/** The adjoints of q, k and v, row-major, from g, that of the result; 0: not wanted. `queryBlock`: as the other two, of sums over queries. */
export function attentionAdjoint(
  q: usize, qRow: usize, k: usize, kRow: usize, v: usize, vRow: usize, g: usize, gRow: usize, toQ: usize, toK: usize, toV: usize,
  queries: i32, keys: i32, size: i32, width: i32, sizeBlock: i32, widthBlock: i32, keyBlock: i32, queryBlock: i32, factor: f32, causal: bool, room: usize,
): void {
  const held = <usize>min(queries, queryBlock);
  const row = <usize>keys << 2;
  const zeros = room;
  const part = zeros + columns(max(keys, max(size, width)));
  const keyPanels = part + <usize>ROOM * 4;
  const valuePanels = keyPanels + <usize>size * columns(keys);
  const keyRows = valuePanels + <usize>width * columns(keys);
  const queryRows = keyRows + <usize>keys * columns(size);
  const givenRows = queryRows + held * columns(size);
  const weights = givenRows + held * columns(width);
  const adjoints = weights + held * row;
  const turned = adjoints + held * row;
  memory.fill(zeros, 0, part - zeros);
  packBlocks(k, 4, kRow, size, keys, sizeBlock, keyPanels);
  packBlocks(v, 4, vRow, width, keys, widthBlock, valuePanels);
  packBlocks(k, kRow, 4, keys, size, keyBlock, keyRows);
  const skips = causal && scoresAreFinite(q, qRow, k, kRow, queries, keys, size, factor)
    && greatest(g, gRow, queries, width) * greatest(v, vRow, keys, width) * <f64>width * max<f64>(1, abs(<f64>factor)) < SAFE;
  const period = causal ? queries : 0;
  for (let from = 0; from < queries; from += queryBlock) {
    const count = min(queryBlock, queries - from);
    for (let i = 0; i < count; i += QUERIES) {
      const rows = min(QUERIES, count - i);
      const first = from + i;
      const limit = skips ? min(keys, first + rows) : keys;
      const own = weights + <usize>i * row;
      const ofOwn = adjoints + <usize>i * row;
      multiplyBlocks(q + <usize>first * qRow, qRow, keyPanels, size, size, rows, keys, limit, sizeBlock, own, row, zeros, part);
      softmaxRows(own, own, rows, keys, factor, period, first, part);
      multiplyBlocks(g + <usize>first * gRow, gRow, valuePanels, width, width, rows, keys, limit, widthBlock, ofOwn, row, zeros, part);
      if (limit < keys) for (let r = 0; r < rows; r++) memory.fill(ofOwn + <usize>r * row + (<usize>limit << 2), 0, <usize>(keys - limit) << 2);
      softmaxAdjoint(own, ofOwn, ofOwn, rows, keys, factor, period, first, part);
      if (toQ) multiplyBlocks(ofOwn, row, keyRows, keys, limit, rows, size, size, keyBlock, toQ + ((<usize>first * size) << 2), <usize>size << 2, zeros, part);
    }
    if (toK) addTurned(adjoints, keys, from, count, q + <usize>from * qRow, qRow, size, skips, toK, turned, queryRows, zeros, part);
    if (toV) addTurned(weights, keys, from, count, g + <usize>from * gRow, gRow, width, skips, toV, turned, givenRows, zeros, part);
  }
}

/** to[keys, n] += a[count, keys]ᵀ·b[count, n], of queries from `from` on; the first ones are not added but written. */
function addTurned(a: usize, keys: i32, from: i32, count: i32, b: usize, bRow: usize, n: i32, skips: bool, to: usize, turned: usize, panels: usize, zeros: usize, part: usize): void {
  const step = <usize>count << 2;
  const row = <usize>n << 2;
  turn(a, <usize>keys << 2, count, keys, turned, step);
  packPanels(b, bRow, 4, count, n, false, panels);
  for (let j = 0; j < keys; j += QUERIES) {
    const out = to + <usize>j * row;
    // A query before the first of these keys gives them nothing.
    const first = skips ? min(max(j - from, 0), count) : 0;
    multiplyPanels(turned + <usize>j * step + (<usize>first << 2), step, panels, count, first, count - first, min(QUERIES, keys - j), n, n, from ? out : zeros, from ? row : 0, out, row, part);
  }
}

/** Panels of b[k, n] for each block of `length` terms. */
function packBlocks(b: usize, bRow: usize, bColumn: usize, k: i32, n: i32, length: i32, out: usize): void {
  for (let from = 0; from < k; from += length) packPanels(b + <usize>from * bRow, bRow, bColumn, min(length, k - from), n, false, out + <usize>from * columns(n));
}

/** to[rows, n] = a[rows, k] times the first k terms of the panels that `packBlocks` made of `packed`; the panels before column `limit` alone. */
function multiplyBlocks(a: usize, aRow: usize, panels: usize, packed: i32, k: i32, rows: i32, n: i32, limit: i32, length: i32, to: usize, toRow: usize, zeros: usize, part: usize): void {
  for (let from = 0; from < k; from += length)
    multiplyPanels(
      a + (<usize>from << 2), aRow, panels + <usize>from * columns(n), min(length, packed - from), 0, min(length, k - from), rows, n, limit,
      from ? to : zeros, from ? toRow : 0, to, toRow, part,
    );
}

function scoresAreFinite(q: usize, qRow: usize, k: usize, kRow: usize, queries: i32, keys: i32, size: i32, factor: f32): bool {
  return greatest(q, qRow, queries, size) * greatest(k, kRow, keys, size) * <f64>size * max<f64>(1, abs(<f64>factor)) < SAFE;
}

/** The largest magnitude; NaN where there is one: as whole numbers, the bits of magnitudes have their order, and NaN is the largest. */
function greatest(from: usize, step: usize, rows: i32, columns: i32): f64 {
  let most = i32x4.splat(0);
  let other = most;
  for (let i = 0; i < rows; i++) {
    let at = from;
    let j = 0;
    for (; j + 8 <= columns; j += 8, at += 32) {
      most = i32x4.max_s(most, f32x4.abs(v128.load(at)));
      other = i32x4.max_s(other, f32x4.abs(v128.load(at, 16)));
    }
    for (; j < columns; j++, at += 4) most = i32x4.max_s(most, f32x4.abs(v128.load32_splat(at)));
    from += step;
  }
  most = i32x4.max_s(most, other);
  most = i32x4.max_s(most, i32x4.shuffle(most, most, 2, 3, 0, 1));
  most = i32x4.max_s(most, i32x4.shuffle(most, most, 1, 0, 3, 2));
  return f32x4.extract_lane(most, 0);
}
