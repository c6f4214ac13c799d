/** `enum`. */
import { own, raw } from "../builtins/own.js";
import { floatType, intType, NotImplemented, objectType, PyBuiltin, PyGetter, PyInstance, PyModule, PyTuple, PyType, typeType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { buildClass, onSubclass } from "../semantics/classes.js";
import { iteratorOf, listOf } from "../semantics/iteration.js";
import { binary } from "../semantics/operators.js";
import { repr } from "../semantics/text.js";
import { PyDict } from "../values/dict.js";
import { PyClassMethod, PyFunction, PyProperty, PyStaticMethod } from "../values/function.js";
import { intOf, plain, strType, typeOf } from "../values/types.js";

const MEMBERS = new WeakMap<PyType, Map<string, PyInstance>>();
const members = (type: Value): Map<string, PyInstance> => (type instanceof PyType ? MEMBERS.get(type) : undefined) ?? new Map();
const valueOf = (self: Value): Value => (self as PyInstance).dict.get("_value_") ?? null; // methods of members only
const nameOf = (self: Value): string => String((self as PyInstance).dict.get("_name_")); // as above

const enumMeta = new PyType("EnumType", [typeType], "enum");
own(enumMeta, [
  raw("__call__", (rt, [type, value, names]) => {
    if (names !== undefined) return functional(rt, type as PyType, rt.str(value), names); // called with a class
    for (const member of members(type).values()) if (member === value || rt.equals(valueOf(member), value)) return member;
    const missing = type instanceof PyType ? type.lookup("_missing_") : undefined;
    if (missing !== undefined) { const found = rt.call(rt.getAttribute(type, "_missing_"), [value]); if (found !== null) return found; }
    throw rt.raise("ValueError", `${repr(rt, value)} is not a valid ${(type as PyType).name}`); // as above
  }),
  raw("__getitem__", (rt, [type, name]) => { const member = members(type).get(String(name)); if (!member) throw rt.raiseWith("KeyError", [name]); return member; }),
  raw("__iter__", (rt, [type]) => iteratorOf(rt, new PyTuple(unique(type)))),
  raw("__len__", (_, [type]) => unique(type).length),
  raw("__contains__", (rt, [type, value]) => unique(type).some((member) => member === value || rt.equals(valueOf(member), value))),
  raw("__reversed__", (rt, [type]) => iteratorOf(rt, new PyTuple(unique(type).reverse()))),
  raw("__repr__", (_, [type]) => `<enum '${(type as PyType).name}'>`), // as above
  new PyGetter("__members__", (rt, type) => rt.makeDict([...members(type)])),
]);

const unique = (type: Value): PyInstance[] => [...new Set(members(type).values())];

const enumType = new PyType("Enum", [objectType], "enum", enumMeta);
own(enumType, [
  new PyGetter("name", (_, self) => nameOf(self)),
  new PyGetter("value", (_, self) => valueOf(self)),
]);
const members_ = [
  raw("__repr__", (rt, [self]) => `<${typeOf(self).name}.${nameOf(self)}: ${repr(rt, valueOf(self))}>`),
  raw("__str__", (_, [self]) => `${typeOf(self).name}.${nameOf(self)}`),
  raw("__hash__", (rt, [self]) => rt.call(rt.builtins.get("hash")!, [nameOf(self)])),
];
for (const one of members_) enumType.dict.set(one.name, one);

/** IntEnum, StrEnum: members count as their values, and are written as them. */
const asValue = (type: PyType): void => {
  countsAsValue(type);
  type.dict.set("__str__", raw("__str__", (rt, [self]) => rt.str(bare(self))));
  type.dict.set("__format__", raw("__format__", (rt, [self, spec]) => rt.call(rt.builtins.get("format")!, [bare(self), spec])));
};
const countsAsValue = (type: PyType): void => {
  for (const name of ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow"]) {
    const operator = { add: "+", sub: "-", mul: "*", truediv: "/", floordiv: "//", mod: "%", pow: "**" }[name] as "+"; // one of Python's operators
    type.dict.set(`__${name}__`, raw(`__${name}__`, (rt, [a, b]) => binary(rt, operator, bare(a), bare(b))));
    type.dict.set(`__r${name}__`, raw(`__r${name}__`, (rt, [a, b]) => binary(rt, operator, bare(b), bare(a))));
  }
  (["__eq__", "__lt__", "__le__", "__gt__", "__ge__"] as const).forEach((name, i) => {
    type.dict.set(name, raw(name, (rt, [a, b]) => {
      const [x, y] = [bare(a), bare(b)];
      return typeof x === typeof y || (intOf(x) !== undefined && rt.isInstance(y, rt.builtins.get("float") as PyType)) ? rt.compare(["==", "<", "<=", ">", ">="][i], x, y) : NotImplemented; // installed before any program
    }));
  });
  type.dict.set("__hash__", raw("__hash__", (rt, [self]) => rt.call(rt.builtins.get("hash")!, [bare(self)])));
  type.dict.set("__index__", raw("__index__", (_, [self]) => bare(self)));
  type.dict.set("__int__", raw("__int__", (_, [self]) => bare(self)));
  type.dict.set("__float__", raw("__float__", (rt, [self]) => rt.call(rt.builtins.get("float")!, [bare(self)])));
};
const bare = (value: Value): Value => plain(value instanceof PyInstance && value.type.isSubtype(enumType) ? valueOf(value) : value);
/** `class Level(int, Enum)`: counts as its value, is written with its name. */
const withValues = new PyType("ValueEnum", [objectType], "enum");
countsAsValue(withValues);
const intEnum = new PyType("IntEnum", [enumType, intType], "enum");
asValue(intEnum);
const strEnum = new PyType("StrEnum", [enumType, strType], "enum");
asValue(strEnum);
const flag = new PyType("Flag", [enumType], "enum");
const intFlag = new PyType("IntFlag", [flag, intType], "enum");
for (const [operator, name] of [["|", "or"], ["&", "and"], ["^", "xor"]] as const) {
  flag.dict.set(`__${name}__`, raw(`__${name}__`, (rt, [a, b]) => flagOf(rt, typeOf(a), binary(rt, operator, valueOf(a), bare(b)))));
}
flag.dict.set("__bool__", raw("__bool__", (rt, [self]) => rt.truth(valueOf(self))));
flag.dict.set("__contains__", raw("__contains__", (rt, [self, other]) => rt.equals(binary(rt, "&", valueOf(self), valueOf(other)), valueOf(other))));

function flagOf(rt: Runtime, type: PyType, value: Value): Value {
  for (const member of unique(type)) if (rt.equals(valueOf(member), value)) return member;
  const parts = unique(type).filter((member) => rt.truth(binary(rt, "&", valueOf(member), value)));
  return makeMember(type, parts.map(nameOf).join("|"), value);
}

function makeMember(type: PyType, name: string, value: Value): PyInstance {
  const member = new PyInstance(type);
  member.dict.set("_value_", value).set("_name_", name).set("__objclass__", type);
  return member;
}

const autoType = new PyType("auto", [objectType], "enum");

const isMember = (name: string, value: Value): boolean =>
  !(name.startsWith("_") || value instanceof PyFunction || value instanceof PyProperty || value instanceof PyStaticMethod || value instanceof PyClassMethod || value instanceof PyBuiltin || value instanceof PyType);

onSubclass(enumType, (rt, name, bases, names) => {
  const plainNames = new Map([...names].filter(([key, value]) => !isMember(key, value)));
  const mixed = bases.some((base) => base === intType || base === strType || base === floatType) ? [withValues, ...bases.filter((base) => base.isSubtype(enumType)), ...bases.filter((base) => !base.isSubtype(enumType))] : bases;
  const type = buildClass(rt, name, mixed, plainNames, new Map(), enumMeta);
  const known = new Map<string, PyInstance>();
  MEMBERS.set(type, known);
  let last: Value = 0;
  const flags = type.isSubtype(flag);
  for (const [key, given] of names) {
    if (!isMember(key, given)) continue;
    const automatic = given instanceof PyInstance && given.type === autoType;
    const value: Value = automatic ? (type.isSubtype(strEnum) ? key.toLowerCase() : flags ? 2 ** known.size : binary(rt, "+", last, 1)) : given;
    if (intOf(value) !== undefined) last = value;
    const init = type.lookup("__init__");
    const same = [...known.values()].find((member) => rt.equals(valueOf(member), value));
    const member = same ?? makeMember(type, key, value);
    if (!same && init !== undefined) rt.call(init, [member, ...(value instanceof PyTuple ? value.items : [value])]);
    known.set(key, member);
    type.dict.set(key, member);
  }
  return type;
});

/** `Enum("Color", "RED GREEN")`. */
function functional(rt: Runtime, base: PyType, name: string, names: Value): Value {
  const pairs: [string, Value][] = names instanceof PyDict ? [...names.entries.values()].map(([key, value]) => [String(key), value])
    : (typeof names === "string" ? names.replaceAll(",", " ").split(/\s+/).filter(Boolean) : listOf(rt, names)).map((one, i) => (one instanceof PyTuple ? [String(one.items[0]), one.items[1]] : [String(one), i + 1]));
  const type = buildClass(rt, name, [base], new Map(), new Map(), enumMeta);
  const known = new Map<string, PyInstance>();
  MEMBERS.set(type, known);
  for (const [key, value] of pairs) { const member = makeMember(type, key, value); known.set(key, member); type.dict.set(key, member); }
  return type;
}

export function enumModule(): PyModule {
  return new PyModule("enum", new Map<string, Value>([
    ...[enumType, intEnum, strEnum, flag, intFlag, autoType].map((type): [string, Value] => [type.name, type]),
    ["EnumMeta", enumMeta], ["EnumType", enumMeta], ["unique", raw("unique", (_, [type]) => type, { binding: "static" })],
  ]));
}
