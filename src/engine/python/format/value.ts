/** `format(value, spec)`. */
import { PyFloat, PyObject, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { PyComplex } from "../values/complex.js";
import { PyInert } from "../values/function.js";
import { intOf, typeName } from "../values/types.js";
import { formatComplex } from "./complex.js";
import { formatFloat, formatInt, formatString } from "./spec.js";

export function formatValue(rt: Runtime, value: Value, spec: string): string {
  if (typeof value === "string") return formatString(rt, value, spec);
  if (typeof value === "boolean" && !spec) return value ? "True" : "False";
  const int = intOf(value);
  if (int !== undefined) return formatInt(rt, int, spec);
  if (value instanceof PyFloat) return formatFloat(rt, value.value, spec);
  if (value instanceof PyComplex) return formatComplex(rt, value, spec);
  if (value instanceof PyObject) {
    const own = value.type.lookup("__format__");
    if (own !== undefined && !rt.isDefault(own)) {
      const text = rt.call(own, [value, spec]);
      if (typeof text !== "string") throw rt.raise("TypeError", `__format__ must return a str, not ${typeName(text)}`);
      return text;
    }
  }
  if (value instanceof PyInert) return rt.str(value);
  if (spec) throw rt.raise("TypeError", `unsupported format string passed to ${typeName(value)}.__format__`);
  return rt.str(value);
}
