/** torch.utils.data: datasets, samplers and the loader, with PyTorch's draws from the generator. */
import type { Machine } from "../../python/machine.js";
import { define, native } from "../../python/define-native.js";
import { objectType, PyBuiltin, PyFloat, PyInstance, PyList, PyTuple, PyType, type Value } from "../../python/object.js";
import { PyDict } from "../../python/values/dict.js";
import { fromNumbers, toNumbers } from "../../tensor/array.js";
import { TorchGenerator } from "../../tensor/random/torch-generator.js";
import { multinomial } from "../../tensor/random/multinomial.js";
import { floatArgument, intArgument, isInt, numberOf } from "../arguments.js";
import { tensorFrom } from "./creation.js";
import { placeholder, typeError, valueError } from "./errors.js";
import { Call } from "./functions/define.js";
import { stack } from "./functions/shapes.js";
import { generatorFor } from "./random.js";
import { torchState } from "./state.js";
import { isTensor, Tensor } from "./tensor.js";

const own = (value: Value | undefined): PyInstance => value as PyInstance; // `self` of a method of these types
const held = (self: Value | undefined, name: string): Value => own(self).dict.get(name) ?? null;
const MODULE = "torch.utils.data";

export const datasetType = define(new PyType("Dataset", [objectType], `${MODULE}.dataset`), [
  native("__getitem__(self, index)", (machine) => { throw machine.raise("NotImplementedError", "Subclasses of Dataset should implement __getitem__."); }),
  new PyBuiltin("__add__", (machine, [self, other]) => machine.call(concatDataset, [new PyList([self!, other!])])),
]);
const iterableDataset = new PyType("IterableDataset", [datasetType], `${MODULE}.dataset`);

const tensorDataset = define(new PyType("TensorDataset", [datasetType], `${MODULE}.dataset`), [
  native("__init__(self, *tensors)", (machine, a, bound) => {
    const lengths = bound.rest.map((one) => machine.length(one));
    if (lengths.some((length) => length !== lengths[0])) throw machine.raise("AssertionError", "Size mismatch between tensors");
    own(a.self).dict.set("tensors", new PyTuple(bound.rest));
    return null;
  }),
  native("__getitem__(self, index)", (machine, a) => new PyTuple([...machine.iterate(held(a.self, "tensors"))].map((one) => machine.subscript(one, a.index!)))),
  native("__len__(self)", (machine, a) => machine.length(machine.subscript(held(a.self, "tensors"), 0))),
]);

const subset = define(new PyType("Subset", [datasetType], `${MODULE}.dataset`), [
  native("__init__(self, dataset, indices)", (_, a) => {
    own(a.self).dict.set("dataset", a.dataset!);
    own(a.self).dict.set("indices", a.indices!);
    return null;
  }),
  native("__getitem__(self, idx)", (machine, a) => machine.subscript(held(a.self, "dataset"), machine.subscript(held(a.self, "indices"), a.idx!))),
  native("__len__(self)", (machine, a) => machine.length(held(a.self, "indices"))),
]);

const concatDataset = define(new PyType("ConcatDataset", [datasetType], `${MODULE}.dataset`), [
  native("__init__(self, datasets)", (machine, a) => {
    own(a.self).dict.set("datasets", new PyList([...machine.iterate(a.datasets!)]));
    return null;
  }),
  native("__len__(self)", (machine, a) => [...machine.iterate(held(a.self, "datasets"))].reduce<number>((sum, one) => sum + machine.length(one), 0)),
  native("__getitem__(self, idx)", (machine, a) => {
    let at = intArgument(machine, a.idx!, "index");
    for (const one of machine.iterate(held(a.self, "datasets"))) {
      const length = machine.length(one);
      if (at < length) return machine.subscript(one, at);
      at -= length;
    }
    throw machine.raise("IndexError", "list index out of range");
  }),
]);

/** A seed as samplers and loaders draw it: one 64-bit number of the run's generator. */
const drawSeed = (generator: TorchGenerator): bigint => generator.random64() & 0x7fffffffffffffffn;

function permutation(machine: Machine, length: number, given: Value): number[] {
  const generator = given instanceof PyInstance ? generatorFor(machine, given) : new TorchGenerator(drawSeed(torchState(machine).generator));
  return toNumbers(generator.permutation(length));
}

/** Lists of samples as one batch: tensors stacked, numbers made tensors, tuples and dicts element by element. */
function collate(machine: Machine, samples: readonly Value[]): Value {
  const [first] = samples;
  if (isTensor(first)) return new Tensor(stack(new Call(machine, "stack", {}, [], new Map()), samples.filter(isTensor).map((one) => one.node(machine)), 0));
  if (first instanceof PyFloat) return tensorFrom(machine, new PyList([...samples]), "float64");
  if (first !== undefined && isInt(first)) {
    const batch = tensorFrom(machine, new PyList([...samples]), null);
    // Labels of a made-up data set are plain ints, which carry no mark themselves.
    if (machine.trace.doubts !== null) batch.held(machine).madeUp = true;
    return batch;
  }
  if (typeof first === "string") return new PyList([...samples]);
  if (first instanceof PyTuple || first instanceof PyList) {
    const columns = first.items.map((one, i) => {
      const column = samples.map((sample) => (sample as PyTuple | PyList).items[i]!); // equal in kind
      return typeof one === "string" ? new PyTuple(column) : collate(machine, column);
    });
    return first instanceof PyTuple && first.type.name !== "tuple" ? new PyTuple(columns, first.type) : new PyList(columns);
  }
  if (first instanceof PyDict) return machine.makeDict(machine.dictEntries(first).map(([key]) => [key, collate(machine, samples.map((sample) => machine.subscript(sample, key)))] as const));
  const node = first === undefined ? null : machine.nodeOf(first);
  if (node) return new Tensor(stack(new Call(machine, "stack", {}, [], new Map()), samples.map((one) => machine.nodeOf(one)!), 0));
  throw typeError(machine, `default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found ${first === undefined ? "nothing" : machine.repr(machine.typeOf(first))}`);
}

function* batches(machine: Machine, self: PyInstance): Generator<Value, void, void> {
  const get = (name: string): Value => self.dict.get(name) ?? null;
  const dataset = get("dataset")!;
  // The iterator draws its base seed first, the sampler its own after that.
  drawSeed(generatorFor(machine, get("generator")));
  const collateFunction = get("collate_fn");
  const joined = (samples: readonly Value[]): Value => (collateFunction === null ? collate(machine, samples) : machine.call(collateFunction, [new PyList([...samples])]));
  const batchSampler = get("batch_sampler");
  if (batchSampler !== null) {
    for (const batch of machine.iterate(batchSampler)) yield joined([...machine.iterate(batch)].map((index) => machine.subscript(dataset, index)));
    return;
  }
  const size = get("batch_size");
  const sampler = get("sampler");
  const order = sampler !== null ? machine.iterate(sampler) : get("shuffle") === true ? permutation(machine, machine.length(dataset), get("generator")) : machine.isInstance(dataset, iterableDataset) ? null : Array.from({ length: machine.length(dataset) }, (_, i) => i);
  const samples = order === null ? machine.iterate(dataset) : mapped(order, (index) => machine.subscript(dataset, index));
  if (size === null) {
    for (const sample of samples) yield isTensor(sample) || collateFunction === null ? sample : machine.call(collateFunction, [sample]);
    return;
  }
  let batch: Value[] = [];
  for (const sample of samples) {
    machine.step();
    batch.push(sample);
    if (batch.length < intArgument(machine, size, "batch_size")) continue;
    yield joined(batch);
    batch = [];
  }
  if (batch.length && get("drop_last") !== true) yield joined(batch);
}

function* mapped(order: Iterable<Value>, read: (index: Value) => Value): Generator<Value, void, void> {
  for (const index of order) yield read(index);
}

const iteratorType = new PyType("_SingleProcessDataLoaderIter", [objectType], `${MODULE}.dataloader`);
const running = new WeakMap<PyInstance, Generator<Value, void, void>>();
define(iteratorType, [
  native("__iter__(self)", (_, a) => a.self!),
  native("__next__(self)", (machine, a) => {
    const { done, value } = running.get(own(a.self))!.next();
    if (done) throw machine.raise("StopIteration", "");
    return value;
  }),
  native("next(self)", (machine, a) => machine.call(machine.getAttribute(a.self!, "__next__"), [])),
]);

const loader = define(new PyType("DataLoader", [objectType], `${MODULE}.dataloader`), [
  native("__init__(self, dataset, batch_size=1, shuffle=None, sampler=None, batch_sampler=None, num_workers=0, collate_fn=None, pin_memory=False, drop_last=False, timeout=0, worker_init_fn=None, multiprocessing_context=None, generator=None, prefetch_factor=None, persistent_workers=False, pin_memory_device='')", (machine, a) => {
    for (const [name, value] of Object.entries(a)) if (name !== "self") own(a.self).dict.set(name, value);
    if (a.sampler !== null && a.shuffle === true) throw valueError(machine, "sampler option is mutually exclusive with shuffle");
    if (a.shuffle === true && machine.length(a.dataset!) === 0) throw valueError(machine, "num_samples should be a positive integer value, but got num_samples=0");
    return null;
  }),
  native("__iter__(self)", (machine, a) => {
    const iterator = new PyInstance(iteratorType);
    running.set(iterator, batches(machine, own(a.self)));
    return iterator;
  }),
  native("__len__(self)", (machine, a) => {
    if (held(a.self, "batch_sampler") !== null) return machine.length(held(a.self, "batch_sampler"));
    const sampler = held(a.self, "sampler");
    const count = machine.length(sampler ?? held(a.self, "dataset"));
    const size = held(a.self, "batch_size");
    if (size === null) return count;
    const parts = count / intArgument(machine, size, "batch_size");
    return held(a.self, "drop_last") === true ? Math.floor(parts) : Math.ceil(parts);
  }),
]);

const indices = (machine: Machine, list: readonly number[]): Value => machine.call(machine.getAttribute(new PyList([...list]), "__iter__"), []);

function sampler(name: string, parameters: string, order: (machine: Machine, self: PyInstance) => number[]): PyType {
  return define(new PyType(name, [objectType], `${MODULE}.sampler`), [
    native(`__init__(self, ${parameters})`, (_, a) => {
      for (const [key, value] of Object.entries(a)) if (key !== "self") own(a.self).dict.set(key, value);
      return null;
    }),
    native("__iter__(self)", (machine, a) => indices(machine, order(machine, own(a.self)))),
    native("__len__(self)", (machine, a) => {
      const count = held(a.self, "num_samples");
      return count === null ? machine.length(held(a.self, parameters.split(/[,=]/)[0]!)) : count;
    }),
  ]);
}

/** Permutations one after the other, or draws with replacement, 32 at a time as PyTorch draws them. */
function randomOrder(machine: Machine, self: PyInstance): number[] {
  const length = machine.length(held(self, "data_source"));
  const wanted = held(self, "num_samples") === null ? length : intArgument(machine, held(self, "num_samples"), "num_samples");
  const given = held(self, "generator");
  const generator = given instanceof PyInstance ? generatorFor(machine, given) : new TorchGenerator(drawSeed(torchState(machine).generator));
  const order: number[] = [];
  if (machine.truth(held(self, "replacement"))) {
    while (order.length < wanted) order.push(...toNumbers(generator.fillIntegers([Math.min(32, wanted - order.length)], 0, length, "int64")));
    return order;
  }
  while (order.length < wanted) order.push(...toNumbers(generator.permutation(length)).slice(0, wanted - order.length));
  return order;
}

function weightedOrder(machine: Machine, self: PyInstance): number[] {
  const weights = held(self, "weights");
  const list = isTensor(weights) ? toNumbers(weights.array()) : [...machine.iterate(weights)].map((one) => floatArgument(machine, one, "weights"));
  return toNumbers(multinomial(generatorFor(machine, held(self, "generator")), fromNumbers("float64", [list.length], list), intArgument(machine, held(self, "num_samples"), "num_samples"), machine.truth(held(self, "replacement"))));
}

const batchSampler = define(new PyType("BatchSampler", [objectType], `${MODULE}.sampler`), [
  native("__init__(self, sampler, batch_size, drop_last)", (machine, a) => {
    if (!isInt(a.batch_size!) || Number(a.batch_size) <= 0) throw valueError(machine, `batch_size should be a positive integer value, but got batch_size=${machine.str(a.batch_size!)}`);
    for (const name of ["sampler", "batch_size", "drop_last"]) own(a.self).dict.set(name, a[name] ?? null);
    return null;
  }),
  native("__iter__(self)", (machine, a) => {
    const order = [...machine.iterate(held(a.self, "sampler"))];
    const size = intArgument(machine, held(a.self, "batch_size"), "batch_size");
    const batches = Array.from({ length: Math.ceil(order.length / size) }, (_, i) => order.slice(i * size, (i + 1) * size)).filter((batch) => batch.length === size || held(a.self, "drop_last") !== true);
    return machine.call(machine.getAttribute(new PyList(batches.map((batch) => new PyList(batch))), "__iter__"), []);
  }),
  native("__len__(self)", (machine, a) => {
    const parts = machine.length(held(a.self, "sampler")) / intArgument(machine, held(a.self, "batch_size"), "batch_size");
    return held(a.self, "drop_last") === true ? Math.floor(parts) : Math.ceil(parts);
  }),
]);

/** Several data sets side by side: tuples, or dicts if they were named. */
const stackDataset = define(new PyType("StackDataset", [datasetType], `${MODULE}.dataset`), [
  native("__init__(self, *args, **kwargs)", (machine, a, bound) => {
    own(a.self).dict.set("datasets", bound.restKeywords.size ? machine.makeDict([...bound.restKeywords]) : new PyTuple(bound.rest));
    return null;
  }),
  native("__getitem__(self, index)", (machine, a) => {
    const all = held(a.self, "datasets");
    if (machine.isDict(all)) return machine.makeDict(machine.dictEntries(all).map(([name, one]) => [name, machine.subscript(one, a.index!)] as const));
    return new PyTuple([...machine.iterate(all)].map((one) => machine.subscript(one, a.index!)));
  }),
  native("__len__(self)", (machine, a) => {
    const all = held(a.self, "datasets");
    return machine.length(machine.isDict(all) ? machine.dictEntries(all)[0]![1] : [...machine.iterate(all)][0]!);
  }),
]);

const chainDataset = define(new PyType("ChainDataset", [iterableDataset], `${MODULE}.dataset`), [
  native("__init__(self, datasets)", (_, a) => {
    own(a.self).dict.set("datasets", a.datasets!);
    return null;
  }),
  native("__iter__(self)", (machine, a) => machine.call(machine.getAttribute(new PyList([...machine.iterate(held(a.self, "datasets"))].flatMap((one) => [...machine.iterate(one)])), "__iter__"), [])),
  native("__len__(self)", (machine, a) => [...machine.iterate(held(a.self, "datasets"))].reduce<number>((sum, one) => sum + machine.length(one), 0)),
]);

const randomSplit = native("random_split(dataset, lengths, generator=None)", (machine, a) => {
  const total = machine.length(a.dataset!);
  let lengths = [...machine.iterate(a.lengths!)].map((one) => numberOf(one as Parameters<typeof numberOf>[0])); // numbers by PyTorch's signature
  const sum = lengths.reduce((x, y) => x + y, 0);
  if (Math.abs(sum - 1) < 1e-9 && lengths.some((one) => !Number.isInteger(one) || one === 1)) {
    lengths = lengths.map((fraction) => Math.floor(total * fraction));
    const rest = total - lengths.reduce((x, y) => x + y, 0);
    for (let i = 0; i < rest; i++) lengths[i % lengths.length]! += 1;
  } else if (sum !== total) throw valueError(machine, "Sum of input lengths does not equal the length of the input dataset!");
  const order = toNumbers(generatorFor(machine, a.generator!).permutation(total));
  let at = 0;
  return new PyList(lengths.map((length) => {
    const part = machine.call(subset, [a.dataset!, new PyList(order.slice(at, at + length))]);
    at += length;
    return part;
  }));
});

export const DATA_MEMBERS: readonly (readonly [string, Value])[] = [
  ...[datasetType, iterableDataset, tensorDataset, subset, concatDataset, loader,
    sampler("SequentialSampler", "data_source", (machine, self) => Array.from({ length: machine.length(held(self, "data_source")) }, (_, i) => i)),
    sampler("RandomSampler", "data_source, replacement=False, num_samples=None, generator=None", randomOrder),
    define(sampler("WeightedRandomSampler", "weights, num_samples, replacement=True, generator=None", weightedOrder), [native("__len__(self)", (_, a) => held(a.self, "num_samples"))]), batchSampler, stackDataset, chainDataset,
    sampler("SubsetRandomSampler", "indices, generator=None", (machine, self) => {
      const list = [...machine.iterate(held(self, "indices"))].map((one) => intArgument(machine, one, "index"));
      return toNumbers(generatorFor(machine, held(self, "generator")).permutation(list.length)).map((i) => list[i]!);
    }),
  ].map((type): [string, Value] => [type.name, type]),
  ["Sampler", new PyType("Sampler", [objectType], `${MODULE}.sampler`)],
  ["random_split", randomSplit],
  ["default_collate", native("default_collate(batch)", (machine, a) => collate(machine, [...machine.iterate(a.batch!)]))],
  ["get_worker_info", native("get_worker_info()", () => null)],
  ["default_convert", native("default_convert(data)", (_, a) => a.data!)],
  ["DistributedSampler", placeholder("torch.utils.data.DistributedSampler")],
];
