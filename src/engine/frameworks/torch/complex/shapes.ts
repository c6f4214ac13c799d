/**
 * Shapes, choices and sums of complex tensors: what moves or adds numbers does it to both parts alike. The usual views
 * stay views (the axes of the pairs are counted without their last).
 */
import type { Machine } from "../../../python/machine.js";
import { type Keywords, PyBuiltin, PyGetter, PyList, PySlice, PyTuple, Ellipsis, type Value } from "../../../python/object.js";
import { join, partsOf } from "../../../ops/pairs/pair.js";
import type { Node } from "../../../trace/node.js";
import { isInt, isSequence, numberOf } from "../../arguments.js";
import { unsupported } from "../errors.js";
import { gradientName } from "../grad-names.js";
import { torchState } from "../state.js";
import { read } from "../subscript.js";
import { asTensor, isTensor, Tensor } from "../tensor.js";
import { writePairs } from "./elementwise.js";
import { pairsOf } from "./operands.js";
import { type ComplexTensor, complexTensor, complexTensorType, isComplex } from "./tensor.js";

/** Alike on both parts. */
const BY_PARTS = [
  "sum", "mean", "cumsum", "diff", "trace", "tril", "triu", "diag", "diagonal", "diag_embed", "roll", "flip", "fliplr", "flipud", "rot90", "index_select", "gather", "take", "take_along_dim", "masked_select", "unbind", "split", "chunk",
  "tensor_split", "unfold", "repeat", "tile", "repeat_interleave", "expand", "expand_as", "broadcast_to", "narrow", "select", "movedim", "moveaxis", "unflatten", "cat", "concat", "concatenate", "stack", "hstack", "vstack", "dstack", "column_stack",
  "where", "masked_fill", "index_add", "index_put", "scatter", "scatter_add", "view_as", "reshape_as", "zeros_like", "block_diag", "meshgrid", "atleast_1d", "atleast_2d", "nansum", "squeeze", "swapaxes", "swapdims", "ravel", "flatten",
] as const;

/** Of these PyTorch gives views. */
const VIEW_LIKE = new Set(["diagonal", "unbind", "split", "chunk", "tensor_split", "unfold", "expand", "expand_as", "broadcast_to", "narrow", "select", "movedim", "moveaxis", "unflatten", "view_as", "reshape_as", "squeeze", "swapaxes", "swapdims", "ravel", "flatten"]);

function markedAsView(value: Value): Value {
  if (isComplex(value)) value.standsForView = true;
  else if (isSequence(value)) for (const item of value.items) markedAsView(item);
  return value;
}

/** An argument with complex tensors replaced by one of their parts. */
function partOfArgument(machine: Machine, value: Value, which: "re" | "im", everyTensor: boolean): Value {
  if (isComplex(value) || (everyTensor && isTensor(value) && value.dtype !== "bool" && value.dtype !== "int64")) return new Tensor(partsOf(torchState(machine).ops, pairsOf(machine, value)!)[which]);
  if (isSequence(value) && !isTensor(value) && value.items.some((item) => isTensor(item))) return new PyList(value.items.map((item) => partOfArgument(machine, item, which, everyTensor)));
  return value;
}

/** Both results, tensor by tensor. */
function joined(machine: Machine, re: Value, im: Value): Value {
  if (isTensor(re) && isTensor(im)) {
    const node = re.node(machine);
    return complexTensor(join(torchState(machine).ops, { re: node, im: im.node(machine) }), node.card ? gradientName(node) : undefined);
  }
  if (isSequence(re) && isSequence(im)) {
    const items = re.items.map((item, i) => joined(machine, item, im.items[i]!));
    return re instanceof PyTuple ? new PyTuple(items) : new PyList(items);
  }
  return re;
}

export const byParts = (name: string, real: () => Value): PyBuiltin => new PyBuiltin(name, (machine, args, keywords) => {
  // Real tensors next to complex ones are complex with nothing imaginary, conditions and indices aside.
  const run = (which: "re" | "im"): Value => machine.call(real(), args.map((value) => partOfArgument(machine, value, which, true)), new Map([...keywords].map(([key, value]) => [key, partOfArgument(machine, value, which, true)])));
  const result = joined(machine, run("re"), run("im"));
  return VIEW_LIKE.has(name) ? markedAsView(result) : result;
}, "method");

export const PART_NAMES: readonly string[] = BY_PARTS;

type Adapt = (rank: number, args: readonly Value[], keywords: Keywords) => readonly [readonly Value[], Keywords];

const wrapped = (axis: Value, rank: number): Value => (isInt(axis) && numberOf(axis) < 0 ? numberOf(axis) + rank : axis);
const axes = (extra: number): Adapt => (rank, args, keywords) => [args.map((value) => wrapped(value, rank + extra)), new Map([...keywords].map(([key, value]) => [key, wrapped(value, rank + extra)]))];
/** Ints one by one or as one sequence, with more behind. */
const sizes = (more: (rank: number) => readonly number[], wrap: boolean): Adapt => (rank, args) => {
  const list = args.length === 1 && isSequence(args[0]!) ? args[0].items : args;
  return [[new PyTuple([...list.map((value) => (wrap ? wrapped(value, rank) : value)), ...more(rank)])], new Map()];
};

/** Real views of the pairs that are views of the complex numbers. */
const VIEWS: Readonly<Record<string, Adapt>> = {
  reshape: sizes(() => [2], false), view: sizes(() => [2], false), permute: sizes((rank) => [rank], true), transpose: axes(0), unsqueeze: axes(1),
};

function viewed(machine: Machine, name: string, self: ComplexTensor, args: readonly Value[], keywords: Keywords): Value {
  const given = keywords.has("shape") ? [keywords.get("shape")!] : keywords.has("dims") ? [keywords.get("dims")!] : args;
  const [own, named] = VIEWS[name]!(self.shape.length, given, keywords);
  const result = asTensor(machine.call(machine.getAttribute(self.pairs(machine), name), [...own], new Map(named))).node(machine);
  return complexTensor(result, gradientName(result));
}

export const VIEW_FUNCTIONS: readonly PyBuiltin[] = Object.keys(VIEWS).map((name) => new PyBuiltin(name, (machine, [self, ...args], keywords) => {
  if (!isComplex(self)) throw unsupported(`torch.${name} in this form`);
  return viewed(machine, name, self, args, keywords);
}));

/** The index with the pairs' own axis behind it. */
function pairIndex(index: Value): Value {
  const items = index instanceof PyTuple ? index.items : [index];
  const whole = new PySlice(null, null, null);
  return new PyTuple([...items, ...(items.includes(Ellipsis) ? [] : [Ellipsis]), whole]);
}

function transposed(machine: Machine, self: ComplexTensor, swap: boolean): Node {
  const node = self.held(machine);
  const rank = self.shape.length;
  const order = Array.from({ length: rank }, (_, axis) => axis);
  if (swap && rank > 1) [order[rank - 1], order[rank - 2]] = [order[rank - 2]!, order[rank - 1]!];
  return torchState(machine).ops.permute(node, [...(swap ? order : order.reverse()), rank]);
}

const self = (value: Value | undefined): ComplexTensor => value as ComplexTensor; // methods of this type

const rows = (machine: Machine, tensor: ComplexTensor): Value[] => Array.from({ length: tensor.shape[0] ?? 0 }, (_, i) => complexTensor(read(machine, tensor.held(machine), i), "UnbindBackward0"));

export const SHAPE_MEMBERS: readonly (PyBuiltin | PyGetter)[] = [
  new PyBuiltin("__getitem__", (machine, [tensor, index]) => {
    const node = read(machine, self(tensor).held(machine), pairIndex(index!));
    return complexTensor(node, gradientName(node));
  }),
  new PyBuiltin("__setitem__", (machine, [tensor, index, value]) => {
    const target = self(tensor);
    const given = pairsOf(machine, value!);
    if (!given) throw unsupported("this value for elements of a complex tensor");
    writePairs(machine, target, (before) => {
      const held = new Tensor(torchState(machine).ops.apply("clone", [before]));
      machine.call(machine.getAttribute(held, "__setitem__"), [pairIndex(index!), new Tensor(torchState(machine).ops.cast(given, before.value.dtype))]);
      return held.node(machine);
    });
    return null;
  }),
  new PyBuiltin("__iter__", (machine, [tensor]) => machine.call(machine.getAttribute(new PyList(rows(machine, self(tensor))), "__iter__"), [])),
  new PyGetter("T", (machine, tensor) => complexTensor(transposed(machine, self(tensor), false), "PermuteBackward0")),
  new PyGetter("mT", (machine, tensor) => complexTensor(transposed(machine, self(tensor), true), "TransposeBackward0")),
];

/** `sum` and its like come from the real methods. */
export function installParts(real: ReadonlyMap<string, Value>): void {
  for (const name of BY_PARTS) {
    const plain = real.get(name);
    if (plain !== undefined) complexTensorType.dict.set(name, byParts(name, () => plain));
  }
  for (const one of VIEW_FUNCTIONS) complexTensorType.dict.set(one.name, one);
}

