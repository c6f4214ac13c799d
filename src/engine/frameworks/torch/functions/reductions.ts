/** Reductions with forms no card has: max with dim, norms, unbiased variance, nan-aware sums, quantiles. */
import { fromNumbers, full, toNumbers } from "../../../tensor/array.js";
import { isFloating } from "../../../tensor/dtype.js";
import { constantNode, type Node } from "../../../trace/node.js";
import { SPELLINGS } from "../../spelling.js";
import { noFit, tryCard } from "../dispatch.js";
import { indexError, runtimeError } from "../errors.js";
import { isTensor } from "../tensor.js";
import type { Value } from "../../../python/object.js";
import { isSequence, numberOf } from "../../arguments.js";
import { computedLeaf } from "../state.js";
import { infinite, linalgNorm, matrixNorm, norm } from "./norms.js";
import { named } from "./return-types.js";
import { both, type Call, define, inLinalg, inTorch, type TorchFunction } from "./define.js";

/** Values at index arrays along an axis, with the gradient going to them alone. */
export function pickAlong(c: Call, x: Node, index: Node, axis: number, keepdim: boolean): Node {
  if (x.value.shape.length === 0) return c.apply("clone", [x]);
  const at = c.ops.unsqueeze(index, axis);
  const picked = c.ops.gather(x, at, axis);
  return keepdim ? picked : c.ops.squeeze(picked, axis);
}

function extreme(name: "max" | "min"): TorchFunction {
  const arg = name === "max" ? "argmax" : "argmin";
  return both(`${name}(input, dim=None, keepdim=False, *, other=None, out=None)`, (c) => {
    const dim = c.raw("dim");
    if (isTensor(dim) || c.raw("other") !== null) return c.apply(`${name}imum`, [c.node("input"), c.node(isTensor(dim) ? "dim" : "other")]);
    const x = c.node("input");
    if (dim === null) {
      if (x.value.shape.includes(0)) throw runtimeError(c.machine, `${name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.`);
      return c.apply(`a${name}`, [x]);
    }
    const axis = c.axis("dim", x.value.shape.length);
    const index = c.apply(arg, [x], { axis, keepdim: false });
    const values = c.named(pickAlong(c, x, index, axis, c.bool("keepdim")), name === "max" ? "MaxBackward0" : "MinBackward0");
    return named(name, { values, indices: c.bool("keepdim") && x.value.shape.length ? c.ops.unsqueeze(index, axis) : index });
  });
}

/** `std(unbiased)`, `std(dim, unbiased, keepdim)`, `std(dim, correction=…)`. */
function spreadOf(name: "var" | "std", c: Call): Node {
  let [dim, correction] = [c.raw("dim"), c.raw("correction")];
  const unbiased = c.raw("unbiased");
  if (typeof dim === "boolean") [dim, correction] = [null, dim ? 1 : 0];
  if (typeof unbiased === "boolean") correction = unbiased ? 1 : 0;
  const x = c.node("input");
  if (!isFloating(x.value.dtype)) throw runtimeError(c.machine, "std and var only support floating point and complex dtypes");
  const axes = dim === null ? null : isSequence(dim) ? dim.items.map((one) => numberOf(one as number)) : [numberOf(dim as number)]; // ints by PyTorch's signature
  return c.apply(name, [x], { axes, keepdim: c.bool("keepdim"), correction: correction === null ? 1 : numberOf(correction as number) }); // as above
}

const spreads = (["var", "std"] as const).flatMap((name): TorchFunction[] => [
  both(`${name}(input, dim=None, unbiased=None, keepdim=False, *, correction=None, out=None)`, (c) => spreadOf(name, c)),
  inTorch(`${name}_mean(input, dim=None, unbiased=None, keepdim=False, *, correction=None)`, (c) => {
    const dim = c.raw("dim");
    const axes = dim === null || typeof dim === "boolean" ? null : c.ints("dim");
    const title = name === "var" ? "Var" : "Std";
    return [c.named(spreadOf(name, c), `${title}MeanBackward0`), c.named(c.ops.mean(c.node("input"), axes, c.bool("keepdim")), `${title}MeanBackward0`)];
  }),
]);

const isNan = (c: Call, x: Node): Node => c.apply("isnan", [x]);

function nanMean(c: Call): Node {
  const x = c.node("input");
  const axes = c.ints("dim");
  const keep = c.bool("keepdim");
  const clean = c.ops.where(isNan(c, x), c.ops.zerosLike(x), x);
  const count = c.ops.sum(c.ops.cast(c.apply("logical_not", [isNan(c, x)]), x.value.dtype), axes, keep);
  return c.named(c.ops.div(c.ops.sum(clean, axes, keep), count), "DivBackward0");
}

/** Linear interpolation between order statistics. */
function quantile(c: Call, ignoreNan: boolean): Node {
  let x = c.node("input");
  const rank = x.value.shape.length;
  const q = c.node("q");
  const dim = c.raw("dim") === null ? null : c.axis("dim", rank);
  if (dim === null || rank === 0) x = c.ops.reshape(x, [-1]);
  const axis = dim ?? 0;
  const order = c.apply("argsort", [x], { axis, descending: false, stable: true });
  const sorted = c.ops.gather(x, order, axis);
  const last = x.value.shape[axis]! - 1;
  const qs = toNumbers(q.value);
  const results = qs.map((fraction) => atFraction(c, sorted, axis, fraction, last, ignoreNan));
  const keep = c.bool("keepdim");
  const shaped = results.map((one) => (rank === 0 ? c.ops.reshape(one, []) : dim === null && keep ? c.ops.reshape(one, c.node("input").value.shape.map(() => 1)) : keep ? one : c.ops.squeeze(one, axis)));
  return q.value.shape.length === 0 ? shaped[0]! : c.ops.cat(shaped.map((one) => c.ops.unsqueeze(one, 0)), 0);
}

function atFraction(c: Call, sorted: Node, axis: number, fraction: number, last: number, ignoreNan: boolean): Node {
  const x = sorted;
  const shape = x.value.shape.map((length, i) => (i === axis ? 1 : length));
  const mode = c.raw("interpolation") === null ? "linear" : c.text("interpolation");
  // NaNs sort to the end; without them there are fewer places.
  const hasNan = c.ops.sum(c.ops.cast(isNan(c, x), "float64"), [axis], true).value;
  const places = toNumbers(hasNan).map((nans) => (ignoreNan ? fraction * Math.max(last - nans, 0) : nans > 0 ? last : fraction * last));
  const rounded = places.map((place) => ({ low: Math.floor(place), high: Math.ceil(place), weight: place - Math.floor(place) }));
  const pick = (list: readonly number[]): Node => c.ops.gather(x, constantNode(fromNumbers("int64", shape, list), false), axis);
  const weights = (list: readonly number[]): Node => constantNode(fromNumbers(x.value.dtype, shape, list), false);
  if (mode === "lower") return pick(rounded.map((r) => r.low));
  if (mode === "higher") return pick(rounded.map((r) => r.high));
  if (mode === "nearest") return pick(rounded.map((r) => (r.weight < 0.5 || (r.weight === 0.5 && r.low % 2 === 0) ? r.low : r.high)));
  return c.apply("lerp", [pick(rounded.map((r) => r.low)), pick(rounded.map((r) => r.high)), weights(rounded.map((r) => (mode === "midpoint" ? 0.5 : r.weight)))]);
}

/** The lower median; PyTorch gives its index too. */
function median(c: Call, ignoreNan: boolean): Value | Node {
  const x = c.node("input");
  const name = ignoreNan ? "nanmedian" : "median";
  const title = ignoreNan ? "NanmedianBackward" : "MedianBackward";
  // Over all elements, equal ones share the gradient.
  if (c.raw("dim") === null) return c.named(c.apply(name, [x]), `${title}0`);
  const axis = c.axis("dim", x.value.shape.length);
  if (x.value.shape.length === 0) return named(name, { values: c.apply("clone", [x]), indices: computedLeaf(c.machine, full("int64", [], 0), [x], "indices") });
  const order = c.apply("argsort", [x], { axis, descending: false, stable: true });
  const last = x.value.shape[axis]! - 1;
  const shape = x.value.shape.map((length, i) => (i === axis ? 1 : length));
  const nans = toNumbers(c.ops.sum(c.ops.cast(isNan(c, c.floating(x)), "float64"), [axis], true).value);
  const places = nans.map((count) => (ignoreNan ? Math.floor(Math.max(last - count, 0) / 2) : count > 0 ? last - count + 1 : Math.floor(last / 2)));
  const index = c.ops.gather(order, constantNode(fromNumbers("int64", shape, places), false), axis);
  const values = c.ops.gather(x, index, axis);
  const keep = c.bool("keepdim");
  return named(name, { values: c.named(keep ? values : c.ops.squeeze(values, axis), `${title}1`), indices: keep ? index : c.ops.squeeze(index, axis) });
}

function argExtreme(name: "argmax" | "argmin"): TorchFunction {
  return both(`${name}(input, dim=None, keepdim=False)`, (c) => {
    const x = c.node("input");
    if (c.raw("dim") !== null) c.axis("dim", x.value.shape.length);
    else if (x.value.shape.includes(0)) throw indexError(c.machine, `${name}(): Expected reduction dim to be specified for input.numel() == 0.`);
    return c.apply(name, [x], { axis: c.raw("dim") === null ? null : c.int("dim"), keepdim: c.bool("keepdim") });
  });
}

/** A card under the same name, by way of its spellings. */
export function viaCard(c: Call, name: string, args: readonly Value[], keywords: ReadonlyMap<string, Value>): Value {
  const result = tryCard(c.machine, SPELLINGS.get(name) ?? [], args, keywords);
  if (result === undefined) throw noFit(c.machine, name, args, keywords);
  return result;
}

/** Observations in columns; frequencies count them, weights weigh them (torch/aten Correlation.cpp). */
function covariance(c: Call, x: Node, correction: number): Node {
  const two = x.value.shape.length < 2 ? c.ops.reshape(x, [1, -1]) : x;
  const [counts, weights] = ["fweights", "aweights"].map((name) => c.optional(name));
  const n = two.value.shape[1]!;
  if (!counts && !weights) {
    const centred = c.ops.sub(two, c.ops.mean(two, [1], true));
    return c.ops.div(c.ops.matmul(centred, c.ops.transpose(centred, 0, 1)), c.ops.constant(Math.max(n - correction, 0)));
  }
  const w = counts && weights ? c.ops.mul(counts, weights) : (counts ?? weights)!;
  const total = c.ops.sum(c.floating(w));
  const centred = c.ops.sub(two, c.ops.div(c.ops.sum(c.ops.mul(two, w), [1], true), total));
  const factor = !weights ? c.ops.sub(total, c.ops.constant(correction)) : c.ops.sub(total, c.ops.scale(c.ops.div(c.ops.sum(c.ops.mul(w, weights)), total), correction));
  return c.ops.div(c.ops.matmul(c.ops.mul(centred, w), c.ops.transpose(centred, 0, 1)), factor);
}

const unit = (x: Node): boolean => x.value.shape.length < 2;

export const REDUCTIONS: readonly TorchFunction[] = [
  extreme("max"), extreme("min"), ...spreads, argExtreme("argmax"), argExtreme("argmin"),
  both("norm(input, p='fro', dim=None, keepdim=False, dtype=None, out=None)", norm),
  inLinalg("norm(A, ord=None, dim=None, keepdim=False, *, dtype=None, out=None)", linalgNorm),
  inLinalg("vector_norm(x, ord=2, dim=None, keepdim=False, *, dtype=None, out=None)", (c) => {
    let x = c.floating(c.node("x"));
    if (c.dtype()) x = c.ops.cast(x, c.dtype()!);
    return c.apply("norm", [x], { p: infinite(c.raw("ord"))!, axes: c.ints("dim"), keepdim: c.bool("keepdim") });
  }),
  inLinalg("matrix_norm(A, ord='fro', dim=None, keepdim=False, *, dtype=None, out=None)", (c) => matrixNorm(c, c.dtype() ? c.ops.cast(c.node("A"), c.dtype()!) : c.node("A"), c.raw("ord"), (c.ints("dim") ?? [-2, -1]) as [number, number], c.bool("keepdim"))), // two axes
  both("nansum(input, dim=None, keepdim=False, *, dtype=None)", (c) => {
    const x = c.node("input");
    return c.named(c.ops.sum(c.ops.where(isNan(c, x), c.ops.zerosLike(x), x), c.ints("dim"), c.bool("keepdim")), "NansumBackward0");
  }),
  both("nanmean(input, dim=None, keepdim=False, *, dtype=None)", nanMean),
  both("quantile(input, q, dim=None, keepdim=False, *, interpolation=None)", (c) => quantile(c, false)),
  both("nanquantile(input, q, dim=None, keepdim=False, *, interpolation=None)", (c) => quantile(c, true)),
  both("median(input, dim=None, keepdim=False)", (c) => median(c, false)),
  both("nanmedian(input, dim=None, keepdim=False)", (c) => median(c, true)),
  both("aminmax(input, *, dim=None, keepdim=False)", (c) => {
    const x = c.node("input");
    const attributes = { axes: c.ints("dim"), keepdim: c.bool("keepdim") };
    return named("aminmax", { min: c.named(c.apply("amin", [x], attributes), "AminmaxBackward0"), max: c.named(c.apply("amax", [x], attributes), "AminmaxBackward0") });
  }),
  both("cov(input, *, correction=1, fweights=None, aweights=None)", (c) => {
    const x = c.node("input");
    const result = covariance(c, x, c.int("correction"));
    return unit(x) ? c.ops.reshape(result, []) : result;
  }),
  both("corrcoef(input)", (c) => {
    const x = c.node("input");
    const cov = covariance(c, x, 1);
    if (unit(x)) return c.ops.reshape(c.ops.div(cov, cov), []);
    const deviation = c.ops.unary("sqrt", c.apply("diagonal", [cov]));
    return c.apply("clamp", [c.ops.div(c.ops.div(cov, c.ops.unsqueeze(deviation, 1)), c.ops.unsqueeze(deviation, 0))], { min: -1, max: 1 });
  }),
  define(["torch", "Tensor"], "all(input, dim=None, keepdim=False)", (c) => c.apply("all", [c.node("input")], { axes: c.ints("dim"), keepdim: c.bool("keepdim") })),
  define(["torch", "Tensor"], "any(input, dim=None, keepdim=False)", (c) => c.apply("any", [c.node("input")], { axes: c.ints("dim"), keepdim: c.bool("keepdim") })),
  both("sum_to_size(input, *size)", (c) => c.ops.sumTo(c.node("input"), c.rest.length === 1 && isSequence(c.rest[0]!) ? c.rest[0].items.map(Number) : c.rest.map(Number))),
];

