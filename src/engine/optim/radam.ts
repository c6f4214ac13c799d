import { arithmeticOf, arraysOf, type Optimizer, stateArray, updated } from "./optimizer.js";

/**
 * Liu et al. 2020 (torch/optim/radam.py): Adam whose adaptive rate waits until its variance is tractable:
 * ρ∞ = 2/(1 − β₂) − 1, ρₜ = ρ∞ − 2tβ₂ᵗ/(1 − β₂ᵗ); for ρₜ ≤ 5 the step is lr·m̂, beyond it r·lr·m̂·√(1 − β₂ᵗ)/(√v + ε).
 */
export const radam: Optimizer<{
  readonly lr: number; readonly beta1: number; readonly beta2: number; readonly eps: number; readonly weight_decay: number; readonly decoupled_weight_decay: boolean; readonly maximize: boolean;
}> = {
  name: "RAdam",
  defaults: { lr: 1e-3, beta1: 0.9, beta2: 0.999, eps: 1e-8, weight_decay: 0, decoupled_weight_decay: false, maximize: false },
  step: (parameter, gradient, state, { lr, beta1, beta2, eps, weight_decay: decay, decoupled_weight_decay: decoupled, maximize }) => {
    const { round, add, lerp, addcmul } = arithmeticOf(parameter.dtype);
    const mean = stateArray(parameter, state?.arrays.exp_avg);
    const square = stateArray(parameter, state?.arrays.exp_avg_sq);
    const step = (state?.step ?? 0) + 1;
    const correction = 1 - beta2 ** step;
    const limit = 2 / (1 - beta2) - 1;
    const length = limit - (2 * step * beta2 ** step) / correction;
    const rectified = length > 5 ? round(Math.sqrt(((length - 4) * (length - 2) * limit) / ((limit - 4) * (limit - 2) * length))) : null;
    const [keep, floor, rate, unbias, root, shrink] = [beta2, eps, lr, 1 - beta1 ** step, Math.sqrt(correction), 1 - lr * decay].map(round) as [number, number, number, number, number, number]; // six in, six out
    const result = updated(parameter, gradient, (i, given, slope) => {
      let [p, g] = [given, maximize ? -slope : slope];
      if (decay !== 0 && decoupled) p = round(p * shrink);
      if (decay !== 0 && !decoupled) g = add(g, p, decay);
      mean[i] = lerp(mean[i]!, g, 1 - beta1);
      square[i] = addcmul(round(square[i]! * keep), g, g, 1 - beta2);
      const move = round(round(mean[i]! / unbias) * rate);
      if (rectified === null) return round(p - move);
      const adaptive = round(root / round(round(Math.sqrt(square[i]!)) + floor));
      return round(p - round(round(move * adaptive) * rectified));
    });
    return { parameter: result, state: { step, arrays: arraysOf(parameter, { exp_avg: mean, exp_avg_sq: square }) } };
  },
};
