/** set_printoptions, get_printoptions, printoptions, array2string, and numbers as text. */
import { define, native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { objectType, PyBuiltin, PyFloat, PyInstance, PyType, type Value } from "../../python/object.js";
import { size } from "../../tensor/array.js";
import { type Dtype, isFloating } from "../../tensor/dtype.js";
import { floatArgument, isInt, numberOf } from "../arguments.js";
import { isNumeric, scalarOf, stateOf } from "./array-type.js";
import { need, numberLeaf } from "./call.js";
import { exponential, padded, positional } from "./digits.js";
import { arrayStr, arrayText, type ElementText, type PrintOptions } from "./printing.js";

const NAMES = ["edgeitems", "threshold", "floatmode", "precision", "suppress", "linewidth", "nanstr", "infstr", "sign"] as const;

/** The names a formatter may be given under, the nearest first. */
const kindsOf = (dtype: Dtype): readonly string[] => [...(dtype === "bool" ? ["bool"] : isFloating(dtype) ? ["float", "float_kind"] : ["int", "int_kind"]), "all"];

function formatterOf(machine: Machine, given: Value): PrintOptions["formatter"] {
  if (given === null) return null;
  const functions = new Map(machine.dictEntries(given).map(([name, callee]) => [String(name), callee]));
  return (dtype): ElementText | null => {
    const name = kindsOf(dtype).find((kind) => functions.has(kind));
    if (name === undefined) return null;
    return (value) => machine.str(machine.call(functions.get(name)!, [scalarOf(numberLeaf(machine, dtype, [], [value]))]));
  };
}

function changed(machine: Machine, options: PrintOptions, a: Readonly<Record<string, Value>>): PrintOptions {
  const next: Record<string, unknown> = { ...options };
  for (const name of NAMES) {
    const value = a[name] ?? null;
    if (value !== null) next[name] = typeof value === "string" || typeof value === "boolean" ? value : value instanceof PyFloat ? value.value : isInt(value) ? numberOf(value) : next[name];
  }
  if (a.formatter !== undefined && a.formatter !== null) next.formatter = formatterOf(machine, a.formatter);
  return next as unknown as PrintOptions; // only its own names were written
}

/** `with np.printoptions(precision=3):` */
export const printOptionsType = new PyType("printoptions", [objectType], "numpy");
printOptionsType.construct = (_, __, keywords) => {
  const context = new PyInstance(printOptionsType);
  for (const [name, value] of keywords) context.dict.set(name, value);
  return context;
};
const before = new WeakMap<PyInstance, PrintOptions>();
const instance = (value: Value | undefined): PyInstance => value as PyInstance; // members are bound to the type
define(printOptionsType, [
  new PyBuiltin("__enter__", (machine, [self]) => {
    const { print } = stateOf(machine);
    before.set(instance(self), { ...print });
    Object.assign(print, changed(machine, print, Object.fromEntries(instance(self).dict)));
    return null;
  }),
  new PyBuiltin("__exit__", (machine, [self]) => {
    Object.assign(stateOf(machine).print, before.get(instance(self)));
    return null;
  }),
]);

/** format_float_positional, format_float_scientific: the shortest digits, or so many. */
function floatAs(machine: Machine, a: Readonly<Record<string, Value>>, scientific: boolean): Value {
  const value = floatArgument(machine, a.x!, "x");
  const dtype = isNumeric(a.x) && isFloating(a.x.dtype) ? a.x.dtype : "float64";
  const precision = a.precision === null ? null : numberOf(a.precision as number);
  const given = (scientific ? exponential : positional)(value, dtype, precision);
  const parts = precision !== null && a.trim === "k" && a.unique !== true ? padded(value, given, precision) : given;
  const fraction = a.trim === "0" && !parts.fraction ? "0" : parts.fraction;
  const digits = a.exp_digits === null || a.exp_digits === undefined ? parts.exponent : parts.exponent.replace(/\d+$/, (text) => text.padStart(numberOf(a.exp_digits as number), "0"));
  const plus = a.sign === true && value >= 0 ? "+" : "";
  const whole = a.pad_left === null ? plus + parts.whole : (plus + parts.whole).padStart(numberOf(a.pad_left as number));
  return `${whole}${a.trim === "-" && !fraction ? "" : `.${fraction}`}${scientific ? `e${digits}` : ""}`;
}

export const PRINTING: readonly PyBuiltin[] = [
  native("set_printoptions(precision=None, threshold=None, edgeitems=None, linewidth=None, suppress=None, nanstr=None, infstr=None, formatter=None, sign=None, floatmode=None, *, legacy=None, override_repr=None)", (machine, a) => {
    const { print } = stateOf(machine);
    Object.assign(print, changed(machine, print, a));
    if (a.formatter === null) print.formatter = null;
    return null;
  }),
  native("get_printoptions()", (machine) => machine.makeDict([...NAMES.map((name): [Value, Value] => [name, stateOf(machine).print[name]]), ["formatter", null], ["legacy", false], ["override_repr", null]])),
  native("array2string(a, max_line_width=None, precision=None, suppress_small=None, separator=' ', prefix='', *, formatter=None, threshold=None, edgeitems=None, sign=None, floatmode=None, suffix='', legacy=None)", (machine, a) => {
    const { value } = need(machine, a.a);
    const options = changed(machine, stateOf(machine).print, { ...a, linewidth: a.max_line_width!, suppress: a.suppress_small! });
    if (size(value) === 0) return "[]";
    return value.shape.length ? arrayText(value, options, { separator: String(a.separator), prefix: String(a.prefix), suffix: String(a.suffix) }) : arrayStr(value, options);
  }),
  native("format_float_positional(x, precision=None, unique=True, fractional=True, trim='k', sign=False, pad_left=None, pad_right=None, min_digits=None)", (machine, a) => floatAs(machine, a, false)),
  native("format_float_scientific(x, precision=None, unique=True, trim='k', sign=False, pad_left=None, exp_digits=None, min_digits=None)", (machine, a) => floatAs(machine, a, true)),
];
