/** numpy.random: the global state, RandomState and Generator objects. */
import { define, native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { objectType, PyBuiltin, PyFloat, PyList, PyObject, PyTuple, PyType, type Value } from "../../python/object.js";
import { fromNumbers, type NDArray, toNumbers } from "../../tensor/array.js";
import type { Dtype } from "../../tensor/dtype.js";
import { entropyWords, seedSequence } from "../../tensor/random/pcg64.js";
import { NumpyGenerator } from "../../tensor/random/numpy-generator.js";
import { NumpyRandomState } from "../../tensor/random/numpy-random-state.js";
import { broadcastShapes, sizeOf } from "../../tensor/shape.js";
import { intArgument, isInt, numberOf, shapeArgument } from "../arguments.js";
import { arrayOf, isNumeric, PyArray, resultOf, scalarOf, stateOf } from "./array-type.js";
import { need, run } from "./call.js";
import { distributions } from "./distributions.js";
import { dtypeArgument } from "./dtype.js";
import { holdsObjects, objectArrayFrom } from "./object-array.js";
import { writeWhole } from "./writing.js";

export const randomStateType = new PyType("RandomState", [objectType], "numpy.random.mtrand");
export const generatorType = new PyType("Generator", [objectType], "numpy.random._generator");

export class PyRandom extends PyObject {
  constructor(readonly type: PyType, readonly source: NumpyRandomState | NumpyGenerator, public seeded: boolean) { super(); }
}

export type Source = { readonly source: NumpyRandomState | NumpyGenerator; readonly seeded: boolean };

const globalSource = (machine: Machine): Source => { const { random, seeded } = stateOf(machine); return { source: random, seeded }; };

/** A drawn array, or the number itself where no size was given. */
export function drawn(machine: Machine, { seeded }: Source, call: string, array: NDArray, plain: boolean): Value {
  const node = machine.trace.leaf(array, { kind: seeded ? "seededSample" : "unseededSample", call });
  if (!plain) return arrayOf(node);
  return machine.call(machine.getAttribute(scalarOf(node), "item"), []);
}

export const sizeOrNull = (machine: Machine, size: Value): number[] | null => (size === null ? null : shapeArgument(machine, [size]));

/** normal(loc, scale) and its like: parameters may be arrays; the sample then is loc + scale · standard one. */
function located(machine: Machine, from: Source, call: string, a: Readonly<Record<string, Value>>, standard: (shape: number[]) => NDArray, transform: (loc: number, scale: number, x: number) => number): Value {
  const names = Object.keys(a).filter((name) => name !== "size" && name !== "self");
  const [loc, scale] = names.map((name) => (a[name] === null ? null : need(machine, a[name]).value));
  const shape = sizeOrNull(machine, a.size!) ?? (broadcastShapes(loc?.shape ?? [], scale?.shape ?? []) as number[]);
  const at = (array: NDArray | null | undefined, otherwise: number): ((i: number) => number) => {
    if (!array) return () => otherwise;
    const values = toNumbers(array);
    return values.length === 1 ? () => values[0]! : (i) => values[i % values.length]!;
  };
  const base = standard(shape);
  const [l, s] = [at(loc, 0), at(scale, 1)];
  const values = toNumbers(base).map((x, i) => transform(l(i), s(i), x));
  return drawn(machine, from, call, fromNumbers("float64", shape, values), a.size === null && shape.length === 0);
}

const shapes = (machine: Machine, args: readonly Value[]): number[] => args.map((value) => intArgument(machine, value, "dimension"));

/** Elements or rows of `a` (an int stands for its range) at these positions. */
function picked(machine: Machine, a: Value, positions: readonly number[], shape: readonly number[], plain: boolean): Value {
  const index = machine.trace.leaf(fromNumbers("int64", shape, positions), { kind: "computed" });
  if (isInt(a)) return plain ? positions[0]! : arrayOf(index);
  if (holdsObjects(machine, a)) return machine.subscript(objectArrayFrom(machine, a, null), plain ? positions[0]! : arrayOf(index));
  return resultOf(run(machine, "index", [need(machine, a), index], { axes: [0] }));
}

function choose(machine: Machine, { source }: Source, a: Value, size: Value, replace: boolean, p: Value): Value {
  const n = isInt(a) ? numberOf(a) : holdsObjects(machine, a) ? machine.length(a) : need(machine, a).value.shape[0] ?? 0;
  if (n <= 0) throw machine.raise("ValueError", isInt(a) ? "a must be a positive integer unless no samples are taken" : "a cannot be empty unless no samples are taken");
  const shape = sizeOrNull(machine, size) ?? [];
  const count = sizeOf(shape);
  if (!replace && count > n) throw machine.raise("ValueError", source instanceof NumpyRandomState ? "Cannot take a larger sample than population when 'replace=False'" : "Cannot take a larger sample than population when replace is False");
  const weights = p === null ? null : toNumbers(need(machine, p).value);
  if (weights && Math.abs(weights.reduce((sum, one) => sum + one, 0) - 1) > 1e-8) throw machine.raise("ValueError", "probabilities do not sum to 1");
  return picked(machine, a, source.choice(n, count, replace, weights), shape, size === null);
}

function permuted(machine: Machine, { source }: Source, x: Value): Value {
  if (isInt(x)) return picked(machine, x, source.permutation(numberOf(x)), [numberOf(x)], false);
  const n = holdsObjects(machine, x) ? machine.length(x) : need(machine, x).value.shape[0]!;
  return picked(machine, x, source.permutation(n), [n], false);
}

function shuffle(machine: Machine, { source }: Source, x: Value): null {
  if (x instanceof PyList) source.shuffle(x.items);
  else if (x instanceof PyArray) writeWhole(machine, x, run(machine, "index", [x.tracedNode(machine), machine.trace.leaf(fromNumbers("int64", [x.shape[0]!], source.permutation(x.shape[0]!)), { kind: "computed" })], { axes: [0] }), "shuffle");
  else throw machine.raise("TypeError", `'${machine.typeOf(x).name}' object does not support item assignment`);
  return null;
}

function integers(machine: Machine, from: Source, call: string, a: Readonly<Record<string, Value>>, inclusive: boolean): Value {
  const [low, high] = a.high === null ? [0, intArgument(machine, a.low!, "high")] : [intArgument(machine, a.low!, "low"), intArgument(machine, a.high!, "high")];
  const top = inclusive ? high + 1 : high;
  if (low >= top) throw machine.raise("ValueError", "low >= high");
  const shape = sizeOrNull(machine, a.size!) ?? [];
  const dtype: Dtype = a.dtype === null ? "int64" : (dtypeArgument(a.dtype!) ?? "int64");
  const array = from.source.fillIntegers(shape, low, top);
  return drawn(machine, from, call, dtype === "int64" ? array : fromNumbers(dtype, shape, toNumbers(array)), a.size === null);
}

export type Finder = (machine: Machine, self: Value) => Source;

/** The distributions that both kinds of source have; `self` in the signature where they are methods. */
function shared(find: Finder, self: string): PyBuiltin[] {
  const at = (machine: Machine, a: Readonly<Record<string, Value>>): Source => find(machine, a.self ?? null);
  return [
    native(`normal(${self}loc=0, scale=1, size=None)`, (machine, a) => located(machine, at(machine, a), "normal", a, (shape) => at(machine, a).source.fillNormal(shape, 0, 1), (loc, scale, x) => loc + scale * x)),
    native(`uniform(${self}low=0, high=1, size=None)`, (machine, a) => located(machine, at(machine, a), "uniform", a, (shape) => at(machine, a).source.fillDouble(shape), (low, high, x) => low + (high - low) * x)),
    native(`standard_normal(${self}size=None)`, (machine, a) => drawn(machine, at(machine, a), "standard_normal", at(machine, a).source.fillNormal(sizeOrNull(machine, a.size!) ?? [], 0, 1), a.size === null)),
    ...distributions(find, self),
    native(`random(${self}size=None)`, (machine, a) => drawn(machine, at(machine, a), "random", at(machine, a).source.fillDouble(sizeOrNull(machine, a.size!) ?? []), a.size === null)),
    native(`choice(${self}a, size=None, replace=True, p=None, axis=0, shuffle=True)`, (machine, a) => choose(machine, at(machine, a), a.a!, a.size!, a.replace !== false, a.p!)),
    native(`permutation(${self}x)`, (machine, a) => permuted(machine, at(machine, a), a.x!)),
    native(`shuffle(${self}x)`, (machine, a) => shuffle(machine, at(machine, a), a.x!)),
  ];
}

/** What only the old interface has. */
function legacy(find: Finder, self: string): PyBuiltin[] {
  const state = (machine: Machine, value: Value): NumpyRandomState => find(machine, value).source as NumpyRandomState; // legacy objects hold nothing else
  const sample = (name: string): PyBuiltin => native(`${name}(${self}size=None)`, (machine, a) => drawn(machine, find(machine, a.self ?? null), name, state(machine, a.self ?? null).fillDouble(sizeOrNull(machine, a.size!) ?? []), a.size === null));
  const method = self !== "";
  const raw = (name: string, fill: (source: NumpyRandomState, shape: number[]) => NDArray): PyBuiltin => new PyBuiltin(name, (machine, args) => {
    const owner = method ? args[0]! : null;
    const dims = shapes(machine, method ? args.slice(1) : args);
    return drawn(machine, find(machine, owner), name, fill(state(machine, owner), dims), dims.length === 0);
  });
  return [
    raw("rand", (source, shape) => source.fillDouble(shape)),
    raw("randn", (source, shape) => source.fillNormal(shape, 0, 1)),
    sample("random_sample"), sample("ranf"), sample("sample"),
    native(`random_integers(${self}low, high=None, size=None)`, (machine, a) => integers(machine, find(machine, a.self ?? null), "random_integers", { ...a, dtype: null, ...(a.high === null ? { low: 1, high: a.low! } : {}) }, true)),
    native(`get_state(${self}legacy=True)`, (machine, a) => {
      const { twister, cachedNormal } = state(machine, a.self ?? null).state();
      return new PyTuple(["MT19937", arrayOf(machine.trace.leaf(fromNumbers("uint32", [624], twister.key), { kind: "computed" })), twister.position, cachedNormal === null ? 0 : 1, new PyFloat(cachedNormal ?? 0)]);
    }),
    native(`set_state(${self}state)`, (machine, a) => {
      const [, key, position, has, cached] = [...machine.iterate(a.state!)];
      state(machine, a.self ?? null).restore({ twister: { key: Uint32Array.from(toNumbers(need(machine, key).value)), position: intArgument(machine, position!, "pos") }, cachedNormal: has === 1 && cached instanceof PyFloat ? cached.value : null });
      return null;
    }),
    native(`randint(${self}low, high=None, size=None, dtype=None)`, (machine, a) => integers(machine, find(machine, a.self ?? null), "randint", a, false)),
  ];
}

function seed(machine: Machine, source: NumpyRandomState, value: Value): void {
  if (value === null) return;
  if (isNumeric(value) || isInt(value)) {
    const number = intArgument(machine, value, "seed");
    if (number < 0 || number > 0xffffffff) throw machine.raise("ValueError", "Seed must be between 0 and 2**32 - 1");
    source.seed(number);
  } else source.seedByArray(toNumbers(need(machine, value).value));
}

const owner: Finder = (_, self) => self as PyRandom; // methods are bound to the type

define(randomStateType, [...shared(owner, "self, "), ...legacy(owner, "self, "), native("seed(self, seed=None)", (machine, a) => {
  const self = a.self as PyRandom; // bound to the type
  self.seeded = a.seed !== null;
  seed(machine, self.source as NumpyRandomState, a.seed!);
  return null;
})]);
/** What the generator draws in float32, too: name, further parameters, and the filling. */
const IN_EITHER: readonly (readonly [string, string, (source: NumpyGenerator, shape: readonly number[], dtype: Dtype) => NDArray])[] = [
  ["random", "out=None", (source, shape, dtype) => source.fillDouble(shape, dtype)],
  ["standard_normal", "out=None", (source, shape, dtype) => source.fillStandardNormal(shape, dtype)],
  ["standard_exponential", "method='zig', out=None", (source, shape, dtype) => source.fillStandardExponential(shape, dtype)],
];

define(generatorType, [
  ...shared(owner, "self, ").filter(({ name }) => IN_EITHER.every(([own]) => own !== name)),
  ...IN_EITHER.map(([name, further, fill]) => native(`${name}(self, size=None, dtype=None, ${further})`, (machine, a) => {
    const self = a.self as PyRandom; // bound to the type
    return drawn(machine, self, name, fill(self.source as NumpyGenerator, sizeOrNull(machine, a.size!) ?? [], dtypeArgument(a.dtype!) ?? "float64"), a.size === null);
  })),
  native("integers(self, low, high=None, size=None, dtype=None, endpoint=False)", (machine, a) => integers(machine, a.self as PyRandom, "integers", a, a.endpoint === true)), // as above
]);

randomStateType.construct = (machine, [value = null], keywords) => {
  const source = new NumpyRandomState(0);
  const given = value ?? keywords.get("seed") ?? null;
  seed(machine, source, given);
  return new PyRandom(randomStateType, source, given !== null);
};

const sequenceType = new PyType("SeedSequence", [objectType], "numpy.random.bit_generator");
const bitsType = new PyType("PCG64", [objectType], "numpy.random._pcg64");

/** Where a generator's bits come from; children are numbered. */
class PySequence extends PyObject {
  spawned = 0;
  constructor(readonly seeds: readonly bigint[], readonly spawnKey: readonly number[], readonly seeded: boolean) { super(); }
  get type(): PyType { return sequenceType; }
  get words(): number[] { return entropyWords(this.seeds, this.spawnKey); }
  spawn(count: number): PySequence[] { return Array.from({ length: count }, () => new PySequence(this.seeds, [...this.spawnKey, this.spawned++], this.seeded)); }
}
class PyBits extends PyObject {
  constructor(readonly sequence: PySequence) { super(); }
  get type(): PyType { return bitsType; }
}

/** A seed in any of its forms: an int, several, a SeedSequence, a bit generator. */
function sequenceOf(machine: Machine, seed: Value): PySequence {
  if (seed instanceof PyBits) return seed.sequence;
  if (seed instanceof PySequence) return seed;
  if (seed === null) return new PySequence([0n], [], false);
  if (isInt(seed)) {
    if (numberOf(seed) < 0) throw machine.raise("ValueError", "expected non-negative integer");
    return new PySequence([typeof seed === "bigint" ? seed : BigInt(numberOf(seed))], [], true);
  }
  return new PySequence(toNumbers(need(machine, seed).value).map(BigInt), [], true);
}

/** The sequence a generator was made from, for its children. */
const sequences = new WeakMap<PyRandom, PySequence>();

function generatorOf(_: Machine, sequence: PySequence): PyRandom {
  const generator = new PyRandom(generatorType, new NumpyGenerator(sequence.words), sequence.seeded);
  sequences.set(generator, sequence);
  return generator;
}

sequenceType.construct = (machine, [seed = null], keywords) => sequenceOf(machine, keywords.get("entropy") ?? seed);
bitsType.construct = (machine, [seed = null], keywords) => new PyBits(sequenceOf(machine, keywords.get("seed") ?? seed));
generatorType.construct = (machine, [bits = null]) => generatorOf(machine, sequenceOf(machine, bits));
define(sequenceType, [
  native("spawn(self, n_children)", (machine, a) => new PyList((a.self as PySequence).spawn(intArgument(machine, a.n_children!, "n_children")))), // bound to the type
  native("generate_state(self, n_words, dtype=None)", (machine, a) => { const words = seedSequence((a.self as PySequence).words, intArgument(machine, a.n_words!, "n_words")); return arrayOf(machine.trace.leaf(fromNumbers("uint32", [words.length], words), { kind: "computed" })); }), // as above
]);
define(generatorType, [
  native("spawn(self, n_children)", (machine, a) => new PyList((sequences.get(a.self as PyRandom) ?? sequenceOf(machine, null)).spawn(intArgument(machine, a.n_children!, "n_children")).map((child) => generatorOf(machine, child)))), // as above
]);

export const RANDOM_TYPES: readonly PyType[] = [randomStateType, generatorType, sequenceType, bitsType];

export const RANDOM: readonly PyBuiltin[] = [
  ...shared(globalSource, ""), ...legacy(globalSource, ""),
  native("seed(seed=None)", (machine, a) => {
    const state = stateOf(machine);
    state.seeded = a.seed !== null;
    seed(machine, state.random, a.seed!);
    return null;
  }),
  native("default_rng(seed=None)", (machine, a) => {
    if (a.seed instanceof PyRandom) return a.seed;
    return generatorOf(machine, sequenceOf(machine, a.seed!));
  }),
];
