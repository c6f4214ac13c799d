/** Several trees walked together: the first says how far down to go, the others must look like it down to there. */
import type { Machine } from "../../../python/machine.js";
import type { PyRaise, Value } from "../../../python/object.js";
import { containerOf } from "./containers.js";
import { pathText } from "./path-keys.js";
import { type Branch, flatten, type Structure, unflatten } from "./structure.js";

/** The subtrees of `tree` in the places of the leaves of `prefix`, or JAX's account of where the two differ. */
export function flattenUpTo(machine: Machine, prefix: Structure, tree: Value, name = "tree_map tree"): Value[] {
  const parts: Value[] = [];
  const walk = (expected: Structure, found: Value, path: readonly Value[]): void => {
    if (expected === null) {
      parts.push(found);
      return;
    }
    const container = containerOf(machine, found);
    const where = `key path\n    ${name}${pathText(machine, path)}\nAt that key path, the prefix pytree ${name} has a subtree of type`;
    if (container?.type !== expected.container.type) {
      throw machine.raise("ValueError", `pytree structure error: different types at ${where}\n    ${machine.repr(expected.container.type)}\nbut at the same key path the full pytree has a subtree of different type\n    ${machine.repr(machine.typeOf(found))}.`);
    }
    const opened = container.open(machine, found);
    if (opened.children.length !== expected.children.length) {
      throw machine.raise("ValueError", `pytree structure error: different lengths of ${container.type.name} at ${where} ${container.type.name} of length ${expected.children.length}, but the full pytree has a subtree of the same type but of length ${opened.children.length}.`);
    }
    if (!machine.equals(opened.data, expected.data)) throw machine.raise("ValueError", metadataText(machine, where, expected, opened.data));
    const keys = expected.children.length ? container.keys(machine, found, opened.children.length) : [];
    expected.children.forEach((child, i) => walk(child, opened.children[i]!, [...path, keys[i]!]));
  };
  walk(prefix, tree, []);
  return parts;
}

function metadataText(machine: Machine, where: string, expected: Branch, found: Value): string {
  const [own, other] = [machine.repr(expected.data), machine.repr(found)];
  return `pytree structure error: different pytree metadata at ${where}\n    ${machine.repr(expected.container.type)}\nwith metadata\n    ${own}\nbut at the same key path the full pytree has a subtree of the same type but with metadata\n    ${other}\nso the diff in the metadata at these pytree nodes is\n    - ${own}\n    + ${other}`;
}

/** `tree_map(f, tree, *rest)` with a function of the engine's. */
export function mapTree(machine: Machine, trees: readonly Value[], isLeaf: Value, change: (leaves: readonly Value[], i: number) => Value): Value {
  const [first = null, ...rest] = trees;
  const { leaves, structure } = flatten(machine, first, isLeaf);
  const others = rest.map((tree) => flattenUpTo(machine, structure, tree));
  return unflatten(machine, structure, leaves.map((leaf, i) => {
    machine.step();
    return change([leaf, ...others.map((parts) => parts[i]!)], i);
  }));
}

/** One value for each leaf of `tree` from a tree that may stop earlier (`in_axes`): a leaf of it counts for all below. `null` leaves are values here. */
export function broadcastPrefix(machine: Machine, prefix: Value, structure: Structure, misfit: () => PyRaise): Value[] {
  const values: Value[] = [];
  const fill = (value: Value, below: Structure): void => {
    if (below === null) values.push(value);
    else for (const child of below.children) fill(value, child);
  };
  const walk = (value: Value, below: Structure): void => {
    const container = value === null ? null : containerOf(machine, value);
    if (!container) return fill(value, below);
    if (below === null || container.type !== below.container.type) throw misfit();
    const { children, data } = container.open(machine, value);
    if (children.length !== below.children.length || !machine.equals(data, below.data)) throw misfit();
    below.children.forEach((child, i) => walk(children[i]!, child));
  };
  walk(prefix, structure);
  return values;
}
