/** `torch.nn.init` and the default initialisation of layers, in terms of a generator. */
import type { NDArray } from "../array.js";
import type { Dtype } from "../dtype.js";
import type { Shape } from "../shape.js";
import type { TorchGenerator } from "./torch-generator.js";

export type FanMode = "fan_in" | "fan_out";

/** [fan_in, fan_out] of a weight [out, in, …window]. */
export function fansOf(shape: Shape): readonly [number, number] {
  const window = shape.slice(2).reduce((product, length) => product * length, 1);
  return [shape[1]! * window, shape[0]! * window];
}

/** `nn.init.calculate_gain`; null: no such nonlinearity. `slope` is leaky_relu's. */
export function gainOf(nonlinearity: string, slope = 0.01): number | null {
  switch (nonlinearity) {
    case "tanh":
      return 5 / 3;
    case "relu":
      return Math.SQRT2;
    case "leaky_relu":
      return Math.sqrt(2 / (1 + slope ** 2));
    case "selu":
      return 3 / 4;
    default:
      return /^(linear|sigmoid|conv(_transpose)?[123]d)$/.test(nonlinearity) ? 1 : null;
  }
}

/** U(−a, a), a = gain·√(6/(fan_in + fan_out)). Glorot and Bengio 2010. */
export function xavierUniform(generator: TorchGenerator, shape: Shape, gain: number, dtype: Dtype): NDArray {
  const [fanIn, fanOut] = fansOf(shape);
  const bound = Math.sqrt(3) * (gain * Math.sqrt(2 / (fanIn + fanOut)));
  return generator.fillUniform(shape, -bound, bound, dtype);
}

/** N(0, gain²·2/(fan_in + fan_out)). */
export function xavierNormal(generator: TorchGenerator, shape: Shape, gain: number, dtype: Dtype): NDArray {
  const [fanIn, fanOut] = fansOf(shape);
  return generator.fillNormal(shape, 0, gain * Math.sqrt(2 / (fanIn + fanOut)), dtype);
}

/** U(−b, b), b = gain·√(3/fan). He et al. 2015. */
export function kaimingUniform(generator: TorchGenerator, shape: Shape, slope: number, mode: FanMode, nonlinearity: string, dtype: Dtype): NDArray {
  const bound = Math.sqrt(3) * kaimingDeviation(shape, slope, mode, nonlinearity);
  return generator.fillUniform(shape, -bound, bound, dtype);
}

/** N(0, gain²/fan). */
export function kaimingNormal(generator: TorchGenerator, shape: Shape, slope: number, mode: FanMode, nonlinearity: string, dtype: Dtype): NDArray {
  return generator.fillNormal(shape, 0, kaimingDeviation(shape, slope, mode, nonlinearity), dtype);
}

function kaimingDeviation(shape: Shape, slope: number, mode: FanMode, nonlinearity: string): number {
  const [fanIn, fanOut] = fansOf(shape);
  return (gainOf(nonlinearity, slope) ?? 1) / Math.sqrt(mode === "fan_in" ? fanIn : fanOut);
}

/** `nn.Linear`, `nn.Conv*`: the weight [out, in, …]; for transposed convolutions [in, out/groups, …] as PyTorch counts fans. */
export const defaultWeight = (generator: TorchGenerator, shape: Shape, dtype: Dtype): NDArray =>
  kaimingUniform(generator, shape, Math.sqrt(5), "fan_in", "leaky_relu", dtype);

/** The bias that belongs to it: U(−1/√fan_in, 1/√fan_in), drawn after the weight. */
export function defaultBias(generator: TorchGenerator, length: number, weight: Shape, dtype: Dtype): NDArray {
  const [fanIn] = fansOf(weight);
  const bound = fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0;
  return generator.fillUniform([length], -bound, bound, dtype);
}

/** `nn.init.trunc_normal_`: normals drawn anew (all of them) where outside [low, high]; by rejection where the interval is rare. */
export function truncatedNormal(generator: TorchGenerator, shape: Shape, mean: number, std: number, low: number, high: number, dtype: Dtype): NDArray {
  if (cumulative((high - mean) / std) - cumulative((low - mean) / std) > 0.3) {
    const result = generator.fillNormal(shape, mean, std, dtype);
    const data = result.buffer;
    const outside = (value: number): boolean => value < low || value > high;
    while (data.some(outside)) {
      const again = generator.fillNormal(shape, mean, std, dtype).buffer;
      data.forEach((value, i) => { if (outside(value)) data[i] = again[i]!; });
    }
    return result;
  }
  const peak = -0.5 * ((Math.max(low, Math.min(mean, high)) - mean) / std) ** 2;
  const result = generator.fillUniform(shape, low, high, dtype);
  const data = result.buffer;
  const density = (value: number): number => -0.5 * ((value - mean) / std) ** 2 - peak;
  const rejected = (values: NDArray["buffer"]): boolean[] => {
    const accept = generator.fillUniform(shape, 0, 1, dtype).buffer;
    return Array.from(values, (value, i) => Math.log(accept[i]!) > density(value));
  };
  let pending = rejected(data);
  while (pending.some(Boolean)) {
    const candidates = generator.fillUniform(shape, low, high, dtype).buffer;
    pending.forEach((waiting, i) => { if (waiting) data[i] = candidates[i]!; });
    const again = rejected(candidates);
    pending = pending.map((waiting, i) => waiting && again[i]!);
  }
  return result;
}

/** Φ(x) to 1e-7 (Abramowitz and Stegun 26.2.17): it only decides between two ways of sampling. */
function cumulative(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail = (Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI)) * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x >= 0 ? 1 - tail : tail;
}
