/** torchvision.transforms: what computes with tensors is computed; what changes an image nobody has seen changes its size. */
import type { Machine } from "../../python/machine.js";
import { define, native } from "../../python/define-native.js";
import { objectType, PyFloat, type PyInstance, PyList, PyTuple, PyType, Unsupported, type Value } from "../../python/object.js";
import { numberOf } from "../arguments.js";
import { isTensor } from "../torch/tensor.js";
import { tensorFrom } from "../torch/creation.js";
import { SampleImage } from "./datasets.js";
import { torchvisionMessages as say } from "./messages.js";

type Apply = (machine: Machine, get: (name: string) => Value, image: Value) => Value;

function transform(name: string, parameters: string, apply: Apply): PyType {
  return define(new PyType(name, [objectType], "torchvision.transforms"), [
    native(`__init__(self${parameters && `, ${parameters}`})`, (_, a) => {
      for (const [key, value] of Object.entries(a)) if (key !== "self") (a.self as PyInstance).dict.set(key, value); // `self` of a method of this type
      return null;
    }),
    native("__call__(self, img)", (machine, a) => apply(machine, (key) => (a.self as PyInstance).dict.get(key) ?? null, a.img!)), // as above
  ]);
}

const number = (value: Value): number => numberOf(value as Parameters<typeof numberOf>[0]); // numbers by torchvision's signatures

/** `32` or `(32, 48)`. */
function sizeOf(value: Value): readonly [number, number] | number {
  if (!(value instanceof PyTuple || value instanceof PyList)) return number(value);
  const [height = 0, width = height] = value.items.map(number);
  return value.items.length === 1 ? height : [height, width];
}
const squareOf = (value: Value): readonly [number, number] => { const size = sizeOf(value); return typeof size === "number" ? [size, size] : size; };

/** The shorter side becomes `size`. */
function resized(image: SampleImage, size: number | readonly [number, number]): SampleImage {
  if (typeof size !== "number") return image.resized(size[0], size[1]);
  const scale = size / Math.min(image.height, image.width);
  return image.resized(Math.floor(image.height * scale), Math.floor(image.width * scale));
}

/** On images only. */
const onImage = (name: string, change: (image: SampleImage, get: (name: string) => Value) => SampleImage): Apply => (_, get, image) => {
  if (image instanceof SampleImage) return change(image, get);
  throw new Unsupported("unsupported-call", say.transform(name));
};

const toTensor: Apply = (machine, _, image) => {
  if (image instanceof SampleImage) return image.tensor(machine);
  if (isTensor(image)) return image;
  throw new Unsupported("unsupported-call", say.transform("ToTensor"));
};

const column = (machine: Machine, values: Value): Value => {
  const list = values instanceof PyTuple || values instanceof PyList ? values.items : [values];
  const tensor = tensorFrom(machine, new PyList(list.map((one) => new PyFloat(number(one)))), "float32");
  return machine.call(machine.getAttribute(tensor, "view"), [-1, 1, 1]);
};
const normalize: Apply = (machine, get, image) => machine.binary("/", machine.binary("-", image, column(machine, get("mean"))), column(machine, get("std")));

const SAME_SIZE: Readonly<Record<string, string>> = {
  RandomHorizontalFlip: "p=None", RandomVerticalFlip: "p=None", RandomRotation: "degrees, *rest, **more", RandomAffine: "degrees, *rest, **more", ColorJitter: "*rest, **more", RandomGrayscale: "p=None",
  GaussianBlur: "*rest, **more", RandomPerspective: "*rest, **more", AutoAugment: "*rest, **more", RandAugment: "*rest, **more", TrivialAugmentWide: "*rest, **more", ToPILImage: "mode=None", RandomErasing: "*rest, **more",
};

export const TRANSFORM_TYPES: readonly PyType[] = [
  transform("Compose", "transforms", (machine, get, image) => [...machine.iterate(get("transforms"))].reduce((value, one) => machine.call(one, [value]), image)),
  transform("ToTensor", "", toTensor), transform("ToImage", "", (_, __, image) => image), transform("PILToTensor", "", toTensor), transform("ToDtype", "dtype=None, scale=False", toTensor), transform("ConvertImageDtype", "dtype=None", toTensor),
  transform("Normalize", "mean, std, inplace=False", normalize),
  transform("Lambda", "lambd", (machine, get, image) => machine.call(get("lambd"), [image])),
  transform("Resize", "size, interpolation=None, max_size=None, antialias=True", onImage("Resize", (image, get) => resized(image, sizeOf(get("size"))))),
  ...["CenterCrop", "RandomCrop", "RandomResizedCrop"].map((name) => transform(name, "size, *rest, **more", onImage(name, (image, get) => image.resized(...squareOf(get("size")))))),
  transform("Pad", "padding, fill=0, padding_mode='constant'", onImage("Pad", (image, get) => { const [y, x] = squareOf(get("padding")); return image.resized(image.height + 2 * y, image.width + 2 * x); })),
  transform("Grayscale", "num_output_channels=1", onImage("Grayscale", (image, get) => image.resized(image.height, image.width, number(get("num_output_channels"))))),
  ...Object.entries(SAME_SIZE).map(([name, parameters]) => transform(name, parameters, (machine, _, image) => {
    if (image instanceof SampleImage || (isTensor(image) && image.held(machine).madeUp)) return image;
    throw new Unsupported("unsupported-call", say.transform(name));
  })),
];
