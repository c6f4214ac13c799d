/** `"%d of %s" % (a, b)` (https://docs.python.org/3/library/stdtypes.html#printf-style-string-formatting). */
import { PyFloat, PyObject, PyTuple, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { asciiOf } from "../semantics/text.js";
import { PyDict } from "../values/dict.js";
import { type Int, intOf, typeName } from "../values/types.js";
import { formatFloat, formatInt, formatString } from "./spec.js";

const ITEM = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d*))?[hlL]?(.)?/gsu;

export function formatPercent(rt: Runtime, template: string, argument: Value): string {
  const values = argument instanceof PyTuple ? argument.items : [argument];
  let next = 0;
  let named = false;
  const take = (): Value => {
    if (next >= values.length) throw rt.raise("TypeError", "not enough arguments for format string");
    return values[next++];
  };
  const text = template.replace(ITEM, (whole: string, name: string | undefined, flags: string, width: string | undefined, precision: string | undefined, type: string | undefined, at: number) => {
    if (type === undefined) throw rt.raise("ValueError", "incomplete format");
    if (type === "%") return "%";
    const star = (given: string | undefined): string | undefined => (given === "*" ? String(intOf(take()) ?? "") : given);
    const w = star(width) ?? "";
    const p = star(precision);
    named ||= name !== undefined;
    return item(rt, name === undefined ? take() : rt.subscript(argument, name), type, flags, w, p === "" ? "0" : p, at + whole.length - 1);
  });
  if (next < values.length && !named && !(argument instanceof PyDict)) throw rt.raise("TypeError", "not all arguments converted during string formatting");
  return text;
}

function item(rt: Runtime, value: Value, type: string, flags: string, width: string, precision: string | undefined, at: number): string {
  const left = flags.includes("-");
  const align = left ? "<" : flags.includes("0") ? "0=" : ">";
  const sign = flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  const spec = (kind: string): string => `${align}${sign}${flags.includes("#") ? "#" : ""}${width}${precision !== undefined && !/[dxXo]/.test(kind) ? `.${precision}` : ""}${kind}`;
  switch (type) {
    case "s":
    case "r":
    case "a": {
      const shown = type === "s" ? rt.str(value) : type === "r" ? rt.repr(value) : asciiOf(rt.repr(value));
      return formatString(rt, shown, `${left ? "<" : ">"}${width}${precision === undefined ? "" : `.${precision}`}`);
    }
    case "d":
    case "i":
    case "u":
      return formatInt(rt, whole(rt, value, `%${type} format: a real number is required, not ${typeName(value)}`, true), spec("d"));
    case "x":
    case "X":
    case "o":
      return formatInt(rt, whole(rt, value, `%${type} format: an integer is required, not ${typeName(value)}`, false), spec(type));
    case "c":
      return formatString(rt, typeof value === "string" ? value : String.fromCodePoint(Number(whole(rt, value, "%c requires int or char", false))), `${left ? "<" : ">"}${width}`);
    case "e":
    case "E":
    case "f":
    case "F":
    case "g":
    case "G":
      return formatFloat(rt, rt.toFloat(value, `must be real number, not ${typeName(value)}`), spec(type));
    default:
      throw rt.raise("ValueError", `unsupported format character '${type}' (0x${type.codePointAt(0)!.toString(16)}) at index ${at}`);
  }
}

function whole(rt: Runtime, value: Value, otherwise: string, floats: boolean): Int {
  const int = intOf(value);
  if (int !== undefined) return int;
  if (floats && value instanceof PyFloat) return Number.isSafeInteger(Math.trunc(value.value)) ? Math.trunc(value.value) + 0 : BigInt(Math.trunc(value.value));
  if (value instanceof PyObject) {
    const method = (floats ? value.type.lookup("__int__") : undefined) ?? value.type.lookup("__index__");
    const own = method === undefined ? undefined : intOf(rt.call(method, [value]));
    if (own !== undefined) return own;
  }
  throw rt.raise("TypeError", otherwise);
}
