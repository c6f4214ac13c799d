/** Parts of a tensor, which are views of it. */
import { severalViews } from "../in-place.js";
import type { Value } from "../../../python/object.js";
import type { Node } from "../../../trace/node.js";
import { intArgument, isSequence } from "../../arguments.js";
import { runtimeError } from "../errors.js";
import { isTensor } from "../tensor.js";
import { both, type Call, type TorchFunction } from "./define.js";

const rankOf = (x: Node): number => x.value.shape.length;

/** Elements start..stop along an axis: a view. */
export function narrow(c: Call, x: Node, axis: number, start: number, stop: number): Node {
  const { shape } = x.value;
  return c.ops.slice(x, shape.map((_, i) => (i === axis ? start : 0)), shape.map((length, i) => (i === axis ? stop : length)), shape.map(() => 1));
}

export const select = (c: Call, x: Node, axis: number, index: number): Node => c.named(c.ops.reshape(narrow(c, x, axis, index, index + 1), x.value.shape.filter((_, i) => i !== axis)), "SelectBackward0");

export function pieces(c: Call, x: Node, axis: number, lengths: readonly number[], name: string): readonly Node[] {
  let at = 0;
  return severalViews(lengths.map((length) => {
    const part = c.named(narrow(c, x, axis, at, at + length), name);
    at += length;
    return part;
  }), name.replace(/Backward\d*$/, ""));
}

export function split(c: Call, method = false): readonly Node[] {
  const x = c.node(method ? "self" : "tensor");
  const axis = c.axis("dim", rankOf(x));
  const size = c.raw("split_size_or_sections") ?? c.raw("split_size");
  const length = x.value.shape[axis]!;
  if (isSequence(size)) {
    const lengths = size.items.map((one) => intArgument(c.machine, one, "split_size"));
    if (lengths.reduce((a, b) => a + b, 0) !== length) throw runtimeError(c.machine, `split_with_sizes expects split_sizes to sum exactly to ${length} (input tensor's size at dimension ${axis}), but got split_sizes=[${lengths.join(", ")}]`);
    return pieces(c, x, axis, lengths, "SplitWithSizesBackward0");
  }
  const step = intArgument(c.machine, size, "split_size");
  const count = Math.max(1, Math.ceil(length / step));
  return pieces(c, x, axis, Array.from({ length: count }, (_, i) => Math.min(step, length - i * step)), "SplitBackward0");
}

export function chunk(c: Call): readonly Node[] {
  const x = c.node("input");
  const axis = c.axis("dim", rankOf(x));
  const length = x.value.shape[axis]!;
  if (c.int("chunks") <= 0) throw runtimeError(c.machine, `chunk expects \`chunks\` to be greater than 0, got: ${c.int("chunks")}`);
  const step = Math.ceil(length / c.int("chunks"));
  if (step === 0) return pieces(c, x, axis, Array.from({ length: c.int("chunks") }, () => 0), "SplitBackward0");
  return pieces(c, x, axis, Array.from({ length: Math.ceil(length / step) }, (_, i) => Math.min(step, length - i * step)), "SplitBackward0");
}

/** At indices, or in so many parts that differ by one at most. */
export function tensorSplit(c: Call, x: Node, sections: Value, axis: number): Node[] {
  const length = x.value.shape[axis]!;
  let bounds: number[];
  const list = isTensor(sections) && sections.shape.length ? [...c.machine.iterate(sections)].map((one) => intArgument(c.machine, one, "indices")) : isSequence(sections) ? sections.items.map((one) => intArgument(c.machine, one, "indices")) : null;
  if (list) bounds = [0, ...list.map((at) => Math.max(0, Math.min(at < 0 ? at + length : at, length))), length];
  else {
    const count = intArgument(c.machine, sections, "sections");
    const [base, extra] = [Math.floor(length / count), length % count];
    bounds = [0];
    for (let i = 0; i < count; i++) bounds.push(bounds.at(-1)! + base + (i < extra ? 1 : 0));
  }
  return bounds.slice(1).map((stop, i) => c.named(narrow(c, x, axis, bounds[i]!, Math.max(stop, bounds[i]!)), "SliceBackward0"));
}

export const namedSplit = (name: string, axisFor: (rank: number) => number): TorchFunction => both(`${name}(input, indices_or_sections=None, *, indices=None, sections=None)`, (c) => {
  const x = c.node("input");
  return tensorSplit(c, x, c.raw("indices_or_sections") ?? c.raw("indices") ?? c.raw("sections"), axisFor(rankOf(x)));
});
