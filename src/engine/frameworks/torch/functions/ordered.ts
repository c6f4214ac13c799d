/** Sorting, counting, and reading or writing by index. */
import type { Value } from "../../../python/object.js";
import { contiguous, fromNumbers, toNumbers, wrap } from "../../../tensor/array.js";
import { allocate } from "../../../tensor/dtype.js";
import { sizeOf } from "../../../tensor/shape.js";
import { constantNode, type Node } from "../../../trace/node.js";
import { nodeOf } from "../dispatch.js";
import { indexError, runtimeError } from "../errors.js";
import { writeInPlace } from "../in-place.js";
import { computedLeaf } from "../state.js";
import { asTensor, isTensor } from "../tensor.js";
import { axisOf, both, type Call, inTorch, method, type TorchFunction } from "./define.js";
import { nonzeroColumns } from "./elementwise.js";
import { pickAlong } from "./reductions.js";
import { named } from "./return-types.js";
import { narrow } from "./parts.js";

const rankOf = (x: Node): number => x.value.shape.length;
const ints = (shape: readonly number[], values: readonly number[]): Node => constantNode(fromNumbers("int64", shape, values), false);

function sort(c: Call, dim: number, descending: boolean, stable: boolean): { values: Node; indices: Node } {
  const x = c.node("input");
  const axis = axisOf(c.machine, dim, rankOf(x));
  if (rankOf(x) === 0) return { values: c.apply("clone", [x]), indices: ints([], [0]) };
  const indices = c.apply("argsort", [x], { axis, descending, stable });
  return { values: c.named(c.ops.gather(x, indices, axis), "SortBackward0"), indices };
}

function topk(c: Call): Value {
  const x = c.node("input");
  const axis = axisOf(c.machine, c.intOr("dim", -1), rankOf(x));
  const k = c.int("k");
  if (rankOf(x) === 0) return named("topk", { values: c.apply("clone", [x]), indices: ints([], [0]) });
  if (k < 0 || k > x.value.shape[axis]!) throw runtimeError(c.machine, "selected index k out of range");
  const order = c.apply("argsort", [x], { axis, descending: c.bool("largest"), stable: true });
  const indices = c.apply("clone", [narrow(c, order, axis, 0, k)]);
  return named("topk", { values: c.named(c.ops.gather(x, indices, axis), "TopkBackward0"), indices });
}

function kth(c: Call): Value {
  const x = c.node("input");
  const axis = c.axis("dim", rankOf(x));
  if (rankOf(x) === 0) return named("kthvalue", { values: c.apply("clone", [x]), indices: ints([], [0]) });
  const order = c.apply("argsort", [x], { axis, descending: false, stable: true });
  const index = c.ops.squeeze(narrow(c, order, axis, c.int("k") - 1, c.int("k")), axis);
  const keep = c.bool("keepdim");
  return named("kthvalue", { values: c.named(pickAlong(c, x, index, axis, keep), "KthvalueBackward0"), indices: keep ? c.ops.unsqueeze(index, axis) : index });
}

/** Runs `take` on every line along an axis; it says which index is chosen. */
function chosenAlong(x: Node, axis: number, choose: (line: number[]) => number): Node {
  const { shape } = x.value;
  const flat = toNumbers(x.value);
  const inner = sizeOf(shape.slice(axis + 1));
  const length = shape[axis] ?? 1;
  const outer = sizeOf(shape.slice(0, axis));
  const result: number[] = [];
  for (let o = 0; o < outer; o++) for (let i = 0; i < inner; i++) result.push(choose(Array.from({ length }, (_, k) => flat[(o * length + k) * inner + i]!)));
  return ints(shape.filter((_, k) => k !== axis), result);
}

function mode(c: Call): Value {
  const x = c.node("input");
  const axis = c.axis("dim", rankOf(x));
  if (rankOf(x) === 0) return named("mode", { values: c.apply("clone", [x]), indices: ints([], [0]) });
  const index = chosenAlong(x, axis, (line) => {
    const counts = new Map<number, number>();
    for (const value of line) counts.set(value, (counts.get(value) ?? 0) + 1);
    const [best] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]!;
    return line.lastIndexOf(best);
  });
  const keep = c.bool("keepdim");
  return named("mode", { values: c.named(pickAlong(c, x, index, axis, keep), "ModeBackward0"), indices: keep ? c.ops.unsqueeze(index, axis) : index });
}

/** Running largest (or smallest) with its index. */
function running(name: "cummax" | "cummin"): TorchFunction {
  return both(`${name}(input, dim)`, (c) => {
    const x = c.node("input");
    const axis = c.axis("dim", rankOf(x));
    if (rankOf(x) === 0) return named(name, { values: c.apply("clone", [x]), indices: ints([], [0]) });
    const { shape } = x.value;
    const flat = toNumbers(x.value);
    const inner = sizeOf(shape.slice(axis + 1));
    const length = shape[axis]!;
    const out = new Array<number>(flat.length).fill(0);
    for (let o = 0; o < sizeOf(shape.slice(0, axis)); o++) for (let i = 0; i < inner; i++) {
      let best = 0;
      for (let k = 0; k < length; k++) {
        const at = (o * length + k) * inner + i;
        const top = flat[(o * length + best) * inner + i]!;
        if (Number.isNaN(flat[at]!) || (name === "cummax" ? flat[at]! >= top : flat[at]! <= top)) best = k;
        out[at] = best;
      }
    }
    const indices = ints(shape, out);
    return named(name, { values: c.named(c.ops.gather(x, indices, axis), name === "cummax" ? "CummaxBackward0" : "CumminBackward0"), indices });
  });
}

const indexOf = (c: Call, name = "index"): Node => {
  const index = c.node(name);
  return rankOf(index) === 0 ? c.ops.reshape(index, [1]) : index;
};

const along = (c: Call, x: Node, axis: number, index: Node): Node => c.apply("index", [rankOf(x) === 0 ? c.ops.reshape(x, [1]) : x, index], { axes: [axis] });

function put(c: Call, source: Node, accumulate: boolean): Node {
  const x = c.node("self");
  const scalar = rankOf(x) === 0;
  const axis = c.axis("dim", rankOf(x));
  const base = scalar ? c.ops.reshape(x, [1]) : x;
  const written = c.apply("index_put", [base, c.ops.cast(scalar && rankOf(source) === 0 ? c.ops.reshape(source, [1]) : source, x.value.dtype), indexOf(c)], { axes: [axis], accumulate });
  return scalar ? c.ops.reshape(written, []) : written;
}

/** index_* with a source is index_put with the source's axis brought to the place of the index block. */
const PUTS: readonly TorchFunction[] = [
  both("index_add(self, dim, index, source, *, alpha=1)", (c) => c.named(put(c, c.number("alpha", 1) === 1 ? c.node("source") : c.ops.scale(c.node("source"), c.number("alpha", 1)), true), "IndexAddBackward0")),
  both("index_copy(self, dim, index, source)", (c) => c.named(put(c, c.node("source"), false), "IndexCopyBackward0")),
  both("index_fill(self, dim, index, value)", (c) => c.named(put(c, c.node("value"), false), "IndexFillBackward0")),
  both("index_put(self, indices, values, accumulate=False)", (c) => {
    const indices = [...c.machine.iterate(c.raw("indices"))].map((one) => nodeOf(c.machine, one)!).flatMap((one) => (one.value.dtype === "bool" ? nonzeroColumns(c, one) : [one])); // tensors by PyTorch's signature
    return c.apply("index_put", [c.node("self"), c.ops.cast(c.node("values"), c.node("self").value.dtype), ...indices], { axes: indices.map((_, i) => i), accumulate: c.bool("accumulate") });
  }),
];

function scatter(c: Call): Node {
  const x = c.node("self");
  const axis = c.axis("dim", rankOf(x));
  const index = c.node("index");
  const given = c.raw("value") ?? c.raw("src");
  const source = isTensor(given) && asTensor(given).shape.length > 0 ? nodeOf(c.machine, given)! : c.ops.expand(c.ops.cast(nodeOf(c.machine, given)!, x.value.dtype), index.value.shape);
  const reduce = c.raw("reduce");
  if (reduce === "add") return c.apply("scatter_add", [x, index, source], { axis });
  if (reduce === "multiply") return c.ops.mul(x, c.apply("scatter", [c.ops.onesLike(x), index, source], { axis }));
  return c.named(c.apply("scatter", [x, index, source], { axis }), isTensor(given) ? "ScatterBackward0" : "ScatterBackward1");
}

function takeFlat(c: Call): Node {
  const x = c.ops.reshape(c.node("input"), [-1]);
  const index = c.node("index");
  return c.named(c.apply("index", [x, index], { axes: [0] }), "TakeBackward0");
}

function maskedSelect(c: Call): Node {
  const [x, mask] = [c.node("input"), c.node("mask")];
  const shape = c.ops.mul(c.ops.cast(x, "float64"), mask).value.shape;
  const columns = nonzeroColumns(c, c.ops.expand(mask, shape));
  const wide = c.ops.expand(x, shape);
  if (shape.length === 0) return c.apply("index", [c.ops.reshape(wide, [1]), columns[0]!], { axes: [0] });
  return c.named(c.apply("index", [wide, ...columns], { axes: columns.map((_, axis) => axis) }), "MaskedSelectBackward0");
}

function unique(c: Call): Value | Node | Node[] {
  const x = c.node("input");
  if (c.raw("dim") !== null && rankOf(x) > 1) throw runtimeError(c.machine, "torch.unique with dim is not supported yet");
  const flat = toNumbers(x.value);
  const sorted = [...new Set(flat)].sort((a, b) => a - b);
  const place = new Map(sorted.map((value, i) => [value, i]));
  const values = computedLeaf(c.machine, fromNumbers(x.value.dtype, [sorted.length], sorted), [x], "unique");
  const inverse = ints(x.value.shape, flat.map((value) => place.get(value)!));
  const counts = ints([sorted.length], sorted.map((value) => flat.filter((one) => one === value).length));
  const [wantInverse, wantCounts] = [c.bool("return_inverse"), c.bool("return_counts")];
  if (!wantInverse && !wantCounts) return values;
  return [values, ...(wantInverse ? [inverse] : []), ...(wantCounts ? [counts] : [])];
}

function bincount(c: Call): Node {
  const list = toNumbers(c.node("input").value);
  const weights = c.optional("weights");
  const length = Math.max(c.intOr("minlength", 0), ...list.map((value) => value + 1), 0);
  const out = new Array<number>(length).fill(0);
  const w = weights ? toNumbers(weights.value) : null;
  list.forEach((value, i) => { out[value]! += w ? w[i]! : 1; });
  return computedLeaf(c.machine, fromNumbers(weights ? weights.value.dtype : "int64", [length], out), [c.node("input")], "bincount");
}

/** Where each value would go in sorted boundaries (a row of them for each row of values). */
function searched(c: Call, boundaries: Node, values: Node, right: boolean): Node {
  const edges = toNumbers(boundaries.value);
  const length = boundaries.value.shape.at(-1)!;
  const rows = rankOf(boundaries) > 1;
  const perRow = rows ? values.value.shape.at(-1)! : Infinity;
  const found = toNumbers(values.value).map((value, i) => {
    const from = rows ? Math.floor(i / perRow) * length : 0;
    let k = 0;
    while (k < length && (right ? edges[from + k]! <= value : edges[from + k]! < value)) k++;
    return k;
  });
  return computedLeaf(c.machine, fromNumbers("int64", values.value.shape, found), [values], "searchsorted");
}

function histogram(c: Call): Node {
  const list = toNumbers(c.node("input").value);
  const bins = c.intOr("bins", 100);
  let [low, high] = [c.number("min", 0), c.number("max", 0)];
  if (low === high) [low, high] = [Math.min(...list), Math.max(...list)];
  if (low === high) [low, high] = [low - 1, high + 1];
  const out = new Array<number>(bins).fill(0);
  for (const value of list) if (value >= low && value <= high) out[Math.min(Math.floor(((value - low) / (high - low)) * bins), bins - 1)]! += 1;
  return computedLeaf(c.machine, fromNumbers(c.node("input").value.dtype, [bins], out), [c.node("input")], "histc");
}

const selectIndex = (c: Call): Node => {
  const x = c.node("input");
  const axis = c.axis("dim", rankOf(x));
  const index = indexOf(c);
  const length = x.value.shape[axis] ?? 1;
  if (toNumbers(index.value).some((i) => i < 0 || i >= length)) throw indexError(c.machine, "index out of range in self");
  const result = along(c, x, axis, index);
  return c.named(rankOf(x) === 0 ? c.ops.reshape(result, []) : result, "IndexSelectBackward0");
};

export const ORDERED: readonly TorchFunction[] = [
  both("sort(input, dim=-1, descending=False, stable=False, *, out=None)", (c) => named("sort", sort(c, c.int("dim"), c.bool("descending"), c.bool("stable")))),
  both("msort(input)", (c) => sort(c, 0, false, false).values),
  both("topk(input, k, dim=-1, largest=True, sorted=True)", topk), both("kthvalue(input, k, dim=-1, keepdim=False)", kth), both("mode(input, dim=-1, keepdim=False)", mode),
  running("cummax"), running("cummin"), ...PUTS,
  both("scatter(self, dim, index, src=None, *, value=None, reduce=None)", scatter),
  both("index_select(input, dim, index)", selectIndex),
  both("take(input, index)", takeFlat),
  both("put(input, index, source, accumulate=False)", (c) => {
    const x = c.node("input");
    const flat = c.apply("index_put", [c.ops.reshape(x, [-1]), c.ops.reshape(c.node("source"), c.node("index").value.shape), c.node("index")], { axes: [0], accumulate: c.bool("accumulate") });
    return c.named(c.ops.reshape(flat, x.value.shape), "PutBackward0");
  }),
  both("take_along_dim(input, indices, dim=None)", (c) => {
    const x = c.node("input");
    if (c.raw("dim") === null) return c.ops.gather(c.ops.reshape(x, [-1]), c.ops.reshape(c.node("indices"), [-1]), 0);
    const axis = c.axis("dim", rankOf(x));
    const index = c.node("indices");
    const wide = (from: readonly number[], to: readonly number[]): number[] => from.map((length, i) => (i === axis ? length : Math.max(length, to[i]!)));
    return c.named(c.ops.gather(c.ops.expand(x, wide(x.value.shape, index.value.shape)), c.ops.expand(index, wide(index.value.shape, x.value.shape)), axis), "GatherBackward0");
  }),
  both("masked_select(input, mask)", maskedSelect),
  both("unique(input, sorted=True, return_inverse=False, return_counts=False, dim=None)", unique),
  both("unique_consecutive(input, return_inverse=False, return_counts=False, dim=None)", (c) => {
    const list = toNumbers(c.node("input").value).filter((value, i, all) => i === 0 || value !== all[i - 1]);
    return computedLeaf(c.machine, fromNumbers(c.node("input").value.dtype, [list.length], list), [c.node("input")], "unique");
  }),
  both("bincount(input, weights=None, minlength=0)", bincount), both("histc(input, bins=100, min=0, max=0)", histogram),
  inTorch("searchsorted(sorted_sequence, input, *, out_int32=False, right=False, side=None)", (c) => searched(c, c.node("sorted_sequence"), c.node("input"), c.bool("right") || c.raw("side") === "right")),
  inTorch("bucketize(input, boundaries, *, out_int32=False, right=False)", (c) => searched(c, c.node("boundaries"), c.node("input"), c.bool("right"))),
  inTorch("isin(elements, test_elements, *, assume_unique=False, invert=False)", (c) => {
    const set = new Set(toNumbers(c.node("test_elements").value));
    const x = c.node("elements");
    return computedLeaf(c.machine, fromNumbers("bool", x.value.shape, toNumbers(x.value).map((value) => (set.has(value) !== c.bool("invert") ? 1 : 0))), [x], "isin");
  }),
  method("apply_(self, callable)", (c) => {
    const self = asTensor(c.raw("self"));
    return writeInPlace(c.machine, self, (before) => {
      const from = contiguous(before.value).buffer;
      const out = allocate(self.dtype, from.length);
      from.forEach((value, i) => { out[i] = Number(nodeOf(c.machine, c.machine.call(c.raw("callable"), [value]))!.value.buffer[0]); });
      return c.machine.trace.leaf(wrap(self.dtype, self.shape, out), { kind: "computed" });
    });
  }),
];
