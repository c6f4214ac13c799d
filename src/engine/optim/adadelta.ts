import { arithmeticOf, arraysOf, type Optimizer, stateArray, updated } from "./optimizer.js";

/** Zeiler 2012 (torch/optim/adadelta.py): v ← ρv + (1 − ρ)g², d = √(u + ε)/√(v + ε)·g, u ← ρu + (1 − ρ)d², p ← p − lr·d. */
export const adadelta: Optimizer<{
  readonly lr: number; readonly rho: number; readonly eps: number; readonly weight_decay: number; readonly maximize: boolean;
}> = {
  name: "Adadelta",
  defaults: { lr: 1, rho: 0.9, eps: 1e-6, weight_decay: 0, maximize: false },
  step: (parameter, gradient, state, { lr, rho, eps, weight_decay: decay, maximize }) => {
    const { round, add, addcmul } = arithmeticOf(parameter.dtype);
    const square = stateArray(parameter, state?.arrays.square_avg);
    const change = stateArray(parameter, state?.arrays.acc_delta);
    const [keep, floor] = [round(rho), round(eps)];
    const result = updated(parameter, gradient, (i, p, given) => {
      let g = maximize ? -given : given;
      if (decay !== 0) g = add(g, p, decay);
      square[i] = addcmul(round(square[i]! * keep), g, g, 1 - rho);
      const spread = round(Math.sqrt(round(square[i]! + floor)));
      const delta = round(round(round(Math.sqrt(round(change[i]! + floor))) / spread) * g);
      change[i] = addcmul(round(change[i]! * keep), delta, delta, 1 - rho);
      return add(p, delta, -lr);
    });
    return { parameter: result, state: { step: (state?.step ?? 0) + 1, arrays: arraysOf(parameter, { square_avg: square, acc_delta: change }) } };
  },
};
