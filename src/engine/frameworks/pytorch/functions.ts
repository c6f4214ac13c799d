/** Functions of torch that are compositions of operations, or that are not operations at all. */
import type { Machine } from "../../python/machine.js";
import { native } from "../../python/define-native.js";
import { PyBuiltin, PyTuple, PyType, tupleType, type Value } from "../../python/object.js";
import { fromNumbers, full, toNumbers } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import { broadcastShapes, sizeOf } from "../../tensor/shape.js";
import { constantNode, type Node } from "../../trace/node.js";
import { axisIn } from "../../ops/axes.js";
import { floatArgument, intArgument, intList, isInt, isNumber, isSequence, numberOf } from "../arguments.js";
import { apply, castTo, inTorchWords, run } from "./call.js";
import { isTensor, nodeOf, tensorOf, tensorType, type TorchTensor } from "./tensor-type.js";

const T = (machine: Machine, value: Value | undefined, name = "input"): Node => {
  if (value === undefined || !isTensor(value)) throw machine.raise("TypeError", `argument '${name}' must be Tensor, not ${value === undefined ? "None" : machine.typeOf(value).name}`);
  return value.tracedNode(machine);
};

const axisOf = (machine: Machine, value: Value, node: Node): number => inTorchWords(machine, () => axisIn("dim", intArgument(machine, value, "dim"), node.value.shape.length));

const resultTypes = new Map<string, PyType>();

/** torch.return_types.max and its like: tuples with names. */
export function namedResult(name: string, fields: readonly string[], values: readonly Value[]): PyTuple {
  let type = resultTypes.get(name);
  if (!type) {
    resultTypes.set(name, (type = new PyType(name, [tupleType], "torch.return_types")));
    type.dict.set("__repr__", new PyBuiltin("__repr__", (machine, [self]) => `torch.return_types.${name}(\n${fields.map((field, i) => `${field}=${machine.repr((self as PyTuple).items[i]!)}`).join(",\n")})`)); // bound to the type
    type.dict.set("__getattr__", new PyBuiltin("__getattr__", (machine, [self, field]) => {
      const at = fields.indexOf(machine.str(field!));
      if (at < 0) throw machine.raise("AttributeError", `'torch.return_types.${name}' object has no attribute '${machine.str(field!)}'`);
      return (self as PyTuple).items[at]!; // as above
    }));
  }
  return new PyTuple(values, type);
}

/** max(x), max(x, other), max(x, dim). */
function extreme(name: "max" | "min"): PyBuiltin {
  return new PyBuiltin(name, (machine, args, keywords) => {
    const x = T(machine, args[0] ?? keywords.get("input"));
    const second = args[1] ?? keywords.get("dim") ?? keywords.get("other");
    if (second === undefined) return apply(machine, name === "max" ? "amax" : "amin", [x]);
    if (isTensor(second)) return apply(machine, name === "max" ? "maximum" : "minimum", [x, second.tracedNode(machine)]);
    const axis = axisOf(machine, second, x);
    const keepdim = machine.truth(args[2] ?? keywords.get("keepdim") ?? false);
    const index = run(machine, name === "max" ? "argmax" : "argmin", [x], { axis, keepdim: true });
    const values = x.value.shape.length ? run(machine, "gather", [x, index], { axis }) : x;
    const drop = (node: Node): Value => tensorOf(keepdim || !x.value.shape.length ? node : run(machine, "squeeze", [node], { axes: [axis] }));
    return namedResult(name, ["values", "indices"], [drop(values), drop(index)]);
  });
}

function sorted(machine: Machine, x: Node, axis: number, descending: boolean, count: number | null, name: string): Value {
  const order = run(machine, "argsort", [x], { axis, descending });
  const index = count === null || !x.value.shape.length ? order : run(machine, "clone", [sliceAxis(machine, order, axis, 0, count)]);
  const values = x.value.shape.length ? run(machine, "gather", [x, index], { axis }) : x;
  return namedResult(name, ["values", "indices"], [tensorOf(values), tensorOf(index)]);
}

export function sliceAxis(machine: Machine, x: Node, axis: number, start: number, stop: number): Node {
  const { shape } = x.value;
  return run(machine, "slice", [x], { starts: shape.map((_, at) => (at === axis ? start : 0)), stops: shape.map((length, at) => (at === axis ? stop : length)), steps: shape.map(() => 1) });
}

function pieces(machine: Machine, x: Node, axis: number, lengths: readonly number[]): PyTuple {
  let at = 0;
  return new PyTuple(lengths.map((length) => tensorOf(sliceAxis(machine, x, axis, at, (at += length)))));
}

function splitLengths(machine: Machine, size: Value, length: number): number[] {
  const list = intList(size);
  if (list) {
    const total = list.reduce((sum, one) => sum + one, 0);
    if (total !== length) throw machine.raise("RuntimeError", `split_with_sizes expects split_sizes to sum exactly to ${length} (input tensor's size at dimension -1), but got split_sizes=[${list.join(", ")}]`);
    return list;
  }
  const each = intArgument(machine, size, "split_size");
  return Array.from({ length: Math.max(1, Math.ceil(length / each)) }, (_, i) => Math.min(each, length - i * each));
}

function evenly(length: number, parts: number): number[] {
  const each = Math.ceil(length / parts);
  return splitPlain(each, length);
}
const splitPlain = (each: number, length: number): number[] => Array.from({ length: Math.max(1, Math.ceil(length / each)) }, (_, i) => Math.min(each, length - i * each));

const tensors = (machine: Machine, value: Value): Node[] => [...machine.iterate(value)].map((one) => T(machine, one, "tensors"));

function stack(machine: Machine, list: readonly Node[], axis: number): TorchTensor {
  const rank = list[0]?.value.shape.length ?? 0;
  const at = axis < 0 ? axis + rank + 1 : axis;
  const odd = list.findIndex((node) => node.value.shape.join() !== list[0]!.value.shape.join());
  if (odd > 0) throw machine.raise("RuntimeError", `stack expects each tensor to be equal size, but got [${list[0]!.value.shape.join(", ")}] at entry 0 and [${list[odd]!.value.shape.join(", ")}] at entry ${odd}`);
  return apply(machine, "cat", list.map((node) => run(machine, "unsqueeze", [node], { axis: at })), { axis: at });
}

/** Brings to at least `rank` axes, as hstack and vstack do first. */
const atLeast = (machine: Machine, node: Node, rank: number): Node => (node.value.shape.length >= rank ? node : run(machine, "reshape", [node], { shape: rank === 1 ? [1] : [1, sizeOf(node.value.shape)] }));

/** Functions that are methods too: `self` is the first argument of both. */
export const SHARED: readonly PyBuiltin[] = [
  extreme("max"), extreme("min"),
  native("sort(input, dim=-1, descending=False, stable=False)", (machine, a) => { const x = T(machine, a.input); return sorted(machine, x, axisOf(machine, a.dim!, x), a.descending === true, null, "sort"); }),
  native("topk(input, k, dim=-1, largest=True, sorted=True)", (machine, a) => { const x = T(machine, a.input); return sorted(machine, x, axisOf(machine, a.dim!, x), a.largest === true, intArgument(machine, a.k!, "k"), "topk"); }),
  native("msort(input)", (machine, a) => { const x = T(machine, a.input); return (sorted(machine, x, 0, false, null, "sort") as PyTuple).items[0]!; }), // made above
  native("median(input, dim=None, keepdim=False)", (machine, a) => {
    const x = T(machine, a.input);
    const flat = a.dim === null ? run(machine, "reshape", [x], { shape: [sizeOf(x.value.shape)] }) : x;
    const axis = a.dim === null ? 0 : axisOf(machine, a.dim!, x);
    const middle = Math.floor(((flat.value.shape[axis] ?? 1) - 1) / 2);
    const index = run(machine, "clone", [sliceAxis(machine, run(machine, "argsort", [flat], { axis }), axis, middle, middle + 1)]);
    const values = run(machine, "gather", [flat, index], { axis });
    if (a.dim === null) return apply(machine, "reshape", [values], { shape: [] });
    const drop = (node: Node): Value => tensorOf(a.keepdim === true ? node : run(machine, "squeeze", [node], { axes: [axis] }));
    return namedResult("median", ["values", "indices"], [drop(values), drop(index)]);
  }),
  native("kthvalue(input, k, dim=-1, keepdim=False)", (machine, a) => {
    const x = T(machine, a.input);
    const axis = axisOf(machine, a.dim!, x);
    const k = intArgument(machine, a.k!, "k");
    if (!x.value.shape.length) return namedResult("kthvalue", ["values", "indices"], [tensorOf(x), tensorOf(constantNode(fromNumbers("int64", [], [0]), false))]);
    const index = run(machine, "clone", [sliceAxis(machine, run(machine, "argsort", [x], { axis }), axis, k - 1, k)]);
    const drop = (node: Node): Value => tensorOf(a.keepdim === true ? node : run(machine, "squeeze", [node], { axes: [axis] }));
    return namedResult("kthvalue", ["values", "indices"], [drop(run(machine, "gather", [x, index], { axis })), drop(index)]);
  }),
  native("split(tensor, split_size_or_sections, dim=0)", (machine, a) => { const x = T(machine, a.tensor); const axis = axisOf(machine, a.dim!, x); return pieces(machine, x, axis, splitLengths(machine, a.split_size_or_sections!, x.value.shape[axis]!)); }),
  native("split_with_sizes(input, split_sizes, dim=0)", (machine, a) => { const x = T(machine, a.input); const axis = axisOf(machine, a.dim!, x); return pieces(machine, x, axis, splitLengths(machine, a.split_sizes!, x.value.shape[axis]!)); }),
  ...["chunk", "unsafe_chunk"].map((name) => native(`${name}(input, chunks, dim=0)`, (machine, a) => { const x = T(machine, a.input); const axis = axisOf(machine, a.dim!, x); return pieces(machine, x, axis, evenly(x.value.shape[axis]!, intArgument(machine, a.chunks!, "chunks"))); })),
  native("unbind(input, dim=0)", (machine, a) => { const x = T(machine, a.input); const axis = axisOf(machine, a.dim!, x); return new PyTuple(Array.from({ length: x.value.shape[axis]! }, (_, i) => tensorOf(run(machine, "squeeze", [sliceAxis(machine, x, axis, i, i + 1)], { axes: [axis] })))); }),
  native("narrow(input, dim, start, length)", (machine, a) => { const x = T(machine, a.input); const axis = axisOf(machine, a.dim!, x); const start = intArgument(machine, a.start!, "start"); const from = start < 0 ? start + x.value.shape[axis]! : start; return tensorOf(sliceAxis(machine, x, axis, from, from + intArgument(machine, a.length!, "length"))); }),
  native("select(input, dim, index)", (machine, a) => { const x = T(machine, a.input); const axis = axisOf(machine, a.dim!, x); const at = intArgument(machine, a.index!, "index"); const from = at < 0 ? at + x.value.shape[axis]! : at; return apply(machine, "squeeze", [sliceAxis(machine, x, axis, from, from + 1)], { axes: [axis] }); }),
  native("index_select(input, dim, index)", (machine, a) => {
    if (!T(machine, a.input).value.shape.length) return apply(machine, "clone", [T(machine, a.input)]); const x = T(machine, a.input); return apply(machine, "index", [x, T(machine, a.index)], { axes: [axisOf(machine, a.dim!, x)] }); }),
  native("take(input, index)", (machine, a) => apply(machine, "index", [run(machine, "reshape", [T(machine, a.input)], { shape: [-1] }), T(machine, a.index)], { axes: [0] })),
  native("take_along_dim(input, indices, dim=None)", (machine, a) => {
    const x = T(machine, a.input);
    if (a.dim === null) return apply(machine, "gather", [run(machine, "reshape", [x], { shape: [-1] }), run(machine, "reshape", [T(machine, a.indices)], { shape: [-1] })], { axis: 0 });
    const axis = axisOf(machine, a.dim!, x);
    const index = T(machine, a.indices);
    const others = broadcastShapes(x.value.shape.map((length, at) => (at === axis ? 1 : length)), index.value.shape.map((length, at) => (at === axis ? 1 : length))) ?? [];
    const wide = (node: Node): Node => run(machine, "expand", [node], { shape: others.map((length, at) => (at === axis ? node.value.shape[axis]! : length)) });
    return apply(machine, "gather", [wide(x), wide(index)], { axis });
  }),
  native("masked_select(input, mask)", (machine, a) => {
    const [x, mask] = [T(machine, a.input), T(machine, a.mask)];
    const shape = broadcastShapes(x.value.shape, mask.value.shape) ?? [];
    const wide = (node: Node): Node => run(machine, "reshape", [run(machine, "expand", [node], { shape })], { shape: [-1] });
    const hits = toNumbers(wide(mask).value).flatMap((value, i) => (value ? [i] : []));
    return apply(machine, "index", [wide(x), constantNode(fromNumbers("int64", [hits.length], hits), false)], { axes: [0] });
  }),
  native("nonzero(input, as_tuple=False)", (machine, a) => {
    const { value } = T(machine, a.input);
    const rows: number[][] = [];
    const counter = value.shape.map(() => 0);
    for (const one of toNumbers(value)) {
      if (one) rows.push([...counter]);
      for (let i = counter.length - 1; i >= 0; i--) { if (++counter[i]! < value.shape[i]!) break; counter[i] = 0; }
    }
    const column = (axis: number): Value => tensorOf(constantNode(fromNumbers("int64", [rows.length], rows.map((row) => row[axis]!)), false));
    if (a.as_tuple === true) return new PyTuple(value.shape.map((_, axis) => column(axis)));
    return tensorOf(constantNode(fromNumbers("int64", [rows.length, value.shape.length], rows.flat()), false));
  }),
  native("flatten(input, start_dim=0, end_dim=-1)", (machine, a) => {
    const x = T(machine, a.input);
    const { shape } = x.value;
    if (!shape.length) return apply(machine, "reshape", [x], { shape: [1] });
    const [from, to] = [axisOf(machine, a.start_dim!, x), axisOf(machine, a.end_dim!, x)];
    return apply(machine, "reshape", [x], { shape: [...shape.slice(0, from), sizeOf(shape.slice(from, to + 1)), ...shape.slice(to + 1)] });
  }),
  native("unflatten(input, dim, sizes)", (machine, a) => {
    const x = T(machine, a.input);
    const axis = axisOf(machine, a.dim!, x);
    const sizes = intList(a.sizes!) ?? [];
    const open = sizes.indexOf(-1);
    const known = sizes.reduce((product, n) => (n < 0 ? product : product * n), 1);
    return apply(machine, "reshape", [x], { shape: [...x.value.shape.slice(0, axis), ...sizes.map((n, i) => (i === open ? x.value.shape[axis]! / known : n)), ...x.value.shape.slice(axis + 1)] });
  }),
  native("ravel(input)", (machine, a) => apply(machine, "reshape", [T(machine, a.input)], { shape: [-1] })),
  native("movedim(input, source, destination)", (machine, a) => {
    const x = T(machine, a.input);
    const rank = x.value.shape.length;
    const list = (value: Value): number[] => (intList(value) ?? [intArgument(machine, value, "dim")]).map((axis) => (axis < 0 ? axis + rank : axis));
    const [from, to] = [list(a.source!), list(a.destination!)];
    const axes = new Array<number>(rank).fill(-1);
    from.forEach((axis, i) => { axes[to[i]!] = axis; });
    const rest = Array.from({ length: rank }, (_, i) => i).filter((axis) => !from.includes(axis));
    return apply(machine, "permute", [x], { axes: axes.map((axis) => (axis < 0 ? rest.shift()! : axis)) });
  }),
  native("t(input)", (machine, a) => { const x = T(machine, a.input); return apply(machine, "transpose", [x]); }),
  native("diag(input, diagonal=0)", (machine, a) => { const x = T(machine, a.input); const offset = intArgument(machine, a.diagonal!, "diagonal"); return x.value.shape.length === 1 ? apply(machine, "diag_embed", [x], { offset }) : apply(machine, "diagonal", [x], { offset }); }),
  native("norm(input, p='fro', dim=None, keepdim=False, dtype=None)", (machine, a) => {
    const axes = a.dim === null ? null : (intList(a.dim!) ?? [intArgument(machine, a.dim!, "dim")]);
    const p = a.p === "fro" || a.p === null ? 2 : typeof a.p === "string" ? Number.POSITIVE_INFINITY : floatArgument(machine, a.p!, "p");
    return apply(machine, "norm", [T(machine, a.input)], { p, axes, keepdim: a.keepdim === true });
  }),
  ...(["var", "std"] as const).flatMap((name) => [spread(name)]),
  ...(["var_mean", "std_mean"] as const).map((name) => new PyBuiltin(name, (machine, args, keywords) => {
    const first = (spread(name.slice(0, 3) as "var" | "std")).call(machine, args, keywords); // the two names begin so
    const dim = args.find((value, i) => i > 0 && typeof value !== "boolean") ?? keywords.get("dim") ?? null;
    const axes = dim === null ? null : (intList(dim) ?? [intArgument(machine, dim, "dim")]);
    return new PyTuple([first, apply(machine, "mean", [T(machine, args[0])], { axes, keepdim: machine.truth(keywords.get("keepdim") ?? false) })]);
  })),
  native("aminmax(input, dim=None, keepdim=False)", (machine, a) => {
    const attributes = { axes: a.dim === null ? null : [intArgument(machine, a.dim!, "dim")], keepdim: a.keepdim === true };
    return namedResult("aminmax", ["min", "max"], [apply(machine, "amin", [T(machine, a.input)], attributes), apply(machine, "amax", [T(machine, a.input)], attributes)]);
  }),
  native("clamp(input, min=None, max=None)", (machine, a) => {
    const x = T(machine, a.input);
    if (isTensor(a.min!) || isTensor(a.max!)) {
      const low = a.min === null ? constantNode(Number.NEGATIVE_INFINITY) : nodeOf(machine, a.min!)!;
      const high = a.max === null ? constantNode(Number.POSITIVE_INFINITY) : nodeOf(machine, a.max!)!;
      return apply(machine, "clamp_tensor", [x, low, high]);
    }
    const bound = (value: Value): number | null => (value === null ? null : floatArgument(machine, value, "min"));
    if (a.min === null && a.max === null) throw machine.raise("RuntimeError", "torch.clamp: At least one of 'min' or 'max' must not be None");
    return apply(machine, "clamp", [x], { min: bound(a.min!), max: bound(a.max!) });
  }),
  native("div(input, other, rounding_mode=None)", (machine, a) => {
    const [x, y] = [T(machine, a.input), nodeOf(machine, a.other!)!];
    if (a.rounding_mode === "floor") return apply(machine, "floor_divide", [x, y]);
    return a.rounding_mode === "trunc" ? apply(machine, "trunc", [run(machine, "div", [x, y])]) : apply(machine, "div", [x, y]);
  }),
  native("logical_not(input)", (machine, a) => apply(machine, "logical_not", [T(machine, a.input)])),
  native("allclose(input, other, rtol=None, atol=None, equal_nan=False)", (machine, a) => {
    const [x, y] = [toNumbers(T(machine, a.input).value), toNumbers(T(machine, a.other).value)];
    const [rtol, atol] = [a.rtol === null ? 1e-5 : floatArgument(machine, a.rtol!, "rtol"), a.atol === null ? 1e-8 : floatArgument(machine, a.atol!, "atol")];
    return x.every((value, i) => value === y[y.length === 1 ? 0 : i] || Math.abs(value - y[y.length === 1 ? 0 : i]!) <= atol + rtol * Math.abs(y[y.length === 1 ? 0 : i]!));
  }),
  native("equal(input, other)", (machine, a) => {
    const [x, y] = [T(machine, a.input).value, T(machine, a.other).value];
    return x.shape.join() === y.shape.join() && toNumbers(x).every((value, i) => value === toNumbers(y)[i]);
  }),
  native("is_tensor(obj)", (_, a) => isTensor(a.obj!)),
  ...(["real", "conj", "positive", "resolve_conj", "resolve_neg", "conj_physical"] as const).map((name) => native(`${name}(input)`, (_, a) => a.input!)),
  native("float_power(input, exponent)", (machine, a) => {
    const double = (value: Value): Node => castTo(machine, nodeOf(machine, value)!, "float64"); // numbers or tensors
    return apply(machine, "pow", [double(a.input!), double(a.exponent!)]);
  }),
  native("numel(input)", (machine, a) => sizeOf(T(machine, a.input).value.shape)),
  native("scatter(input, dim, index, src=None, value=None, reduce=None)", (machine, a) => scatter(machine, a.input!, a.dim!, a.index!, a.src ?? a.value!)),
  native("index_add(input, dim, index, source, alpha=1)", (machine, a) => indexed(machine, a.input!, a.dim!, a.index!, a.source!, true, a.alpha!)),
  native("index_copy(input, dim, index, source)", (machine, a) => indexed(machine, a.input!, a.dim!, a.index!, a.source!, false, 1)),
  native("index_fill(input, dim, index, value)", (machine, a) => indexed(machine, a.input!, a.dim!, a.index!, a.value!, false, 1)),
  native("tile(input, dims)", (machine, a) => {
    const x = T(machine, a.input);
    const dims = intList(a.dims!) ?? [intArgument(machine, a.dims!, "dims")];
    return apply(machine, "repeat", [x], { repeats: [...new Array<number>(Math.max(0, x.value.shape.length - dims.length)).fill(1), ...dims] });
  }),
  native("bincount(input, weights=None, minlength=0)", (machine, a) => {
    const values = toNumbers(T(machine, a.input).value);
    const counts = new Array<number>(Math.max(intArgument(machine, a.minlength!, "minlength"), ...values.map((value) => value + 1), 0)).fill(0);
    for (const value of values) counts[value]!++;
    return tensorOf(constantNode(fromNumbers("int64", [counts.length], counts), false));
  }),
  native("unique(input, sorted=True, return_inverse=False, return_counts=False, dim=None)", (machine, a) => {
    const x = T(machine, a.input).value;
    const values = toNumbers(x);
    const distinct = [...new Set(values)].sort((p, q) => p - q);
    const made = (numbers: number[], dtype = x.dtype, shape: readonly number[] = [numbers.length]): Value => tensorOf(constantNode(fromNumbers(dtype, shape, numbers), false));
    const results = [made(distinct), ...(a.return_inverse === true ? [made(values.map((value) => distinct.indexOf(value)), "int64", x.shape)] : []), ...(a.return_counts === true ? [made(distinct.map((value) => values.filter((one) => one === value).length), "int64")] : [])];
    return results.length === 1 ? results[0]! : new PyTuple(results);
  }),
];

/** var(x), var(x, dim), var(x, unbiased), with correction in its three forms. */
function spread(name: "var" | "std"): PyBuiltin {
  return new PyBuiltin(name, (machine, args, keywords) => {
    const x = T(machine, args[0] ?? keywords.get("input"));
    const rest = args.slice(1);
    const dim = rest.find((value) => typeof value !== "boolean" && (isInt(value) || isSequence(value))) ?? keywords.get("dim") ?? null;
    const flags = rest.filter((value) => typeof value === "boolean");
    const unbiased = keywords.get("unbiased") ?? flags[0] ?? null;
    const given = keywords.get("correction");
    const correction = given !== undefined && given !== null ? floatArgument(machine, given, "correction") : unbiased === false ? 0 : 1;
    const axes = dim === null ? null : (intList(dim) ?? [intArgument(machine, dim, "dim")]);
    return apply(machine, name, [x], { axes: axes && axes.length ? axes : null, correction, keepdim: machine.truth(keywords.get("keepdim") ?? flags[1] ?? false) });
  });
}

function scatter(machine: Machine, input: Value, dim: Value, index: Value, source: Value): Value {
  const x = T(machine, input);
  const at = T(machine, index, "index");
  const from = isTensor(source) ? source.tracedNode(machine) : constantNode(full(x.value.dtype, at.value.shape, floatArgument(machine, source, "value")), false);
  return apply(machine, "scatter", [x, at, castTo(machine, from, x.value.dtype)], { axis: axisOf(machine, dim, x) });
}

/** Whole slices along an axis written or added at an index vector. */
function indexed(machine: Machine, input: Value, dim: Value, index: Value, source: Value, add: boolean, alpha: Value): Value {
  const x = T(machine, input);
  if (!x.value.shape.length) {
    // A scalar is written to as a vector of one.
    const wide = (value: Value): Value => (isTensor(value) && !value.shape.length ? apply(machine, "reshape", [value.tracedNode(machine)], { shape: [1] }) : value);
    const written = indexed(machine, wide(input), 0, wide(index), wide(source), add, alpha);
    return apply(machine, "reshape", [T(machine, written)], { shape: [] });
  }
  const axis = axisOf(machine, dim, x);
  const at = T(machine, index, "index");
  let values = nodeOf(machine, source)!;
  if (isNumber(alpha) && numberOf(alpha) !== 1) values = run(machine, "mul", [values, constantNode(numberOf(alpha))]);
  const order = [axis, ...x.value.shape.map((_, i) => i).filter((i) => i !== axis)];
  const front = (node: Node): Node => (axis === 0 || node.value.shape.length !== x.value.shape.length ? node : run(machine, "permute", [node], { axes: order }));
  const written = run(machine, "index_put", [front(x), castTo(machine, front(values), x.value.dtype), at], { axes: [0], accumulate: add });
  return axis === 0 ? tensorOf(written) : apply(machine, "permute", [written], { axes: order.map((_, i) => order.indexOf(i)) });
}

/** To at least 1, 2 or 3 axes, where torch puts the new ones: a vector becomes a row, a matrix gets its third axis at the end. */
function raised(machine: Machine, node: Node, rank: 1 | 2 | 3): Node {
  const { shape } = node.value;
  if (shape.length >= rank) return node;
  const wanted = rank === 3 ? (shape.length === 2 ? [...shape, 1] : [1, sizeOf(shape), 1]) : rank === 2 ? [1, sizeOf(shape)] : [1];
  return run(machine, "reshape", [node], { shape: wanted });
}

/** Functions only. */
export const FUNCTIONS_ONLY: readonly PyBuiltin[] = [
  ...([1, 2, 3] as const).map((rank) => native(`atleast_${rank}d(*tensors)`, (machine, _, bound) => {
    const list = (bound.rest.length === 1 && isSequence(bound.rest[0]!) ? [...machine.iterate(bound.rest[0]!)] : [...bound.rest]).map((value) => tensorOf(raised(machine, T(machine, value), rank)));
    return list.length === 1 && isTensor(bound.rest[0] ?? null) ? list[0]! : new PyTuple(list);
  })),
  native("dstack(tensors)", (machine, a) => apply(machine, "cat", tensors(machine, a.tensors!).map((node) => raised(machine, node, 3)), { axis: 2 })),
  native("stack(tensors, dim=0)", (machine, a) => stack(machine, tensors(machine, a.tensors!), intArgument(machine, a.dim!, "dim"))),
  native("hstack(tensors)", (machine, a) => { const list = tensors(machine, a.tensors!).map((node) => atLeast(machine, node, 1)); return apply(machine, "cat", list, { axis: list[0]!.value.shape.length === 1 ? 0 : 1 }); }),
  ...["vstack", "row_stack"].map((name) => native(`${name}(tensors)`, (machine, a) => apply(machine, "cat", tensors(machine, a.tensors!).map((node) => atLeast(machine, node, 2)), { axis: 0 }))),
  native("column_stack(tensors)", (machine, a) => apply(machine, "cat", tensors(machine, a.tensors!).map((node) => (node.value.shape.length < 2 ? run(machine, "reshape", [node], { shape: [sizeOf(node.value.shape), 1] }) : node)), { axis: 1 })),
  native("meshgrid(*tensors, indexing='ij')", (machine, a, bound) => {
    const list = (bound.rest.length === 1 && isSequence(bound.rest[0]!) ? [...machine.iterate(bound.rest[0]!)] : [...bound.rest]).map((value) => T(machine, value));
    const xy = a.indexing === "xy" && list.length > 1;
    const order = xy ? [1, 0, ...[...list.keys()].filter((i) => i > 1)] : [...list.keys()];
    const shape = order.map((i) => sizeOf(list[i]!.value.shape));
    return new PyTuple(list.map((node, i) => apply(machine, "expand", [run(machine, "reshape", [node], { shape: shape.map((length, axis) => (order[axis] === i ? length : 1)) })], { shape })));
  }),
  native("broadcast_tensors(*tensors)", (machine, _, bound) => {
    const list = bound.rest.map((value) => T(machine, value));
    const shape = broadcastShapes(...list.map((node) => node.value.shape)) ?? [];
    return new PyTuple(list.map((node) => apply(machine, "expand", [node], { shape })));
  }),
  native("where(condition, input=None, other=None)", (machine, a) => {
    const test = T(machine, a.condition, "condition");
    if (a.input === null) return SHARED.find((one) => one.name === "nonzero")!.call(machine, [a.condition!], new Map([["as_tuple", true]]));
    return apply(machine, "where", [test, nodeOf(machine, a.input!)!, nodeOf(machine, a.other!)!]);
  }),
  native("einsum(equation, *operands)", (machine, a, bound) => {
    const operands = bound.rest.length === 1 && isSequence(bound.rest[0]!) ? [...machine.iterate(bound.rest[0]!)] : bound.rest;
    return apply(machine, "einsum", operands.map((value) => T(machine, value)), { equation: machine.str(a.equation!) });
  }),
  native("is_grad_enabled()", (machine) => machine.trace.recording),
  native("set_printoptions(precision=None, threshold=None, edgeitems=None, linewidth=None, profile=None, sci_mode=None)", () => null),
  native("get_default_dtype()", (machine) => machine.getAttribute(apply(machine, "clone", [constantNode(full("float32", [], 0), false)]), "dtype")),
  native("typename(obj)", (machine, a) => `torch.${machine.typeOf(a.obj!).name}`),
  native("is_floating_point(input)", (machine, a) => isFloating(T(machine, a.input).value.dtype)),
];

/** Puts the shared functions onto the tensor type as methods. */
export function installSharedMethods(): void {
  for (const one of SHARED) tensorType.dict.set(one.name, new PyBuiltin(one.name, one.call, "method"));
  for (const [name, as] of [["true_divide", "div"], ["divide", "div"], ["clip", "clamp"]] as const) tensorType.dict.set(name, tensorType.dict.get(as)!);
  tensorType.dict.set("split_with_sizes", tensorType.dict.get("split")!);
}

