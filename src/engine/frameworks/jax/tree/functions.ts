/** `jax.tree` and `jax.tree_util`. */
import { native } from "../../../python/define-native.js";
import type { Machine } from "../../../python/machine.js";
import { PyBuiltin, PyList, PyTuple, type Value } from "../../../python/object.js";
import type { Part } from "../part.js";
import { broadcastPrefix, flattenUpTo, mapTree } from "./mapping.js";
import { partialType } from "./partial.js";
import { PATH_KEYS, pathText } from "./path-keys.js";
import { registerClass, registerDataclass, registerNode } from "./register.js";
import { flatten, PyTreeDef, type Structure, treedefType, unflatten } from "./structure.js";

const treedef = (machine: Machine, value: Value | undefined): Structure => {
  if (value instanceof PyTreeDef) return value.structure;
  throw machine.raise("TypeError", `expected a PyTreeDef, got ${machine.typeOf(value ?? null).name}`);
};
const list = (machine: Machine, value: Value | undefined): Value[] => [...machine.iterate(value ?? null)];

const withPaths = (machine: Machine, tree: Value, isLeaf: Value): { readonly pairs: Value[]; readonly structure: Structure } => {
  const keys: Value[][] = [];
  const { leaves, structure } = flatten(machine, tree, isLeaf, keys);
  return { pairs: leaves.map((leaf, i) => new PyTuple([new PyTuple(keys[i]!), leaf])), structure };
};

function mapWithPaths(machine: Machine, callee: Value, trees: readonly Value[], isLeaf: Value): Value {
  const [first = null, ...rest] = trees;
  const keys: Value[][] = [];
  const { leaves, structure } = flatten(machine, first, isLeaf, keys);
  const others = rest.map((tree) => flattenUpTo(machine, structure, tree));
  return unflatten(machine, structure, leaves.map((leaf, i) => machine.call(callee, [new PyTuple(keys[i]!), leaf, ...others.map((parts) => parts[i]!)])));
}

function reduce(machine: Machine, callee: Value, tree: Value, initial: Value | undefined, isLeaf: Value): Value {
  const { leaves } = flatten(machine, tree, isLeaf);
  const [first, ...rest] = initial === undefined ? leaves : [initial, ...leaves];
  if (first === undefined) throw machine.raise("TypeError", "reduce() of empty iterable with no initial value");
  return rest.reduce((total, leaf) => machine.call(callee, [total, leaf]), first);
}

/** A tree of trees turned inside out. */
function transpose(machine: Machine, outer: Structure, inner: Structure | undefined, tree: Value): Value {
  const parts = flattenUpTo(machine, outer, tree);
  const own = inner === undefined ? flatten(machine, parts[0] ?? null).structure : inner;
  const rows = parts.map((part) => flattenUpTo(machine, own, part));
  return unflatten(machine, own, (rows[0] ?? []).map((_, i) => unflatten(machine, outer, rows.map((row) => row[i]!))));
}

/** Names in `jax.tree`; `jax.tree_util` has each as `tree_NAME`. */
const FUNCTIONS: readonly PyBuiltin[] = [
  native("map(f, tree, *rest, is_leaf=None)", (machine, a, { rest }) => mapTree(machine, [a.tree!, ...rest], a.is_leaf!, (leaves) => machine.call(a.f!, leaves))),
  native("flatten(tree, is_leaf=None)", (machine, a) => {
    const { leaves, structure } = flatten(machine, a.tree!, a.is_leaf!);
    return new PyTuple([new PyList(leaves), new PyTreeDef(structure)]);
  }),
  native("unflatten(treedef, leaves)", (machine, a) => unflatten(machine, treedef(machine, a.treedef), list(machine, a.leaves))),
  native("leaves(tree, is_leaf=None)", (machine, a) => new PyList(flatten(machine, a.tree!, a.is_leaf!).leaves)),
  native("structure(tree, is_leaf=None)", (machine, a) => new PyTreeDef(flatten(machine, a.tree!, a.is_leaf!).structure)),
  native("all(tree, is_leaf=None)", (machine, a) => flatten(machine, a.tree!, a.is_leaf!).leaves.every((leaf) => machine.truth(leaf))),
  new PyBuiltin("reduce", (machine, [callee = null, tree = null, initial], keywords) => reduce(machine, callee, tree, keywords.get("initializer") ?? initial, keywords.get("is_leaf") ?? null)),
  native("transpose(outer_treedef, inner_treedef, pytree_to_transpose)", (machine, a) => transpose(machine, treedef(machine, a.outer_treedef), a.inner_treedef === null ? undefined : treedef(machine, a.inner_treedef), a.pytree_to_transpose!)),
  native("flatten_with_path(tree, is_leaf=None)", (machine, a) => {
    const { pairs, structure } = withPaths(machine, a.tree!, a.is_leaf!);
    return new PyTuple([new PyList(pairs), new PyTreeDef(structure)]);
  }),
  native("leaves_with_path(tree, is_leaf=None)", (machine, a) => new PyList(withPaths(machine, a.tree!, a.is_leaf!).pairs)),
  native("map_with_path(f, tree, *rest, is_leaf=None)", (machine, a, { rest }) => mapWithPaths(machine, a.f!, [a.tree!, ...rest], a.is_leaf!)),
  native("broadcast(prefix_tree, full_tree, is_leaf=None)", (machine, a) => {
    const { structure } = flatten(machine, a.full_tree!, a.is_leaf!);
    return unflatten(machine, structure, broadcastPrefix(machine, a.prefix_tree!, structure, () => machine.raise("ValueError", "pytree structure error: the first tree is not a prefix of the second")));
  }),
];

const UTIL: readonly PyBuiltin[] = [
  registerNode, registerClass, registerDataclass,
  native("keystr(keys, *, simple=False, separator='')", (machine, a) => pathText(machine, list(machine, a.keys), machine.truth(a.simple!), machine.str(a.separator!))),
  native("treedef_is_leaf(treedef)", (machine, a) => treedef(machine, a.treedef) === null),
  native("treedef_tuple(treedefs)", (machine, a) => {
    const parts = list(machine, a.treedefs).map((one) => treedef(machine, one));
    const tuple = flatten(machine, new PyTuple(parts.map(() => 0))).structure;
    return new PyTreeDef(tuple && { ...tuple, children: parts });
  }),
  native("treedef_children(treedef)", (machine, a) => machine.call(machine.getAttribute(a.treedef!, "children"), [])),
  native("all_leaves(iterable, is_leaf=None)", (machine, a) => list(machine, a.iterable).every((one) => flatten(machine, one, a.is_leaf!).structure === null)),
];

const underTree = (one: PyBuiltin): [string, PyBuiltin] => [`tree_${one.name}`, one];

export const TREE: Part = {
  "jax.tree": () => FUNCTIONS.map((one): [string, Value] => [one.name, one]),
  "jax.tree_util": () => [
    ...FUNCTIONS.map(underTree), ...UTIL.map((one): [string, Value] => [one.name, one]), ...Object.entries(PATH_KEYS),
    ["PyTreeDef", treedefType], ["Partial", partialType],
  ],
};

