/** `import`. */
import type { ImportAlias, StatementKind } from "../../syntax/program.js";
import { absoluteName, joined } from "../../workspace/names.js";
import { type Execute, NORMAL } from "../frame.js";
import { pythonMessages as say } from "../messages.js";
import { importModule } from "../modules/import.js";
import { isInert } from "../modules/inert.js";
import { PyModule, type Value } from "../object.js";
import { PyInert, PyPlaceholder, PyUnknown } from "../values/function.js";
import type { Context } from "./context.js";
import { storeNamed, writer } from "./names.js";

/** The module or, where nobody offers it, a placeholder with a problem; inside `try … except ImportError`, the exception. */
function load(c: Context, name: string, span: ImportAlias["span"]): Value {
  const { rt } = c;
  rt.trace.span = span;
  const known = importModule(rt, name);
  if (known !== undefined) return known;
  if (isInert(name)) return new PyInert(name);
  if (c.guarded) throw rt.raise("ModuleNotFoundError", `No module named '${name}'`);
  rt.note("unsupported-module", say.moduleMissing(name), span);
  return new PyUnknown(name, true);
}

export function importModules(c: Context, s: StatementKind<"Import">): Execute {
  const parts = s.names.map(({ name, alias, span }) => ({ name, alias, span, bind: storeNamed(c, alias ?? name.split(".")[0], span, "import") }));
  return (frame) => {
    for (const { name, alias, span, bind } of parts) {
      const module = load(c, name, span);
      if (alias !== null) bind(frame, module);
      else if (module instanceof PyUnknown) bind(frame, new PyUnknown(name.split(".")[0], true));
      else bind(frame, module instanceof PyInert ? new PyInert(name.split(".")[0]) : (importModule(c.rt, name.split(".")[0]) ?? module));
    }
    return NORMAL;
  };
}

export function importFrom(c: Context, s: StatementKind<"ImportFrom">): Execute {
  const { rt } = c;
  const full = absoluteName(c.file.package, s.level, s.module);
  if (s.names.some(({ name }) => name === "*")) {
    return (frame) => {
      const module = load(c, full, s.span);
      if (!(module instanceof PyModule)) return NORMAL;
      const listed = module.dict.get("__all__");
      const names = listed === undefined ? [...module.dict.keys()].filter((name) => !name.startsWith("_")) : [...rt.iterate(listed)].map(String);
      for (const name of names) {
        const value = module.dict.get(name);
        if (value !== undefined) writer(c, name)(frame, value);
      }
      return NORMAL;
    };
  }
  const parts = s.names.map(({ name, alias, span }) => ({ name, span, bind: storeNamed(c, alias ?? name, span, "import") }));
  return (frame) => {
    const module = load(c, full, s.span);
    for (const { name, span, bind } of parts) {
      rt.trace.span = span;
      bind(frame, memberOf(c, module, full, name));
    }
    return NORMAL;
  };
}

function memberOf(c: Context, module: Value, full: string, name: string): Value {
  const { rt } = c;
  if (module instanceof PyUnknown) return module.member(name);
  if (module instanceof PyInert) return new PyInert(`${module.name}.${name}`);
  const own = rt.findAttribute(module, name);
  const value = own === undefined ? importModule(rt, joined(full, name)) : own;
  if (value !== undefined) return value;
  if (module instanceof PyModule && module.dict.get("__file__") !== undefined) throw rt.raise("ImportError", `cannot import name '${name}' from '${full}' (${rt.str(module.dict.get("__file__")!)})`);
  if (isInert(`${full}.${name}`)) return new PyInert(`${full}.${name}`);
  if (c.guarded) throw rt.raise("ImportError", `cannot import name '${name}' from '${full}'`);
  return new PyPlaceholder("unsupported-call", say.unsupported(`${full}.${name}`));
}
