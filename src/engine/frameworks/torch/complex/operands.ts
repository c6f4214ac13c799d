/** Arguments of complex functions: complex and real tensors, Python's numbers. */
import type { Machine } from "../../../python/machine.js";
import { isSequence } from "../../arguments.js";
import type { Value } from "../../../python/object.js";
import { PyComplex } from "../../../python/values/complex.js";
import type { Node } from "../../../trace/node.js";
import { fromReal, pairConstant, spread } from "../../../ops/pairs/pair.js";
import { isFloating } from "../../../tensor/dtype.js";
import { nodeOf } from "../dispatch.js";
import { ComplexDtype } from "../dtypes.js";
import { typeError } from "../errors.js";
import type { Call } from "../functions/define.js";
import { torchState } from "../state.js";
import { isTensor } from "../tensor.js";
import { isComplex } from "./tensor.js";

/** A complex operand as pairs, a real one as it is. */
export interface Operand {
  readonly node: Node;
  readonly complex: boolean;
}

export function operandOf(machine: Machine, value: Value): Operand | null {
  if (isComplex(value)) return { node: value.held(machine), complex: true };
  if (value instanceof PyComplex) return { node: pairConstant(value.re, value.im), complex: true };
  const node = nodeOf(machine, value);
  return node && { node, complex: false };
}

/** A real operand in a floating dtype. */
export const floating = (machine: Machine, node: Node): Node => (isFloating(node.value.dtype) ? node : torchState(machine).ops.cast(node, torchState(machine).defaultDtype));

/** The operand as pairs, whatever it is. */
export function pairsOf(machine: Machine, value: Value): Node | null {
  const operand = operandOf(machine, value);
  if (!operand || operand.complex) return operand?.node ?? null;
  return fromReal(torchState(machine).ops, operand.node.weak ? operand.node : floating(machine, operand.node));
}

export function pairs(c: Call, name: string): Node {
  const found = pairsOf(c.machine, c.raw(name));
  if (found) return found;
  throw typeError(c.machine, `${c.name}(): argument '${name}' must be Tensor, not ${c.machine.typeOf(c.raw(name)).name}`);
}

/** A real factor as it meets pairs: a number as it is, a tensor with an axis more. */
export const factor = (machine: Machine, node: Node): Node => (node.value.shape.length === 0 ? node : spread(torchState(machine).ops, node));

const isComplexValue = (value: Value): boolean => {
  if (isComplex(value) || value instanceof PyComplex || value instanceof ComplexDtype) return true;
  return isSequence(value) && !isTensor(value) && value.items.some(isComplexValue);
};

/** Whether a call has anything complex in it. */
export function concernsComplex(args: readonly Value[], keywords: ReadonlyMap<string, Value>): boolean {
  for (const value of args) if (typeof value === "object" && isComplexValue(value)) return true;
  for (const value of keywords.values()) if (typeof value === "object" && isComplexValue(value)) return true;
  return false;
}
