/** `typing`, `abc`, `__future__`: hints mean nothing when a program runs. */
import { own, raw } from "../builtins/own.js";
import { objectType, PyModule, PyType, typeType, type Value } from "../object.js";
import { onSubclass } from "../semantics/classes.js";
import { PyDict } from "../values/dict.js";
import { PyFunction } from "../values/function.js";
import { namedTuple } from "./collections.js";

const hint = (name: string): PyType => {
  const type = new PyType(name, [objectType], "typing");
  own(type, [raw("__class_getitem__", (_, [self]) => self, { binding: "class" })]);
  return type;
};

const HINTS = ["Any", "Union", "Optional", "List", "Dict", "Tuple", "Set", "FrozenSet", "Callable", "Iterable", "Iterator", "Generator", "Sequence", "Mapping", "MutableMapping", "MutableSequence", "Type", "ClassVar", "Final", "Literal", "Annotated", "NoReturn", "Self", "Hashable", "Sized", "Collection", "Awaitable", "Coroutine", "TypeAlias", "Text", "Counter", "Deque", "DefaultDict", "OrderedDict", "SupportsFloat", "SupportsInt", "Concatenate", "Never", "Required", "NotRequired", "AnyStr", "AbstractSet", "Reversible", "Container", "IO", "Unpack", "LiteralString"].map(hint);

const generic = hint("Generic");
const protocol = hint("Protocol");
const typedDict = hint("TypedDict");

const namedTupleBase = new PyType("NamedTuple", [objectType], "typing");
onSubclass(namedTupleBase, (rt, name, _, names) => {
  const annotations = names.get("__annotations__");
  const fields = annotations instanceof PyDict ? [...annotations.entries.keys()].map(String) : [];
  const defaults = fields.flatMap((field) => { const value = names.get(field); return value === undefined ? [] : [value]; });
  const type = namedTuple(rt, name, fields, defaults);
  for (const [key, value] of names) if (!fields.includes(key)) type.dict.set(key, value);
  return type;
});
onSubclass(typedDict, (rt, name, _, __, ___) => new PyType(name, [rt.builtins.get("dict") as PyType])); // installed before any program

const identity = (name: string) => raw(name, (_, args) => args.at(-1) ?? null, { binding: "static" });

export function typingModule(): PyModule {
  const types = [...HINTS, generic, protocol, typedDict, namedTupleBase].map((type): [string, Value] => [type.name, type]);
  const variable = raw("TypeVar", () => HINTS[0], { binding: "static" });
  const functions: [string, Value][] = [
    ["TypeVar", variable], ["ParamSpec", variable], ["TypeVarTuple", variable], ["TYPE_CHECKING", false],
    ["cast", identity("cast")], ["overload", identity("overload")], ["final", identity("final")], ["no_type_check", identity("no_type_check")], ["runtime_checkable", identity("runtime_checkable")], ["override", identity("override")],
    ["NewType", raw("NewType", () => identity("NewType"), { binding: "static" })],
    ["get_type_hints", raw("get_type_hints", (rt, [value]) => rt.findAttribute(value, "__annotations__") ?? rt.makeDict([]), { binding: "static" })],
  ];
  return new PyModule("typing", new Map([...types, ...functions]));
}

const abcMeta = new PyType("ABCMeta", [typeType], "abc");
own(abcMeta, [raw("register", (_, [, type]) => type)]);
const abc = new PyType("ABC", [objectType], "abc", abcMeta);

export function abcModule(): PyModule {
  const mark = (value: Value): Value => { if (value instanceof PyFunction) value.dict.set("__isabstractmethod__", true); return value; };
  return new PyModule("abc", new Map<string, Value>([
    ["ABC", abc], ["ABCMeta", abcMeta],
    ["abstractmethod", raw("abstractmethod", (_, [value]) => mark(value), { binding: "static" })],
    ["abstractproperty", raw("abstractproperty", (rt, [value]) => rt.call(rt.builtins.get("property")!, [mark(value)]), { binding: "static" })],
  ]));
}

/** Abstract containers: `isinstance(x, Iterable)` asks for the methods. */
export function collectionsAbcModule(): PyModule {
  const asks: Readonly<Record<string, readonly string[]>> = {
    Iterable: ["__iter__"], Iterator: ["__next__"], Callable: ["__call__"], Sized: ["__len__"], Hashable: ["__hash__"], Container: ["__contains__"], Sequence: ["__getitem__", "index"], Mapping: ["keys", "__getitem__"],
    MutableMapping: ["keys", "__setitem__"], MutableSequence: ["append"], Set: ["isdisjoint"], MutableSet: ["add", "discard"], Generator: ["send"], Collection: ["__len__", "__iter__", "__contains__"],
  };
  const types = Object.entries(asks).map(([name, methods]): [string, Value] => {
    const meta = new PyType("ABCMeta", [typeType], "abc");
    own(meta, [raw("__instancecheck__", (rt, [self, value]) => {
      const type = rt.typeOf(value);
      if (name === "Callable") return rt.truth(rt.call(rt.builtins.get("callable")!, [value]));
      return type.isSubtype(self as PyType) || methods.every((one) => type.lookup(one) !== undefined && type.lookup(one) !== null); // asked of a class
    })]);
    const type = new PyType(name, [objectType], "collections.abc", meta);
    own(type, [raw("__class_getitem__", (_, [self]) => self, { binding: "class" })]);
    return [name, type];
  });
  return new PyModule("collections.abc", new Map(types));
}

export function futureModule(): PyModule {
  return new PyModule("__future__", new Map<string, Value>(["annotations", "division", "print_function", "absolute_import", "unicode_literals", "generator_stop", "with_statement"].map((name) => [name, true])));
}

