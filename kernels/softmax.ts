/**
 * Softmax of float32 rows and its adjoint, in the order of src/engine/tensor/kernels/softmax.ts. Rows may be scaled first and cut
 * off by a causal mask: row i of every `period` rows keeps its first i + 1 columns, the others are −∞. `period` 0: no mask;
 * `first`: which of the period the first row is.
 */
import { exp } from "./exp";
import { log } from "./logarithm";
import { rowSum } from "./sums";

/** Bytes of sixteen lanes. */
const LANES: usize = 64;

/** y = softmax(factor·x) by rows; y may be x. `tile`: room for sixteen numbers. */
export function softmaxRows(x: usize, y: usize, rows: i32, length: i32, factor: f32, period: i32, first: i32, tile: usize): void {
  const end = <usize>length << 2;
  for (let i = 0; i < rows; i++) {
    let used = period ? <usize>min(length, ((first + i) % period) + 1) << 2 : end;
    scaleRow(x, y, used, factor);
    const most = greatest(y, used);
    // What is cut off is 0, but NaN in a row without a greatest number.
    if (!(most > -Infinity)) {
      for (let p = used; p < end; p += 4) store<f32>(y + p, -Infinity);
      used = end;
    }
    powers(y, used, most);
    memory.fill(y + used, 0, end - used);
    const share: f32 = 1 / laneTotal(y, end, tile);
    scaleRow(y, y, share > 0 ? used : end, share);
    x += end;
    y += end;
  }
}

/**
 * y = softmax(x), or its logarithm, along the middle axis of [planes, length, inner], at least four inner: four columns side by
 * side, each summed in turn. The last four may be some of those before: y is not x.
 */
export function softmaxColumns(x: usize, y: usize, planes: i32, length: i32, inner: i32, logarithm: bool): void {
  const row = <usize>inner << 2;
  const plane = <usize>length * row;
  for (let i = 0; i < planes; i++, x += plane, y += plane) {
    for (let j = 0; j < inner; j += 4) {
      const at = <usize>min(j, inner - 4) << 2;
      fourColumns(x + at, y + at, row, plane, logarithm);
    }
  }
}

function fourColumns(x: usize, y: usize, row: usize, end: usize, logarithm: bool): void {
  let most = v128.load(x);
  for (let p = row; p < end; p += row) most = f32x4.max(most, v128.load(x + p));
  let sum = f32x4.splat(0);
  for (let p: usize = 0; p < end; p += row) {
    const shifted = f32x4.sub(v128.load(x + p), most);
    const power = exp(shifted);
    v128.store(y + p, logarithm ? shifted : power);
    sum = f32x4.add(sum, power);
  }
  if (logarithm) {
    const total = log(sum);
    for (let p: usize = 0; p < end; p += row) v128.store(y + p, f32x4.sub(v128.load(y + p), total));
  } else for (let p: usize = 0; p < end; p += row) v128.store(y + p, f32x4.div(v128.load(y + p), sum));
}

/** Of each row its greatest number and Σ e^(x − that), one after the other; `row`: room for the row, `tile`: for sixteen numbers. */
export function powerSums(x: usize, rows: i32, length: i32, out: usize, row: usize, tile: usize): void {
  const end = <usize>length << 2;
  for (let i = 0; i < rows; i++) {
    const most = greatest(x, end);
    memory.copy(row, x, end);
    powers(row, end, most);
    store<f32>(out, most);
    store<f32>(out, laneTotal(row, end, tile), 4);
    x += end;
    out += 8;
  }
}

/**
 * out = factor·(g ∘ y − y·Σ g ∘ y) by rows of at least eight numbers, 0 where the mask cuts off; out may be g. `sums`: see sums.ts.
 */
export function softmaxAdjoint(y: usize, g: usize, out: usize, rows: i32, length: i32, factor: f32, period: i32, first: i32, sums: usize): void {
  const end = <usize>length << 2;
  const whole = end & ~15;
  for (let i = 0; i < rows; i++) {
    let p: usize = 0;
    for (; p < whole; p += 16) v128.store(out + p, f32x4.mul(v128.load(g + p), v128.load(y + p)));
    for (; p < end; p += 4) store<f32>(out + p, load<f32>(g + p) * load<f32>(y + p));
    const total = rowSum(out, length, sums);
    const totals = f32x4.splat(total);
    for (p = 0; p < whole; p += 16) v128.store(out + p, f32x4.sub(v128.load(out + p), f32x4.mul(v128.load(y + p), totals)));
    for (; p < end; p += 4) store<f32>(out + p, load<f32>(out + p) - load<f32>(y + p) * total);
    const kept = period ? <usize>min(length, ((first + i) % period) + 1) << 2 : end;
    memory.fill(out + kept, 0, end - kept);
    scaleRow(out, out, end, factor);
    y += end;
    g += end;
    out += end;
  }
}

function scaleRow(x: usize, y: usize, end: usize, factor: f32): void {
  const factors = f32x4.splat(factor);
  let p: usize = 0;
  for (; p + 16 <= end; p += 16) v128.store(y + p, f32x4.mul(v128.load(x + p), factors));
  for (; p < end; p += 4) store<f32>(y + p, load<f32>(x + p) * factor);
}

/** Of the numbers that are none, none counts. */
function greatest(x: usize, end: usize): f32 {
  let most = f32x4.splat(-Infinity);
  let p: usize = 0;
  for (; p + 16 <= end; p += 16) most = f32x4.pmax(most, v128.load(x + p));
  for (; p < end; p += 4) most = f32x4.pmax(most, v128.load32_splat(x + p));
  return max(max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)), max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)));
}

/** x = e^(x − most). */
function powers(x: usize, end: usize, most: f32): void {
  const shift = f32x4.splat(most);
  let p: usize = 0;
  for (; p + 16 <= end; p += 16) v128.store(x + p, exp(f32x4.sub(v128.load(x + p), shift)));
  for (; p < end; p += 4) store<f32>(x + p, f32x4.extract_lane(exp(f32x4.sub(v128.load32_splat(x + p), shift)), 0));
}

/** Of numbers from 0 on: sixteen lanes, then their halves on each other; a row shorter than the lanes in turn. */
function laneTotal(x: usize, bytes: usize, tile: usize): f32 {
  const end = x + bytes;
  if (bytes < LANES) {
    let sum: f32 = 0;
    for (; x < end; x += 4) sum += load<f32>(x);
    return sum;
  }
  let a = f32x4.splat(0);
  let b = a, c = a, d = a;
  for (; x + 64 <= end; x += 64) {
    a = f32x4.add(a, v128.load(x));
    b = f32x4.add(b, v128.load(x, 16));
    c = f32x4.add(c, v128.load(x, 32));
    d = f32x4.add(d, v128.load(x, 48));
  }
  if (x < end) {
    memory.fill(tile, 0, 64);
    memory.copy(tile, x, end - x);
    a = f32x4.add(a, v128.load(tile));
    b = f32x4.add(b, v128.load(tile, 16));
    c = f32x4.add(c, v128.load(tile, 32));
    d = f32x4.add(d, v128.load(tile, 48));
  }
  a = f32x4.add(f32x4.add(a, c), f32x4.add(b, d));
  return (f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 2)) + (f32x4.extract_lane(a, 1) + f32x4.extract_lane(a, 3));
}
