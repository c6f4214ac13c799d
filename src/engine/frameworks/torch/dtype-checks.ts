/** Operations that PyTorch refuses to run on tensors of different dtypes, or on tensors of the wrong one, in its words. */
import type { Machine } from "../../python/machine.js";
import type { Dtype } from "../../tensor/dtype.js";
import { sizeOf } from "../../tensor/shape.js";
import type { Node } from "../../trace/node.js";
import { SCALAR_TYPES } from "./dtypes.js";
import { runtimeError } from "./errors.js";

/** What C++ calls a dtype. */
const NATIVE: Partial<Readonly<Record<Dtype, string>>> = { float32: "float", float64: "double", float16: "c10::Half", bfloat16: "c10::BFloat16", int64: "long int", int32: "int", int16: "short int", int8: "signed char", uint8: "unsigned char", bool: "bool" };
const native = (x: Node): string => NATIVE[x.value.dtype] ?? x.value.dtype;
const scalar = (x: Node): string => SCALAR_TYPES[x.value.dtype];
const differ = (a: Node | undefined, b: Node | undefined): boolean => a !== undefined && b !== undefined && a.value.dtype !== b.value.dtype;
const rank = (x: Node): number => x.value.shape.length;

type Check = (inputs: readonly Node[]) => string | null;

const product = (a: Node, b: Node): string => {
  if (rank(a) === 1 && rank(b) === 1) return `dot : expected both vectors to have same dtype, but found ${scalar(a)} and ${scalar(b)}`;
  if (rank(b) === 1) return `addmv input tensors must have the same dtype, but got ${scalar(b)}, ${scalar(a)}, and ${scalar(b)}`;
  if (rank(a) > 2 && rank(b) > 2) return `expected scalar type ${scalar(a)} but found ${scalar(b)}`;
  return `expected m1 and m2 to have the same dtype, but got: ${native(a)} != ${native(b)}`;
};
const pair: Check = ([a, b]) => (differ(a, b) ? product(a!, b!) : null);
const batched: Check = ([a, b]) => (differ(a, b) ? `expected scalar type ${scalar(a!)} but found ${scalar(b!)}` : null);
/** `linear` and `addmm`: what is added, then the two factors. */
const added = (bias: Node | undefined, a: Node, b: Node): string | null => {
  if (bias && differ(bias, b)) return `self and mat2 must have the same dtype, but got ${scalar(bias)} and ${scalar(b)}`;
  if (!differ(a, b)) return null;
  return bias ? `mat1 and mat2 must have the same dtype, but got ${scalar(a)} and ${scalar(b)}` : `expected m1 and m2 to have the same dtype, but got: ${native(a)} != ${native(b)}`;
};
const convolved: Check = ([x, weight, bias]) => {
  if (bias && differ(x, bias)) return `Input type (${native(x!)}) and bias type (${native(bias)}) should be the same`;
  return differ(x, weight) ? `expected scalar type ${scalar(x!)} but found ${scalar(weight!)}` : null;
};
const sameParameters = (from: number): Check => (inputs) => (inputs.slice(from).some((one) => differ(inputs[0], one)) ? `mixed dtype (CPU): expect parameter to have scalar type of ${scalar(inputs[0]!)}` : null);
const classes: Check = ([, target]) => (target && !["int64", "uint8"].includes(target.value.dtype) ? `expected target dtype to be Long or Byte, but got ${scalar(target)}` : null);
const probabilities: Check = ([x, target]) => (differ(x, target) ? `Found dtype ${scalar(target!)} but expected ${scalar(x!)}` : null);

const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ["matmul", pair], ["mm", pair], ["mv", pair], ["dot", pair], ["bmm", batched], ["einsum", batched],
  ["linear", ([x, weight, bias]) => added(bias, x!, weight!)],
  ["addmm", ([bias, a, b]) => added(bias, a!, b!)],
  ["baddbmm", ([, a, b]) => (differ(a, b) ? `expected scalar type ${scalar(a!)} but found ${scalar(b!)}` : null)],
  ...["conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d"].map((name): [string, Check] => [name, convolved]),
  ["layer_norm", sameParameters(1)], ["batch_norm", sameParameters(1)], ["group_norm", sameParameters(1)],
  ["nll_loss", classes],
  ["cross_entropy", (inputs) => (inputs[1] && /^(u?int|bool)/.test(inputs[1].value.dtype) ? classes(inputs) : null)],
  ["binary_cross_entropy", probabilities],
  ["gather", ([, index]) => (index && sizeOf(index.value.shape) && !["int64", "int32"].includes(index.value.dtype) ? "gather(): Expected dtype int32/int64 for index" : null)],
  ["masked_fill", ([, mask]) => (mask && mask.value.dtype !== "bool" ? `masked_fill_ only supports boolean masks, but got mask with dtype ${native(mask)}` : null)],
  ["where", ([test]) => (test && test.value.dtype !== "bool" && test.value.dtype !== "uint8" ? `where expected condition to be a boolean tensor, but got a tensor with dtype ${scalar(test)}` : null)],
]);

/** Throws where PyTorch would. Python numbers among the inputs take any dtype. */
export function checkDtypes(machine: Machine, name: string, inputs: readonly Node[]): void {
  const found = CHECKS.get(name)?.(inputs);
  if (found && !inputs.some((one) => one.weak)) throw runtimeError(machine, found);
}
