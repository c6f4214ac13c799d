/** The modules of NumPy. */
import { define, moduleOf, native } from "../../python/define-native.js";
import type { Machine, ModuleTable } from "../../python/machine.js";
import { PyBuiltin, PyFloat, PyList, PyModule, PyTuple, PyType, objectType, Unsupported, type Value } from "../../python/object.js";
import { fromNumbers } from "../../tensor/array.js";
import { constantNode } from "../../trace/node.js";
import { once } from "../once.js";
import { SPELLINGS } from "../spelling.js";
import { ABSTRACT, isNumeric, ndarrayType, SCALAR_TYPES, scalarOf, stateOf } from "./array-type.js";
import { spelledFunction } from "./call.js";
import { CREATION } from "./creation.js";
import { dtypeType } from "./dtype.js";
import { AxisError, LinAlgError } from "./errors.js";
import { FUNCTIONS, SAME_AS } from "./functions.js";
import { GRID_OBJECTS, GRIDS } from "./grids.js";
import { HISTOGRAMS } from "./histograms.js";
import { ITERATION, vectorizeType, WALKS } from "./iteration.js";
import { JOINING } from "./joining.js";
import { LINALG } from "./linalg.js";
import { numpyMessages as say } from "./messages.js";
import { arrayRepr, arrayStr } from "./printing.js";
import { attributeError, NOT_YET } from "./known-names.js";
import { FROM_BYTES, LAYOUT } from "./layout.js";
import { NAN_FUNCTIONS } from "./nan-functions.js";
import { PyObjectArray } from "./object-array.js";
import { completeObjectArrays, OBJECT_FUNCTIONS } from "./object-methods.js";
import { PADDING } from "./padding.js";
import { poly1dType, POLYNOMIALS } from "./polynomials.js";
import { PRINTING, printOptionsType } from "./print-options.js";
import { SELECTION } from "./selection.js";
import { SETS } from "./sets.js";
import { SIGNALS } from "./signals.js";
import { STATISTICS } from "./statistics.js";
import { STRIDE_TRICKS } from "./stride-tricks.js";
import { TESTING } from "./testing.js";
import { RANDOM, RANDOM_TYPES } from "./random.js";
import { TYPE_FUNCTIONS, TYPE_OBJECTS } from "./type-functions.js";
import { WHOLE_NUMBERS } from "./whole-numbers.js";
import { provideNumpyModule } from "./methods.js";
import "./ufunc-methods.js";

/** Cards that carry a numpy name by rule of their table, though NumPy has no such function. */
const NOT_NUMPY = new Set(["sigmoid", "rsqrt", "erf", "erfc", "lgamma", "digamma", "trigamma"]);

/** All cards spelled `prefix.name`. */
function spelled(prefix: string): [string, Value][] {
  return [...SPELLINGS.keys()].flatMap((full): [string, Value][] => {
    const name = full.slice(prefix.length + 1);
    const found = full.startsWith(`${prefix}.`) && !name.includes(".") && !NOT_NUMPY.has(name) ? spelledFunction(full) : undefined;
    return found ? [[name, found]] : [];
  });
}

const inNumpy = once(() => spelled("numpy"));
const inLinalg = once(() => spelled("numpy.linalg"));

const named = (members: readonly PyBuiltin[]): [string, Value][] => members.map((one) => [one.name, one]);

/** Modules inside numpy of which nothing is here. */
const ABSENT = new Set(["fft", "ma", "char", "ctypeslib", "core", "strings", "rec"]);

/** A function that is not here is missed when it is called: naming it stops nothing. */
const missing = (module: string) => (machine: Machine, name: string): Value | undefined => {
  if (name.startsWith("__")) return undefined;
  if (module === "numpy" && !NOT_YET.has(name) && !ABSENT.has(name)) throw machine.raise("AttributeError", attributeError(name));
  const full = `${module.replace("numpy", "np")}.${name}`;
  if (!module.includes(".") && ABSENT.has(name)) return new PyModule(full, new Map(), missing(full));
  return new PyBuiltin(name, () => { throw new Unsupported("unsupported-call", say.name(full)); }, "static");
};

const module = (name: string, entries: Iterable<[string, Value]>): PyModule => new PyModule(name, new Map<string, Value>([["__name__", name], ...entries]), missing(name));

const CONSTANTS: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E, inf: Number.POSITIVE_INFINITY, nan: Number.NaN, euler_gamma: 0.5772156649015329 };

const members = (): Map<string, Value> => {
  const table = new Map<string, Value>([
    ...inNumpy(), ...named(CREATION), ...named(JOINING), ...named(FUNCTIONS), ...named(PRINTING), ...named(PADDING), ...named(FROM_BYTES), ...named(SELECTION), ...named(STATISTICS), ...named(HISTOGRAMS), ...named(SIGNALS), ...named(SETS), ...named(GRIDS), ...GRID_OBJECTS(),
    ...named(WHOLE_NUMBERS), ...named(POLYNOMIALS), ["poly1d", poly1dType], ...named(ITERATION), ...named(NAN_FUNCTIONS), ...named(TYPE_FUNCTIONS), ...[...TYPE_OBJECTS, ...WALKS].map((type): [string, Value] => [type.name, type]),
    ...[...SCALAR_TYPES].map(([dtype, type]): [string, Value] => [dtype, type]),
    ...Object.entries(ABSTRACT),
    ...Object.entries(CONSTANTS).map(([name, value]): [string, Value] => [name, new PyFloat(value)]),
    ["bool_", SCALAR_TYPES.get("bool")!], ["double", SCALAR_TYPES.get("float64")!], ["single", SCALAR_TYPES.get("float32")!], ["half", SCALAR_TYPES.get("float16")!], ["int_", SCALAR_TYPES.get("int64")!], ["intp", SCALAR_TYPES.get("int64")!],
    ["ndarray", ndarrayType], ["dtype", dtypeType], ["newaxis", null], ["__version__", "2.4.0"],
    ["errstate", contextType], ["printoptions", printOptionsType],
    ["geterr", native("geterr()", (machine) => machine.makeDict(["divide", "over", "under", "invalid"].map((name) => [name, name === "under" ? "ignore" : "warn"] as const)))],
    ["seterr", native("seterr(all=None, divide=None, over=None, under=None, invalid=None)", () => null)],
    ["array_repr", native("array_repr(arr)", (machine, a) => (isNumeric(a.arr) ? arrayRepr(a.arr.tracedNode(machine).value, stateOf(machine).print) : machine.repr(a.arr!)))],
    ["array_str", native("array_str(a)", (machine, a) => (isNumeric(a.a) ? arrayStr(a.a.tracedNode(machine).value, stateOf(machine).print) : machine.str(a.a!)))],
    ["vectorize", vectorizeType],
  ]);
  for (const [name, value] of [["True_", true], ["False_", false]] as const) table.set(name, scalarOf(constantNode(fromNumbers("bool", [], [value ? 1 : 0]), false)));
  for (const [name, work] of Object.entries(OBJECT_FUNCTIONS)) table.set(name, withObjects(table.get(name) as PyBuiltin, work)); // functions of the tables above
  for (const [name, other] of Object.entries(SAME_AS)) table.set(name, table.get(other)!);
  return table;
};

/** A function that looks first whether it was given strings or objects. */
const withObjects = (numeric: PyBuiltin, work: (typeof OBJECT_FUNCTIONS)[string]): PyBuiltin =>
  new PyBuiltin(numeric.name, (machine, args, keywords) => {
    const [first, second] = args;
    const looks = (value: Value | undefined): boolean => value instanceof PyObjectArray || typeof value === "string" || ((value instanceof PyList || value instanceof PyTuple) && value.items.length > 0 && (value.items[0] instanceof PyObjectArray || typeof value.items[0] === "string"));
    return looks(first) || (args.length > 1 && looks(second)) ? work(machine, args, keywords) : numeric.call(machine, args, keywords);
  }, "static", numeric.keepsTracedInts);

/** `with np.errstate(…):` changes nothing that is seen here. */
const contextType = new PyType("errstate", [objectType], "numpy");
contextType.construct = (machine) => machine.instance(contextType);
contextType.dict.set("__enter__", new PyBuiltin("__enter__", (_, [self]) => self!));
contextType.dict.set("__exit__", new PyBuiltin("__exit__", () => null));

const submodule = (machine: Machine, name: string, make: () => PyModule): PyModule => machine.state(name, make);
const numpyRandom = (machine: Machine): PyModule => submodule(machine, "numpy.random", () => module("numpy.random", [...named(RANDOM), ...RANDOM_TYPES.map((type): [string, Value] => [type.name, type])]));
const numpyLinalg = (machine: Machine): PyModule => submodule(machine, "numpy.linalg", () => module("numpy.linalg", [...inLinalg(), ...named(LINALG), ["LinAlgError", LinAlgError]]));
const numpyExceptions = (machine: Machine): PyModule => submodule(machine, "numpy.exceptions", () => moduleOf("numpy.exceptions", { AxisError }));
const numpyTesting = (machine: Machine): PyModule => submodule(machine, "numpy.testing", () => module("numpy.testing", named(TESTING)));
const numpyTyping = (machine: Machine): PyModule => submodule(machine, "numpy.typing", () => moduleOf("numpy.typing", { NDArray: ndarrayType, ArrayLike: ndarrayType }));
const numpyStrideTricks = (machine: Machine): PyModule => submodule(machine, "numpy.lib.stride_tricks", () => module("numpy.lib.stride_tricks", named(STRIDE_TRICKS)));
const numpyLib = (machine: Machine): PyModule => submodule(machine, "numpy.lib", () => module("numpy.lib", [["stride_tricks", numpyStrideTricks(machine)]]));

function numpy(machine: Machine): PyModule {
  return machine.state("numpy-module", () => {
    const table = members();
    for (const [name, make] of [["random", numpyRandom], ["linalg", numpyLinalg], ["exceptions", numpyExceptions], ["testing", numpyTesting], ["typing", numpyTyping], ["lib", numpyLib]] as const) table.set(name, make(machine));
    return module("numpy", table);
  });
}

provideNumpyModule(numpy);
for (const type of [ndarrayType, ...SCALAR_TYPES.values()]) define(type, LAYOUT);
completeObjectArrays();

export const numpyModules: ModuleTable = new Map<string, (machine: Machine) => Value>([
  ["numpy", numpy], ["numpy.random", numpyRandom], ["numpy.linalg", numpyLinalg], ["numpy.exceptions", numpyExceptions], ["numpy.testing", numpyTesting], ["numpy.typing", numpyTyping],
  ["numpy.lib", numpyLib], ["numpy.lib.stride_tricks", numpyStrideTricks],
]);
