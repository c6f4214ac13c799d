/** Arguments that are lists, tuples and dicts of arrays: their arrays in order, and the way back. */
import type { Machine } from "../../python/machine.js";
import { PyFloat, PyList, PyTuple, TracedObject, type Value } from "../../python/object.js";
import { isFloating } from "../../tensor/dtype.js";
import type { Node } from "../../trace/node.js";
import { arrayOf, type Numeric, PyArray, resultOf, scalarOf } from "../numpy/array-type.js";
import { castTo, run } from "../numpy/call.js";

export interface Container {
  readonly leaves: readonly Numeric[];
  /** The same nesting around other values, one for each leaf. */
  readonly rebuild: (leaves: readonly Value[]) => Value;
}

/** A number or array as a value of its own on the tape: the walk back ends at it. */
function entered(machine: Machine, value: Value): Numeric | null {
  const node = value instanceof PyFloat ? machine.nodeOf(value) : value instanceof TracedObject ? value.tracedNode(machine) : null;
  if (!node) return null;
  const fresh = isFloating(node.value.dtype) ? run(machine, "clone", [node]) : castTo(machine, node, "float64");
  return value instanceof PyArray ? arrayOf(fresh) : scalarOf(fresh);
}

export function contained(machine: Machine, value: Value): Container {
  if (value instanceof PyList || value instanceof PyTuple) {
    const make = value instanceof PyList ? (items: Value[]): Value => new PyList(items) : (items: Value[]): Value => new PyTuple(items);
    return joined(value.items.map((item) => contained(machine, item)), make);
  }
  if (machine.isDict(value)) {
    const entries = machine.dictEntries(value);
    return joined(entries.map(([, item]) => contained(machine, item)), (items) => machine.makeDict(entries.map(([key], i) => [key, items[i]!] as const)));
  }
  const leaf = entered(machine, value);
  if (!leaf) throw machine.raise("TypeError", `Can't differentiate w.r.t. type ${machine.repr(machine.typeOf(value))}`);
  return { leaves: [leaf], rebuild: ([only]) => only! };
}

function joined(parts: readonly Container[], make: (items: Value[]) => Value): Container {
  return {
    leaves: parts.flatMap((part) => part.leaves),
    rebuild: (leaves) => {
      let at = 0;
      return make(parts.map((part) => part.rebuild(leaves.slice(at, (at += part.leaves.length)))));
    },
  };
}

/** The arrays of a container of the same nesting, whatever they are: cotangents, tangents. */
export function nodesIn(machine: Machine, value: Value): Node[] {
  if (value instanceof PyList || value instanceof PyTuple) return value.items.flatMap((item) => nodesIn(machine, item));
  if (machine.isDict(value)) return machine.dictEntries(value).flatMap(([, item]) => nodesIn(machine, item));
  const node = machine.nodeOf(value);
  if (!node) throw machine.raise("TypeError", `Can't find vector space for value ${machine.repr(value)} of type ${machine.repr(machine.typeOf(value))}.`);
  return [node];
}

/** A gradient as NumPy gives it: a scalar where no dimension is left. */
export const gradientOf = (node: Node): Numeric => resultOf(node);
