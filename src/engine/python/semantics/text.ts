/** `repr` and `str`. */
import { pythonMessages as say } from "../messages.js";
import { Ellipsis, NotImplemented, PyBuiltin, PyFloat, PyInstance, PyList, PyModule, PyObject, PySlice, PyTracedInt, PyTuple, PyType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { PyBytes } from "../values/bytes.js";
import { PyDict, PyDictView } from "../values/dict.js";
import { argumentsOf, baseException } from "../values/exception.js";
import { PyFunction, PyInert, PyMethod } from "../values/function.js";
import { PyRange } from "../values/range.js";
import { PySet } from "../values/set.js";
import { typeName } from "../values/types.js";
import { PyComplex } from "../values/complex.js";
import { complexText } from "./complex-text.js";
import { floatRepr } from "./float-text.js";
import { refusePlaceholder } from "./operators.js";
import { orderedElements } from "./set-order.js";

export function str(rt: Runtime, value: Value): string {
  if (typeof value === "string") return value;
  if (value instanceof PyObject) {
    const method = value.type.lookup("__str__");
    if (method !== undefined && !rt.isDefault(method)) return textOf(rt, rt.call(method, [value]), "__str__");
    if (value instanceof PyInstance && value.type.isSubtype(baseException)) {
      if (hasOwnRepr(rt, value) && value.type.lookup("__str__") === undefined) return repr(rt, value);
      return exceptionText(rt, value);
    }
  }
  return repr(rt, value);
}

const hasOwnRepr = (rt: Runtime, value: PyObject): boolean => {
  const method = value.type.lookup("__repr__");
  return method !== undefined && !rt.isDefault(method);
};

function textOf(rt: Runtime, value: Value, name: string): string {
  if (typeof value !== "string") throw rt.raise("TypeError", `${name} returned non-string (type ${typeName(value)})`);
  return value;
}

export function exceptionText(rt: Runtime, exception: PyInstance): string {
  const args = argumentsOf(exception);
  if (args.length === 0) return "";
  if (args.length === 1) return exception.type.order.some((type) => type.name === "KeyError") ? repr(rt, args[0]) : str(rt, args[0]);
  return repr(rt, new PyTuple(args));
}

export function repr(rt: Runtime, value: Value): string {
  switch (typeof value) {
    case "string":
      return stringRepr(value);
    case "number":
    case "bigint":
      return String(value);
    case "boolean":
      return value ? "True" : "False";
    default:
  }
  if (value === null) return "None";
  if (value instanceof PyFloat) return floatRepr(value.value);
  if (value instanceof PyTracedInt) return String(value.value);
  if (value instanceof PyComplex) return complexText(value);
  refusePlaceholder(value);
  const method = value.type.lookup("__repr__");
  if (method !== undefined && !rt.isDefault(method) && !(value instanceof PyType)) return textOf(rt, rt.call(method, [value]), "__repr__");
  return plainRepr(rt, value);
}

/** What the built-in types say, whatever subclasses do. */
export function plainRepr(rt: Runtime, value: PyObject): string {
  if (value instanceof PyList) return nested(rt, value, "[...]", () => `[${value.items.map((item) => repr(rt, item)).join(", ")}]`);
  if (value instanceof PyTuple) return nested(rt, value, "(...)", () => tupleRepr(rt, value.items));
  if (value instanceof PyDict) return nested(rt, value, "{...}", () => dictRepr(rt, value));
  if (value instanceof PySet) return setRepr(rt, value);
  if (value instanceof PyRange) return value.step === 1 ? `range(${value.start}, ${value.stop})` : `range(${value.start}, ${value.stop}, ${value.step})`;
  if (value instanceof PyDictView) {
    const items = [...value.of.entries.values()].map((entry) => (value.part === "keys" ? repr(rt, entry[0]) : value.part === "values" ? repr(rt, entry[1]) : tupleRepr(rt, entry)));
    return `dict_${value.part}([${items.join(", ")}])`;
  }
  if (value === Ellipsis) return "Ellipsis";
  if (value === NotImplemented) return "NotImplemented";
  if (value instanceof PySlice) return `slice(${repr(rt, value.start)}, ${repr(rt, value.stop)}, ${repr(rt, value.step)})`;
  if (value instanceof PyBytes) return bytesRepr(value.data);
  if (value instanceof PyType) return typeRepr(rt, value);
  if (value instanceof PyFunction) return `<function ${value.code.qualifiedName} at ${address(rt, value)}>`;
  if (value instanceof PyMethod) {
    if (value.callee instanceof PyFunction) return `<bound method ${value.callee.code.qualifiedName} of ${repr(rt, value.self)}>`;
    return value.callee instanceof PyBuiltin ? `<built-in method ${value.callee.name} of ${typeName(value.self)} object at ${address(rt, typeof value.self === "object" && value.self !== null ? value.self : value)}>` : `<bound method of ${repr(rt, value.self)}>`;
  }
  if (value instanceof PyBuiltin) return `<built-in function ${value.name}>`;
  if (value instanceof PyModule) return `<module '${value.name}'>`;
  if (value instanceof PyInert) {
    rt.note("inert-text", say.inertText(value.name));
    return `<${value.name}>`;
  }
  if (value instanceof PyInstance && value.type.isSubtype(baseException)) {
    const args = argumentsOf(value);
    return `${value.type.name}${args.length === 1 ? `(${repr(rt, args[0])})` : tupleRepr(rt, args)}`;
  }
  return objectRepr(rt, value);
}

/** With the class it was defined in: "Outer.Inner". */
export function qualifiedName(type: PyType): string {
  const name = type.dict.get("__qualname__");
  return typeof name === "string" ? name : type.name;
}

/** `object.__repr__`. */
export function objectRepr(rt: Runtime, value: Value): string {
  const { type } = value as PyObject; // natives and instances only reach this
  return `<${type.module === "builtins" ? "" : `${type.module}.`}${qualifiedName(type)} object at ${address(rt, value as PyObject)}>`;
}

export const address = (rt: Runtime, value: object): string => `0x${(0x7f0000000000 + rt.identity(value) * 16).toString(16).padStart(12, "0")}`;

function typeRepr(rt: Runtime, type: PyType): string {
  const own = type.metaclass?.lookup("__repr__");
  if (own !== undefined && !rt.isDefault(own)) return textOf(rt, rt.call(own, [type]), "__repr__");
  const name = qualifiedName(type);
  return `<class '${type.module === "builtins" ? name : `${type.module}.${name}`}'>`;
}

function nested(rt: Runtime, value: PyObject, again: string, write: () => string): string {
  if (rt.writing.has(value)) return again;
  rt.writing.add(value);
  rt.enter();
  try {
    return write();
  } finally {
    rt.leave();
    rt.writing.delete(value);
  }
}

export const tupleRepr = (rt: Runtime, items: readonly Value[]): string =>
  items.length === 1 ? `(${repr(rt, items[0])},)` : `(${items.map((item) => repr(rt, item)).join(", ")})`;

export const dictRepr = (rt: Runtime, dict: PyDict): string => `{${[...dict.entries.values()].map(([key, item]) => `${repr(rt, key)}: ${repr(rt, item)}`).join(", ")}}`;

function setRepr(rt: Runtime, set: PySet): string {
  const inner = orderedElements(set).map((item) => repr(rt, item)).join(", ");
  if (set.type.name === "set") return inner ? `{${inner}}` : "set()";
  return inner ? `${set.type.name}({${inner}})` : `${set.type.name}()`;
}

const ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\" };

export function stringRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let result = quote;
  for (const point of text) {
    const code = point.codePointAt(0)!;
    if (point === quote) result += `\\${quote}`;
    else if (ESCAPES[point]) result += ESCAPES[point];
    else if (code < 32 || code === 127) result += `\\x${code.toString(16).padStart(2, "0")}`;
    else if (code < 127 || isPrintable(point)) result += point;
    else result += code < 256 ? `\\x${code.toString(16)}` : code < 65536 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\U${code.toString(16).padStart(8, "0")}`;
  }
  return result + quote;
}

const isPrintable = (point: string): boolean => !/^[\p{C}\p{Zl}\p{Zp}\p{Zs}]$/u.test(point);

/** `ascii(x)`. */
export const asciiOf = (text: string): string =>
  [...text].map((point) => {
    const code = point.codePointAt(0)!;
    if (code < 128) return point;
    return code < 256 ? `\\x${code.toString(16)}` : code < 65536 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\U${code.toString(16).padStart(8, "0")}`;
  }).join("");

function bytesRepr(data: readonly number[]): string {
  const quote = data.includes(39) && !data.includes(34) ? '"' : "'";
  const inner = data.map((byte) => {
    const point = String.fromCharCode(byte);
    if (point === quote || point === "\\") return `\\${point}`;
    return ESCAPES[point] ?? (byte < 32 || byte > 126 ? `\\x${byte.toString(16).padStart(2, "0")}` : point);
  });
  return `b${quote}${inner.join("")}${quote}`;
}
