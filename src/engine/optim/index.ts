/** Every optimizer there is, by PyTorch's name. */
import { adadelta } from "./adadelta.js";
import { adagrad } from "./adagrad.js";
import { adam, adamW } from "./adam.js";
import type { Optimizer } from "./optimizer.js";
import { rmsprop } from "./rmsprop.js";
import { sgd } from "./sgd.js";

export const OPTIMIZERS = { SGD: sgd, Adam: adam, AdamW: adamW, RMSprop: rmsprop, Adagrad: adagrad, Adadelta: adadelta } as const;

export type OptimizerName = keyof typeof OPTIMIZERS;

/** The step of the named optimizer with its defaults filled in. */
export function optimizerNamed(name: OptimizerName): Optimizer {
  return OPTIMIZERS[name] as unknown as Optimizer; // options are checked by the framework against `defaults`
}
