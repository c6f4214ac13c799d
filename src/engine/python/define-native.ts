/** Short forms for the tables in which native modules and types are written. */
import type { Machine } from "./machine.js";
import { type Keywords, PyBuiltin, type PyGetter, PyModule, type PyType, type Value } from "./object.js";

/** Arguments by parameter name; a missing optional one has its default. */
export type Arguments = Readonly<Record<string, Value>>;

export interface Signature {
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly kind: "positional" | "keyword" | "rest" | "restKeywords"; readonly default: Value | undefined }[];
}

/**
 * Reads `"Linear(in_features, out_features, bias=True, *, device=None)"`. Defaults are Python literals: None, True,
 * False, ints, strings; `*rest` and `**rest` collect. Floats as defaults are written by the native itself (default None).
 */
export function signature(text: string): Signature {
  const open = text.indexOf("(");
  let kind: "positional" | "keyword" = "positional";
  const parameters: Signature["parameters"][number][] = [];
  for (const raw of text.slice(open + 1, text.lastIndexOf(")")).split(",").map((part) => part.trim()).filter(Boolean)) {
    if (raw === "/") continue;
    if (raw === "*") kind = "keyword";
    else if (raw.startsWith("**")) parameters.push({ name: raw.slice(2), kind: "restKeywords", default: undefined });
    else if (raw.startsWith("*")) { parameters.push({ name: raw.slice(1), kind: "rest", default: undefined }); kind = "keyword"; }
    else {
      const [name = "", value] = raw.split("=").map((part) => part.trim());
      parameters.push({ name, kind, default: value === undefined ? undefined : literal(value) });
    }
  }
  return { name: text.slice(0, open), parameters };
}

function literal(text: string): Value {
  if (text === "None") return null;
  if (text === "True") return true;
  if (text === "False") return false;
  if (/^-?\d+$/.test(text)) return Number(text);
  if (/^(['"]).*\1$/.test(text)) return text.slice(1, -1);
  throw new Error(`default ${text} is not a literal`);
}

/** Arguments by name, or TypeError in CPython's words. Rest arguments arrive in `rest` and `restKeywords`. */
export interface Bound {
  readonly values: Arguments;
  readonly rest: readonly Value[];
  readonly restKeywords: Keywords;
}

export function bind(machine: Machine, to: Signature, args: readonly Value[], keywords: Keywords): Bound {
  const values: Record<string, Value> = {};
  const rest: Value[] = [];
  const restKeywords = new Map<string, Value>();
  const positional = to.parameters.filter((parameter) => parameter.kind === "positional");
  const takesRest = to.parameters.some((parameter) => parameter.kind === "rest");
  const takesKeywords = to.parameters.some((parameter) => parameter.kind === "restKeywords");
  args.forEach((value, i) => {
    const parameter = positional[i];
    if (parameter) values[parameter.name] = value;
    else if (takesRest) rest.push(value);
    else throw machine.raise("TypeError", `${to.name}() takes ${positional.length} positional argument${positional.length === 1 ? "" : "s"} but ${args.length} were given`);
  });
  for (const [name, value] of keywords) {
    const known = to.parameters.some((parameter) => parameter.name === name && (parameter.kind === "positional" || parameter.kind === "keyword"));
    if (known && name in values) throw machine.raise("TypeError", `${to.name}() got multiple values for argument '${name}'`);
    if (known) values[name] = value;
    else if (takesKeywords) restKeywords.set(name, value);
    else throw machine.raise("TypeError", `${to.name}() got an unexpected keyword argument '${name}'`);
  }
  const missing: string[] = [];
  for (const parameter of to.parameters) {
    if (parameter.kind === "rest" || parameter.kind === "restKeywords" || parameter.name in values) continue;
    if (parameter.default === undefined) missing.push(`'${parameter.name}'`);
    else values[parameter.name] = parameter.default;
  }
  if (missing.length) throw machine.raise("TypeError", `${to.name}() missing ${missing.length} required positional argument${missing.length === 1 ? "" : "s"}: ${listed(missing)}`);
  return { values, rest, restKeywords };
}

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : names.length === 2 ? names.join(" and ") : `${names.slice(0, -1).join(", ")}, and ${names.at(-1)}`;

/** A native function from its signature: `native("relu(input, inplace=False)", (machine, a) => …)`. */
export function native(text: string, run: (machine: Machine, a: Arguments, bound: Bound) => Value, binding: PyBuiltin["binding"] = "method"): PyBuiltin {
  const parsed = signature(text);
  return new PyBuiltin(parsed.name, (machine, args, keywords) => {
    const bound = bind(machine, parsed, args, keywords);
    return run(machine, bound.values, bound);
  }, binding);
}

/** Puts methods and attributes into a type under their own names. */
export function define(type: PyType, members: readonly (PyBuiltin | PyGetter)[]): PyType {
  for (const member of members) type.dict.set(member.name, member);
  return type;
}

export function moduleOf(name: string, members: Readonly<Record<string, Value>> | readonly PyBuiltin[]): PyModule {
  const entries: Iterable<[string, Value]> = Array.isArray(members) ? members.map((member: PyBuiltin): [string, Value] => [member.name, member]) : Object.entries(members as Record<string, Value>);
  return new PyModule(name, new Map([["__name__", name as Value], ...entries]));
}
