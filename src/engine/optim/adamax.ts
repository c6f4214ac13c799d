import { arithmeticOf, arraysOf, type Optimizer, stateArray, updated } from "./optimizer.js";

/** Kingma and Ba 2015, section 7 (torch/optim/adamax.py): m ← β₁m + (1 − β₁)g, u ← max(β₂u, |g| + ε), p ← p − lr/(1 − β₁ᵗ) · m/u. */
export const adamax: Optimizer<{
  readonly lr: number; readonly beta1: number; readonly beta2: number; readonly eps: number; readonly weight_decay: number; readonly maximize: boolean;
}> = {
  name: "Adamax",
  defaults: { lr: 2e-3, beta1: 0.9, beta2: 0.999, eps: 1e-8, weight_decay: 0, maximize: false },
  step: (parameter, gradient, state, { lr, beta1, beta2, eps, weight_decay: decay, maximize }) => {
    const { round, add, lerp, addcdiv } = arithmeticOf(parameter.dtype);
    const mean = stateArray(parameter, state?.arrays.exp_avg);
    const largest = stateArray(parameter, state?.arrays.exp_inf);
    const step = (state?.step ?? 0) + 1;
    const rate = lr / (1 - beta1 ** step);
    const [keep, floor] = [round(beta2), round(eps)];
    const result = updated(parameter, gradient, (i, p, given) => {
      let g = maximize ? -given : given;
      if (decay !== 0) g = add(g, p, decay);
      mean[i] = lerp(mean[i]!, g, 1 - beta1);
      largest[i] = Math.max(round(largest[i]! * keep), round(Math.abs(g) + floor));
      return addcdiv(p, mean[i]!, largest[i]!, -rate);
    });
    return { parameter: result, state: { step, arrays: arraysOf(parameter, { exp_avg: mean, exp_inf: largest }) } };
  },
};
