/** `json`. */
import { method, own, raw } from "../builtins/own.js";
import { objectType, PyFloat, type PyInstance, PyList, PyModule, PyTuple, PyType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { floatRepr } from "../semantics/float-text.js";
import { PyDict } from "../values/dict.js";
import { intOf, typeName } from "../values/types.js";
import { decodeError, readJson } from "./json-text.js";

interface Style {
  /** One level's; null: everything on one line. */
  readonly indent: string | null;
  readonly item: string;
  readonly key: string;
  readonly ascii: boolean;
  readonly sorted: boolean;
  /** What a value of another type is written as. */
  readonly otherwise: (value: Value) => Value;
}

const SHORT: Readonly<Record<string, string>> = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f" };
const quoted = (text: string, ascii: boolean): string =>
  `"${text.replace(ascii ? /["\\]|[^ -~]/g : /["\\\x00-\x1f]/g, (c) => SHORT[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)}"`;

const floatText = (value: number): string => (Number.isNaN(value) ? "NaN" : Number.isFinite(value) ? floatRepr(value) : value > 0 ? "Infinity" : "-Infinity");

function scalarText(value: Value): string | null {
  if (value === null) return "null";
  if (typeof value === "boolean") return value ? "true" : "false";
  if (value instanceof PyFloat) return floatText(value.value);
  const int = intOf(value);
  return int === undefined ? null : String(int);
}

function written(rt: Runtime, value: Value, style: Style, depth: number): string {
  const scalar = scalarText(value);
  if (scalar !== null) return scalar;
  if (typeof value === "string") return quoted(value, style.ascii);
  if (value instanceof PyList || value instanceof PyTuple) return enclosed(rt, value, "[]", depth, style, () => value.items.map((item) => written(rt, item, style, depth + 1)));
  if (value instanceof PyDict) {
    return enclosed(rt, value, "{}", depth, style, () => {
      const entries = [...value.entries.values()].map(([key, item]): [string, Value] => [keyText(rt, key), item]);
      if (style.sorted) entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      return entries.map(([key, item]) => `${quoted(key, style.ascii)}${style.key}${written(rt, item, style, depth + 1)}`);
    });
  }
  return written(rt, style.otherwise(value), style, depth);
}

function keyText(rt: Runtime, key: Value): string {
  if (typeof key === "string") return key;
  const text = scalarText(key);
  if (text === null) throw rt.raise("TypeError", `keys must be str, int, float, bool or None, not ${typeName(key)}`);
  return text;
}

function enclosed(rt: Runtime, value: object, brackets: string, depth: number, style: Style, parts: () => string[]): string {
  if (rt.writing.has(value)) throw rt.raise("ValueError", "Circular reference detected");
  rt.writing.add(value);
  rt.enter();
  try {
    const items = parts();
    if (!items.length || style.indent === null) return `${brackets[0]}${items.join(style.item)}${brackets[1]}`;
    const line = `\n${style.indent.repeat(depth + 1)}`;
    return `${brackets[0]}${line}${items.join(`${style.item}${line}`)}\n${style.indent.repeat(depth)}${brackets[1]}`;
  } finally {
    rt.leave();
    rt.writing.delete(value);
  }
}

const refuse = (rt: Runtime) => (value: Value): Value => { throw rt.raise("TypeError", `Object of type ${typeName(value)} is not JSON serializable`); };

const DUMP = "skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, cls=None, indent=None, separators=None, default=None, sort_keys=False";

function styleOf(rt: Runtime, a: Readonly<Record<string, Value>>, encoder: Value): Style {
  const indent = a.indent === null ? null : typeof a.indent === "string" ? a.indent : " ".repeat(rt.int(a.indent));
  const separators = a.separators instanceof PyTuple ? a.separators.items.map(String) : null;
  const otherwise = a.default !== null ? (value: Value) => rt.call(a.default, [value]) : encoder !== null ? (value: Value) => rt.call(rt.getAttribute(encoder, "default"), [value]) : refuse(rt);
  return { indent, item: separators?.[0] ?? (indent === null ? ", " : ","), key: separators?.[1] ?? ": ", ascii: rt.truth(a.ensure_ascii), sorted: rt.truth(a.sort_keys), otherwise };
}

const encoderType = new PyType("JSONEncoder", [objectType], "json.encoder");
const styles = new WeakMap<Value & object, Readonly<Record<string, Value>>>();
own(encoderType, [
  method(`__init__(self, *, ${DUMP})`, (_, a) => { styles.set(a.self as PyInstance, a); return null; }), // methods of encoders only
  raw("default", (rt, [, value]) => refuse(rt)(value)),
  raw("encode", (rt, [self, value]) => written(rt, value, styleOf(rt, styles.get(self as PyInstance) ?? {}, self), 0)), // as above
]);

function dumped(rt: Runtime, value: Value, a: Readonly<Record<string, Value>>): string {
  const encoder = a.cls === null ? null : rt.call(a.cls, []);
  return written(rt, value, styleOf(rt, a, encoder), 0);
}

function loaded(rt: Runtime, text: Value, hook: Value): Value {
  const source = typeof text === "string" ? text : rt.str(rt.call(rt.getAttribute(text, "decode"), []));
  return readJson(rt, source, (dict) => (hook === null ? dict : rt.call(hook, [dict])));
}

const LOAD = "*, cls=None, object_hook=None, parse_float=None, parse_int=None, parse_constant=None, object_pairs_hook=None";
const FUNCTIONS = [
  method(`dumps(obj, *, ${DUMP})`, (rt, a) => dumped(rt, a.obj, a), { binding: "static" }),
  method(`dump(obj, fp, *, ${DUMP})`, (rt, a) => { rt.call(rt.getAttribute(a.fp, "write"), [dumped(rt, a.obj, a)]); return null; }, { binding: "static" }),
  method(`loads(s, ${LOAD})`, (rt, a) => loaded(rt, a.s, a.object_hook), { binding: "static" }),
  method(`load(fp, ${LOAD})`, (rt, a) => loaded(rt, rt.call(rt.getAttribute(a.fp, "read"), []), a.object_hook), { binding: "static" }),
];

export const jsonModule = (): PyModule => new PyModule("json", new Map<string, Value>([...FUNCTIONS.map((one): [string, Value] => [one.name, one]), ["JSONEncoder", encoderType], ["JSONDecodeError", decodeError]]));
