/** The modules of einops. */
import { moduleOf } from "../../python/define-native.js";
import type { Machine, ModuleTable } from "../../python/machine.js";
import { PyBuiltin, PyModule, Unsupported, type Value } from "../../python/object.js";
import { FUNCTIONS } from "./functions.js";
import { LAYERS } from "./layers.js";
import { einopsMessages as say } from "./messages.js";
import { EinopsError } from "./transform.js";

const einops = (machine: Machine): PyModule => machine.state("einops", () => new PyModule("einops", new Map<string, Value>([["__name__", "einops"], ["__version__", "0.8.2"], ["EinopsError", EinopsError], ...FUNCTIONS.map((one): [string, Value] => [one.name, one])])));

const layers = (): PyModule => {
  const module = moduleOf("einops.layers.torch", Object.fromEntries(LAYERS.map((type) => [type.name, type])));
  module.dict.set("EinMix", new PyBuiltin("EinMix", () => { throw new Unsupported("unsupported-call", say.name("einops.layers.torch.EinMix")); }, "static"));
  return module;
};

export const einopsModules: ModuleTable = new Map<string, (machine: Machine) => Value>([
  ["einops", einops],
  ["einops.einops", einops],
  ["einops.layers", () => moduleOf("einops.layers", {})],
  ["einops.layers.torch", (machine) => machine.state("einops.layers.torch", layers)],
]);
