/** numpy.ufunc: elementwise functions as objects. What `reduce`, `accumulate`, `outer` and `at` do stands in `ufunc-methods.ts`. */
import type { Machine } from "../../python/machine.js";
import { objectType, PyBuiltin, PyType } from "../../python/object.js";
import type { Node } from "../../trace/node.js";

export const ufuncType = new PyType("ufunc", [objectType], "numpy");
ufuncType.namedWithModule = true;

/** The function on nodes, for what is built on it. */
export type Elementwise = (machine: Machine, inputs: readonly Node[]) => Node;

export class PyUfunc extends PyBuiltin {
  constructor(name: string, readonly nin: number, call: PyBuiltin["call"], readonly work: Elementwise) { super(name, call, "static"); }
  override get type(): PyType { return ufuncType; }
}
