/**
 * `jax.vmap`: the function is run for each example, and the results are stacked. Each run is on the tape, so gradients of
 * mapped functions and mapped gradients are both right.
 */
import { native } from "../../../python/define-native.js";
import type { Machine } from "../../../python/machine.js";
import { PyList, PyTuple, type PyRaise, Unsupported, type Value } from "../../../python/object.js";
import type { Node } from "../../../trace/node.js";
import { isInt } from "../../arguments.js";
import { frameworkMessages as say } from "../../messages.js";
import { shapeText } from "../../numpy/printing.js";
import { JaxArray } from "../array.js";
import { joinKeys, KeyArray, keyParts } from "../random/key-array.js";
import { broadcastPrefix } from "../tree/mapping.js";
import { pathText } from "../tree/path-keys.js";
import { flatten, type Structure, unflatten } from "../tree/structure.js";
import { stack, unstack } from "./cards.js";
import { avalText, leafArray, parametersOf, wrapped } from "./leaves.js";
import { inside, muted } from "./levels.js";

/** A leaf that is mapped: its parts, one an example. */
type Parts = readonly Value[];

interface Mapped {
  readonly leaves: readonly Value[];
  readonly structure: Structure;
  /** null: the leaf goes to every example as it is. */
  readonly axes: readonly (number | null)[];
}

const shapeOf = (leaf: JaxArray | KeyArray): readonly number[] => leaf.shape;
const mappable = (machine: Machine, leaf: Value): JaxArray | KeyArray => (leaf instanceof KeyArray ? leaf : leafArray(machine, leaf));

function axisNumber(machine: Machine, spec: Value, leaf: Value): number | null {
  if (spec === null) return null;
  if (!isInt(spec)) throw machine.raise("TypeError", `vmap in_axes must be an int, None, or (nested) container with those types as leaves, but got ${machine.repr(spec)}.`);
  const axis = Number(spec);
  const shape = shapeOf(mappable(machine, leaf));
  const needed = axis < 0 ? -axis : axis + 1;
  if (shape.length < needed) throw machine.raise("ValueError", `vmap was requested to map its argument along axis ${axis}, which implies that its rank should be at least ${needed}, but is only ${shape.length} (its shape is ${shapeText(shape)})`);
  return axis < 0 ? axis + shape.length : axis;
}

/** `d['a']`, `y`: where a leaf lies among the arguments. */
function placeText(machine: Machine, callee: Value, path: readonly Value[], args: Value): string {
  const names = parametersOf(callee);
  const count = (args as PyTuple).items.length;
  const at = path.length ? Number(machine.str(path[0]!).slice(1, -1)) : 0;
  return `${names[at] ?? (at < count ? `args[${at}]` : "kwargs")}${pathText(machine, path.slice(1))}`;
}

function sizeOfMap(machine: Machine, callee: Value, mapped: Mapped, paths: readonly (readonly Value[])[], args: Value, given: Value): number {
  const sizes = mapped.leaves.flatMap((leaf, i) => (mapped.axes[i] === null ? [] : [{ leaf, axis: mapped.axes[i]!, size: shapeOf(mappable(machine, leaf))[mapped.axes[i]!]!, path: paths[i]! }]));
  const axisSize = given === null ? null : Number(given);
  const [first] = sizes;
  if (!first) {
    if (axisSize === null) throw machine.raise("ValueError", "vmap must have at least one non-None value in in_axes or axis_size must be specified");
    return axisSize;
  }
  if (sizes.every(({ size }) => size === first.size)) return first.size;
  const lines = [...new Set(sizes.map(({ size }) => size))].map((size) => {
    const of = sizes.filter((one) => one.size === size);
    const shown = of.map(({ leaf, axis, path }) => `axis ${axis} of argument ${placeText(machine, callee, path, args)} of type ${leaf instanceof KeyArray ? `key<fry>[${leaf.shape.join(",")}]` : avalText(leafArray(machine, leaf))}`);
    return shown.length === 1 ? `  * one axis had size ${size}: ${shown[0]}` : `  * ${of.length > sizes.length / 2 ? "most axes" : "some axes"} (${shown.length} of them) had size ${size}, e.g. ${shown[0]}`;
  });
  throw machine.raise("ValueError", `vmap got inconsistent sizes for array axes to be mapped:\n${lines.join(";\n")}`);
}

function prefixAxes(machine: Machine, inAxes: Value, args: PyTuple, structure: Structure): Value[] {
  const spec = inAxes instanceof PyList ? new PyTuple(inAxes.items) : inAxes;
  if (spec instanceof PyTuple && spec.items.length !== args.items.length) {
    throw machine.raise("ValueError", `vmap in_axes must be an int, None, or a tuple of entries corresponding to the positional arguments passed to the function, but got len(in_axes)=${spec.items.length}, len(args)=${args.items.length}`);
  }
  const misfit = (): PyRaise => machine.raise("ValueError", `vmap in_axes specification must be a tree prefix of the corresponding value, got specification ${machine.repr(spec)} for value tree ${machine.repr(args)}.`);
  return broadcastPrefix(machine, spec, structure, misfit);
}

/** The parts of each mapped leaf; those of a differentiated one are on the tape. */
function partsOf(machine: Machine, leaf: Value, axis: number): Parts {
  if (leaf instanceof KeyArray) return keyParts(leaf, axis);
  const array = leafArray(machine, leaf);
  return unstack(machine, array.node, axis).map((node) => new JaxArray(node, array.weakType));
}

/** Results of all examples as one. */
function joined(machine: Machine, values: readonly Value[], axis: Value): Value {
  const [first] = values;
  if (axis === null) return first!;
  if (first instanceof KeyArray) return joinKeys(values.filter((one) => one instanceof KeyArray), Number(axis));
  const arrays = values.map((value) => leafArray(machine, value));
  const rank = arrays[0]!.shape.length + 1;
  const at = Number(axis);
  if (at >= rank || at < -rank) throw machine.raise("ValueError", `axis ${at} is out of bounds for array of dimension ${rank}`);
  return new JaxArray(stack(machine, arrays.map(({ node }) => node), at < 0 ? at + rank : at), arrays[0]!.weakType);
}

function mapCall(machine: Machine, callee: Value, given: readonly Value[], keywords: ReadonlyMap<string, Value>, inAxes: Value, outAxes: Value, axisSize: Value): Value {
  const args = new PyTuple(given);
  const paths: Value[][] = [];
  const own = flatten(machine, args, null, paths);
  const named = flatten(machine, machine.makeDict(keywords), null, paths);
  const axes = [...prefixAxes(machine, inAxes, args, own.structure), ...named.leaves.map((): Value => 0)];
  const leaves = [...own.leaves, ...named.leaves];
  const mapped: Mapped = { leaves, structure: own.structure, axes: axes.map((spec, i) => axisNumber(machine, spec, leaves[i]!)) };
  const size = sizeOfMap(machine, callee, mapped, paths, args, axisSize);
  if (size === 0) throw new Unsupported("unsupported-call", say.unsupportedArguments("jax.vmap", say.examples(0)));
  const mark = machine.trace.next;
  const parts = leaves.map((leaf, i) => (mapped.axes[i] === null ? null : partsOf(machine, leaf, mapped.axes[i]!)));
  const count = own.leaves.length;
  const results = Array.from({ length: size }, (_, example) => {
    machine.step();
    const values = leaves.map((leaf, i) => parts[i]?.[example] ?? leaf);
    const inputs = new Set(values.flatMap((value, i): Node[] => (parts[i] && value instanceof JaxArray ? [value.node] : [])));
    const tree = unflatten(machine, own.structure, values.slice(0, count)) as PyTuple; // as it came apart
    const rest = unflatten(machine, named.structure, values.slice(count));
    return inside(machine, { kind: "vmap", mark, inputs, size }, () => muted(machine, example > 0, () => machine.call(callee, tree.items, new Map(machine.dictEntries(rest).map(([name, value]) => [machine.str(name), value])))));
  });
  const outputs = results.map((result) => flatten(machine, result));
  const { structure } = outputs[0]!;
  const specs = broadcastPrefix(machine, outAxes instanceof PyList ? new PyTuple(outAxes.items) : outAxes, structure, () => machine.raise("ValueError", `vmap out_axes specification must be a tree prefix of the corresponding value, got specification ${machine.repr(outAxes)} for value tree ${machine.repr(results[0]!)}.`));
  return unflatten(machine, structure, specs.map((axis, i) => joined(machine, outputs.map((output) => output.leaves[i]!), axis)));
}

export const vmap = native("vmap(fun, in_axes=0, out_axes=0, axis_name=None, axis_size=None, spmd_axis_name=None)", (machine, a) =>
  wrapped(machine, a.fun!, (inner, args, keywords) => mapCall(inner, a.fun!, args, keywords, a.in_axes!, a.out_axes!, a.axis_size!)));

