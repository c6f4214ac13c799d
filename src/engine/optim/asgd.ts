import { arithmeticOf, arraysOf, type Optimizer, stateArray, updated } from "./optimizer.js";

/** Polyak and Juditsky 1992 (torch/optim/asgd.py): p ← (1 − λη)p − ηg, the average a ← a + μ(p − a); η = lr/(1 + λ·lr·t)^α and μ = 1/max(1, t − t₀) for the next step. */
export const asgd: Optimizer<{
  readonly lr: number; readonly lambd: number; readonly alpha: number; readonly t0: number; readonly weight_decay: number; readonly maximize: boolean;
}> = {
  name: "ASGD",
  defaults: { lr: 1e-2, lambd: 1e-4, alpha: 0.75, t0: 1e6, weight_decay: 0, maximize: false },
  step: (parameter, gradient, state, { lr, lambd, alpha, t0, weight_decay: decay, maximize }) => {
    const { round, add } = arithmeticOf(parameter.dtype);
    const average = stateArray(parameter, state?.arrays.ax);
    const step = (state?.step ?? 0) + 1;
    const [eta, mu] = [state?.numbers?.eta ?? Math.fround(lr), state?.numbers?.mu ?? 1];
    const shrink = round(1 - lambd * eta);
    const result = updated(parameter, gradient, (i, given, slope) => {
      let g = maximize ? -slope : slope;
      if (decay !== 0) g = add(g, given, decay);
      const p = add(round(given * shrink), g, -eta);
      average[i] = mu === 1 ? p : round(average[i]! + round(round(p - average[i]!) * mu));
      return p;
    });
    const numbers = { eta: Math.fround(lr / (1 + lambd * lr * step) ** alpha), mu: Math.fround(1 / Math.max(1, step - t0)) };
    return { parameter: result, state: { step, arrays: arraysOf(parameter, { ax: average }), numbers } };
  },
};
