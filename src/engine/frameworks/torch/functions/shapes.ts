/** Functions that join and rearrange. */
import { severalViews } from "../in-place.js";
import { type PyList, PyTuple, type Value } from "../../../python/object.js";
import { isContiguous } from "../../../tensor/array.js";
import { broadcastShapes, sizeOf } from "../../../tensor/shape.js";
import { viewStrides } from "../../../ops/cards/shape/reshape.js";
import type { Node } from "../../../trace/node.js";
import { isSequence } from "../../arguments.js";
import { nodeOf } from "../dispatch.js";
import { dtypeOf, sizeValue } from "../dtypes.js";
import { indexError, runtimeError } from "../errors.js";
import { asTensor, Tensor } from "../tensor.js";
import { castTo } from "../convert.js";
import { axisOf, both, type Call, inTorch, method, spread, type TorchFunction } from "./define.js";
import { chunk, namedSplit, narrow, pieces, select, split, tensorSplit } from "./parts.js";

const rankOf = (x: Node): number => x.value.shape.length;

export function stack(c: Call, nodes: readonly Node[], dim: number): Node {
  const [first] = nodes;
  if (!first) throw runtimeError(c.machine, "stack expects a non-empty TensorList");
  const axis = axisOf(c.machine, dim, rankOf(first) + 1);
  const odd = nodes.findIndex((node) => node.value.shape.join() !== first.value.shape.join());
  if (odd > 0) throw runtimeError(c.machine, `stack expects each tensor to be equal size, but got [${first.value.shape.join(", ")}] at entry 0 and [${nodes[odd]!.value.shape.join(", ")}] at entry ${odd}`);
  return c.named(c.ops.cat(nodes.map((node) => c.ops.unsqueeze(node, axis)), axis), "StackBackward0");
}

function atLeast(rank: 1 | 2 | 3): TorchFunction {
  return inTorch(`atleast_${rank}d(*tensors)`, (c) => {
    const grow = (x: Node): Node => {
      const { shape } = x.value;
      if (shape.length >= rank) return x;
      if (rank === 1) return c.ops.reshape(x, [1]);
      if (rank === 2) return c.ops.reshape(x, shape.length === 0 ? [1, 1] : [1, shape[0]!]);
      return c.ops.reshape(x, shape.length === 0 ? [1, 1, 1] : shape.length === 1 ? [1, shape[0]!, 1] : [...shape, 1]);
    };
    const many = c.rest.length === 1 && isSequence(c.rest[0]!);
    const list = (many ? (c.rest[0] as PyTuple | PyList).items : c.rest).map((value): Value => {
      const before = nodeOf(c.machine, value)!; // tensors by PyTorch's signature
      const after = grow(before);
      return after === before ? value : new Tensor(after);
    });
    return many || c.rest.length > 1 ? new PyTuple(list) : list[0]!;
  });
}

const listed = (c: Call, value: Value): Node[] => (isSequence(value) ? value.items : [...c.machine.iterate(value)]).map((one) => nodeOf(c.machine, one)!); // tensors by PyTorch's signature

export function tensorsOf(c: Call): Node[] {
  return c.rest.length === 1 && isSequence(c.rest[0]!) ? listed(c, c.rest[0]) : c.rest.map((value) => nodeOf(c.machine, value)!); // as above
}

function flatten(c: Call): Value | Node {
  const x = c.node("input");
  const rank = rankOf(x);
  const [start, end] = [c.axis("start_dim", rank), c.axis("end_dim", rank)];
  if (start > end) throw runtimeError(c.machine, "flatten() has invalid args: start_dim cannot come after end_dim");
  if (rank === 0) return c.ops.reshape(x, [1]);
  if (start === end) return c.raw("input");
  const { shape } = x.value;
  return viewed(c, x, [...shape.slice(0, start), sizeOf(shape.slice(start, end + 1)), ...shape.slice(end + 1)]);
}

/** A view where one exists; its name says which. */
function viewed(c: Call, x: Node, shape: readonly number[]): Node {
  const node = c.ops.reshape(x, shape);
  return node.value.buffer === x.value.buffer ? node : c.named(node, "UnsafeViewBackward0");
}

function view(c: Call): Value | Node {
  const x = c.node("self");
  const [first] = c.rest;
  const dtype = c.rest.length === 1 ? dtypeOf(first!) : c.dtype();
  if (dtype) return castTo(c.machine, asTensor(c.raw("self")), dtype);
  const shape = c.rest.length ? spread(c) : (c.ints("size") ?? []);
  const result = c.ops.reshape(x, shape);
  if (!isContiguous(x.value) && viewStrides(x.value, result.value.shape) === null) {
    throw runtimeError(c.machine, "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.");
  }
  return result;
}

function transposed(c: Call): Node {
  const x = c.node("input");
  if (rankOf(x) > 2) throw runtimeError(c.machine, `t() expects a tensor with <= 2 dimensions, but self is ${rankOf(x)}D`);
  return rankOf(x) < 2 ? c.ops.reshape(x, x.value.shape) : c.named(c.ops.transpose(x, 0, 1), "TBackward0");
}

/** Moves axes to new places; the others keep their order. */
function moved(c: Call, x: Node, from: readonly number[], to: readonly number[]): Node {
  const rank = rankOf(x);
  const source = from.map((axis) => axisOf(c.machine, axis, rank));
  const target = to.map((axis) => axisOf(c.machine, axis, rank));
  const order = new Array<number>(rank).fill(-1);
  target.forEach((axis, i) => { order[axis] = source[i]!; });
  const rest = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => !source.includes(axis));
  return c.ops.permute(x, order.map((axis) => (axis < 0 ? rest.shift()! : axis)));
}

function expand(c: Call): Node {
  const x = c.node("self");
  const given = c.rest.length ? spread(c) : (c.ints("size") ?? []);
  const lead = given.length - rankOf(x);
  if (lead < 0) throw runtimeError(c.machine, `expand(torch.${x.value.dtype === "float32" ? "FloatTensor" : "Tensor"}{[${x.value.shape.join(", ")}]}, size=[${given.join(", ")}]): the number of sizes provided (${given.length}) must be greater or equal to the number of dimensions in the tensor (${rankOf(x)})`);
  const shape = given.map((length, axis) => (length === -1 && axis >= lead ? x.value.shape[axis - lead]! : length));
  [...shape.entries()].reverse().forEach(([axis, length]) => {
    const own = axis >= lead ? x.value.shape[axis - lead]! : 1;
    if (own !== length && own !== 1) throw runtimeError(c.machine, `The expanded size of the tensor (${length}) must match the existing size (${own}) at non-singleton dimension ${axis}.  Target sizes: [${given.join(", ")}].  Tensor sizes: [${x.value.shape.join(", ")}]`);
  });
  return c.apply("expand", [x], { shape });
}

/** The first two sizes that do not broadcast, from the back. */
function mismatch(nodes: readonly Node[]): string {
  const rank = Math.max(...nodes.map(rankOf));
  for (let axis = rank - 1; axis >= 0; axis--) {
    let first: number | null = null;
    for (const { value: { shape } } of nodes) {
      const length = shape[axis - rank + shape.length] ?? 1;
      if (length === 1 || length === first) continue;
      if (first !== null) return `The size of tensor a (${first}) must match the size of tensor b (${length}) at non-singleton dimension ${axis}`;
      first = length;
    }
  }
  return "";
}

function meshgrid(c: Call): Node[] {
  const tensors = tensorsOf(c).map((x) => (rankOf(x) === 0 ? c.ops.reshape(x, [1]) : x));
  const xy = c.keywords.get("indexing") === "xy";
  const order = xy && tensors.length > 1 ? [tensors[1]!, tensors[0]!, ...tensors.slice(2)] : tensors;
  const shape = order.map((x) => sizeOf(x.value.shape));
  const grids = order.map((x, i) => c.named(c.ops.expand(c.ops.reshape(x, shape.map((length, axis) => (axis === i ? length : 1))), shape), "ExpandBackward0"));
  return xy && tensors.length > 1 ? [grids[1]!, grids[0]!, ...grids.slice(2)] : grids;
}

const joined = (name: string, grow: (c: Call, x: Node) => Node, axis: (first: Node) => number): TorchFunction => inTorch(`${name}(tensors, *, out=None)`, (c) => {
  const nodes = listed(c, c.raw("tensors")).map((x) => grow(c, x));
  return c.ops.cat(nodes, axis(nodes[0]!));
});

const reshaped = (c: Call, x: Node, shape: readonly number[]): Node => (shape.join() === x.value.shape.join() ? x : c.ops.reshape(x, shape));
const two = (c: Call, x: Node): Node => reshaped(c, x, rankOf(x) === 0 ? [1, 1] : rankOf(x) === 1 ? [1, x.value.shape[0]!] : x.value.shape);
const three = (c: Call, x: Node): Node => reshaped(c, x, rankOf(x) === 0 ? [1, 1, 1] : rankOf(x) === 1 ? [1, x.value.shape[0]!, 1] : rankOf(x) === 2 ? [...x.value.shape, 1] : x.value.shape);
const one = (c: Call, x: Node): Node => reshaped(c, x, rankOf(x) === 0 ? [1] : x.value.shape);
const column = (c: Call, x: Node): Node => reshaped(c, x, rankOf(x) < 2 ? [sizeOf(x.value.shape), 1] : x.value.shape);

function unflatten(c: Call): Node {
  const x = c.node("input");
  const axis = c.axis("dim", rankOf(x));
  const sizes = [...(c.ints("sizes") ?? [])];
  const open = sizes.indexOf(-1);
  const length = x.value.shape[axis]!;
  if (open >= 0) sizes[open] = length / sizes.reduce((product, size) => (size === -1 ? product : product * size), 1);
  if (sizeOf(sizes) !== length) throw runtimeError(c.machine, `unflatten: Provided sizes [${sizes.join(", ")}] don't multiply up to the size of dim ${axis} (${length}) in the input tensor`);
  return c.ops.reshape(x, [...x.value.shape.slice(0, axis), ...sizes, ...x.value.shape.slice(axis + 1)]);
}

function diagonalMatrix(c: Call): Node {
  const x = c.node("input");
  const offset = c.intOr("diagonal", 0);
  if (rankOf(x) === 1) return c.named(c.apply("diag_embed", [x], { offset }), "DiagEmbedBackward0");
  if (rankOf(x) !== 2) throw runtimeError(c.machine, `diag(): Supports 1D or 2D tensors. Got ${rankOf(x)}D`);
  return c.named(c.apply("clone", [c.apply("diagonal", [x], { offset, axis1: 0, axis2: 1 })]), "DiagonalBackward0_copy");
}

function squeeze(c: Call): Node {
  const x = c.node("input");
  const axes = c.ints("dim")?.map((axis) => axisOf(c.machine, axis, rankOf(x))) ?? null;
  return c.apply("squeeze", [x], { axes });
}

const same = (name: string, type = "input"): TorchFunction => both(`${name}(${type}, *rest, **more)`, (c) => c.raw(type));

export const SHAPES: readonly TorchFunction[] = [
  inTorch("split(tensor, split_size_or_sections, dim=0)", (c) => split(c)), method("split(self, split_size, dim=0)", (c) => split(c, true)),
  both("split_with_sizes(self, split_sizes, dim=0)", (c) => pieces(c, c.node("self"), c.axis("dim", rankOf(c.node("self"))), c.ints("split_sizes") ?? [], "SplitWithSizesBackward0")),
  both("chunk(input, chunks, dim=0)", chunk), both("unsafe_chunk(input, chunks, dim=0)", chunk),
  both("tensor_split(input, indices_or_sections=None, dim=0, *, indices=None, sections=None)", (c) => tensorSplit(c, c.node("input"), c.raw("indices_or_sections") ?? c.raw("indices") ?? c.raw("sections"), c.axis("dim", rankOf(c.node("input"))))),
  namedSplit("hsplit", (rank) => (rank === 1 ? 0 : 1)), namedSplit("vsplit", () => 0), namedSplit("dsplit", () => 2),
  both("unbind(input, dim=0)", (c) => {
    const x = c.node("input");
    const axis = c.axis("dim", rankOf(x));
    return severalViews(Array.from({ length: x.value.shape[axis]! }, (_, i) => c.named(select(c, x, axis, i), "UnbindBackward0")), "Unbind");
  }),
  inTorch("stack(tensors, dim=0, *, out=None)", (c) => stack(c, c.nodes("tensors"), c.int("dim"))),
  joined("hstack", one, (first) => (rankOf(first) === 1 ? 0 : 1)), joined("vstack", two, () => 0), joined("row_stack", two, () => 0), joined("dstack", three, () => 2), joined("column_stack", column, () => 1),
  atLeast(1), atLeast(2), atLeast(3),
  both("flatten(input, start_dim=0, end_dim=-1)", flatten),
  both("ravel(input)", (c) => viewed(c, c.node("input"), [-1])),
  both("unflatten(input, dim, sizes)", unflatten),
  method("view(self, *rest, dtype=None, size=None)", view),
  method("reshape(self, *rest, shape=None)", (c) => viewed(c, c.node("self"), c.rest.length ? spread(c) : (c.ints("shape") ?? []))),
  inTorch("reshape(input, shape)", (c) => viewed(c, c.node("input"), c.ints("shape") ?? [])),
  method("view_as(self, other)", (c) => c.ops.reshape(c.node("self"), c.node("other").value.shape)),
  method("reshape_as(self, other)", (c) => viewed(c, c.node("self"), c.node("other").value.shape)),
  method("expand(self, *rest, size=None, implicit=None)", expand),
  method("expand_as(self, other)", (c) => c.apply("expand", [c.node("self")], { shape: [...c.node("other").value.shape] })),
  both("t(input)", transposed), both("adjoint(input)", (c) => c.ops.transpose(c.node("input"))),
  both("movedim(input, source, destination)", (c) => moved(c, c.node("input"), c.ints("source")!, c.ints("destination")!)),
  both("moveaxis(input, source, destination)", (c) => moved(c, c.node("input"), c.ints("source")!, c.ints("destination")!)),
  both("narrow(input, dim, start, length)", (c) => {
    const x = c.node("input");
    const axis = c.axis("dim", rankOf(x));
    const start = c.int("start") < 0 ? c.int("start") + x.value.shape[axis]! : c.int("start");
    if (start + c.int("length") > x.value.shape[axis]!) throw runtimeError(c.machine, `start (${start}) + length (${c.int("length")}) exceeds dimension size (${x.value.shape[axis]}).`);
    return narrow(c, x, axis, start, start + c.int("length"));
  }),
  both("select(input, dim, index)", (c) => {
    const x = c.node("input");
    const axis = c.axis("dim", rankOf(x));
    const [index, length] = [c.int("index"), x.value.shape[axis]!];
    if (index < -length || index >= length) throw indexError(c.machine, `select(): index ${index} out of range for tensor of size [${x.value.shape.join(", ")}] at dimension ${axis}`);
    return select(c, x, axis, index < 0 ? index + length : index);
  }),
  inTorch("meshgrid(*tensors, **more)", meshgrid),
  inTorch("broadcast_tensors(*tensors)", (c) => {
    const nodes = tensorsOf(c);
    const shape = broadcastShapes(...nodes.map((node) => node.value.shape));
    if (!shape) throw runtimeError(c.machine, mismatch(nodes));
    return nodes.map((node) => c.apply("expand", [node], { shape }));
  }),
  inTorch("broadcast_shapes(*shapes)", (c) => sizeValue(broadcastShapes(...c.rest.map((shape) => (isSequence(shape) ? shape.items.map(Number) : [Number(shape)]))) ?? [])),
  both("flip(input, *axes, dims=None)", (c) => c.apply("flip", [c.node("input")], { axes: c.rest.length ? spread(c) : (c.ints("dims") ?? []) })),
  both("diag(input, diagonal=0)", diagonalMatrix),
  both("squeeze(input, dim=None)", squeeze),
  method("size(self, dim=None)", (c) => {
    const { shape } = asTensor(c.raw("self"));
    return c.raw("dim") === null ? sizeValue(shape) : shape[c.axis("dim", shape.length)]!;
  }),
  method("dim(self)", (c) => asTensor(c.raw("self")).shape.length), method("ndimension(self)", (c) => asTensor(c.raw("self")).shape.length),
  method("stride(self, dim=None)", (c) => {
    const { strides } = asTensor(c.raw("self")).array();
    return c.raw("dim") === null ? new PyTuple([...strides]) : strides[c.axis("dim", strides.length)]!;
  }),
  method("storage_offset(self)", (c) => asTensor(c.raw("self")).array().offset),
  both("is_contiguous(self, *rest, **more)", (c) => isContiguous(asTensor(c.raw("self")).array())),
  method("contiguous(self, memory_format=None)", (c) => (isContiguous(asTensor(c.raw("self")).array()) ? c.raw("self") : c.apply("clone", [c.node("self")]))),
  both("tile(input, *rest, dims=None)", (c) => {
    const x = c.node("input");
    const repeats = c.rest.length ? spread(c) : (c.ints("dims") ?? []);
    return c.apply("repeat", [x], { repeats: [...Array.from({ length: Math.max(rankOf(x) - repeats.length, 0) }, () => 1), ...repeats] });
  }),
  both("clone(input, *, memory_format=None)", (c) => c.apply("clone", [c.node("input")])),
  same("detach_copy"), same("alias_copy"), same("lift_fresh"),
];
