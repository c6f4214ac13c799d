import { contiguous, type NDArray, size, wrap } from "../tensor/array.js";
import { allocate } from "../tensor/dtype.js";
import { type AdamNumbers, kernelAdam } from "../tensor/wasm/adam.js";
import { kernels } from "../tensor/wasm/kernels.js";
import { arithmeticOf, arraysOf, type Optimizer, type State, type Step, stateArray } from "./optimizer.js";

interface AdamOptions {
  readonly [name: string]: number | boolean;
  readonly lr: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  readonly weight_decay: number;
  readonly amsgrad: boolean;
  readonly maximize: boolean;
  readonly decoupled_weight_decay: boolean;
}

/** Elements from which copying them to the kernel pays. */
const WORTH = 256;

/** null: not for the kernel. */
function kernelStep(parameter: NDArray, gradient: NDArray, state: State | null, step: number, numbers: AdamNumbers): Step | null {
  const native = parameter.dtype === "float32" && gradient.dtype === "float32" && size(parameter) >= WORTH ? kernels() : null;
  if (!native) return null;
  const singles = (array: NDArray): Float32Array => contiguous(array).buffer as Float32Array; // its dtype says so, a state's is the parameter's
  const { exp_avg: mean, exp_avg_sq: square } = state?.arrays ?? {};
  const arrays = { parameter: singles(parameter), gradient: singles(gradient), mean: mean ? singles(mean) : null, square: square ? singles(square) : null };
  const made = kernelAdam(native, arrays, numbers);
  return made && { parameter: wrap("float32", parameter.shape, made.parameter), state: { step, arrays: arraysOf(parameter, { exp_avg: made.mean, exp_avg_sq: made.square }) } };
}

/**
 * Kingma and Ba 2015 (torch/optim/adam.py): m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²,
 * p ← p − lr/(1 − β₁ᵗ) · m/(√v/√(1 − β₂ᵗ) + ε). AdamW shrinks the parameter itself (Loshchilov and Hutter 2019).
 */
const adamLike = (name: string, weightDecay: number, decoupled: boolean): Optimizer<AdamOptions> => ({
  name,
  defaults: { lr: 1e-3, beta1: 0.9, beta2: 0.999, eps: 1e-8, weight_decay: weightDecay, amsgrad: false, maximize: false, decoupled_weight_decay: decoupled },
  step: (parameter, gradient, state, { lr, beta1, beta2, eps, weight_decay: decay, amsgrad, maximize, decoupled_weight_decay }) => {
    const { round, add, lerp, addcmul, addcdiv } = arithmeticOf(parameter.dtype);
    const step = (state?.step ?? 0) + 1;
    const length = lr / (1 - beta1 ** step);
    const correction = round(Math.sqrt(1 - beta2 ** step));
    const shrink = round(1 - lr * decay);
    const [keep, floor] = [round(beta2), round(eps)];
    const byKernel = amsgrad ? null : kernelStep(parameter, gradient, state, step, {
      maximize, shrink: decoupled_weight_decay && decay !== 0 ? shrink : 1, decay: decoupled_weight_decay ? 0 : decay,
      weight: 1 - beta1, keep, share: 1 - beta2, correction, eps: floor, size: -length,
    });
    if (byKernel) return byKernel;
    const mean = stateArray(parameter, state?.arrays.exp_avg);
    const square = stateArray(parameter, state?.arrays.exp_avg_sq);
    const largest = amsgrad ? stateArray(parameter, state?.arrays.max_exp_avg_sq) : null;
    const p = contiguous(parameter).buffer;
    const slope = contiguous(gradient).buffer;
    const out = allocate(parameter.dtype, p.length);
    for (let i = 0; i < p.length; i++) {
      let [value, g] = [p[i]!, maximize ? -slope[i]! : slope[i]!];
      if (decay !== 0 && decoupled_weight_decay) value = round(value * shrink);
      if (decay !== 0 && !decoupled_weight_decay) g = add(g, value, decay);
      mean[i] = lerp(mean[i]!, g, 1 - beta1);
      square[i] = addcmul(round(square[i]! * keep), g, g, 1 - beta2);
      if (largest) largest[i] = Math.max(largest[i]!, square[i]!);
      const spread = round(Math.sqrt(largest ? largest[i]! : square[i]!));
      out[i] = addcdiv(value, mean[i]!, round(round(spread / correction) + floor), -length);
    }
    const result = wrap(parameter.dtype, parameter.shape, out);
    return { parameter: result, state: { step, arrays: arraysOf(parameter, { exp_avg: mean, exp_avg_sq: square, max_exp_avg_sq: largest }) } };
  },
});

export const adam = adamLike("Adam", 0, false);
export const adamW = adamLike("AdamW", 1e-2, true);
