/** The modules of JAX. Each part of the room says which names it adds to which module; a new part is a line in PARTS. */
import type { Machine, ModuleTable } from "../../python/machine.js";
import { PyModule, type Value } from "../../python/object.js";
import { PyPlaceholder } from "../../python/values/function.js";
import { frameworkMessages as say } from "../messages.js";
import "./at.js";
import { AVALS } from "./avals.js";
import { CORE } from "./core.js";
import { KNOWN } from "./known-names.js";
import { DEBUG } from "./debug.js";
import { OPTIMIZER_LIBRARY } from "./example-libraries/optimizers.js";
import { STAX } from "./example-libraries/stax.js";
import { INITIALIZERS } from "./initializers.js";
import "./members.js";
import "./methods.js";
import { JAX_NN } from "./nn.js";
import { JAX_LINALG } from "./numpy/linalg.js";
import { LAX } from "./lax/index.js";
import { JAX_NUMPY } from "./numpy/index.js";
import "./operators.js";
import { JAX_SCIPY_LINALG } from "./scipy/linalg.js";
import { JAX_SPECIAL } from "./scipy/special.js";
import { JAX_STATS } from "./scipy/stats.js";
import type { Part } from "./part.js";
import { RANDOM } from "./random/index.js";
import { TRANSFORMS } from "./transform/functions.js";
import { TRACER_ERRORS } from "./transform/tracers.js";
import { TREE } from "./tree/functions.js";
import { RAVEL } from "./tree/ravel.js";

const PARTS: readonly Part[] = [
  CORE, JAX_NUMPY, JAX_LINALG, JAX_NN, JAX_SPECIAL, JAX_SCIPY_LINALG, JAX_STATS,
  RANDOM, TREE, TRANSFORMS, TRACER_ERRORS, LAX, INITIALIZERS, DEBUG, AVALS, RAVEL, OPTIMIZER_LIBRARY, STAX,
];

/** Full dotted name → what makes its members. */
const SOURCES = new Map<string, ((machine: Machine) => Iterable<readonly [string, Value]>)[]>();
for (const part of PARTS) for (const [name, members] of Object.entries(part)) SOURCES.set(name, [...(SOURCES.get(name) ?? []), members]);
/** Modules that only hold modules. */
for (const name of [...SOURCES.keys()]) {
  for (let at = name.lastIndexOf("."); at > 0; at = name.lastIndexOf(".", at - 1)) if (!SOURCES.has(name.slice(0, at))) SOURCES.set(name.slice(0, at), []);
}

/** A name that JAX has and this room has not is missed when it is used; Python's own protocol names are not there at all. */
const missing = (module: string) => (_: Machine, name: string): Value | undefined => {
  if (name.startsWith("__") || KNOWN[module]?.has(name) === false) return undefined;
  return new PyPlaceholder("unsupported-call", say.unsupportedName(`${module.replace("jax.numpy", "jnp")}.${name}`));
};

const moduleNamed = (machine: Machine, name: string): PyModule => machine.state(name, () => {
  const table = new Map<string, Value>([["__name__", name]]);
  for (const members of SOURCES.get(name)!) for (const [key, value] of members(machine)) table.set(key, value);
  for (const inner of SOURCES.keys()) {
    const at = inner.lastIndexOf(".");
    if (inner.slice(0, at) === name) table.set(inner.slice(at + 1), moduleNamed(machine, inner));
  }
  return new PyModule(name, table, missing(name));
});

export const JAX_MODULES: ModuleTable = new Map([...SOURCES.keys()].map((name) => [name, (machine: Machine) => moduleNamed(machine, name)]));
