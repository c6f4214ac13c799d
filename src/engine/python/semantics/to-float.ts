import { PyInstance, TracedObject, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { PyInert } from "../values/function.js";
import { numberOf, typeName } from "../values/types.js";
import { refusePlaceholder } from "./operators.js";

/** float(value) as a double, by `__float__` and `__index__` too. `otherwise`: the TypeError of what has neither. */
export function toFloat(rt: Runtime, value: Value, otherwise = `must be real number, not ${typeName(value)}`): number {
  const number = numberOf(value);
  if (number !== undefined) return number;
  if (value instanceof PyInstance || value instanceof TracedObject || value instanceof PyInert) {
    refusePlaceholder(value);
    const method = value.type.lookup("__float__") ?? value.type.lookup("__index__");
    const own = method === undefined ? undefined : numberOf(rt.call(method, [value]));
    if (own !== undefined) return own;
  }
  refusePlaceholder(value);
  throw rt.raise("TypeError", otherwise);
}
