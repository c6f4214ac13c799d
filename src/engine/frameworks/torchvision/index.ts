/** The modules of torchvision. What is not here gives unknown values. */
import type { Machine, ModuleTable } from "../../python/machine.js";
import { PyModule, type PyType, type Value } from "../../python/object.js";
import { PyInert, PyUnknown } from "../../python/values/function.js";
import { DATASET_TYPES } from "./datasets.js";
import { TRANSFORM_TYPES } from "./transforms.js";

const unknownMember = (module: string) => (_: Machine, name: string): Value | undefined => (name.startsWith("__") ? undefined : new PyUnknown(`${module}.${name}`, true));

const moduleOf = (name: string, types: readonly PyType[], members: readonly (readonly [string, Value])[] = []) => (machine: Machine): Value =>
  machine.state(name, () => new PyModule(name, new Map<string, Value>([["__name__", name], ...types.map((type): [string, Value] => [type.name, type]), ...members]), unknownMember(name)));

const PARTS: ModuleTable = new Map([
  ["datasets", moduleOf("torchvision.datasets", DATASET_TYPES)],
  ["transforms", moduleOf("torchvision.transforms", TRANSFORM_TYPES)],
  ["utils", moduleOf("torchvision.utils", [], [["save_image", new PyInert("torchvision.utils.save_image")]])],
  ["models", moduleOf("torchvision.models", [])],
]);

/** Importing torchvision imports its parts. */
const whole = (machine: Machine): Value => new PyModule("torchvision", new Map<string, Value>([["__name__", "torchvision"], ["__version__", "0.28.0"], ...[...PARTS].map(([name, make]): [string, Value] => [name, make(machine)])]), unknownMember("torchvision"));

export const torchvisionModules: ModuleTable = new Map([
  ["torchvision", whole],
  ...[...PARTS].map(([name, make]) => [`torchvision.${name}`, make] as const),
  ["torchvision.transforms.v2", moduleOf("torchvision.transforms.v2", TRANSFORM_TYPES)],
]);
