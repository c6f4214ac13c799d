/** Classes of torch.nn. */
import type { Value } from "../../../python/object.js";
import { CONTAINERS } from "./containers.js";
import { LAYERS } from "./layers.js";
import { moduleType } from "./module.js";
import { PLAIN } from "./plain.js";

export const nnMembers = (): [string, Value][] => [moduleType, ...CONTAINERS, ...LAYERS, ...PLAIN].map((type) => [type.name, type]);
