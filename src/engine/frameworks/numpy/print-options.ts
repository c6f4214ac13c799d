/** set_printoptions, get_printoptions, array2string. */
import { native } from "../../python/define-native.js";
import { PyFloat, type PyBuiltin, type Value } from "../../python/object.js";
import { isInt, numberOf } from "../arguments.js";
import { stateOf } from "./array-type.js";
import { need } from "./call.js";
import { arrayStr, type PrintOptions } from "./printing.js";

const NAMES = ["precision", "threshold", "edgeitems", "linewidth", "suppress", "nanstr", "infstr", "sign", "floatmode"] as const;

function changed(options: PrintOptions, a: Readonly<Record<string, Value>>): PrintOptions {
  const next: Record<string, unknown> = { ...options };
  for (const name of NAMES) {
    const value = a[name] ?? null;
    if (value !== null) next[name] = typeof value === "string" || typeof value === "boolean" ? value : value instanceof PyFloat ? value.value : isInt(value) ? numberOf(value) : next[name];
  }
  return next as unknown as PrintOptions; // only its own names were written
}

export const PRINTING: readonly PyBuiltin[] = [
  native("set_printoptions(precision=None, threshold=None, edgeitems=None, linewidth=None, suppress=None, nanstr=None, infstr=None, formatter=None, sign=None, floatmode=None)", (machine, a) => {
    const { print } = stateOf(machine);
    Object.assign(print, changed(print, a));
    return null;
  }),
  native("get_printoptions()", (machine) => machine.makeDict(NAMES.map((name): [Value, Value] => [name, stateOf(machine).print[name]]))),
  native("array2string(a, max_line_width=None, precision=None, suppress_small=None, separator=' ', prefix='')", (machine, a) => arrayStr(need(machine, a.a).value, changed(stateOf(machine).print, { precision: a.precision!, linewidth: a.max_line_width!, suppress: a.suppress_small! }))),
];
