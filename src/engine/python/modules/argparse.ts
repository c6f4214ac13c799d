/** `argparse`: nobody types arguments here, so every option has its default unless the program hands words in itself. */
import { method, own, raw } from "../builtins/own.js";
import { pythonMessages as say } from "../messages.js";
import { objectType, PyInstance, PyList, PyModule, PyRaise, PyType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { repr } from "../semantics/text.js";
import { PyPlaceholder } from "../values/function.js";

const namespace = new PyType("Namespace", [objectType], "argparse");
own(namespace, [
  raw("__init__", (_, [self], keywords) => { for (const [name, value] of keywords) (self as PyInstance).dict.set(name, value); return null; }), // methods of Namespace only
  raw("__repr__", (rt, [self]) => `Namespace(${[...(self as PyInstance).dict].map(([name, value]) => `${name}=${repr(rt, value)}`).join(", ")})`), // as above
]);

interface Option {
  readonly flags: readonly string[];
  readonly name: string;
  readonly action: string;
  readonly type: Value | undefined;
  readonly nargs: Value;
  readonly constant: Value;
  readonly choices: Value | undefined;
}

const parser = new PyType("ArgumentParser", [objectType], "argparse");
const known = new WeakMap<PyInstance, { readonly defaults: Map<string, Value>; readonly options: Option[] }>();
function stateOf(self: Value): { readonly defaults: Map<string, Value>; readonly options: Option[] } {
  const of = self as PyInstance; // methods of the parser only
  let state = known.get(of);
  if (!state) known.set(of, state = { defaults: new Map(), options: [] });
  return state;
}

function add(rt: Runtime, self: Value, flags: readonly Value[], keywords: ReadonlyMap<string, Value>): Value {
  const names = flags.map(String);
  const long = names.find((name) => name.startsWith("--")) ?? names[0];
  const name = String(keywords.get("dest") ?? long.replace(/^-+/, "").replaceAll("-", "_"));
  const action = String(keywords.get("action") ?? "store");
  let value = keywords.get("default");
  const type = keywords.get("type");
  if (typeof value === "string" && type !== undefined) value = rt.call(type, [value]);
  if (value === undefined) {
    if (action === "store_true") value = false;
    else if (action === "store_false") value = true;
    else if (!long.startsWith("-") && keywords.get("nargs") !== "?") value = new PyPlaceholder("unsupported-argument", say.unsupported(say.withoutDefault(name)));
    else value = null;
  }
  const { defaults, options } = stateOf(self);
  defaults.set(name, value);
  options.push({ flags: names, name, action, type, nargs: keywords.get("nargs") ?? null, constant: keywords.get("const") ?? null, choices: keywords.get("choices") });
  return null;
}

/** What the parser says on stderr goes nowhere; the program sees the exit. */
const refuse = (rt: Runtime): Error => rt.raiseWith("SystemExit", [2]);

function converted(rt: Runtime, option: Option, text: string): Value {
  let value: Value = text;
  if (option.type !== undefined) {
    try {
      value = rt.call(option.type, [text]);
    } catch (error) {
      if (error instanceof PyRaise && (rt.isException(error, "ValueError") || rt.isException(error, "TypeError"))) throw refuse(rt);
      throw error;
    }
  }
  if (option.choices !== undefined && !rt.truth(rt.compare("in", value, option.choices))) throw refuse(rt);
  return value;
}

/** Options by their flags, `--name=value` too; what is left over fills the positional arguments in turn. */
function parsed(rt: Runtime, self: Value, given: Value): { names: PyInstance; rest: string[] } {
  const { defaults, options } = stateOf(self);
  const names = new PyInstance(namespace);
  for (const [name, value] of defaults) names.dict.set(name, value);
  const words = given === null ? [] : [...rt.iterate(given)].map((word) => rt.str(word));
  const positional = options.filter(({ flags }) => !flags[0].startsWith("-"));
  const rest: string[] = [];
  const isFlag = (word: string): boolean => /^-/.test(word) && !/^-\.?\d/.test(word);
  for (let at = 0; at < words.length; at++) {
    const [, head, attached] = /^(--[^=]+)=(.*)$/s.exec(words[at]) ?? [null, words[at], undefined];
    const option = isFlag(head) ? options.find(({ flags }) => flags.includes(head)) : positional.shift();
    if (!option) { rest.push(words[at]); continue; }
    if (option.action === "store_true" || option.action === "store_false") { names.dict.set(option.name, option.action === "store_true"); continue; }
    if (option.action === "store_const") { names.dict.set(option.name, option.constant); continue; }
    if (option.action === "count") { names.dict.set(option.name, rt.int(names.dict.get(option.name) ?? 0) + 1); continue; }
    const values: string[] = attached !== undefined ? [attached] : isFlag(head) ? [] : [words[at]];
    const most = option.nargs === null || option.nargs === "?" ? 1 : typeof option.nargs === "number" ? option.nargs : Number.POSITIVE_INFINITY;
    while (attached === undefined && values.length < most && at + 1 < words.length && !isFlag(words[at + 1])) values.push(words[++at]);
    if (!values.length && option.nargs !== "*" && option.nargs !== "?") throw refuse(rt);
    const made = values.map((text) => converted(rt, option, text));
    const value = option.nargs === null || option.nargs === "?" ? (made.length ? made[0] : option.constant) : new PyList(made);
    const before = names.dict.get(option.name);
    names.dict.set(option.name, option.action === "append" ? new PyList([...(before instanceof PyList ? before.items : []), value]) : value);
  }
  return { names, rest };
}

own(parser, [
  raw("__init__", () => null),
  raw("add_argument", (rt, [self, ...flags], keywords) => add(rt, self, flags, keywords)),
  raw("add_argument_group", (_, [self]) => self), raw("add_mutually_exclusive_group", (_, [self]) => self),
  raw("set_defaults", (_, [self], keywords) => { for (const [name, value] of keywords) stateOf(self).defaults.set(name, value); return null; }),
  method("parse_args(self, args=None, namespace=None)", (rt, a) => {
    const { names, rest } = parsed(rt, a.self, a.args);
    if (rest.length) throw refuse(rt);
    return names;
  }),
  method("parse_known_args(self, args=None, namespace=None)", (rt, a) => { const { names, rest } = parsed(rt, a.self, a.args); return rt.tuple([names, new PyList(rest)]); }),
  raw("get_default", (_, [self, name]) => stateOf(self).defaults.get(String(name)) ?? null),
  raw("print_help", () => null),
]);

export const argparseModule = (): PyModule => new PyModule("argparse", new Map<string, Value>([["ArgumentParser", parser], ["Namespace", namespace], ["ArgumentDefaultsHelpFormatter", objectType], ["BooleanOptionalAction", "store_true"]]));
