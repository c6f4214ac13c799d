/** The modules of HIPS autograd: NumPy's own functions, and operators on functions. */
import type { Machine, ModuleTable } from "../../python/machine.js";
import { dictType } from "../../python/values/dict.js";
import { listType, PyBuiltin, PyModule, tupleType, Unsupported, type Value } from "../../python/object.js";
import { numpyModules } from "../numpy/index.js";
import { scipyModules } from "../scipy/index.js";
import { TEST_UTIL } from "./check-grads.js";
import { FLATTEN } from "./flatten.js";
import { autogradMessages as say } from "./messages.js";
import { KINKS } from "./numpy.js";
import { OPERATORS } from "./operators.js";
import { OPTIMIZERS } from "./optimizers.js";
import { EXTEND } from "./primitive.js";

const named = (members: readonly PyBuiltin[]): [string, Value][] => members.map((one) => [one.name, one]);

const missing = (module: string) => (_: Machine, name: string): Value | undefined =>
  name.startsWith("__") ? undefined : new PyBuiltin(name, () => { throw new Unsupported("unsupported-call", say.name(`${module}.${name}`)); }, "static");

const module = (name: string, entries: Iterable<[string, Value]>, inner: ((machine: Machine, name: string) => Value | undefined) | null = missing(name)): PyModule => new PyModule(name, new Map<string, Value>([["__name__", name], ...entries]), inner);

const made = (name: string, entries: (machine: Machine) => Iterable<[string, Value]>): [string, (machine: Machine) => Value] => [name, (machine) => machine.state(name, () => module(name, entries(machine)))];

/** A module of NumPy or SciPy under autograd's name. */
const wrapped = (own: string, from: ModuleTable, name: string, changed: readonly PyBuiltin[] = []): [string, (machine: Machine) => Value] => [own, (machine) => machine.state(own, () => {
  const source = from.get(name)!(machine) as PyModule; // the tables hold modules
  return new PyModule(own, new Map([...source.dict, ["__name__", own], ...named(changed)]), source.missing);
})];

const operators = named(OPERATORS);

export const autogradModules: ModuleTable = new Map<string, (machine: Machine) => Value>([
  made("autograd", (machine) => [...operators, ["numpy", autogradModules.get("autograd.numpy")!(machine)], ["__version__", "1.8.0"]]),
  made("autograd.differential_operators", () => operators),
  wrapped("autograd.numpy", numpyModules, "numpy", KINKS),
  wrapped("autograd.numpy.random", numpyModules, "numpy.random"),
  wrapped("autograd.numpy.linalg", numpyModules, "numpy.linalg"),
  made("autograd.extend", () => named(EXTEND)),
  made("autograd.core", () => named(EXTEND)),
  made("autograd.misc", () => named(FLATTEN)),
  made("autograd.misc.flatten", () => named(FLATTEN)),
  made("autograd.misc.optimizers", () => named(OPTIMIZERS)),
  made("autograd.test_util", () => named(TEST_UTIL)),
  made("autograd.builtins", () => [["list", listType], ["tuple", tupleType], ["dict", dictType]]),
  ...[...scipyModules.keys()].map((name) => wrapped(`autograd.${name}`, scipyModules, name)),
]);
