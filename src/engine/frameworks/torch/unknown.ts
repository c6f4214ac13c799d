/**
 * Where the shape of an unknown value follows from its use, a sample of that shape goes on in its place: what a layer takes,
 * what a loss compares with. Drawn from a generator of its own, so that the program's draws stay what they are.
 */
import type { Machine } from "../../python/machine.js";
import { PyInstance, type Value } from "../../python/object.js";
import { inferArguments, type Inference, OPERAND } from "../../python/modules/unknown.js";
import { isFloating } from "../../tensor/dtype.js";
import { TorchGenerator } from "../../tensor/random/torch-generator.js";
import type { Shape } from "../../tensor/shape.js";
import { isTensor, Tensor } from "./tensor.js";

const BY_USE = "its shape follows from its use, its numbers are made up";
/** Rows of a batch nobody has seen. */
const ROWS = 4;

type Wanted = { readonly shape: Shape; readonly kind: "normal" | "unit" } | { readonly shape: Shape; readonly kind: "index"; readonly below: number };

export function sampleTensor(machine: Machine, wanted: Wanted, why: string): Tensor {
  const { generator } = machine.state("placeholders", () => ({ generator: new TorchGenerator(0) }));
  const value = wanted.kind === "index" ? generator.fillIntegers(wanted.shape, 0, wanted.below, "int64") : wanted.kind === "unit" ? generator.fillUniform(wanted.shape, 0, 1, "float32") : generator.fillNormal(wanted.shape, 0, 1, "float32");
  return new Tensor(machine.trace.leaf(value, { kind: "placeholder", why }));
}

const attribute = (self: PyInstance, name: string): number | undefined => {
  const value = self.dict.get(name);
  return typeof value === "number" ? value : undefined;
};

/** By the layer's class: what it takes. */
const INPUTS: Readonly<Record<string, (self: PyInstance) => Wanted | undefined>> = {
  Linear: (self) => rows(attribute(self, "in_features")),
  BatchNorm1d: (self) => rows(attribute(self, "num_features")),
  Embedding: (self) => indices(attribute(self, "num_embeddings")),
};
const rows = (features: number | undefined): Wanted | undefined => (features === undefined ? undefined : { shape: [ROWS, features], kind: "normal" });
const indices = (below: number | undefined): Wanted | undefined => (below === undefined ? undefined : { shape: [ROWS], kind: "index", below });

/** What a loss compares its input with. */
const sameShape = (input: Tensor): Wanted => ({ shape: input.shape, kind: "normal" });
const unit = (input: Tensor): Wanted => ({ shape: input.shape, kind: "unit" });
const classes = (input: Tensor): Wanted => {
  const [first = 1, second, ...others] = input.shape;
  return second === undefined ? { shape: [], kind: "index", below: first } : { shape: [first, ...others], kind: "index", below: second };
};
const TARGETS: Readonly<Record<string, (input: Tensor) => Wanted>> = {
  mse_loss: sameShape, MSELoss: sameShape, l1_loss: sameShape, L1Loss: sameShape, smooth_l1_loss: sameShape, SmoothL1Loss: sameShape, huber_loss: sameShape, HuberLoss: sameShape,
  binary_cross_entropy: unit, BCELoss: unit, binary_cross_entropy_with_logits: unit, BCEWithLogitsLoss: unit,
  cross_entropy: classes, CrossEntropyLoss: classes, nll_loss: classes, NLLLoss: classes,
};

function infer(machine: Machine, name: string, args: readonly Value[], isUnknown: (value: Value | undefined) => boolean): Inference | undefined {
  const [first, second, third] = args;
  const made = (at: number, wanted: Wanted | undefined): Inference | undefined => wanted && { at, value: sampleTensor(machine, wanted, BY_USE) };
  if (name === "forward" && first instanceof PyInstance) {
    const kind = first.type.order.find((type) => type.module.startsWith("torch.nn."))?.name ?? "";
    if (isUnknown(second) && args.length === 2) return made(1, INPUTS[kind]?.(first));
    return isTensor(second) && isFloating(second.dtype) && isUnknown(third) ? made(2, TARGETS[kind]?.(second)) : undefined;
  }
  if (TARGETS[name] && isTensor(first) && isFloating(first.dtype) && isUnknown(second)) return made(1, TARGETS[name](first));
  return name === OPERAND && isTensor(first) && isFloating(first.dtype) ? made(1, sameShape(first)) : undefined;
}

export const inferFromUse = (): void => inferArguments(infer);
