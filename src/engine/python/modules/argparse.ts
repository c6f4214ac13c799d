/** `argparse`: nobody types arguments here, so every option has its default. */
import { method, own, raw } from "../builtins/own.js";
import { pythonMessages as say } from "../messages.js";
import { objectType, PyInstance, PyModule, PyType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { repr } from "../semantics/text.js";
import { PyPlaceholder } from "../values/function.js";

const namespace = new PyType("Namespace", [objectType], "argparse");
own(namespace, [
  raw("__init__", (_, [self], keywords) => { for (const [name, value] of keywords) (self as PyInstance).dict.set(name, value); return null; }), // methods of Namespace only
  raw("__repr__", (rt, [self]) => `Namespace(${[...(self as PyInstance).dict].map(([name, value]) => `${name}=${repr(rt, value)}`).join(", ")})`), // as above
]);

const parser = new PyType("ArgumentParser", [objectType], "argparse");
const defaults = new WeakMap<PyInstance, Map<string, Value>>();
const defaultsOf = (self: Value): Map<string, Value> => { const of = self as PyInstance; let known = defaults.get(of); if (!known) defaults.set(of, known = new Map()); return known; }; // methods of the parser only

function add(rt: Runtime, self: Value, flags: readonly Value[], keywords: ReadonlyMap<string, Value>): Value {
  const names = flags.map(String);
  const long = names.find((name) => name.startsWith("--")) ?? names[0];
  const name = String(keywords.get("dest") ?? long.replace(/^-+/, "").replaceAll("-", "_"));
  const action = keywords.get("action");
  let value = keywords.get("default");
  const type = keywords.get("type");
  if (typeof value === "string" && type !== undefined) value = rt.call(type, [value]);
  if (value === undefined) {
    if (action === "store_true") value = false;
    else if (action === "store_false") value = true;
    else if (!long.startsWith("-") && keywords.get("nargs") !== "?") value = new PyPlaceholder("unsupported-argument", say.unsupported(`the argument '${name}' without a default`));
    else value = null;
  }
  defaultsOf(self).set(name, value);
  return null;
}

function parsed(self: Value): PyInstance {
  const made = new PyInstance(namespace);
  for (const [name, value] of defaultsOf(self)) made.dict.set(name, value);
  return made;
}

own(parser, [
  raw("__init__", () => null),
  raw("add_argument", (rt, [self, ...flags], keywords) => add(rt, self, flags, keywords)),
  raw("add_argument_group", (_, [self]) => self), raw("add_mutually_exclusive_group", (_, [self]) => self),
  raw("set_defaults", (_, [self], keywords) => { for (const [name, value] of keywords) defaultsOf(self).set(name, value); return null; }),
  method("parse_args(self, args=None, namespace=None)", (_, a) => parsed(a.self)),
  method("parse_known_args(self, args=None, namespace=None)", (rt, a) => rt.tuple([parsed(a.self), rt.call(rt.builtins.get("list")!, [])])),
  raw("print_help", () => null),
]);

export const argparseModule = (): PyModule => new PyModule("argparse", new Map<string, Value>([["ArgumentParser", parser], ["Namespace", namespace], ["ArgumentDefaultsHelpFormatter", objectType], ["BooleanOptionalAction", "store_true"]]));
