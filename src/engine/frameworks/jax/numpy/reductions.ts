/** Reductions of jax.numpy: sums, means, extremes, truth, their versions that pass over NaN, and cumulative ones. */
import type { Machine } from "../../../python/machine.js";
import { type PyBuiltin, PyTuple, type Value } from "../../../python/object.js";
import { toNumbers } from "../../../tensor/array.js";
import { type Dtype, isFloating } from "../../../tensor/dtype.js";
import { sizeOf } from "../../../tensor/shape.js";
import { arrayFrom, JaxArray, need } from "../array.js";
import { dtypeOf } from "../dtypes.js";
import type { Jnp } from "../jnp.js";
import { computed, elementwise, kept, run } from "../run.js";
import { defaultInt } from "../state.js";
import { axesOf, type Call, define } from "./arguments.js";

/** Sums of small integers are counted in the default int. */
function widened(machine: Machine, x: JaxArray): Dtype {
  if (isFloating(x.dtype)) return x.dtype;
  const wide = defaultInt(machine);
  return ["bool", "int8", "int16", "uint8", "uint16"].includes(x.dtype) ? (x.dtype.startsWith("u") ? "uint32" : wide) : x.dtype;
}

/** `where=`: elements that are left out count as `neutral`. */
export function masked({ j, machine, a }: Call, x: JaxArray, neutral: JaxArray): JaxArray {
  return a.where === null || a.where === undefined ? x : j.where(need(machine, a.where, "where"), x, j.cast(neutral, x.dtype));
}

function adding(name: "sum" | "prod", neutral: number): PyBuiltin {
  return define(`${name}(a, axis=None, dtype=None, out=None, keepdims=False, initial=None, where=None, promote_integers=True, out_sharding=None)`, (call) => {
    const { j, machine, a, array, flag } = call;
    const given = array("a");
    const dtype = dtypeOf(machine, a.dtype!, name) ?? (flag("promote_integers") ? widened(machine, given) : given.dtype);
    const x = masked(call, j.cast(given, dtype), j.of(neutral));
    const result = j.reduce(name, x, axesOf(machine, a.axis!, x.shape.length), flag("keepdims"));
    const initial = arrayFrom(machine, a.initial!);
    return initial ? j.cast(name === "sum" ? j.add(result, initial) : j.mul(result, initial), result.dtype) : result;
  });
}

function extreme(name: string, card: "amax" | "amin"): PyBuiltin {
  return define(`${name}(a, axis=None, out=None, keepdims=False, initial=None, where=None)`, (call) => {
    const { j, machine, a, array, flag } = call;
    const given = array("a");
    const low = card === "amax" ? -Infinity : Infinity;
    if (a.where !== null && a.initial === null) throw machine.raise("ValueError", `reduction operation ${name} does not have an identity, so to use a where mask one has to specify 'initial'`);
    const initial = arrayFrom(machine, a.initial!);
    const axes = axesOf(machine, a.axis!, given.shape.length);
    if (!initial && j.count(given, axes) === 0) throw machine.raise("ValueError", `zero-size array to reduction operation ${name.slice(-3)} which has no identity`);
    const x = masked(call, given, initial ?? j.float(low));
    const result = j.count(x, axes) ? j.reduce(card, x, axes, flag("keepdims")) : j.cast(initial!, x.dtype);
    return initial ? j.cast(card === "amax" ? j.maximum(result, initial) : j.minimum(result, initial), result.dtype) : result;
  });
}

const truth = (name: string, card: "all" | "any"): PyBuiltin =>
  define(`${name}(a, axis=None, out=None, keepdims=False, *, where=None)`, (call) => {
    const { j, machine, a, array, flag } = call;
    const x = masked(call, j.cast(array("a"), "bool"), j.of(card === "all" ? 1 : 0));
    return j.reduce(card, x, axesOf(machine, a.axis!, x.shape.length), flag("keepdims"));
  });

/** How many elements go into each result, under a mask where one is given. */
function counted(call: Call, x: JaxArray, axes: readonly number[] | null, keepdims: boolean): JaxArray {
  const { j, machine, a } = call;
  if (a.where === null || a.where === undefined) return j.constant(j.count(x, axes), x.dtype);
  return j.sum(j.cast(j.expand(need(machine, a.where, "where"), x.shape), x.dtype), axes, keepdims);
}

export function meanOf(call: Call, given: JaxArray, axis: Value, keepdims: boolean): JaxArray {
  const { j, machine } = call;
  const x = masked(call, j.strong(j.inexact(given)), j.float(0));
  const axes = axesOf(machine, axis, x.shape.length);
  const sum = j.sum(x, axes, keepdims);
  return call.given("where") ? j.div(sum, counted(call, x, axes, keepdims)) : j.over(sum, j.count(x, axes));
}

function variance(call: Call): JaxArray {
  const { j, machine, a, array, flag } = call;
  const given = array("a");
  const dtype = dtypeOf(machine, a.dtype!, "var") ?? j.inexact(given).dtype;
  const x = j.cast(given, dtype);
  const axes = axesOf(machine, a.axis!, x.shape.length);
  const mean = arrayFrom(machine, a.mean!) ?? meanOf(call, x, a.axis!, true);
  const centred = j.sub(x, mean);
  const correction = arrayFrom(machine, a.correction!) ?? arrayFrom(machine, a.ddof!)!;
  if (!call.given("where") && !correction.shape.length) {
    const count = j.count(x, axes) - correction.node.value.buffer[correction.node.value.offset]!;
    const sum = j.reduce("jax_sum_of_squares", centred, axes, flag("keepdims"));
    return count > 0 ? j.over(sum, count) : j.mul(sum, j.constant(Number.NaN, dtype));
  }
  const squares = masked(call, j.mul(centred, centred), j.float(0));
  const normalizer = j.sub(counted(call, x, axes, flag("keepdims")), j.cast(correction, dtype));
  const positive = j.compare("gt", normalizer, 0);
  return j.where(positive, j.div(j.sum(squares, axes, flag("keepdims")), j.where(positive, normalizer, j.float(1))), j.float(Number.NaN));
}
const VARIANCE = "(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=None, correction=None, mean=None)";

/** A reduction of the elements that are numbers; the others count as `neutral`. */
const passing = (name: string, work: (call: Call, clean: JaxArray, axes: number[] | null, isNumber: JaxArray) => JaxArray, neutral: number): PyBuiltin =>
  define(`${name}(a, axis=None, dtype=None, out=None, keepdims=False, initial=None, where=None, ddof=0)`, (call) => {
    const { j, machine, a, array } = call;
    const x = array("a");
    const numbers = j.not(j.strong(elementwise(machine, "isnan", [x])));
    const taken = call.given("where") ? j.and(numbers, j.expand(need(machine, a.where, "where"), x.shape)) : numbers;
    const clean = isFloating(x.dtype) || call.given("where") ? j.where(taken, x, j.cast(neutral, x.dtype)) : x;
    const result = work(call, clean, axesOf(machine, a.axis!, x.shape.length), taken);
    const initial = arrayFrom(machine, a.initial!);
    return initial ? INITIAL[name]!(j, result, initial) : result;
  });

const INITIAL: Readonly<Record<string, (j: Jnp, result: JaxArray, initial: JaxArray) => JaxArray>> = {
  nansum: (j, result, initial) => j.add(result, initial), nanprod: (j, result, initial) => j.mul(result, initial), nanmax: (j, result, initial) => j.maximum(j.where(j.compare("ne", result, result), initial, result), initial), nanmin: (j, result, initial) => j.minimum(j.where(j.compare("ne", result, result), initial, result), initial),
};
const countOf = ({ j, flag }: Call, clean: JaxArray, axes: number[] | null, isNumber: JaxArray): JaxArray => j.sum(j.cast(isNumber, clean.dtype), axes, flag("keepdims"));
const nanMean = (call: Call, clean: JaxArray, axes: number[] | null, isNumber: JaxArray): JaxArray => call.j.div(call.j.sum(clean, axes, call.flag("keepdims")), countOf(call, clean, axes, isNumber));
function nanVariance(call: Call, clean: JaxArray, axes: number[] | null, isNumber: JaxArray): JaxArray {
  const { j, flag, int } = call;
  const x = j.inexact(clean);
  const count = countOf(call, x, axes, isNumber);
  const mean = j.div(j.sum(x, axes, true), j.sum(j.cast(isNumber, x.dtype), axes, true));
  const centred = j.where(isNumber, j.sub(x, mean), j.float(0));
  return j.div(j.sum(j.mul(centred, centred), axes, flag("keepdims")), j.sub(count, int("ddof")));
}
/** All elements of a group were NaN: so is the result. */
const orNan = (card: "amax" | "amin") => (call: Call, clean: JaxArray, axes: number[] | null, isNumber: JaxArray): JaxArray => {
  const { j, flag } = call;
  const result = j.reduce(card, clean, axes, flag("keepdims"));
  return j.where(j.compare("eq", countOf(call, j.inexact(clean), axes, isNumber), 0), j.float(Number.NaN), result);
};

/** Along one axis, or over all elements in a row. */
const cumulative = (name: string, card: "cumsum" | "cumprod", neutral: number | null = null): PyBuiltin =>
  define(`${name}(a, axis=None, dtype=None, out=None)`, ({ j, machine, a, array }) => {
    const given = array("a");
    const dtype = dtypeOf(machine, a.dtype!, name) ?? widened(machine, given);
    const strong = j.cast(given, dtype);
    const clean = neutral !== null && isFloating(dtype) ? j.where(elementwise(machine, "isnan", [strong]), j.cast(neutral, dtype), strong) : strong;
    return a.axis === null ? kept(machine, card, j.ravel(clean), { axis: 0 }) : kept(machine, card, clean, { axis: axesOf(machine, a.axis!, given.shape.length)![0]! });
  });

const including = (name: string, card: "cumsum" | "cumprod", start: number): PyBuiltin =>
  define(`${name}(x, /, *, axis=None, dtype=None, include_initial=False)`, ({ j, machine, a, array, flag }) => {
    const given = array("x");
    const dtype = dtypeOf(machine, a.dtype!, name) ?? widened(machine, given);
    const axis = a.axis === null ? 0 : axesOf(machine, a.axis!, given.shape.length)![0]!;
    const result = kept(machine, card, j.cast(given, dtype), { axis });
    const shape = given.shape.map((length, i) => (i === axis ? 1 : length));
    return flag("include_initial") ? j.cat([computed(machine, dtype, shape, new Array<number>(sizeOf(shape)).fill(start)), result], axis) : result;
  });

/** The place of the first extreme. NaN wins, or is passed over. */
const place = (name: string, card: "argmax" | "argmin", passes: number | null): PyBuiltin =>
  define(`${name}(a, axis=None, out=None, keepdims=False)`, ({ j, machine, a, array, flag }) => {
    const given = array("a");
    const x = passes === null || !isFloating(given.dtype) ? given : j.where(elementwise(machine, "isnan", [given]), j.float(passes), given);
    if (!sizeOf(x.shape)) throw machine.raise("ValueError", `attempt to get ${name} of an empty sequence`);
    const axis = a.axis === null ? null : axesOf(machine, a.axis!, x.shape.length)![0]!;
    const result = new JaxArray(run(machine, card, [x.node], { axis, keepdim: flag("keepdims") && axis !== null }));
    const shaped = axis === null && flag("keepdims") ? j.reshape(result, x.shape.map(() => 1)) : result;
    return j.cast(shaped, defaultInt(machine));
  });

export const REDUCTIONS: readonly PyBuiltin[] = [
  adding("sum", 0), adding("prod", 1), extreme("max", "amax"), extreme("min", "amin"), extreme("amax", "amax"), extreme("amin", "amin"), truth("all", "all"), truth("any", "any"),
  define("mean(a, axis=None, dtype=None, out=None, keepdims=False, *, where=None)", (call) => {
    const dtype = dtypeOf(call.machine, call.a.dtype!, "mean");
    return meanOf(call, dtype ? call.j.cast(call.array("a"), dtype) : call.array("a"), call.a.axis!, call.flag("keepdims"));
  }),
  define(`var${VARIANCE}`, variance), define(`std${VARIANCE}`, (call) => call.j.call("sqrt", variance(call))),
  define("average(a, axis=None, weights=None, returned=False, keepdims=False)", (call) => {
    const { j, machine, a, array, flag } = call;
    const x = array("a");
    if (a.weights === null) {
      const mean = meanOf(call, x, a.axis!, flag("keepdims"));
      return flag("returned") ? new PyTuple([mean, j.constant(j.count(x, axesOf(machine, a.axis!, x.shape.length)), mean.dtype)]) : mean;
    }
    const axes = axesOf(machine, a.axis!, x.shape.length);
    const given = need(machine, a.weights, "average", 1);
    const shaped = given.shape.length === 1 && x.shape.length > 1 && axes ? j.reshape(given, x.shape.map((length, axis) => (axis === axes[0] ? length : 1))) : given;
    const [values, weights] = j.together(x, shaped).map((one) => j.strong(one));
    const total = j.sum(j.expand(weights!, x.shape), axes, flag("keepdims"));
    const result = j.div(j.sum(j.mul(values!, weights!), axes, flag("keepdims")), total);
    return flag("returned") ? new PyTuple([result, total]) : result;
  }),
  define("ptp(a, axis=None, out=None, keepdims=False)", ({ j, machine, a, array, flag }) => { const x = array("a"); const axes = axesOf(machine, a.axis!, x.shape.length); return j.sub(j.max(x, axes, flag("keepdims")), j.min(x, axes, flag("keepdims"))); }),
  define("count_nonzero(a, axis=None, keepdims=False)", ({ j, machine, a, array, flag }) => { const x = array("a"); return j.sum(j.cast(j.compare("ne", x, 0), defaultInt(machine)), axesOf(machine, a.axis!, x.shape.length), flag("keepdims")); }),
  passing("nansum", ({ j, flag }, x, axes) => j.sum(j.cast(x, widened(j.machine, x)), axes, flag("keepdims")), 0), passing("nanprod", ({ j, flag }, x, axes) => j.reduce("prod", j.cast(x, widened(j.machine, x)), axes, flag("keepdims")), 1),
  passing("nanmax", orNan("amax"), -Infinity), passing("nanmin", orNan("amin"), Infinity), passing("nanmean", nanMean, 0), passing("nanvar", nanVariance, 0), passing("nanstd", (call, ...rest) => call.j.call("sqrt", nanVariance(call, ...rest)), 0),
  cumulative("cumsum", "cumsum"), cumulative("cumprod", "cumprod"), cumulative("nancumsum", "cumsum", 0), cumulative("nancumprod", "cumprod", 1), including("cumulative_sum", "cumsum", 0), including("cumulative_prod", "cumprod", 1),
  place("argmax", "argmax", null), place("argmin", "argmin", null), place("nanargmax", "argmax", -Infinity), place("nanargmin", "argmin", Infinity),
  define("allclose(a, b, rtol=None, atol=None, equal_nan=False)", (call) => call.j.reduce("all", close(call))),
  define("isclose(a, b, rtol=None, atol=None, equal_nan=False)", close),
];

/** |a − b| ≤ atol + rtol·|b|, infinities by equality. */
function close({ j, machine, a, array, flag }: Call): JaxArray {
  const [x, y] = j.together(array("a"), array("b", 1)).map((one) => j.stop(j.strong(one)));
  const rtol = arrayFrom(machine, a.rtol!) ?? j.float(1e-5);
  const atol = arrayFrom(machine, a.atol!) ?? j.float(1e-8);
  const near = j.compare("le", j.abs(j.sub(x!, y!)), j.add(atol, j.mul(rtol, j.abs(y!))));
  const finite = j.and(elementwise(machine, "isfinite", [x!]), elementwise(machine, "isfinite", [y!]));
  const equal = j.or(j.and(near, finite), j.compare("eq", x!, y!));
  return flag("equal_nan") ? j.or(equal, j.and(elementwise(machine, "isnan", [x!]), elementwise(machine, "isnan", [y!]))) : equal;
}

export const numbersIn = (x: JaxArray): number[] => toNumbers(x.node.value);
