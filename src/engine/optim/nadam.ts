import { arithmeticOf, arraysOf, type Optimizer, stateArray, updated } from "./optimizer.js";

/** Dozat 2016 (torch/optim/nadam.py): Adam with Nesterov's momentum; μₜ = β₁(1 − ½·0.96^(ψt)), whose product is kept in single precision. */
export const nadam: Optimizer<{
  readonly lr: number; readonly beta1: number; readonly beta2: number; readonly eps: number; readonly weight_decay: number; readonly momentum_decay: number; readonly decoupled_weight_decay: boolean; readonly maximize: boolean;
}> = {
  name: "NAdam",
  defaults: { lr: 2e-3, beta1: 0.9, beta2: 0.999, eps: 1e-8, weight_decay: 0, momentum_decay: 4e-3, decoupled_weight_decay: false, maximize: false },
  step: (parameter, gradient, state, { lr, beta1, beta2, eps, weight_decay: decay, momentum_decay: slowing, decoupled_weight_decay: decoupled, maximize }) => {
    const { round, add, lerp, addcmul, addcdiv } = arithmeticOf(parameter.dtype);
    const mean = stateArray(parameter, state?.arrays.exp_avg);
    const square = stateArray(parameter, state?.arrays.exp_avg_sq);
    const step = (state?.step ?? 0) + 1;
    const momentum = (t: number): number => beta1 * (1 - 0.5 * 0.96 ** (t * slowing));
    const [mu, next] = [momentum(step), momentum(step + 1)];
    const product = Math.fround((state?.numbers?.mu_product ?? 1) * Math.fround(mu));
    const [keep, floor, correction, shrink] = [round(beta2), round(eps), round(1 - beta2 ** step), round(1 - lr * decay)];
    const [bySlope, byMean] = [(-lr * (1 - mu)) / (1 - product), (-lr * next) / (1 - product * next)];
    const result = updated(parameter, gradient, (i, given, slope) => {
      let [p, g] = [given, maximize ? -slope : slope];
      if (decay !== 0 && decoupled) p = round(p * shrink);
      if (decay !== 0 && !decoupled) g = add(g, p, decay);
      mean[i] = lerp(mean[i]!, g, 1 - beta1);
      square[i] = addcmul(round(square[i]! * keep), g, g, 1 - beta2);
      const spread = round(round(Math.sqrt(round(square[i]! / correction))) + floor);
      return addcdiv(addcdiv(p, g, spread, bySlope), mean[i]!, spread, byMean);
    });
    return { parameter: result, state: { step, arrays: arraysOf(parameter, { exp_avg: mean, exp_avg_sq: square }), numbers: { mu_product: product } } };
  },
};
