/** The shape of a pytree: what is left of it when its leaves are taken out. */
import { define } from "../../../python/define-native.js";
import type { Machine } from "../../../python/machine.js";
import { NotImplemented, objectType, PyBuiltin, PyGetter, PyInstance, PyList, PyTuple, PyType, type Value } from "../../../python/object.js";
import { containerOf, type Container } from "./containers.js";
import { textHash } from "./path-keys.js";

/** null: a leaf. */
export type Structure = Branch | null;

export interface Branch {
  readonly container: Container;
  /** What JAX calls auxiliary data: keys of a dict, the class of a named tuple. Compared by `==`. */
  readonly data: Value;
  readonly children: readonly Structure[];
}

export const leafCount = (of: Structure): number => (of === null ? 1 : of.children.reduce((sum, child) => sum + leafCount(child), 0));
const nodeCount = (of: Structure): number => (of === null ? 1 : of.children.reduce((sum, child) => sum + nodeCount(child), 1));

export function sameStructure(machine: Machine, a: Structure, b: Structure): boolean {
  if (a === null || b === null) return a === b;
  return a.container.type === b.container.type && a.children.length === b.children.length && machine.equals(a.data, b.data) && a.children.every((child, i) => sameStructure(machine, child, b.children[i]!));
}

/** `{'a': *, 'b': [*, None]}` */
export const structureText = (machine: Machine, of: Structure): string =>
  of === null ? "*" : of.container.text(machine, of.data, of.children.map((child) => structureText(machine, child)));

/** Puts leaves, in order, back into a structure. */
export function unflatten(machine: Machine, of: Structure, leaves: readonly Value[]): Value {
  const expected = leafCount(of);
  if (leaves.length < expected) throw machine.raise("ValueError", `Too few leaves for PyTreeDef; expected ${expected}, got ${leaves.length}`);
  if (leaves.length > expected) throw machine.raise("ValueError", `Too many leaves for PyTreeDef; expected ${expected}.`);
  let at = 0;
  const build = (part: Structure): Value => (part === null ? leaves[at++]! : part.container.close(machine, part.data, part.children.map(build)));
  return build(of);
}

/** Takes a value apart. `isLeaf` may stop the walk early. Keys are gathered only where they are asked for. */
export function flatten(machine: Machine, value: Value, isLeaf: Value = null, keys: Value[][] | null = null): { readonly leaves: Value[]; readonly structure: Structure } {
  const leaves: Value[] = [];
  const walk = (part: Value, path: readonly Value[]): Structure => {
    const stopped = isLeaf !== null && machine.truth(machine.call(isLeaf, [part]));
    const container = stopped ? null : containerOf(machine, part);
    if (!container) {
      leaves.push(part);
      keys?.push([...path]);
      return null;
    }
    machine.step();
    const { children, data } = container.open(machine, part);
    const names = keys ? container.keys(machine, part, children.length) : null;
    return { container, data, children: children.map((child, i) => walk(child, names ? [...path, names[i]!] : path)) };
  };
  return { structure: walk(value, []), leaves };
}

export const treedefType = new PyType("PyTreeDef", [objectType], "jaxlib._jax.pytree");

export class PyTreeDef extends PyInstance {
  constructor(readonly structure: Structure) { super(treedefType); }
}
const of = (value: Value | undefined): Structure => (value as PyTreeDef).structure; // methods of this type only

define(treedefType, [
  new PyBuiltin("__repr__", (machine, [self]) => `PyTreeDef(${structureText(machine, of(self))})`),
  new PyBuiltin("__eq__", (machine, [self, other]) => (other instanceof PyTreeDef ? sameStructure(machine, of(self), other.structure) : NotImplemented)),
  new PyBuiltin("__ne__", (machine, [self, other]) => (other instanceof PyTreeDef ? !sameStructure(machine, of(self), other.structure) : NotImplemented)),
  new PyBuiltin("__hash__", (machine, [self]) => textHash(structureText(machine, of(self)))),
  new PyGetter("num_leaves", (_, self) => leafCount(of(self))),
  new PyGetter("num_nodes", (_, self) => nodeCount(of(self))),
  new PyBuiltin("children", (_, [self]) => new PyList((of(self)?.children ?? []).map((child) => new PyTreeDef(child)))),
  new PyBuiltin("unflatten", (machine, [self, leaves = null]) => unflatten(machine, of(self), [...machine.iterate(leaves)])),
  new PyBuiltin("node_data", (_, [self]) => {
    const branch = of(self);
    return branch?.container.type ? new PyTuple([branch.container.type, branch.data]) : null;
  }),
]);
