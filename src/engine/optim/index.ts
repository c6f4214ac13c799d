/** Every optimizer there is, by PyTorch's name. */
import { adadelta } from "./adadelta.js";
import { adafactor } from "./adafactor.js";
import { adagrad } from "./adagrad.js";
import { adam, adamW } from "./adam.js";
import { adamax } from "./adamax.js";
import { asgd } from "./asgd.js";
import { muon } from "./muon.js";
import { nadam } from "./nadam.js";
import type { Optimizer } from "./optimizer.js";
import { radam } from "./radam.js";
import { rmsprop } from "./rmsprop.js";
import { rprop } from "./rprop.js";
import { sgd } from "./sgd.js";

export const OPTIMIZERS = { SGD: sgd, Adam: adam, AdamW: adamW, RMSprop: rmsprop, Adagrad: adagrad, Adadelta: adadelta, Adamax: adamax, NAdam: nadam, RAdam: radam, ASGD: asgd, Rprop: rprop, Adafactor: adafactor, Muon: muon } as const;

export type OptimizerName = keyof typeof OPTIMIZERS;

/** The step of the named optimizer with its defaults filled in. */
export function optimizerNamed(name: OptimizerName): Optimizer {
  return OPTIMIZERS[name] as unknown as Optimizer; // options are checked by the framework against `defaults`
}
