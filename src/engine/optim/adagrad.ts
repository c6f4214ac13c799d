import { arithmeticOf, arraysOf, type Optimizer, stateArray, updated } from "./optimizer.js";

/** Duchi, Hazan, Singer 2011 (torch/optim/adagrad.py): s ← s + g², p ← p − lr/(1 + (t − 1)·decay) · g/(√s + ε). */
export const adagrad: Optimizer<{
  readonly lr: number; readonly lr_decay: number; readonly weight_decay: number; readonly initial_accumulator_value: number; readonly eps: number; readonly maximize: boolean;
}> = {
  name: "Adagrad",
  defaults: { lr: 1e-2, lr_decay: 0, weight_decay: 0, initial_accumulator_value: 0, eps: 1e-10, maximize: false },
  step: (parameter, gradient, state, { lr, lr_decay: lrDecay, weight_decay: decay, initial_accumulator_value: initial, eps, maximize }) => {
    const { round, add, addcmul, addcdiv } = arithmeticOf(parameter.dtype);
    const sum = stateArray(parameter, state?.arrays.sum, initial);
    const step = (state?.step ?? 0) + 1;
    const rate = lr / (1 + (step - 1) * lrDecay);
    const floor = round(eps);
    const result = updated(parameter, gradient, (i, p, given) => {
      let g = maximize ? -given : given;
      if (decay !== 0) g = add(g, p, decay);
      sum[i] = addcmul(sum[i]!, g, g, 1);
      return addcdiv(p, g, round(round(Math.sqrt(sum[i]!)) + floor), -rate);
    });
    return { parameter: result, state: { step, arrays: arraysOf(parameter, { sum }) } };
  },
};
