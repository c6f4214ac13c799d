/** `"%d of %s" % (a, b)` and how any value formats itself. */
import { raiseOf } from "./exceptions.js";
import { formatFloat, formatInt, formatString } from "./format-spec.js";
import type { Interpreter } from "./interpreter.js";
import { isInt, isNumeric, toDouble, toInt } from "./numbers.js";
import { PyFloat, PyTuple, type Value } from "./object.js";
import { PyDict } from "./types.js";

/** format(value, spec). */
export function formatValue(m: Interpreter, value: Value, spec: string): string {
  if (typeof value === "string") return formatString(value, spec);
  if (typeof value === "boolean") return spec ? formatInt(Number(value), spec) : value ? "True" : "False";
  if (isInt(value)) return formatInt(toInt(value), spec);
  if (value instanceof PyFloat) return formatFloat(value.value, spec);
  const own = m.method(value, "__format__", [spec]);
  if (own !== undefined) return m.textResult(own, "__format__");
  if (spec) throw raiseOf("TypeError", `unsupported format string passed to ${m.typeOf(value).name}.__format__`);
  return m.str(value);
}

export function formatPercent(m: Interpreter, template: string, argument: Value): string {
  const values = argument instanceof PyTuple ? argument.items : [argument];
  let next = 0;
  const take = (name: string | undefined): Value => {
    if (name !== undefined) return m.subscript(argument, name);
    if (next >= values.length) throw raiseOf("TypeError", "not enough arguments for format string");
    return values[next++]!;
  };
  const text = template.replace(/%(?:\((\w+)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?[hlL]?([a-zA-Z%])/g, (_, name: string | undefined, flags: string, width: string | undefined, precision: string | undefined, type: string) => {
    if (type === "%") return "%";
    const star = (given: string | undefined): string => (given === "*" ? String(toDouble(take(undefined) as number)) : (given ?? "")); // a width is an int
    const [w, p] = [star(width), star(precision)];
    return percentItem(m, take(name), type, flags, w, p);
  });
  if (next < values.length && !(argument instanceof PyDict)) throw raiseOf("TypeError", "not all arguments converted during string formatting");
  return text;
}

function percentItem(m: Interpreter, value: Value, type: string, flags: string, width: string, precision: string): string {
  const left = flags.includes("-");
  const spec = (kind: string): string => {
    const align = left ? "<" : flags.includes("0") ? "0=" : ">";
    return `${flags.includes("0") && !left ? "0=" : align}${flags.includes("+") ? "+" : flags.includes(" ") ? " " : ""}${flags.includes("#") ? "#" : ""}${width}${precision && kind !== "d" ? `.${precision}` : ""}${kind}`;
  };
  switch (type) {
    case "s":
    case "r":
    case "a":
      return formatString(type === "s" ? m.str(value) : m.repr(value), `${left ? "<" : ">"}${width}${precision ? `.${precision}` : ""}`);
    case "d":
    case "i":
    case "u": {
      const number = numberFor(m, value, type);
      return formatInt(isInt(number) ? toInt(number) : Math.trunc(toDouble(number)), spec("d"));
    }
    case "x":
    case "X":
    case "o":
      return formatInt(toInt(numberFor(m, value, type) as number), spec(type)); // CPython raises for floats before this
    case "c":
      return typeof value === "string" ? value : String.fromCodePoint(toDouble(numberFor(m, value, type)));
    case "e":
    case "E":
    case "f":
    case "F":
    case "g":
    case "G":
      return formatFloat(toDouble(numberFor(m, value, type)), spec(type));
    default:
      throw raiseOf("ValueError", `unsupported format character '${type}'`);
  }
}

function numberFor(m: Interpreter, value: Value, type: string): number | bigint | boolean | PyFloat {
  if (isNumeric(value)) return value as number | bigint | boolean | PyFloat; // traced ints count as numbers in toDouble and toInt
  const converted = m.method(value, "__float__", []);
  if (converted instanceof PyFloat) return converted;
  throw raiseOf("TypeError", type === "d" || type === "i" ? `%d format: a real number is required, not ${m.typeOf(value).name}` : `must be real number, not ${m.typeOf(value).name}`);
}
