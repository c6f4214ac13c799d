/**
 * Layer norm of float32 rows and its adjoints: step by step what the composition in src/engine/ops/cards/neural/normalization.ts
 * gives and what reverse mode makes of it, every step rounded, sums by sums.ts. Rows have at least eight numbers.
 */
import { rowSum } from "./sums";

/** y = (x − μ)/√(σ² + ε)·weight + bias; an address 0: there is none. `row`: room for `length` numbers; `sums`: see sums.ts. */
export function layerNorm(x: usize, weight: usize, bias: usize, y: usize, rows: i32, length: i32, eps: f32, row: usize, sums: usize): void {
  const end = <usize>length << 2;
  for (let i = 0; i < rows; i++) {
    const scale = f32x4.splat(centre(x, y, length, eps, row, sums));
    for (let p: usize = 0; p < end; p += 16) {
      let value = f32x4.mul(part(y + p, end - p), scale);
      if (weight) value = f32x4.mul(value, part(weight + p, end - p));
      if (bias) value = f32x4.add(value, part(bias + p, end - p));
      put(y + p, value, end - p);
    }
    x += end;
    y += end;
  }
}

/**
 * From the adjoint g of y: that of x, and g ∘ (x − μ)/√(σ² + ε), whose columns' sums are the weight's. An address 0: not
 * wanted. `row` and `centred`: room for `length` numbers each.
 */
export function layerNormAdjoint(
  x: usize, weight: usize, g: usize, xAdjoint: usize, weighted: usize, rows: i32, length: i32, eps: f32, row: usize, centred: usize, sums: usize,
): void {
  const end = <usize>length << 2;
  for (let i = 0; i < rows; i++) {
    const scale = centre(x, centred, length, eps, row, sums);
    if (weighted) {
      weigh(g, centred, scale, weighted, end);
      weighted += end;
    }
    if (xAdjoint) {
      rowAdjoint(weight, g, xAdjoint, length, scale, row, centred, sums);
      xAdjoint += end;
    }
    x += end;
    g += end;
  }
}

/** to = x − μ; gives 1/√(σ² + ε). */
function centre(x: usize, to: usize, length: i32, eps: f32, row: usize, sums: usize): f32 {
  const end = <usize>length << 2;
  const mean = f32x4.splat(rowSum(x, length, sums) / <f32>length);
  for (let p: usize = 0; p < end; p += 16) {
    const difference = f32x4.sub(part(x + p, end - p), mean);
    put(to + p, difference, end - p);
    put(row + p, f32x4.mul(difference, difference), end - p);
  }
  return 1 / sqrt<f32>(rowSum(row, length, sums) / <f32>length + eps);
}

/** to = g ∘ (centred·scale). */
function weigh(g: usize, centred: usize, scale: f32, to: usize, end: usize): void {
  const scales = f32x4.splat(scale);
  for (let p: usize = 0; p < end; p += 16) put(to + p, f32x4.mul(part(g + p, end - p), f32x4.mul(part(centred + p, end - p), scales)), end - p);
}

/**
 * With r = 1/√(σ² + ε), c = x − μ and h = g ∘ weight: r̄ = Σ h ∘ c; the mean square's adjoint is −½·r³·r̄, a share m of it
 * goes to each c² and reaches c twice; c̄ = h·r + m·c + m·c; x̄ = c̄ − mean(c̄).
 */
function rowAdjoint(weight: usize, g: usize, to: usize, length: i32, r: f32, row: usize, centred: usize, sums: usize): void {
  const end = <usize>length << 2;
  const scale = f32x4.splat(r);
  for (let p: usize = 0; p < end; p += 16) {
    let h = part(g + p, end - p);
    if (weight) h = f32x4.mul(h, part(weight + p, end - p));
    put(to + p, f32x4.mul(h, scale), end - p);
    put(row + p, f32x4.mul(h, part(centred + p, end - p)), end - p);
  }
  const slope: f32 = -0.5 * (r * (r * r));
  const share = f32x4.splat((rowSum(row, length, sums) * slope) / <f32>length);
  for (let p: usize = 0; p < end; p += 16) {
    const twice = f32x4.mul(share, part(centred + p, end - p));
    put(to + p, f32x4.add(f32x4.add(part(to + p, end - p), twice), twice), end - p);
  }
  const shift = f32x4.splat((0 - rowSum(to, length, sums)) / <f32>length);
  for (let p: usize = 0; p < end; p += 16) put(to + p, f32x4.add(part(to + p, end - p), shift), end - p);
}

/** Four numbers, or as many as there are in `bytes`. */
function part(at: usize, bytes: usize): v128 {
  return bytes >= 16 ? v128.load(at) : partEnd(at, bytes);
}

function partEnd(at: usize, bytes: usize): v128 {
  let x = v128.load32_zero(at);
  if (bytes > 4) x = f32x4.replace_lane(x, 1, load<f32>(at, 4));
  if (bytes > 8) x = f32x4.replace_lane(x, 2, load<f32>(at, 8));
  return x;
}

function put(at: usize, x: v128, bytes: usize): void {
  if (bytes >= 16) v128.store(at, x);
  else putEnd(at, x, bytes);
}

function putEnd(at: usize, x: v128, bytes: usize): void {
  store<f32>(at, f32x4.extract_lane(x, 0));
  if (bytes > 4) store<f32>(at, f32x4.extract_lane(x, 1), 4);
  if (bytes > 8) store<f32>(at, f32x4.extract_lane(x, 2), 8);
}
