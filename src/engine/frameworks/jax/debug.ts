/** `jax.debug` and callbacks: what the running program calls in Python. */
import { native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { type Keywords, PyBuiltin, PyInstance, PyType, objectType, type Value } from "../../python/object.js";
import { define } from "../../python/define-native.js";
import { arrayFrom, castTo, JaxArray } from "./array.js";
import { arrayOfValue } from "./from-values.js";
import { named, type Part } from "./part.js";
import { aside } from "./transform/levels.js";
import { mapTree } from "./tree/mapping.js";
import { shapeOfStruct } from "./avals.js";

/** Numbers among the leaves as arrays; other values as they are. */
const arrays = (machine: Machine, value: Value): Value => mapTree(machine, [value], null, ([leaf]) => arrayFrom(machine, leaf) ?? leaf!);
const arraysIn = (machine: Machine, keywords: Keywords): Map<string, Value> => new Map([...keywords].map(([name, value]) => [name, arrays(machine, value)]));
const OPTIONS = new Set(["ordered", "partitioned", "skip_format_check", "_use_logging"]);
const without = (keywords: Keywords): Map<string, Value> => new Map([...keywords].filter(([name]) => !OPTIONS.has(name)));

const print = new PyBuiltin("print", (machine, [format = "", ...args], keywords) => {
  aside(machine, () => {
    const values = args.map((one) => arrays(machine, one));
    const named = arraysIn(machine, without(keywords));
    const plain = typeof format === "string" && !/\{/.test(format) && !named.size;
    const text = plain ? [format, ...values.map((one) => machine.str(one))].join(" ") : machine.str(machine.call(machine.getAttribute(format, "format"), values, named));
    machine.write(`${text}\n`);
  });
  return null;
}, "static");

const callback = new PyBuiltin("callback", (machine, [callee = null, ...args], keywords) => {
  aside(machine, () => machine.call(callee, args.map((one) => arrays(machine, one)), arraysIn(machine, without(keywords))));
  return null;
}, "static");

/** The callback's results in the promised shapes; nothing is known of how they depend on the arguments. */
const valued = (name: string): PyBuiltin => native(`${name}(callback, result_shape_dtypes, *args, sharding=None, vmap_method=None, ordered=False, **kwargs)`, (machine, a, { rest, restKeywords }) => {
  const result = aside(machine, () => machine.call(a.callback!, rest.map((one) => arrays(machine, one)), arraysIn(machine, restKeywords)));
  return mapTree(machine, [a.result_shape_dtypes!, result], null, ([promised, value]) => {
    const array = arrayOfValue(machine, value!, null);
    const { dtype } = shapeOfStruct(machine, promised!);
    return new JaxArray(machine.trace.cut(castTo(machine, array.node, dtype), name));
  });
});

/** Contexts and switches that change no value here. */
const contextType = define(new PyType("context", [objectType], "jax"), [new PyBuiltin("__enter__", (_, [self]) => self!), new PyBuiltin("__exit__", () => null), new PyBuiltin("__call__", (_, [, callee = null]) => callee)]);
const context = (name: string): PyBuiltin => new PyBuiltin(name, () => new PyInstance(contextType), "static");
const CONTEXTS = ["named_scope", "checking_leaks", "default_matmul_precision", "debug_nans", "debug_infs", "transfer_guard", "default_device", "numpy_dtype_promotion", "numpy_rank_promotion", "log_compiles"].map(context);

export const DEBUG: Part = {
  "jax.debug": () => named([print, callback]),
  "jax.experimental": () => named([valued("io_callback")]),
  "jax.profiler": () => named([context("TraceAnnotation"), context("StepTraceAnnotation"), context("trace")]),
  jax: () => named([...CONTEXTS, valued("pure_callback")]),
};
