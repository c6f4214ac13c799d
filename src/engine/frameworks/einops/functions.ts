/** einops' functions. */
import { native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { type Keywords, PyBuiltin, PyList, type PyModule, PySlice, PyTuple, type Value } from "../../python/object.js";
import { intArgument } from "../arguments.js";
import { PyArray } from "../numpy/array-type.js";
import { numpyModules } from "../numpy/index.js";
import { TORCH_MODULES } from "../torch/modules.js";
import { isTensor } from "../torch/tensor.js";
import { reshaped, shapeOf } from "./arrays.js";
import { ELLIPSIS, parseSide } from "./pattern.js";
import { transform } from "./transform.js";

/** The functions of the framework an array is of. */
const frameworkOf = (machine: Machine, value: Value): PyModule => (isTensor(value) ? TORCH_MODULES.get("torch") : numpyModules.get("numpy"))!(machine) as PyModule; // both tables hold modules

const joined = (machine: Machine, name: "stack" | "concatenate", values: Value, axis: number): Value => {
  const list = [...machine.iterate(values)];
  return machine.call(machine.getAttribute(frameworkOf(machine, list[0] ?? null), name), [new PyList(list), axis]);
};

/** A list of arrays counts as one with a new first axis. */
const whole = (machine: Machine, value: Value): Value => (value instanceof PyList ? joined(machine, "stack", value, 0) : value);

export const rearranged = (machine: Machine, value: Value, pattern: Value, reduction: Value, lengths: Keywords): Value =>
  transform(machine, whole(machine, value), String(pattern), reduction, lengths);

/** Names of any length become the letters that einsum takes. */
function letters(pattern: string): string {
  const known = new Map<string, string>();
  return pattern.replace(/[A-Za-z_]\w*/g, (name) => {
    if (!known.has(name)) known.set(name, String.fromCharCode(97 + known.size));
    return known.get(name)!;
  }).replace(/\s/g, "");
}

interface Packing {
  readonly before: number;
  readonly after: number;
}

function packing(machine: Machine, pattern: Value): Packing {
  const names = String(pattern).trim().split(/\s+/);
  if (names.filter((name) => name === "*").length !== 1) throw machine.raise("ValueError", `No *-axis in pattern="${String(pattern)}"`);
  return { before: names.indexOf("*"), after: names.length - names.indexOf("*") - 1 };
}

function pack(machine: Machine, tensors: readonly Value[], pattern: Value): PyTuple {
  const { before, after } = packing(machine, pattern);
  const shapes: Value[] = [];
  const flattened = tensors.map((tensor) => {
    const shape = shapeOf(machine, tensor);
    const end = shape.length - after;
    shapes.push(machine.subscript(machine.getAttribute(tensor, "shape"), new PySlice(before, end, null)));
    return reshaped(machine, tensor, [...shape.slice(0, before), -1, ...shape.slice(end)]);
  });
  return new PyTuple([joined(machine, "concatenate", new PyList(flattened), before), new PyList(shapes)]);
}

function unpack(machine: Machine, tensor: Value, shapes: readonly Value[], pattern: Value): PyList {
  const { before } = packing(machine, pattern);
  const shape = shapeOf(machine, tensor);
  const lists = shapes.map((one) => [...machine.iterate(one)].map((length) => intArgument(machine, length, "length")));
  const lengths = lists.map((list) => list.reduce((product, length) => product * length, 1));
  const open = lengths.findIndex((length) => length < 0);
  if (open >= 0) lengths[open] = shape[before]! - lengths.reduce((sum, length, i) => (i === open ? sum : sum + length), 0);
  let at = 0;
  return new PyList(lists.map((list, i) => {
    const slice = machine.call(machine.getAttribute(frameworkOf(machine, tensor), isTensor(tensor) ? "narrow" : "take"), isTensor(tensor) ? [tensor, before, at, lengths[i]!] : [tensor, new PyList(Array.from({ length: lengths[i]! }, (_, k) => at + k)), before]);
    at += lengths[i]!;
    return reshaped(machine, slice, [...shape.slice(0, before), ...list, ...shape.slice(before + 1)]);
  }));
}

export const FUNCTIONS: readonly PyBuiltin[] = [
  native("rearrange(tensor, pattern, **axes_lengths)", (machine, a, { restKeywords }) => rearranged(machine, a.tensor!, a.pattern!, "rearrange", restKeywords)),
  native("reduce(tensor, pattern, reduction, **axes_lengths)", (machine, a, { restKeywords }) => rearranged(machine, a.tensor!, a.pattern!, a.reduction!, restKeywords)),
  native("repeat(tensor, pattern, **axes_lengths)", (machine, a, { restKeywords }) => rearranged(machine, a.tensor!, a.pattern!, "repeat", restKeywords)),
  new PyBuiltin("einsum", (machine, args) => {
    const arrays = args.slice(0, -1);
    return machine.call(machine.getAttribute(frameworkOf(machine, arrays[0] ?? null), "einsum"), [letters(String(args.at(-1))), ...arrays]);
  }, "static"),
  native("pack(tensors, pattern)", (machine, a) => pack(machine, [...machine.iterate(a.tensors!)], a.pattern!)),
  native("unpack(tensor, packed_shapes, pattern)", (machine, a) => unpack(machine, a.tensor!, [...machine.iterate(a.packed_shapes!)], a.pattern!)),
  native("parse_shape(x, pattern)", (machine, a) => {
    const shape = shapeOf(machine, a.x!);
    const names = parseSide(String(a.pattern)).groups.map((group) => group.names[0] ?? "_");
    const open = names.indexOf(ELLIPSIS);
    const at = (i: number): number => (open < 0 || i < open ? i : shape.length - names.length + i);
    return machine.makeDict(names.flatMap((name, i) => (name === "_" || name === ELLIPSIS ? [] : [[name, shape[at(i)]!] as const])));
  }),
  native("asnumpy(tensor)", (machine, a) => (a.tensor instanceof PyArray ? a.tensor : machine.call(machine.getAttribute(a.tensor!, "numpy"), []))),
];
