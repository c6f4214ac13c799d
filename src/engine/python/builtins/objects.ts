/** object, type, functions and descriptors, and the functions that look at objects. */
import { builtinType, moduleType, NotImplemented, objectType, PyBuiltin, PyGetter, PyInstance, PyModule, PyObject, PyTuple, PyType, typeType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { attributesOf, deleteAttribute, deletePlainAttribute, setPlainAttribute } from "../semantics/attributes.js";
import { makeInstance } from "../semantics/call.js";
import { subclassesOf } from "../semantics/classes.js";
import { objectRepr, repr, str } from "../semantics/text.js";
import { PyDict, PyNamespace } from "../values/dict.js";
import { classMethodType, functionType, methodType, PyClassMethod, PyFunction, PyMethod, PyProperty, PyStaticMethod, PySuper, propertyType, staticMethodType, superType } from "../values/function.js";
import { given, noneType, typeName, typeOf } from "../values/types.js";
import { method, OBJECT_METHODS, own, raw } from "./own.js";

const functionOf = (value: Value): PyFunction => value as PyFunction; // attributes of functions only
const stringKeyed = (names: Iterable<readonly [string, Value]>): PyDict => { const dict = new PyDict(); for (const [name, value] of names) dict.setName(name, value); return dict; };

function isSubclass(rt: Runtime, type: PyType, of: Value): boolean {
  if (of instanceof PyTuple) return of.items.some((one) => isSubclass(rt, type, one));
  if (!(of instanceof PyType)) throw rt.raise("TypeError", "isinstance() arg 2 must be a type, a tuple of types, or a union");
  const check = of.metaclass?.lookup("__subclasscheck__");
  if (check !== undefined) return rt.truth(rt.call(check, [of, type]));
  return type.isSubtype(of);
}

function isInstance(rt: Runtime, value: Value, of: Value): boolean {
  if (of instanceof PyTuple) return of.items.some((one) => isInstance(rt, value, one));
  const check = of instanceof PyType ? of.metaclass?.lookup("__instancecheck__") : undefined;
  if (check !== undefined) return rt.truth(rt.call(check, [of, value]));
  return isSubclass(rt, typeOf(value), of);
}

export const isCallable = (value: Value): boolean =>
  value instanceof PyFunction || value instanceof PyMethod || value instanceof PyBuiltin || value instanceof PyType || (value instanceof PyObject && value.type.lookup("__call__") !== undefined);

function namesOf(rt: Runtime, value: Value): string[] {
  const own = value instanceof PyObject ? [...(attributesOf(rt, value)?.keys() ?? [])] : [];
  const types = value instanceof PyType ? value.order : value instanceof PyModule ? [] : typeOf(value).order;
  return [...new Set([...own, ...types.flatMap((type) => [...type.dict.keys()])])].sort((a, b) => (a < b ? -1 : 1));
}

export const OBJECT_FUNCTIONS = [
  raw("isinstance", (rt, [value, of]) => isInstance(rt, value, of)),
  raw("issubclass", (rt, [type, of]) => {
    if (!(type instanceof PyType)) throw rt.raise("TypeError", "issubclass() arg 1 must be a class");
    return isSubclass(rt, type, of);
  }),
  raw("callable", (_, [value]) => isCallable(value)),
  raw("id", (rt, [value]) => (value instanceof PyObject ? 0x7f0000000000 + rt.identity(value) * 16 : 0x560000000000 + Math.abs(Number(typeof value === "string" ? value.length : (value ?? 0))) * 32)),
  raw("hasattr", (rt, [value, name]) => rt.findAttribute(value, rt.str(name)) !== undefined),
  raw("getattr", (rt, [value, name, otherwise]) => {
    if (typeof name !== "string") throw rt.raise("TypeError", `attribute name must be string, not '${typeName(name)}'`);
    return otherwise === undefined ? rt.getAttribute(value, name) : given(rt.findAttribute(value, name), otherwise);
  }),
  raw("setattr", (rt, [object, name, value]) => { rt.setAttribute(object, rt.str(name), value); return null; }),
  raw("delattr", (rt, [object, name]) => { deleteAttribute(rt, object, rt.str(name)); return null; }),
  raw("vars", (rt, [value]) => {
    const names = value instanceof PyObject ? attributesOf(rt, value) : undefined;
    if (!names) throw rt.raise("TypeError", "vars() argument must have __dict__ attribute");
    return new PyNamespace(names);
  }),
  raw("locals", () => new PyDict()),
  raw("dir", (rt, [value]) => rt.call(rt.builtins.get("list")!, [new PyTuple(namesOf(rt, value))])),
];

const objectMethods = [
  raw("__new__", (_, [type]) => new PyInstance(type as PyType), { binding: "static" }), // called with a class
  raw("__setattr__", (rt, [self, name, value]) => { setPlainAttribute(rt, self, rt.str(name), value); return null; }),
  raw("__delattr__", (rt, [self, name]) => { deletePlainAttribute(rt, self, rt.str(name)); return null; }),
  raw("__getattribute__", (rt, [self, name]) => rt.getAttribute(self, rt.str(name))),
  raw("__repr__", (rt, [self]) => objectRepr(rt, self)),
  raw("__str__", (rt, [self]) => repr(rt, self)),
  raw("__format__", (rt, [self]) => str(rt, self)),
  raw("__hash__", (rt, [self]) => rt.identity(self as PyObject) * 16), // primitives have their own
  raw("__eq__", (_, [a, b]) => (a === b ? true : NotImplemented)),
  raw("__ne__", (rt, [a, b]) => (typeOf(a).lookup("__eq__") === undefined ? a !== b : !rt.equals(a, b))),
  raw("__init__", () => null),
  raw("__init_subclass__", () => null, { binding: "class" }),
  raw("__sizeof__", () => 64),
  raw("__dir__", (rt, [self]) => rt.call(rt.builtins.get("list")!, [new PyTuple(namesOf(rt, self))])),
  raw("__reduce__", () => null),
];

const typeMethods = [
  raw("__new__", (rt, [metaclass, ...args], keywords) => {
    if (args.length === 1) return typeOf(args[0]);
    const [name, bases, names] = args;
    if (typeof name !== "string" || !(bases instanceof PyTuple) || !(names instanceof PyDict)) throw rt.raise("TypeError", "type.__new__() takes a name, bases and a dict");
    return rt.makeClass(name, bases.items, new Map([...names.entries.values()].map(([key, value]) => [String(key), value])), keywords, metaclass === typeType ? null : (metaclass as PyType)); // called with a class
  }, { binding: "static" }),
  raw("__init__", () => null),
  raw("__call__", (rt, [type, ...args], keywords) => makeInstance(rt, type as PyType, args, keywords)), // as above
  raw("mro", (rt, [type]) => rt.call(rt.builtins.get("list")!, [new PyTuple((type as PyType).order)])), // as above
  raw("__subclasses__", (rt, [type]) => rt.call(rt.builtins.get("list")!, [new PyTuple(subclassesOf(rt, type as PyType))])), // as above
  raw("__instancecheck__", (_, [type, value]) => typeOf(value).isSubtype(type as PyType)), // as above
];

function property(getter: Value, setter: Value, deleter: Value): PyProperty {
  return new PyProperty(getter, setter, deleter, getter instanceof PyFunction ? getter.code.docstring : null);
}

function defineDescriptors(): void {
  const as = (value: Value): PyProperty => value as PyProperty; // methods of property only
  own(propertyType, [
    method("__new__(cls, fget=None, fset=None, fdel=None, doc=None)", (_, a) => property(a.fget, a.fset, a.fdel), { binding: "static" }),
    raw("getter", (_, [self, getter]) => property(getter, as(self).setter, as(self).deleter)),
    raw("setter", (_, [self, setter]) => property(as(self).getter, setter, as(self).deleter)),
    raw("deleter", (_, [self, deleter]) => property(as(self).getter, as(self).setter, deleter)),
    new PyGetter("fget", (_, self) => as(self).getter),
    new PyGetter("fset", (_, self) => as(self).setter),
    new PyGetter("__doc__", (_, self) => as(self).doc),
  ]);
  own(staticMethodType, [raw("__new__", (_, [, callee]) => new PyStaticMethod(callee), { binding: "static" }), raw("__call__", (rt, [self, ...args], keywords) => rt.call((self as PyStaticMethod).callee, args, keywords)), new PyGetter("__func__", (_, self) => (self as PyStaticMethod).callee)]); // methods of staticmethod only
  own(classMethodType, [raw("__new__", (_, [, callee]) => new PyClassMethod(callee), { binding: "static" }), new PyGetter("__func__", (_, self) => (self as PyClassMethod).callee)]); // methods of classmethod only
  own(superType, [raw("__new__", (rt, [, type, self]) => {
    if (!(type instanceof PyType)) throw rt.raise("RuntimeError", "super(): no arguments");
    return new PySuper(type, self ?? null, self instanceof PyType && self.isSubtype(type) ? self : typeOf(self ?? null));
  }, { binding: "static" })]);
}

function defineFunctions(): void {
  own(functionType, [
    new PyGetter("__name__", (_, f) => functionOf(f).name, (rt, f, value) => { functionOf(f).name = rt.str(value); }),
    new PyGetter("__qualname__", (_, f) => functionOf(f).dict.get("__qualname__") ?? functionOf(f).code.qualifiedName, (_, f, value) => { functionOf(f).dict.set("__qualname__", value); }),
    new PyGetter("__doc__", (_, f) => given(functionOf(f).dict.get("__doc__"), functionOf(f).code.docstring), (_, f, value) => { functionOf(f).dict.set("__doc__", value); }),
    new PyGetter("__module__", (_, f) => functionOf(f).dict.get("__module__") ?? "__main__", (_, f, value) => { functionOf(f).dict.set("__module__", value); }),
    new PyGetter("__defaults__", (_, f) => (functionOf(f).defaults.length ? new PyTuple(functionOf(f).defaults) : null)),
    new PyGetter("__kwdefaults__", (_, f) => (functionOf(f).keywordDefaults.size ? stringKeyed(functionOf(f).keywordDefaults) : null)),
    new PyGetter("__annotations__", (_, f) => stringKeyed(functionOf(f).annotations)),
    new PyGetter("__dict__", (_, f) => new PyNamespace(functionOf(f).dict)),
    raw("__call__", (rt, [f, ...args], keywords) => rt.call(f, args, keywords)),
    raw("__get__", (_, [f, object]) => (object === null ? f : new PyMethod(object, f))),
  ]);
  own(builtinType, [
    new PyGetter("__name__", (_, f) => (f as PyBuiltin).name), // attributes of natives only
    new PyGetter("__qualname__", (_, f) => (f as PyBuiltin).name), // as above
    new PyGetter("__doc__", () => null),
  ]);
  own(moduleType, [new PyGetter("__name__", (_, module) => (module as PyModule).name)]); // attributes of modules only
}

export function defineObjects(): PyType[] {
  for (const one of objectMethods) OBJECT_METHODS.set(one.name, one);
  own(typeType, typeMethods);
  defineDescriptors();
  defineFunctions();
  own(noneType, [raw("__bool__", () => false), raw("__new__", () => null, { binding: "static" })]);
  return [objectType, typeType, propertyType, staticMethodType, classMethodType, superType, noneType, functionType, methodType, builtinType, moduleType];
}
