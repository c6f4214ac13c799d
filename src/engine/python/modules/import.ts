/** Finding modules: the frameworks' and the room's own, then those of the workspace. */
import { isFolderName, parentOf } from "../../workspace/names.js";
import { PyModule, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { OWN_MODULES } from "./index.js";
import { importFile } from "./workspace.js";

/** Whoever has a folder of this name beside a program does not mean another library. */
const NEVER_LOCAL = new Set(["torch", "numpy", "jax", "jaxlib"]);

/** The module of that dotted name, its parents imported first; undefined: nobody offers it. */
export function importModule(rt: Runtime, name: string): Value | undefined {
  const known = rt.modules.get(name);
  if (known !== undefined) return known;
  if (isFolderName(name)) return name === "" ? undefined : importFile(rt, name);
  const above = parentOf(name);
  const parent = isFolderName(above) ? undefined : importModule(rt, above);
  // A package may import its parts itself.
  const meanwhile = rt.modules.get(name);
  if (meanwhile !== undefined) return meanwhile;
  const last = name.slice(above.length).replace(/^\./, "");
  const local = isLocal(rt, name);
  const make = local ? undefined : (rt.table.get(name) ?? OWN_MODULES.get(name));
  let module = make?.(rt);
  if (module === undefined && !local && parent instanceof PyModule) {
    const member = rt.findAttribute(parent, last);
    if (member instanceof PyModule) module = member;
  }
  if (module === undefined) module = importFile(rt, name);
  if (module === undefined) return undefined;
  rt.modules.set(name, module);
  if (parent instanceof PyModule && !parent.dict.has(last)) parent.dict.set(last, module);
  return module;
}

/** A file in the program's own folder goes before a library of that name. */
function isLocal(rt: Runtime, name: string): boolean {
  if (!rt.workspace) return false;
  const [top = ""] = name.split(".");
  if (top === "") return true;
  if (OWN_MODULES.has(top) || NEVER_LOCAL.has(top)) return false;
  return rt.workspace.isNear(top);
}
