/** Nested tuples, lists and dicts as one list of leaves, and back: what torch.func calls a pytree. */
import type { Machine } from "../../../python/machine.js";
import { PyList, PyTuple, type Value } from "../../../python/object.js";
import { PyDict } from "../../../python/values/dict.js";

export interface Tree {
  readonly leaves: readonly Value[];
  /** The same nesting around other leaves. */
  readonly rebuild: (leaves: readonly Value[]) => Value;
  /** The nesting as torch.utils._pytree writes it. */
  readonly spec: string;
}

const joined = (kind: string, context: string, parts: readonly Tree[], build: (children: readonly Value[]) => Value): Tree => ({
  leaves: parts.flatMap((part) => part.leaves),
  rebuild: (leaves) => {
    let at = 0;
    return build(parts.map((part) => part.rebuild(leaves.slice(at, (at += part.leaves.length)))));
  },
  spec: `TreeSpec(${kind}, ${context}, [${parts.map((part) => part.spec).join(", ")}])`,
});

export function flatten(value: Value): Tree {
  if (value instanceof PyTuple) return joined("tuple", "None", value.items.map(flatten), (items) => new PyTuple(items, value.type));
  if (value instanceof PyList) return joined("list", "None", value.items.map(flatten), (items) => new PyList([...items], value.type));
  if (value instanceof PyDict) {
    const entries = [...value.entries];
    const keys = entries.map(([, [key]]) => (typeof key === "string" ? `'${key}'` : String(key)));
    return joined("dict", `[${keys.join(", ")}]`, entries.map(([, [, one]]) => flatten(one)), (items) => {
      const made = new PyDict(value.own);
      entries.forEach(([hash, [key]], i) => made.entries.set(hash, [key, items[i]!]));
      return made;
    });
  }
  return { leaves: [value], rebuild: ([leaf]) => leaf ?? null, spec: "*" };
}

export const treeMap = (value: Value, change: (leaf: Value) => Value): Value => {
  const tree = flatten(value);
  return tree.rebuild(tree.leaves.map(change));
};

/** `prefix` (an int, None, or a nesting that ends early) spread over the leaves of `value`; null: it does not fit. */
export function spreadOver(prefix: Value, value: Value): Value[] | null {
  if (!(prefix instanceof PyTuple || prefix instanceof PyList || prefix instanceof PyDict)) return flatten(value).leaves.map(() => prefix);
  const [own, given] = [childrenOf(prefix), childrenOf(value)];
  if (!given || own?.length !== given.length || prefix.constructor !== (value as object).constructor) return null;
  const parts = own.map((child, i) => spreadOver(child, given[i]!));
  return parts.some((part) => part === null) ? null : parts.flatMap((part) => part!); // none is null
}

function childrenOf(value: Value): Value[] | null {
  if (value instanceof PyTuple || value instanceof PyList) return [...value.items];
  return value instanceof PyDict ? [...value.entries.values()].map(([, one]) => one) : null;
}

/** `<class 'float'>`, as error texts name types. */
export const classText = (machine: Machine, value: Value): string => machine.repr(machine.typeOf(value));
