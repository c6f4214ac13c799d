/** `torch.nn` and its submodules. */
import type { Value } from "../../../python/object.js";
import { parameterType } from "../tensor.js";
import { attentionForward, multiheadAttention } from "./attention.js";
import { CONTAINERS } from "./containers.js";
import { EMBEDDINGS } from "./embedding.js";
import { INIT } from "./init.js";
import { LAYERS } from "./layers.js";
import { moduleType } from "./module.js";
import "./module-methods.js";
import { PLAIN } from "./plain.js";
import { RECURRENT } from "./recurrent.js";
import { TRANSFORMERS } from "./transformer.js";
import { UTILS } from "./utils.js";

const byName = (list: readonly (Value & { readonly name: string })[]): [string, Value][] => list.map((one) => [one.name, one]);

export const NN_MEMBERS: readonly (readonly [string, Value])[] = [["Module", moduleType], ["Parameter", parameterType], ...byName(LAYERS), ...byName(PLAIN), ...byName(CONTAINERS), ...byName(RECURRENT), ...byName([multiheadAttention]), ...byName(TRANSFORMERS)];

export const INIT_MEMBERS = byName(INIT);
export const UTILS_MEMBERS = byName(UTILS);
export { SEQUENCE_MEMBERS } from "./packed.js";
/** Of torch.nn.functional, written beside the layers that call them. */
export const LAYER_FUNCTIONS: readonly (readonly [string, Value])[] = [attentionForward, ...EMBEDDINGS].map((one) => [one.name, one.builtin] as const);
