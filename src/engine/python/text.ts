/** repr and str of every value, as CPython writes them. */
import { argumentsOf, baseException } from "./exceptions.js";
import { floatRepr } from "./float-text.js";
import type { Interpreter } from "./interpreter.js";
import { Ellipsis, NotImplemented, PyBuiltin, PyFloat, PyInstance, PyList, PyModule, PyObject, PySlice, PyTracedInt, PyTuple, PyType, type Value } from "./object.js";
import { PyBytes, PyDict, PyFunction, PyIterator, PyMethod, PyPlaceholder, PyRange, PySet } from "./types.js";

export function repr(m: Interpreter, value: Value): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (typeof value === "string") return stringRepr(value);
  if (value instanceof PyFloat) return floatRepr(value.value);
  if (value instanceof PyTracedInt) return String(value.value);
  return m.nested(value, () => objectRepr(m, value));
}

function objectRepr(m: Interpreter, value: PyObject): string {
  const own = value.type.lookup("__repr__");
  if (own !== undefined) return m.textResult(m.call(m.bind(own, value, value.type), []), "__repr__");
  if (value instanceof PyTuple) return `(${value.items.map((item) => repr(m, item)).join(", ")}${value.items.length === 1 ? "," : ""})`;
  if (value instanceof PyList) return `[${value.items.map((item) => repr(m, item)).join(", ")}]`;
  if (value instanceof PyDict) return `{${[...value.entries.values()].map(([key, item]) => `${repr(m, key)}: ${repr(m, item)}`).join(", ")}}`;
  if (value instanceof PySet) return setRepr(m, value);
  if (value instanceof PyRange) return value.step === 1 ? `range(${value.start}, ${value.stop})` : `range(${value.start}, ${value.stop}, ${value.step})`;
  if (value instanceof PySlice) return `slice(${repr(m, value.start)}, ${repr(m, value.stop)}, ${repr(m, value.step)})`;
  if (value instanceof PyBytes) return `b${stringRepr(value.text)}`;
  if (value === Ellipsis) return "Ellipsis";
  if (value === NotImplemented) return "NotImplemented";
  if (value instanceof PyType) return `<class '${value.module === "builtins" ? "" : `${value.module}.`}${value.name}'>`;
  if (value instanceof PyFunction) return `<function ${value.qualifiedName} at ${address(m, value)}>`;
  if (value instanceof PyBuiltin) return `<built-in function ${value.name}>`;
  if (value instanceof PyMethod) return value.callee instanceof PyFunction ? `<bound method ${value.callee.qualifiedName} of ${repr(m, value.self)}>` : `<built-in method of ${m.typeOf(value.self).name} object>`;
  if (value instanceof PyModule) return `<module '${value.name}'>`;
  if (value instanceof PyPlaceholder) return `<${value.why}>`;
  if (value instanceof PyIterator) return `<${value.type.name} object at ${address(m, value)}>`;
  if (value instanceof PyInstance && value.type.isSubtype(baseException)) return `${value.type.name}(${argumentsOf(value).map((item) => repr(m, item)).join(", ")})`;
  const module = value.type.module === "builtins" ? "" : `${value.type.module}.`;
  return `<${module}${value.type.name} object at ${address(m, value)}>`;
}

function setRepr(m: Interpreter, set: PySet): string {
  const items = [...set.items.values()].map((item) => repr(m, item)).join(", ");
  if (set.type.name !== "set") return items ? `${set.type.name}({${items}})` : `${set.type.name}()`;
  return items ? `{${items}}` : "set()";
}

/** Stable within a run; real addresses would differ from run to run. */
const address = (m: Interpreter, value: PyObject): string => `0x${(0x7f0000000000 + m.identity(value) * 0x30).toString(16)}`;

export function str(m: Interpreter, value: Value): string {
  if (typeof value === "string") return value;
  if (value instanceof PyObject && !(value instanceof PyFloat) && !(value instanceof PyTracedInt)) {
    const own = value.type.lookup("__str__");
    if (own !== undefined) return m.textResult(m.call(m.bind(own, value, value.type), []), "__str__");
    if (value instanceof PyInstance && value.type.isSubtype(baseException) && value.type.lookup("__repr__") === undefined) return exceptionText(m, value);
  }
  return repr(m, value);
}

export function exceptionText(m: Interpreter, exception: PyInstance): string {
  const args = argumentsOf(exception);
  if (args.length === 0) return "";
  if (args.length > 1) return repr(m, new PyTuple(args));
  return exception.type.isSubtype(m.exceptionType("KeyError")) ? repr(m, args[0]!) : str(m, args[0]!);
}

export function stringRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let result = quote;
  for (const letter of text) {
    const code = letter.codePointAt(0)!;
    if (letter === quote || letter === "\\") result += `\\${letter}`;
    else if (letter === "\n") result += "\\n";
    else if (letter === "\r") result += "\\r";
    else if (letter === "\t") result += "\\t";
    else if (code < 0x20 || code === 0x7f || (code >= 0x80 && code < 0xa1) || code === 0xad) result += `\\x${code.toString(16).padStart(2, "0")}`;
    else if (code >= 0xd800 && code <= 0xdfff) result += `\\u${code.toString(16)}`;
    else result += letter;
  }
  return result + quote;
}
