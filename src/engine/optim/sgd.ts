import { arithmeticOf, arraysOf, type Optimizer, stateArray, updated } from "./optimizer.js";

/** Stochastic gradient descent (torch/optim/sgd.py): b ← μ·b + (1 − τ)·g, p ← p − lr·b (Nesterov: p ← p − lr·(g + μ·b)). */
export const sgd: Optimizer<{
  readonly lr: number; readonly momentum: number; readonly dampening: number; readonly weight_decay: number; readonly nesterov: boolean; readonly maximize: boolean;
}> = {
  name: "SGD",
  stepless: true,
  defaults: { lr: 1e-3, momentum: 0, dampening: 0, weight_decay: 0, nesterov: false, maximize: false },
  step: (parameter, gradient, state, { lr, momentum, dampening, weight_decay: decay, nesterov, maximize }) => {
    const { round, add } = arithmeticOf(parameter.dtype);
    const before = state?.arrays.momentum_buffer;
    const buffer = momentum === 0 ? null : stateArray(parameter, before);
    const mu = round(momentum);
    const result = updated(parameter, gradient, (i, p, given) => {
      let g = maximize ? -given : given;
      if (decay !== 0) g = add(g, p, decay);
      if (buffer) {
        buffer[i] = before ? add(round(buffer[i]! * mu), g, 1 - dampening) : g;
        g = nesterov ? add(g, buffer[i]!, momentum) : buffer[i]!;
      }
      return add(p, g, -lr);
    });
    return { parameter: result, state: { step: (state?.step ?? 0) + 1, arrays: arraysOf(parameter, { momentum_buffer: buffer }) } };
  },
};
