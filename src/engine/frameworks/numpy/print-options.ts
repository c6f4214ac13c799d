/** set_printoptions, get_printoptions, array2string. */
import { define, native } from "../../python/define-native.js";
import { objectType, PyBuiltin, PyFloat, PyType, type Value } from "../../python/object.js";
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

/** `with np.printoptions(precision=2):` */
export const printOptionsType = new PyType("printoptions", [objectType], "numpy");
const setting = native("printoptions(precision=None, threshold=None, edgeitems=None, linewidth=None, suppress=None, nanstr=None, infstr=None, formatter=None, sign=None, floatmode=None)", (machine, a) => {
  const context = machine.instance(printOptionsType);
  const { print } = stateOf(machine);
  const within = changed(print, a);
  let before = { ...print };
  context.dict.set("enter", new PyBuiltin("enter", () => { before = { ...print }; Object.assign(print, within); return null; }, "static"));
  context.dict.set("exit", new PyBuiltin("exit", () => { Object.assign(print, before); return null; }, "static"));
  return context;
});
printOptionsType.construct = setting.call;
define(printOptionsType, [
  new PyBuiltin("__enter__", (machine, [self]) => machine.call(machine.getAttribute(self!, "enter"), [])),
  new PyBuiltin("__exit__", (machine, [self]) => machine.call(machine.getAttribute(self!, "exit"), [])),
]);
