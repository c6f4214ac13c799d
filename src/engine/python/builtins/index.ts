/** What every program knows without an import. */
import type { Context } from "../compile/context.js";
import { Ellipsis, NotImplemented, PyModule, PyType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { buildClass } from "../semantics/classes.js";
import { PyDict } from "../values/dict.js";
import { EXCEPTIONS } from "../values/exception.js";
import { defineBytes } from "./bytes.js";
import { defineComplex } from "./complex.js";
import { defineDicts } from "./dicts.js";
import { defineExceptions } from "./exceptions.js";
import { FUNCTIONS } from "./functions.js";
import { defineIterators, ITERATION } from "./iterators.js";
import { defineLists } from "./lists.js";
import { defineNumbers } from "./numbers.js";
import { defineObjects, OBJECT_FUNCTIONS } from "./objects.js";
import { raw } from "./own.js";
import { defineSets } from "./sets.js";
import { defineStrings } from "./strings.js";

let defined: readonly PyType[] | null = null;

/** The built-in types are the same for all runs; they get their methods once. */
function types(): readonly PyType[] {
  defined ??= [defineObjects(), defineNumbers(), defineComplex(), defineStrings(), defineBytes(), defineLists(), defineDicts(), defineSets(), defineIterators(), defineExceptions()].flat();
  return defined;
}

const HIDDEN = new Set(["NoneType", "function", "builtin_function_or_method", "method", "module", "generator", "ellipsis", "NotImplementedType", "dict_keys", "dict_values", "dict_items"]);

export function installBuiltins(rt: Runtime, c: Context): void {
  const { builtins } = rt;
  for (const type of types()) if (!HIDDEN.has(type.name)) builtins.set(type.name, type);
  for (const [name, type] of EXCEPTIONS) builtins.set(name, type);
  builtins.set("IOError", EXCEPTIONS.get("OSError")!).set("EnvironmentError", EXCEPTIONS.get("OSError")!);
  for (const one of [...FUNCTIONS, ...ITERATION, ...OBJECT_FUNCTIONS]) builtins.set(one.name, one);
  builtins.set("Ellipsis", Ellipsis).set("NotImplemented", NotImplemented).set("__name__", "__main__").set("__debug__", true).set("__file__", "program.py").set("__doc__", null);
  builtins.set("__builtins__", new PyModule("builtins", builtins));
  rt.modules.set("builtins", new PyModule("builtins", builtins));
  builtins.set("globals", FUNCTIONS_OF_MODULE.globals(c));
  rt.makeClass = (name, bases, names, keywords, metaclass) => buildClass(rt, name, bases.filter((base) => base instanceof PyType), names, keywords, metaclass);
}

const FUNCTIONS_OF_MODULE = {
  /** A copy: what is written into it does not come back. */
  globals: (c: Context): Value =>
    raw("globals", () => {
      const dict = new PyDict();
      let scope = c.scope;
      while (scope.parent) scope = scope.parent;
      for (const [name, slot] of scope.slots) if (c.module.slots[slot] !== undefined) dict.setName(name, c.module.slots[slot]!);
      dict.setName("__name__", "__main__");
      return dict;
    }),
};
