/** Finding modules: the frameworks' and the room's own. */
import { PyModule, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { OWN_MODULES } from "./index.js";

/** The module of that dotted name, its parents imported first; undefined: nobody offers it. */
export function importModule(rt: Runtime, name: string): Value | undefined {
  const known = rt.modules.get(name);
  if (known !== undefined) return known;
  const dot = name.lastIndexOf(".");
  const parent = dot < 0 ? undefined : importModule(rt, name.slice(0, dot));
  const make = rt.table.get(name) ?? OWN_MODULES.get(name);
  let module = make?.(rt);
  if (module === undefined && parent instanceof PyModule) {
    const member = rt.findAttribute(parent, name.slice(dot + 1));
    if (member instanceof PyModule) module = member;
  }
  if (module === undefined) return undefined;
  rt.modules.set(name, module);
  if (parent instanceof PyModule && !parent.dict.has(name.slice(dot + 1))) parent.dict.set(name.slice(dot + 1), module);
  return module;
}
