/** Making classes: metaclass, hooks, `__set_name__`, `__init_subclass__`. */
import { type Keywords, objectType, PyInstance, PyTuple, PyType, typeType, type Value } from "../object.js";
import { unknownBase } from "../modules/unknown.js";
import type { Runtime } from "../runtime.js";
import { PyDict } from "../values/dict.js";
import { PyClassMethod, PyFunction, PyInert, PyUnknown, PyProperty, PyStaticMethod } from "../values/function.js";
import { refusePlaceholder } from "./operators.js";

/** How a base decides what a class statement makes: NamedTuple, Enum. */
export type ClassHook = (rt: Runtime, name: string, bases: readonly PyType[], names: Map<string, Value>, keywords: Keywords) => PyType | undefined;
const hooks = new Map<PyType, ClassHook>();
export const onSubclass = (base: PyType, hook: ClassHook): void => { hooks.set(base, hook); };

export function createClass(rt: Runtime, name: string, parents: readonly Value[], names: Map<string, Value>, keywords: Keywords): PyType {
  const bases = basesOf(rt, parents);
  for (const base of bases) {
    for (const type of base.order) {
      const made = hooks.get(type)?.(rt, name, bases, names, keywords);
      if (made) return made;
    }
  }
  const wanted = keywords.get("metaclass");
  const metaclass = wanted instanceof PyType ? wanted : bases.find((base) => base.metaclass)?.metaclass ?? null;
  const rest = new Map([...keywords].filter(([key]) => key !== "metaclass"));
  if (!metaclass || metaclass === typeType) return buildClass(rt, name, bases, names, rest, null);
  const namespace = new PyDict();
  for (const [key, value] of names) namespace.setName(key, value);
  const made = rt.call(metaclass, [name, new PyTuple(bases), namespace], rest);
  if (!(made instanceof PyType)) throw rt.raise("TypeError", "a metaclass must make a class");
  return made;
}

function basesOf(rt: Runtime, parents: readonly Value[]): PyType[] {
  const bases: PyType[] = [];
  for (const parent of parents) {
    refusePlaceholder(parent);
    if (parent instanceof PyUnknown) bases.push(unknownBase(parent));
    if (parent instanceof PyInert) continue;
    if (!(parent instanceof PyType)) throw rt.raise("TypeError", "bases must be types");
    if (!bases.includes(parent)) bases.push(parent);
  }
  return bases.length ? bases : [objectType];
}

const FINAL = new Set(["bool", "NoneType", "range", "slice", "function", "ellipsis"]);

/** What `type.__new__` does. */
/** The classes this run has made straight from it. */
export function subclassesOf(rt: Runtime, type: PyType): PyType[] {
  const known = rt.state("subclasses", () => new Map<PyType, PyType[]>());
  let list = known.get(type);
  if (!list) known.set(type, list = []);
  return list;
}

export function buildClass(rt: Runtime, name: string, bases: readonly PyType[], names: Map<string, Value>, keywords: Keywords, metaclass: PyType | null): PyType {
  for (const base of bases) if (base.module === "builtins" && FINAL.has(base.name)) throw rt.raise("TypeError", `type '${base.name}' is not an acceptable base type`);
  const inherited = metaclass ?? bases.find((base) => base.metaclass)?.metaclass ?? null;
  const module = names.get("__module__");
  let type: PyType;
  try {
    type = new PyType(name, bases.length ? bases : [objectType], typeof module === "string" ? module : "__main__", inherited);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw rt.raise("TypeError", `${error.message} ${bases.map((base) => base.name).join(", ")}`);
  }
  for (const [key, value] of names) type.dict.set(key, implicit(key, value));
  if (type.dict.has("__eq__") && !type.dict.has("__hash__")) type.dict.set("__hash__", null);
  if (!type.dict.has("__doc__")) type.dict.set("__doc__", null);
  noteAbstract(rt, type);
  for (const base of type.bases) subclassesOf(rt, base).push(type);
  for (const [key, value] of names) {
    const set = value instanceof PyInstance ? value.type.lookup("__set_name__") : undefined;
    if (set !== undefined) rt.call(set, [value, type, key]);
  }
  for (const base of type.order.slice(1)) {
    const hook = base.dict.get("__init_subclass__");
    if (hook === undefined) continue;
    rt.call(hook instanceof PyClassMethod ? hook.callee : hook, [type], keywords);
    break;
  }
  return type;
}

/** These are class or static methods without being marked. */
function implicit(name: string, value: Value): Value {
  if (!(value instanceof PyFunction)) return value;
  if (name === "__init_subclass__" || name === "__class_getitem__") return new PyClassMethod(value);
  return name === "__new__" ? new PyStaticMethod(value) : value;
}

const isAbstract = (rt: Runtime, value: Value | undefined): boolean => {
  if (value instanceof PyFunction) return value.dict.get("__isabstractmethod__") === true;
  if (value instanceof PyProperty) return isAbstract(rt, value.getter);
  if (value instanceof PyClassMethod || value instanceof PyStaticMethod) return isAbstract(rt, value.callee);
  return false;
};

/** ABC: a class with abstract methods left cannot be called. */
function noteAbstract(rt: Runtime, type: PyType): void {
  if (!type.order.some((base) => base.name === "ABC") && type.metaclass?.name !== "ABCMeta") return;
  const left = new Set<string>();
  for (const one of type.order) for (const name of one.dict.keys()) if (isAbstract(rt, type.lookup(name))) left.add(name);
  type.dict.set("__abstractmethods__", new PyTuple([...left].sort()));
}

