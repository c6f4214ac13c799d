/** autograd.misc.flatten: a nesting of lists, tuples, dicts as one vector, and back. */
import { native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { PyBuiltin, PyList, PyTuple, type Value } from "../../python/object.js";
import { sizeOf } from "../../tensor/shape.js";
import type { Node } from "../../trace/node.js";
import { arrayOf } from "../numpy/array-type.js";
import { flat, need, run } from "../numpy/call.js";

export interface Flattened {
  readonly vector: Node;
  readonly restore: (vector: Node) => Value;
}

interface Piece {
  readonly parts: readonly Node[];
  /** Takes as many elements from the front as the piece has. */
  readonly restore: (take: (count: number) => Node) => Value;
}

function pieceOf(machine: Machine, value: Value): Piece {
  if (value instanceof PyList || value instanceof PyTuple) {
    const inner = value.items.map((item) => pieceOf(machine, item));
    return { parts: inner.flatMap((one) => one.parts), restore: (take) => { const items = inner.map((one) => one.restore(take)); return value instanceof PyList ? new PyList(items) : new PyTuple(items); } };
  }
  if (machine.isDict(value)) {
    // The vector has the keys in sorted order, the dict keeps its own.
    const sorted = machine.dictEntries(value).sort(([a], [b]) => (machine.truth(machine.compare("<", a, b)) ? -1 : 1));
    const inner = sorted.map(([, item]) => pieceOf(machine, item));
    return {
      parts: inner.flatMap((one) => one.parts),
      restore: (take) => {
        const items = inner.map((one) => one.restore(take));
        return machine.makeDict(machine.dictEntries(value).map(([key]) => [key, items[sorted.findIndex(([one]) => one === key)]!] as const));
      },
    };
  }
  const node = need(machine, value);
  const { shape } = node.value;
  return {
    parts: [flat(machine, node)],
    restore: (take) => arrayOf(run(machine, "reshape", [take(sizeOf(shape))], { shape: [...shape] })),
  };
}

export function flattened(machine: Machine, value: Value): Flattened {
  const { parts, restore } = pieceOf(machine, value);
  return {
    vector: parts.length === 1 ? parts[0]! : run(machine, "cat", parts, { axis: 0 }),
    restore: (vector) => {
      let at = 0;
      return restore((count) => {
        const whole = at === 0 && count === vector.value.shape[0];
        const part = whole ? vector : run(machine, "slice", [vector], { starts: [at], stops: [at + count], steps: [1] });
        at += count;
        return part;
      });
    },
  };
}

export const FLATTEN: readonly PyBuiltin[] = [
  native("flatten(value)", (machine, a) => {
    const { vector, restore } = flattened(machine, a.value!);
    return new PyTuple([arrayOf(vector), new PyBuiltin("unflatten", (inner, [given]) => restore(flat(inner, need(inner, given))), "static")]);
  }),
  native("flatten_func(func, example)", (machine, a) => {
    const { vector, restore } = flattened(machine, a.example!);
    const flatFunction = new PyBuiltin("_func", (inner, [given, ...rest]) => arrayOf(flattened(inner, inner.call(a.func!, [restore(need(inner, given)), ...rest])).vector), "static");
    return new PyTuple([flatFunction, new PyBuiltin("unflatten", (inner, [given]) => restore(need(inner, given)), "static"), arrayOf(vector)]);
  }),
];
