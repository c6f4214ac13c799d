/** `types` and `numbers`: what kinds of objects there are. */
import { method, own, raw } from "../builtins/own.js";
import { builtinType, floatType, intType, moduleType, objectType, PyInstance, PyModule, PyType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { repr } from "../semantics/text.js";
import { functionType, methodType } from "../values/function.js";
import { generatorType } from "../values/iterator.js";
import { noneType, typeOf } from "../values/types.js";

export const namespaceType = new PyType("SimpleNamespace", [objectType], "types");
const namesOf = (value: Value): Map<string, Value> => (value as PyInstance).dict; // methods of SimpleNamespace only
own(namespaceType, [
  method("__init__(self, **kwargs)", (_, a, { restKeywords }) => { for (const [name, value] of restKeywords) namesOf(a.self).set(name, value); return null; }),
  raw("__repr__", (rt, [self]) => `namespace(${[...namesOf(self)].map(([name, value]) => `${name}=${repr(rt, value)}`).join(", ")})`),
  raw("__eq__", (rt, [a, b]) => {
    if (!(b instanceof PyInstance) || b.type !== namespaceType) return false;
    const [mine, theirs] = [namesOf(a), b.dict];
    return mine.size === theirs.size && [...mine].every(([name, value]) => { const other = theirs.get(name); return other !== undefined && rt.equals(value, other); });
  }),
]);

/** SimpleNamespace, FunctionType and their kin. */
export const typesModule = (): PyModule => new PyModule("types", new Map<string, Value>([
  ["SimpleNamespace", namespaceType], ["FunctionType", functionType], ["LambdaType", functionType], ["MethodType", methodType], ["BuiltinFunctionType", builtinType], ["ModuleType", moduleType], ["GeneratorType", generatorType], ["NoneType", noneType],
]));

/** An abstract class that asks the built-in types whether they belong to it. */
function abstract(rt: Runtime, name: string, base: PyType, members: readonly PyType[]): PyType {
  const complex = rt.builtins.get("complex");
  const all = name === "Number" || name === "Complex" ? [...members, ...(complex instanceof PyType ? [complex] : [])] : members;
  const meta = new PyType("ABCMeta", [typeOf(objectType)], "abc");
  const type = new PyType(name, [base], "numbers", meta);
  const belongs = (one: PyType): boolean => one.isSubtype(type) || all.some((member) => one.isSubtype(member));
  own(meta, [raw("__instancecheck__", (_, [, value]) => belongs(typeOf(value))), raw("__subclasscheck__", (_, [, one]) => one instanceof PyType && belongs(one))]);
  return type;
}

export function numbersModule(rt: Runtime): PyModule {
  const number = abstract(rt, "Number", objectType, [floatType, intType]);
  const complex = abstract(rt, "Complex", number, [floatType, intType]);
  const real = abstract(rt, "Real", complex, [floatType, intType]);
  const rational = abstract(rt, "Rational", real, [intType]);
  const integral = abstract(rt, "Integral", rational, [intType]);
  return new PyModule("numbers", new Map<string, Value>([number, complex, real, rational, integral].map((type) => [type.name, type])));
}
