/** The modules of Python's own library: one line a module. */
import type { Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { mathModule } from "./math.js";

export const OWN_MODULES: ReadonlyMap<string, (rt: Runtime) => Value> = new Map<string, (rt: Runtime) => Value>([
  ["math", mathModule],
]);
