import { arithmeticOf, arraysOf, type Optimizer, stateArray, updated } from "./optimizer.js";

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

/**
 * Kingma and Ba 2015 (torch/optim/adam.py): m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²,
 * p ← p − lr/(1 − β₁ᵗ) · m/(√v/√(1 − β₂ᵗ) + ε). AdamW shrinks the parameter itself (Loshchilov and Hutter 2019).
 */
const adamLike = (name: string, weightDecay: number, decoupled: boolean): Optimizer<AdamOptions> => ({
  name,
  defaults: { lr: 1e-3, beta1: 0.9, beta2: 0.999, eps: 1e-8, weight_decay: weightDecay, amsgrad: false, maximize: false, decoupled_weight_decay: decoupled },
  step: (parameter, gradient, state, { lr, beta1, beta2, eps, weight_decay: decay, amsgrad, maximize, decoupled_weight_decay }) => {
    const { round, add, lerp, addcmul, addcdiv } = arithmeticOf(parameter.dtype);
    const mean = stateArray(parameter, state?.arrays.exp_avg);
    const square = stateArray(parameter, state?.arrays.exp_avg_sq);
    const largest = amsgrad ? stateArray(parameter, state?.arrays.max_exp_avg_sq) : null;
    const step = (state?.step ?? 0) + 1;
    const size = lr / (1 - beta1 ** step);
    const correction = round(Math.sqrt(1 - beta2 ** step));
    const shrink = round(1 - lr * decay);
    const [keep, floor] = [round(beta2), round(eps)];
    const result = updated(parameter, gradient, (i, given, slope) => {
      let [p, g] = [given, maximize ? -slope : slope];
      if (decay !== 0 && decoupled_weight_decay) p = round(p * shrink);
      if (decay !== 0 && !decoupled_weight_decay) g = add(g, p, decay);
      mean[i] = lerp(mean[i]!, g, 1 - beta1);
      square[i] = addcmul(round(square[i]! * keep), g, g, 1 - beta2);
      if (largest) largest[i] = Math.max(largest[i]!, square[i]!);
      const spread = round(Math.sqrt(largest ? largest[i]! : square[i]!));
      return addcdiv(p, mean[i]!, round(round(spread / correction) + floor), -size);
    });
    return { parameter: result, state: { step, arrays: arraysOf(parameter, { exp_avg: mean, exp_avg_sq: square, max_exp_avg_sq: largest }) } };
  },
});

export const adam = adamLike("Adam", 0, false);
export const adamW = adamLike("AdamW", 1e-2, true);
