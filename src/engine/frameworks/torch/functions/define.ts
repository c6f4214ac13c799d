/** Short forms for the tables in which functions that are not cards are written. */
import { bind, signature } from "../../../python/define-native.js";
import type { Machine } from "../../../python/machine.js";
import { type Keywords, PyBuiltin, PyTuple, type Value } from "../../../python/object.js";
import { floatArgument, intArgument, isInt, isSequence, numberOf } from "../../arguments.js";
import { Node } from "../../../trace/node.js";
import type { Operations } from "../../../ops/operations.js";
import { type Dtype, isFloating } from "../../../tensor/dtype.js";
import { normalizeAxis } from "../../../tensor/shape.js";
import { nodeOf } from "../dispatch.js";
import { dtypeArgument } from "../dtypes.js";
import { indexError, typeError } from "../errors.js";
import { nameGradient } from "../grad-names.js";
import { apply, torchState, type TorchState } from "../state.js";
import { Tensor } from "../tensor.js";

/** Arguments of one call, read by name. */
export class Call {
  constructor(readonly machine: Machine, readonly name: string, private readonly values: Readonly<Record<string, Value>>, readonly rest: readonly Value[], readonly keywords: Keywords) {}
  get ops(): Operations { return torchState(this.machine).ops; }
  get state(): TorchState { return torchState(this.machine); }
  raw(name: string): Value { return this.values[name] ?? null; }
  /** A tensor or number as a node. */
  node(name: string): Node {
    const value = this.raw(name);
    const node = nodeOf(this.machine, value);
    if (node) return node;
    throw typeError(this.machine, `${this.name}(): argument '${name}' must be Tensor, not ${this.machine.typeOf(value).name}`);
  }
  optional(name: string): Node | null { return this.raw(name) === null ? null : this.node(name); }
  int(name: string): number { return intArgument(this.machine, this.raw(name), name); }
  intOr(name: string, otherwise: number): number { return this.raw(name) === null ? otherwise : this.int(name); }
  number(name: string, otherwise: number): number { return this.raw(name) === null ? otherwise : floatArgument(this.machine, this.raw(name), name); }
  bool(name: string): boolean { return this.machine.truth(this.raw(name)); }
  text(name: string): string { return String(this.raw(name)); }
  dtype(name = "dtype"): Dtype | null { return dtypeArgument(this.machine, this.raw(name)); }
  /** An int or several; null: None. */
  ints(name: string): number[] | null {
    const value = this.raw(name);
    if (value === null) return null;
    if (isSequence(value)) return value.items.map((one) => intArgument(this.machine, one, name));
    return [this.int(name)];
  }
  isInt(name: string): boolean { return isInt(this.raw(name)); }
  /** A list of tensors. */
  nodes(name: string): Node[] {
    const value = this.raw(name);
    const items = value instanceof Tensor ? [...this.machine.iterate(value)] : isSequence(value) ? value.items : [...this.machine.iterate(value)];
    return items.map((item, i) => {
      const node = nodeOf(this.machine, item);
      if (!node || !(item instanceof Tensor)) throw typeError(this.machine, `expected Tensor as element ${i} in argument 0, but got ${this.machine.typeOf(item).name}`);
      return node;
    });
  }
  axis(name: string, rank: number): number { return axisOf(this.machine, this.int(name), rank); }
  apply(card: string, inputs: readonly Node[], attributes?: Parameters<typeof apply>[3]): Node { return apply(this.machine, card, inputs, attributes); }
  /** The node in a floating dtype. */
  floating(node: Node): Node { return isFloating(node.value.dtype) ? node : this.ops.cast(node, this.state.defaultDtype); }
  named(node: Node, gradient: string): Node { return nameGradient(node, gradient); }
}

export function axisOf(machine: Machine, axis: number, rank: number): number {
  const found = normalizeAxis(axis, rank);
  if (found !== null) return found;
  const bound = Math.max(rank, 1);
  throw indexError(machine, `Dimension out of range (expected to be in range of [${-bound}, ${bound - 1}], but got ${axis})`);
}

type Result = Value | Node | readonly Node[];

export interface TorchFunction {
  readonly name: string;
  readonly where: readonly Place[];
  readonly builtin: PyBuiltin;
}
type Place = "torch" | "Tensor" | "functional" | "linalg" | "special" | "fft" | "windows";

const ALIASES: Readonly<Record<string, string>> = { axis: "dim", keepdims: "keepdim" };

/** `"stack(tensors, dim=0)"` and what it does; nodes in the result become tensors. */
export function define(where: readonly Place[], text: string, run: (c: Call) => Result, keepsTracedInts = true): TorchFunction {
  const parsed = signature(text);
  const names = new Set(parsed.parameters.map((parameter) => parameter.name));
  const builtin = new PyBuiltin(parsed.name, (machine, args, given) => {
    const keywords = new Map<string, Value>();
    for (const [name, value] of given) {
      const alias = ALIASES[name];
      keywords.set(names.has(name) || alias === undefined ? (name === "self" && !names.has(name) ? "input" : name) : alias, value);
    }
    const bound = bind(machine, parsed, args, keywords);
    return wrapped(run(new Call(machine, parsed.name, bound.values, bound.rest, bound.restKeywords)));
  }, "method", keepsTracedInts);
  return { name: parsed.name, where, builtin };
}

export function wrapped(result: Result): Value {
  if (result instanceof Node) return new Tensor(result);
  if (Array.isArray(result)) return new PyTuple(result.map((node: Node) => new Tensor(node)));
  return result as Value; // neither a node nor a list of them
}

/** In `torch` and as a method, or in one of them. */
export const both = (text: string, run: (c: Call) => Result): TorchFunction => define(["torch", "Tensor"], text, run);
export const inTorch = (text: string, run: (c: Call) => Result): TorchFunction => define(["torch"], text, run);
export const method = (text: string, run: (c: Call) => Result): TorchFunction => define(["Tensor"], text, run);
export const inFunctional = (text: string, run: (c: Call) => Result): TorchFunction => define(["functional"], text, run);
export const inLinalg = (text: string, run: (c: Call) => Result): TorchFunction => define(["linalg"], text, run);
export const inSpecial = (text: string, run: (c: Call) => Result): TorchFunction => define(["special"], text, run);

/** Ints given one by one or as one sequence: `x.permute(0, 1)`, `x.permute([0, 1])`. */
export function spread(c: Call): number[] {
  const list = c.rest.length === 1 && isSequence(c.rest[0]!) ? c.rest[0].items : c.rest;
  return list.map((one) => intArgument(c.machine, one, "size"));
}
export const numberIn = (value: Value): number => numberOf(value as Parameters<typeof numberOf>[0]); // checked by the caller
