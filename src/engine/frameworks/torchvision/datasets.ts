/**
 * The data sets of torchvision that programs train on: as long as the real ones, their images and labels of the right shape
 * and range, drawn from a seed of their own. Everything that comes from them is a placeholder and says so.
 */
import type { Machine } from "../../python/machine.js";
import { define, native } from "../../python/define-native.js";
import { PyGetter, type PyInstance, PyList, PyTuple, PyType, type Value } from "../../python/object.js";
import { unknown } from "../../python/modules/unknown.js";
import { PyInert } from "../../python/values/function.js";
import { TorchGenerator } from "../../tensor/random/torch-generator.js";
import { intArgument } from "../arguments.js";
import { datasetType } from "../torch/data.js";
import { made } from "../torch/creation.js";
import { Tensor } from "../torch/tensor.js";
import { torchvisionMessages as say } from "./messages.js";

/** An image nobody has seen: its size is known. */
export class SampleImage extends PyInert {
  constructor(readonly source: string, readonly channels: number, readonly height: number, readonly width: number, readonly seed: number) { super("PIL.Image"); }
  resized(height: number, width: number, channels = this.channels): SampleImage { return new SampleImage(this.source, channels, height, width, this.seed); }
  /** Its elements in [0, 1], as `ToTensor` gives them. */
  tensor(machine: Machine): Tensor {
    const value = new TorchGenerator(this.seed).fillUniform([this.channels, this.height, this.width], 0, 1, "float32");
    return new Tensor(machine.trace.leaf(value, { kind: "placeholder", why: say.sample(this.source) }));
  }
}

interface Description {
  readonly name: string;
  readonly train: number;
  readonly test: number;
  readonly image: readonly [channels: number, height: number, width: number];
  readonly classes: readonly string[];
}

const digits = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"].map((name, i) => `${i} - ${name}`);
const numbers = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i));
const DATASETS: readonly Description[] = [
  { name: "MNIST", train: 60000, test: 10000, image: [1, 28, 28], classes: digits },
  { name: "QMNIST", train: 60000, test: 60000, image: [1, 28, 28], classes: digits },
  { name: "FashionMNIST", train: 60000, test: 10000, image: [1, 28, 28], classes: ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"] },
  { name: "KMNIST", train: 60000, test: 10000, image: [1, 28, 28], classes: ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"] },
  { name: "CIFAR10", train: 50000, test: 10000, image: [3, 32, 32], classes: ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"] },
  { name: "CIFAR100", train: 50000, test: 10000, image: [3, 32, 32], classes: numbers(100) },
  { name: "SVHN", train: 73257, test: 26032, image: [3, 32, 32], classes: numbers(10) },
];

const own = (value: Value | undefined): PyInstance => value as PyInstance; // `self` of a method of these types
const labelOf = (index: number, classes: number): number => new TorchGenerator(index).random32() % classes;

function dataset({ name, train, test, image: [channels, height, width], classes }: Description): PyType {
  const lengthOf = (self: PyInstance): number => (self.dict.get("train") === true ? train : test);
  return define(new PyType(name, [datasetType], "torchvision.datasets"), [
    native("__init__(self, root=None, train=True, transform=None, target_transform=None, download=False, split='train', **more)", (machine, a) => {
      const { dict } = own(a.self);
      machine.note("placeholder", say.dataset(name));
      dict.set("root", a.root!).set("transform", a.transform!).set("target_transform", a.target_transform!);
      dict.set("train", a.split === "test" ? false : typeof a.train === "boolean" ? a.train : a.train === null || machine.truth(a.train!));
      dict.set("classes", new PyList([...classes])).set("class_to_idx", machine.makeDict(classes.map((one, i) => [one, i] as const)));
      return null;
    }),
    native("__len__(self)", (_, a) => lengthOf(own(a.self))),
    native("__getitem__(self, index)", (machine, a) => {
      const { dict } = own(a.self);
      const length = lengthOf(own(a.self));
      const given = intArgument(machine, a.index!, "index");
      const index = given < 0 ? given + length : given;
      if (index < 0 || index >= length) throw machine.raise("IndexError", `index ${given} is out of bounds for dimension 0 with size ${length}`);
      const [transform = null, target = null] = [dict.get("transform"), dict.get("target_transform")];
      const image = new SampleImage(name, channels, height, width, index);
      const label = labelOf(index, classes.length);
      return new PyTuple([transform === null ? image : machine.call(transform, [image]), target === null ? label : machine.call(target, [label])]);
    }),
    new PyGetter("targets", (machine, self) => {
      const labels = Float64Array.from({ length: lengthOf(own(self)) }, (_, i) => labelOf(i, classes.length));
      return made(machine, { dtype: "int64", shape: [labels.length], strides: [1], offset: 0, buffer: labels }, null, { kind: "placeholder", why: say.sample(name) });
    }),
    new PyGetter("data", (machine) => unknown(machine, `${name}().data`)),
  ]);
}

export const DATASET_TYPES: readonly PyType[] = DATASETS.map(dataset);
