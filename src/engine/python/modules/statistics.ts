/** `statistics`, the common part. */

import { sortValues } from "../builtins/iterators.js";
import { raw } from "../builtins/own.js";
import { PyFloat, PyModule, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { listOf } from "../semantics/iteration.js";
import { intOf } from "../values/types.js";
import { exactSum } from "./math.js";

function data(rt: Runtime, value: Value, name: string, least = 1): Value[] {
  const all = listOf(rt, value);
  if (all.length < least) throw rt.raise("ValueError", `${name} requires at least ${least === 1 ? "one data point" : "two data points"}`);
  return all;
}

/** Ints stay ints where the mean is whole. */
function mean(rt: Runtime, all: readonly Value[]): Value {
  const total = exactSum(all.map((one) => rt.toFloat(one)));
  const result = total / all.length;
  return all.every((one) => intOf(one) !== undefined) && Number.isInteger(result) ? result : new PyFloat(result);
}

function squares(rt: Runtime, all: readonly Value[]): number {
  const middle = exactSum(all.map((one) => rt.toFloat(one))) / all.length;
  return exactSum(all.map((one) => (rt.toFloat(one) - middle) ** 2));
}

const whole = (all: readonly Value[], value: number): Value => (all.every((one) => intOf(one) !== undefined) && Number.isInteger(value) ? value : new PyFloat(value));

const functions = [
  raw("mean", (rt, [values]) => mean(rt, data(rt, values, "mean")), { binding: "static" }),
  raw("fmean", (rt, [values]) => { const all = data(rt, values, "fmean"); return new PyFloat(exactSum(all.map((one) => rt.toFloat(one))) / all.length); }, { binding: "static" }),
  raw("median", (rt, [values]) => { const all = sortValues(rt, data(rt, values, "median"), null, false); const m = all.length >> 1; return all.length % 2 ? all[m] : rt.binary("/", rt.binary("+", all[m - 1], all[m]), 2); }, { binding: "static" }),
  raw("variance", (rt, [values]) => { const all = data(rt, values, "variance", 2); return whole(all, squares(rt, all) / (all.length - 1)); }, { binding: "static" }),
  raw("pvariance", (rt, [values]) => { const all = data(rt, values, "pvariance"); return whole(all, squares(rt, all) / all.length); }, { binding: "static" }),
  raw("stdev", (rt, [values]) => { const all = data(rt, values, "stdev", 2); return new PyFloat(Math.sqrt(squares(rt, all) / (all.length - 1))); }, { binding: "static" }),
  raw("pstdev", (rt, [values]) => { const all = data(rt, values, "pstdev"); return new PyFloat(Math.sqrt(squares(rt, all) / all.length)); }, { binding: "static" }),
  raw("mode", (rt, [values]) => { const all = data(rt, values, "mode"); let best = all[0]; let most = 0; for (const one of all) { const n = all.filter((other) => rt.equals(one, other)).length; if (n > most) [best, most] = [one, n]; } return best; }, { binding: "static" }),
];

export const statisticsModule = (): PyModule => new PyModule("statistics", new Map<string, Value>(functions.map((one) => [one.name, one])));
