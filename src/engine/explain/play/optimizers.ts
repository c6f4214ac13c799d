/** The update rules one can play with: those of the optimizers that programs use, with PyTorch's defaults. */
import { optimizerNamed } from "../../optim/index.js";
import type { Options, State, Step } from "../../optim/optimizer.js";
import type { PlayMethod } from "../../report/views/play.js";
import { copy, type NDArray } from "../../tensor/array.js";

const RULES: { readonly [K in PlayMethod]: { readonly name: "SGD" | "Adam"; readonly options: Options } } = {
  SGD: { name: "SGD", options: {} },
  momentum: { name: "SGD", options: { momentum: 0.9 } },
  Adam: { name: "Adam", options: {} },
};

/** `state` null: the first step. */
export function stepped(method: PlayMethod, rate: number, parameter: NDArray, gradient: NDArray, state: State | null): Step {
  const { name, options } = RULES[method];
  const { step, defaults } = optimizerNamed(name);
  const given = gradient.dtype === parameter.dtype ? gradient : copy(gradient, parameter.dtype);
  return step(parameter, given, state, { ...defaults, ...options, lr: rate });
}
