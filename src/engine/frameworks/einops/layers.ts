/** einops.layers.torch: the functions as modules. */
import { PyBuiltin, type PyInstance, PyType, type Value } from "../../python/object.js";
import { initialize, moduleType } from "../torch/nn/module.js";
import { rearranged } from "./functions.js";

const instance = (value: Value | undefined): PyInstance => value as PyInstance; // `self` of a method of these types

/** Rearrange(pattern, **lengths), Reduce(pattern, reduction, **lengths). */
function layer(name: string, reduces: boolean): PyType {
  const type = new PyType(name, [moduleType], "einops.layers.torch");
  const lengths = (self: PyInstance): Map<string, Value> => new Map([...self.dict].flatMap(([key, value]) => (key.startsWith("axis ") ? [[key.slice(5), value] as const] : [])));
  type.dict.set("__init__", new PyBuiltin("__init__", (_, [self, pattern = "", reduction = "rearrange"], keywords) => {
    const own = instance(self);
    initialize(own);
    own.dict.set("pattern", keywords.get("pattern") ?? pattern);
    own.dict.set("reduction", reduces ? (keywords.get("reduction") ?? reduction) : "rearrange");
    for (const [key, value] of keywords) if (key !== "pattern" && !(reduces && key === "reduction")) own.dict.set(`axis ${key}`, value);
    return null;
  }));
  type.dict.set("forward", new PyBuiltin("forward", (machine, [self, x]) => rearranged(machine, x!, instance(self).dict.get("pattern")!, instance(self).dict.get("reduction")!, lengths(instance(self)))));
  type.dict.set("__repr__", new PyBuiltin("__repr__", (machine, [self]) => {
    const own = instance(self);
    const shown = ["pattern", ...(reduces ? ["reduction"] : [])].map((key) => machine.repr(own.dict.get(key)!));
    return `${name}(${[...shown, ...[...lengths(own)].map(([key, value]) => `${key}=${machine.str(value)}`)].join(", ")})`;
  }));
  return type;
}

export const LAYERS: readonly PyType[] = [layer("Rearrange", false), layer("Reduce", true)];
