/** The modules of SciPy. */
import type { Machine, ModuleTable } from "../../python/machine.js";
import { PyBuiltin, PyModule, Unsupported, type Value } from "../../python/object.js";
import { numpyModules } from "../numpy/index.js";
import { LINALG, SIGNAL } from "./linalg.js";
import { scipyMessages as say } from "./messages.js";
import { SPECIAL } from "./special.js";
import { provideNumpy, STATS } from "./stats.js";

provideNumpy((machine) => numpyModules.get("numpy")!(machine));

const named = (members: readonly PyBuiltin[]): [string, Value][] => members.map((one) => [one.name, one]);

/** What is not here is missed when it is called. */
const missing = (module: string) => (_: Machine, name: string): Value | undefined =>
  name.startsWith("__") ? undefined : new PyBuiltin(name, () => { throw new Unsupported("unsupported-call", say.name(`${module}.${name}`)); }, "static");

const made = (name: string, entries: (machine: Machine) => Iterable<[string, Value]>): [string, (machine: Machine) => Value] =>
  [name, (machine) => machine.state(name, () => new PyModule(name, new Map<string, Value>([["__name__", name], ...entries(machine)]), missing(name)))];

/** What scipy.linalg shares with numpy.linalg. */
const LIKE_NUMPY = ["inv", "det", "solve", "norm", "cholesky", "eigh", "eigvalsh", "eig", "eigvals", "svd", "qr", "pinv", "lstsq"];

export const scipyModules: ModuleTable = new Map<string, (machine: Machine) => Value>([
  ["scipy", (machine) => machine.state("scipy", () => new PyModule("scipy", new Map<string, Value>([["__name__", "scipy"], ["__version__", "1.17.1"]])))],
  made("scipy.special", () => named(SPECIAL)),
  made("scipy.stats", STATS),
  ...["norm", "multivariate_normal", "t", "gamma", "beta", "poisson", "chi2", "bernoulli"].map((name) => statsModule(name)),
  made("scipy.linalg", (machine) => {
    const numpy = numpyModules.get("numpy.linalg")!(machine);
    return [...LIKE_NUMPY.map((name): [string, Value] => [name, machine.getAttribute(numpy, name)]), ...named(LINALG)];
  }),
  made("scipy.signal", () => named(SIGNAL)),
  made("scipy.optimize", () => []), made("scipy.integrate", () => []), made("scipy.spatial", () => []), made("scipy.ndimage", () => []), made("scipy.sparse", () => []), made("scipy.io", () => []), made("scipy.interpolate", () => []),
]);

/** `import autograd.scipy.stats.norm as norm`: HIPS autograd has distributions as modules. */
function statsModule(name: string): [string, (machine: Machine) => Value] {
  const full = `scipy.stats.${name}`;
  return made(full, (machine) => {
    const object = machine.getAttribute(scipyModules.get("scipy.stats")!(machine), name);
    return machine.dictEntries(machine.getAttribute(object, "__dict__")).map(([key, value]) => [String(key), value]);
  });
}
