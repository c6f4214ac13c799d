/** `dataclasses`. */
import { method, raw } from "../builtins/own.js";
import { NotImplemented, objectType, PyInstance, PyList, PyModule, PyTuple, PyType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { rich, sameItems } from "../semantics/compare.js";
import { qualifiedName, repr } from "../semantics/text.js";
import { PyDict } from "../values/dict.js";
import { EXCEPTIONS } from "../values/exception.js";
import { PySet } from "../values/set.js";
import { given, typeOf } from "../values/types.js";

interface Field {
  readonly name: string;
  readonly default: Value | undefined;
  readonly factory: Value | undefined;
  readonly init: boolean;
  readonly repr: boolean;
  readonly compare: boolean;
  readonly keywordOnly: boolean;
  readonly initOnly: boolean;
  /** What `field(metadata=…)` was given, for others to read. */
  readonly metadata: Value;
}

const fieldType = new PyType("Field", [objectType], "dataclasses");
const missing = new PyInstance(new PyType("_MISSING_TYPE", [objectType], "dataclasses"));

const FIELDS = new WeakMap<PyType, readonly Field[]>();

/** Fields of the class and its bases, in order; a later one takes the place of an earlier of its name. */
function fieldsOf(rt: Runtime, type: PyType, keywordOnly: boolean): Field[] {
  const fields = new Map<string, Field>();
  for (const base of [...type.order.slice(1)].reverse()) for (const field of FIELDS.get(base) ?? []) fields.set(field.name, field);
  const annotations = type.dict.get("__annotations__");
  let after = keywordOnly;
  for (const [name, hint] of annotations instanceof PyDict ? annotations.entries.values() : []) {
    if (typeof name !== "string" || typeof hint !== "string" || /^(typing\.|t\.)?ClassVar\b/.test(hint)) continue;
    if (/^(dataclasses\.)?KW_ONLY$/.test(hint)) { after = true; continue; }
    fields.set(name, fieldOf(rt, type, name, after, /\bInitVar\b/.test(hint)));
  }
  return [...fields.values()];
}

function fieldOf(rt: Runtime, type: PyType, name: string, keywordOnly: boolean, initOnly: boolean): Field {
  const given = type.dict.get(name);
  if (!(given instanceof PyInstance) || given.type !== fieldType) {
    if (given instanceof PyList || given instanceof PyDict || given instanceof PySet) throw rt.raise("ValueError", `mutable default ${repr(rt, typeOf(given))} for field ${name} is not allowed: use default_factory`);
    return { name, default: given, factory: undefined, init: true, repr: true, compare: true, keywordOnly, initOnly, metadata: rt.makeDict([]) };
  }
  const option = (key: string): Value | undefined => { const value = given.dict.get(key); return value === missing ? undefined : value; };
  const value = option("default");
  if (value === undefined) type.dict.delete(name);
  else type.dict.set(name, value);
  return { name, default: value, factory: option("default_factory"), init: option("init") !== false, repr: option("repr") !== false, compare: option("compare") !== false, keywordOnly: keywordOnly || option("kw_only") === true, initOnly, metadata: option("metadata") ?? rt.makeDict([]) };
}

interface Options { readonly init: boolean; readonly repr: boolean; readonly eq: boolean; readonly order: boolean; readonly frozen: boolean; readonly hash: boolean; readonly keywordOnly: boolean }

function decorate(rt: Runtime, type: Value, options: Options): Value {
  if (!(type instanceof PyType)) throw rt.raise("TypeError", "dataclass() must be used on a class");
  const fields = fieldsOf(rt, type, options.keywordOnly);
  FIELDS.set(type, fields);
  const add = (name: string, run: Parameters<typeof raw>[1]): void => { if (!type.dict.has(name)) type.dict.set(name, raw(name, run)); };
  const positional = fields.filter((field) => field.init && !field.keywordOnly);
  const firstDefault = positional.findIndex((field) => field.default !== undefined || field.factory !== undefined);
  const late = firstDefault < 0 ? undefined : positional.slice(firstDefault).find((field) => field.default === undefined && field.factory === undefined);
  if (late) throw rt.raise("TypeError", `non-default argument '${late.name}' follows default argument`);
  if (options.init) add("__init__", initializer(type, fields));
  const tuple = (self: Value, of: readonly Field[]): Value[] => of.map((field) => rt.getAttribute(self, field.name));
  const compared = fields.filter((field) => field.compare);
  if (options.repr) add("__repr__", (machine, [self]) => `${qualifiedName(typeOf(self))}(${fields.filter((field) => field.repr && !field.initOnly).map((field) => `${field.name}=${repr(machine, machine.getAttribute(self, field.name))}`).join(", ")})`);
  if (options.eq) {
    add("__eq__", (machine, [a, b]) => (typeOf(a) === typeOf(b) ? sameItems(machine, tuple(a, compared), tuple(b, compared)) : NotImplemented));
    if (!type.dict.has("__hash__") || type.dict.get("__hash__") === null) {
      if (options.frozen || options.hash) type.dict.set("__hash__", raw("__hash__", (machine, [self]) => machine.call(machine.builtins.get("hash")!, [new PyTuple(tuple(self, compared))])));
      else type.dict.set("__hash__", null);
    }
  }
  if (options.order) for (const [name, operator] of [["__lt__", "<"], ["__le__", "<="], ["__gt__", ">"], ["__ge__", ">="]] as const) add(name, (machine, [a, b]) => (typeOf(a) === typeOf(b) ? rich(machine, operator, new PyTuple(tuple(a, compared)), new PyTuple(tuple(b, compared))) : NotImplemented));
  if (options.frozen) type.dict.set("__setattr__", raw("__setattr__", (machine, [, name]) => { throw frozen(machine, `cannot assign to field ${repr(machine, name)}`); }));
  type.dict.set("__match_args__", new PyTuple(positional.map((field) => field.name)));
  type.dict.set("__dataclass_fields__", rt.makeDict(fields.filter((field) => !field.initOnly).map((field) => [field.name, describe(field)])));
  return type;
}

const frozen = (rt: Runtime, text: string): Error => {
  const error = rt.raise("AttributeError", text);
  error.exception.type = frozenError;
  return error;
};

function initializer(type: PyType, fields: readonly Field[]): Parameters<typeof raw>[1] {
  const given = fields.filter((field) => field.init);
  const positional = given.filter((field) => !field.keywordOnly);
  return (rt, [self, ...args], keywords) => {
    const name = `${type.name}.__init__()`;
    if (args.length > positional.length) throw rt.raise("TypeError", `${name} takes ${positional.length + 1} positional argument${positional.length ? "s" : ""} but ${args.length + 1} were given`);
    for (const keyword of keywords.keys()) if (!given.some((field) => field.name === keyword)) throw rt.raise("TypeError", `${name} got an unexpected keyword argument '${keyword}'`);
    const names = (self as PyInstance).dict; // a dataclass's instance
    const absent: string[] = [];
    const initial: Value[] = [];
    for (const field of fields) {
      const at = positional.indexOf(field);
      let value = field.init ? (at >= 0 && at < args.length ? args[at] : keywords.get(field.name)) : undefined;
      if (value === undefined) value = field.factory === undefined ? field.default : rt.call(field.factory, []);
      if (at >= 0 && at < args.length && keywords.has(field.name)) throw rt.raise("TypeError", `${name} got multiple values for argument '${field.name}'`);
      if (value === undefined) { if (field.init) absent.push(`'${field.name}'`); }
      else if (field.initOnly) initial.push(value);
      else if (type.dict.get("__setattr__") === undefined || FROZEN.has(type)) names.set(field.name, value);
      else rt.setAttribute(self, field.name, value);
    }
    if (absent.length) throw rt.raise("TypeError", `${name} missing ${absent.length} required positional argument${absent.length > 1 ? "s" : ""}: ${absent.length > 2 ? `${absent.slice(0, -1).join(", ")}, and ${absent.at(-1)}` : absent.join(" and ")}`);
    const post = typeOf(self).lookup("__post_init__");
    if (post !== undefined) rt.call(post, [self, ...initial]);
    return null;
  };
}

const FROZEN = new WeakSet<PyType>();
const frozenError = new PyType("FrozenInstanceError", [EXCEPTIONS.get("AttributeError")!], "dataclasses");

function describe(field: Field): PyInstance {
  const made = new PyInstance(fieldType);
  made.dict.set("name", field.name).set("default", given(field.default, missing)).set("default_factory", given(field.factory, missing)).set("init", field.init).set("repr", field.repr).set("metadata", field.metadata);
  return made;
}

function asDict(rt: Runtime, value: Value): Value {
  const fields = value instanceof PyInstance ? allFields(value.type) : undefined;
  if (fields) return rt.makeDict(fields.map((field) => [field.name, asDict(rt, rt.getAttribute(value, field.name))]));
  if (value instanceof PyList) return new PyList(value.items.map((item) => asDict(rt, item)));
  if (value instanceof PyTuple) return new PyTuple(value.items.map((item) => asDict(rt, item)));
  if (value instanceof PyDict) return rt.makeDict([...value.entries.values()].map(([key, item]) => [key, asDict(rt, item)]));
  return value;
}

const allFields = (type: PyType): readonly Field[] | undefined => type.order.map((one) => FIELDS.get(one)).find((fields) => fields);

export function dataclassesModule(rt: Runtime): PyModule {
  const options = (a: Readonly<Record<string, Value>>): Options => ({ init: rt.truth(a.init), repr: rt.truth(a.repr), eq: rt.truth(a.eq), order: rt.truth(a.order), frozen: rt.truth(a.frozen), hash: rt.truth(a.unsafe_hash), keywordOnly: rt.truth(a.kw_only) });
  const dataclass = method("dataclass(cls=None, /, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False, match_args=True, kw_only=False, slots=False, weakref_slot=False)", (machine, a) => {
    const chosen = options(a);
    const apply = (type: Value): Value => { if (chosen.frozen && type instanceof PyType) FROZEN.add(type); return decorate(machine, type, chosen); };
    return a.cls === null ? raw("dataclass", (_, [type]) => apply(type)) : apply(a.cls);
  }, { binding: "static" });
  const field = raw("field", (_, __, keywords) => { const made = new PyInstance(fieldType); for (const [name, value] of keywords) made.dict.set(name, value); return made; }, { binding: "static" });
  return new PyModule("dataclasses", new Map<string, Value>([
    ["dataclass", dataclass], ["field", field], ["MISSING", missing], ["Field", fieldType], ["FrozenInstanceError", frozenError], ["KW_ONLY", fieldType], ["InitVar", rt.builtins.get("list")!],
    ["asdict", raw("asdict", (machine, [value]) => asDict(machine, value), { binding: "static" })],
    ["astuple", raw("astuple", (machine, [value]) => new PyTuple((allFields(typeOf(value)) ?? []).map((one) => machine.getAttribute(value, one.name))), { binding: "static" })],
    ["fields", raw("fields", (_, [value]) => new PyTuple((allFields(value instanceof PyType ? value : typeOf(value)) ?? []).map(describe)), { binding: "static" })],
    ["is_dataclass", raw("is_dataclass", (_, [value]) => allFields(value instanceof PyType ? value : typeOf(value)) !== undefined, { binding: "static" })],
    ["replace", raw("replace", (machine, [value], keywords) => machine.call(typeOf(value), [], new Map([...(allFields(typeOf(value)) ?? []).filter((one) => one.init).map((one): [string, Value] => [one.name, machine.getAttribute(value, one.name)]), ...keywords])), { binding: "static" })],
  ]));
}
