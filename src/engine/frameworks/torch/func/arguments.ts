/** `argnums`, `has_aux` and the checks of what a function gives, as torch.func words them. */
import type { Machine } from "../../../python/machine.js";
import { type Keywords, PyBuiltin, PyTuple, type Value } from "../../../python/object.js";
import { isFloating } from "../../../tensor/dtype.js";
import { isInt, numberOf } from "../../arguments.js";
import { runtimeError } from "../errors.js";
import { isTensor, type Tensor } from "../tensor.js";
import { classText, flatten, type Tree } from "./tree.js";

/** Places among the positional arguments, and whether one was named alone. */
export interface Argnums {
  readonly places: readonly number[];
  readonly single: boolean;
}

export function argnumsOf(machine: Machine, value: Value, count: number): Argnums {
  const place = (one: Value): number => {
    if (!isInt(one)) throw runtimeError(machine, `argnum must be int, got: ${classText(machine, one)}`);
    const number = numberOf(one);
    if (number >= count || number < -count) throw runtimeError(machine, `Got argnum=${number}, but only ${count} positional inputs`);
    return number < 0 ? number + count : number;
  };
  if (isInt(value)) return { places: [place(value)], single: true };
  if (!(value instanceof PyTuple)) throw runtimeError(machine, `argnums must be int or Tuple[int, ...], got: ${classText(machine, value)}`);
  if (!value.items.length) throw runtimeError(machine, "argnums must be non-empty");
  const places = value.items.map(place);
  if (new Set(places).size !== places.length) throw runtimeError(machine, `argnums elements must be unique, got ${machine.repr(value)}`);
  return { places, single: false };
}

/** The arguments a transform differentiates, as one tree; how to call the function with others in their place. */
export function chosen(args: readonly Value[], { places, single }: Argnums): { readonly tree: Tree; readonly replaced: (leaves: readonly Value[]) => Value[] } {
  const tree = flatten(single ? args[places[0]!]! : new PyTuple(places.map((i) => args[i]!)));
  return {
    tree,
    replaced: (leaves) => {
      const given = tree.rebuild(leaves);
      const items = single ? [given] : (given as PyTuple).items; // built as a tuple above
      return args.map((arg, i) => (places.includes(i) ? items[places.indexOf(i)]! : arg));
    },
  };
}

export interface Output {
  readonly value: Value;
  readonly aux: Value;
}

/** `(output, aux)` taken apart where the function gives both. */
export function withoutAux(machine: Machine, result: Value, hasAux: boolean, who: string): Output {
  if (!hasAux) return { value: result, aux: null };
  if (!(result instanceof PyTuple) || result.items.length !== 2) throw runtimeError(machine, `${who}: output of function f should be a tuple: (output, aux) if has_aux is True`);
  return { value: result.items[0]!, aux: result.items[1]! };
}

/** The tensors of an output. */
export function tensorsOf(machine: Machine, value: Value, who: string, mustBeFloating: string | null): { readonly tree: Tree; readonly tensors: readonly Tensor[] } {
  const tree = flatten(value);
  if (!tree.leaves.length || (tree.leaves.length === 1 && tree.leaves[0] === null)) throw runtimeError(machine, `${who}: Expected f to be a function that has non-empty output (got output = ${machine.repr(value)})`);
  const tensors = tree.leaves.map((leaf) => {
    if (!isTensor(leaf)) throw runtimeError(machine, `${who}: expected f(*primals) to return only tensors, got unsupported type ${classText(machine, leaf)}`);
    if (mustBeFloating && !isFloating(leaf.dtype)) throw runtimeError(machine, `${mustBeFloating}: All outputs of f must be floating-point or complex Tensors, got Tensor with dtype torch.${leaf.dtype}`);
    return leaf;
  });
  return { tree, tensors };
}

/** A function that stands for another one, under its name. */
export function wrapping(machine: Machine, callee: Value, call: (machine: Machine, args: readonly Value[], keywords: Keywords) => Value): PyBuiltin {
  const name = machine.findAttribute(callee, "__name__");
  return new PyBuiltin(typeof name === "string" ? name : "function", call, "method", true);
}
