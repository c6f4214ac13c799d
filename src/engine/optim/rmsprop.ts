import { arithmeticOf, arraysOf, type Optimizer, stateArray, updated } from "./optimizer.js";

/** Hinton's RMSprop (torch/optim/rmsprop.py): v ← αv + (1 − α)g², p ← p − lr·g/(√v + ε). */
export const rmsprop: Optimizer<{
  readonly lr: number; readonly alpha: number; readonly eps: number; readonly weight_decay: number; readonly momentum: number; readonly centered: boolean; readonly maximize: boolean;
}> = {
  name: "RMSprop",
  defaults: { lr: 1e-2, alpha: 0.99, eps: 1e-8, weight_decay: 0, momentum: 0, centered: false, maximize: false },
  step: (parameter, gradient, state, { lr, alpha, eps, weight_decay: decay, momentum, centered, maximize }) => {
    const { round, add, lerp, addcmul, addcdiv } = arithmeticOf(parameter.dtype);
    const square = stateArray(parameter, state?.arrays.square_avg);
    const mean = centered ? stateArray(parameter, state?.arrays.grad_avg) : null;
    const buffer = momentum > 0 ? stateArray(parameter, state?.arrays.momentum_buffer) : null;
    const [keep, floor, mu] = [round(alpha), round(eps), round(momentum)];
    const result = updated(parameter, gradient, (i, p, given) => {
      let g = maximize ? -given : given;
      if (decay !== 0) g = add(g, p, decay);
      square[i] = addcmul(round(square[i]! * keep), g, g, 1 - alpha);
      if (mean) mean[i] = lerp(mean[i]!, g, 1 - alpha);
      const variance = mean ? addcmul(square[i]!, mean[i]!, mean[i]!, -1) : square[i]!;
      const divisor = round(round(Math.sqrt(variance)) + floor);
      if (!buffer) return addcdiv(p, g, divisor, -lr);
      buffer[i] = addcdiv(round(buffer[i]! * mu), g, divisor, 1);
      return add(p, buffer[i]!, -lr);
    });
    return { parameter: result, state: { step: (state?.step ?? 0) + 1, arrays: arraysOf(parameter, { square_avg: square, grad_avg: mean, momentum_buffer: buffer }) } };
  },
};
