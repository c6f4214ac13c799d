/**
 * Layer norm of float32 rows and its adjoints: step by step what the composition in src/engine/ops/cards/neural/normalization.ts
 * gives and what reverse mode makes of it, every step rounded, sums by sums.ts. Rows have at least eight numbers, and are gone
 * through in whole vectors: up to three numbers past the end of every matrix and every row given are read, and written past results.
 */
import { rowSum } from "./sums";

/** y = (x − μ)/√(σ² + ε)·weight + bias; an address 0: there is none. `row`: room for `length` numbers; `sums`: see sums.ts. */
export function layerNorm(x: usize, weight: usize, bias: usize, y: usize, rows: i32, length: i32, eps: f32, row: usize, sums: usize): void {
  const end = <usize>length << 2;
  for (let i = 0; i < rows; i++) {
    const scale = f32x4.splat(centre(x, y, length, eps, row, sums));
    for (let p: usize = 0; p < end; p += 16) {
      let value = f32x4.mul(v128.load(y + p), scale);
      if (weight) value = f32x4.mul(value, v128.load(weight + p));
      if (bias) value = f32x4.add(value, v128.load(bias + p));
      v128.store(y + p, value);
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
    const difference = f32x4.sub(v128.load(x + p), mean);
    v128.store(to + p, difference);
    v128.store(row + p, f32x4.mul(difference, difference));
  }
  return 1 / sqrt<f32>(rowSum(row, length, sums) / <f32>length + eps);
}

/** to = g ∘ (centred·scale). */
function weigh(g: usize, centred: usize, scale: f32, to: usize, end: usize): void {
  const scales = f32x4.splat(scale);
  for (let p: usize = 0; p < end; p += 16) v128.store(to + p, f32x4.mul(v128.load(g + p), f32x4.mul(v128.load(centred + p), scales)));
}

/**
 * With r = 1/√(σ² + ε), c = x − μ and h = g ∘ weight: r̄ = Σ h ∘ c; the mean square's adjoint is −½·r³·r̄, a share m of it
 * goes to each c² and reaches c twice; c̄ = h·r + m·c + m·c; x̄ = c̄ − mean(c̄).
 */
function rowAdjoint(weight: usize, g: usize, to: usize, length: i32, r: f32, row: usize, centred: usize, sums: usize): void {
  const end = <usize>length << 2;
  const scale = f32x4.splat(r);
  for (let p: usize = 0; p < end; p += 16) {
    let h = v128.load(g + p);
    if (weight) h = f32x4.mul(h, v128.load(weight + p));
    v128.store(to + p, f32x4.mul(h, scale));
    v128.store(row + p, f32x4.mul(h, v128.load(centred + p)));
  }
  const slope: f32 = -0.5 * (r * (r * r));
  const share = f32x4.splat((rowSum(row, length, sums) * slope) / <f32>length);
  for (let p: usize = 0; p < end; p += 16) {
    const twice = f32x4.mul(share, v128.load(centred + p));
    v128.store(to + p, f32x4.add(f32x4.add(v128.load(to + p), twice), twice));
  }
  const shift = f32x4.splat((0 - rowSum(to, length, sums)) / <f32>length);
  for (let p: usize = 0; p < end; p += 16) v128.store(to + p, f32x4.add(v128.load(to + p), shift));
}
