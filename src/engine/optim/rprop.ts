import { arithmeticOf, arraysOf, type Optimizer, stateArray, updated } from "./optimizer.js";

/** Riedmiller and Braun 1993 (torch/optim/rprop.py): a step size for each element grows by η⁺ while the gradient keeps its sign and shrinks by η⁻ when it turns; then that gradient counts as 0. */
export const rprop: Optimizer<{
  readonly lr: number; readonly etaminus: number; readonly etaplus: number; readonly step_size_min: number; readonly step_size_max: number; readonly maximize: boolean;
}> = {
  name: "Rprop",
  defaults: { lr: 1e-2, etaminus: 0.5, etaplus: 1.2, step_size_min: 1e-6, step_size_max: 50, maximize: false },
  step: (parameter, gradient, state, { lr, etaminus, etaplus, step_size_min: least, step_size_max: most, maximize }) => {
    const { round } = arithmeticOf(parameter.dtype);
    const before = stateArray(parameter, state?.arrays.prev);
    const size = stateArray(parameter, state?.arrays.step_size, lr);
    const [slower, faster, low, high] = [round(etaminus), round(etaplus), round(least), round(most)];
    const result = updated(parameter, gradient, (i, p, slope) => {
      let g = maximize ? -slope : slope;
      const turn = Math.sign(round(g * before[i]!));
      size[i] = Math.min(high, Math.max(low, round(size[i]! * (turn > 0 ? faster : turn < 0 ? slower : 1))));
      if (turn < 0) g = 0;
      before[i] = g;
      return round(p - Math.sign(g) * size[i]!);
    });
    return { parameter: result, state: { step: (state?.step ?? 0) + 1, arrays: arraysOf(parameter, { prev: before, step_size: size }) } };
  },
};
