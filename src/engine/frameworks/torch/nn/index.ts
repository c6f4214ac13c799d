/** `torch.nn` and its submodules. */
import { native } from "../../../python/define-native.js";
import { PyType, type Value } from "../../../python/object.js";
import { asTensor, parameterType } from "../tensor.js";
import { attentionForward, multiheadAttention } from "./attention.js";
import { CONTAINERS } from "./containers.js";
import { EMBEDDINGS } from "./embedding.js";
import { INIT } from "./init.js";
import { STRUCTURED_INIT } from "./init-structured.js";
import { LAYERS } from "./layers.js";
import { MORE_FUNCTIONS, MORE_LAYERS } from "./more-layers.js";
import { bufferPersists, moduleType } from "./module.js";
import "./module-methods.js";
import { OLD_FORMS } from "./parametrize.js";
import { PLAIN } from "./plain.js";
import { RECURRENT } from "./recurrent.js";
import { TRANSFORMERS } from "./transformer.js";
import { UTILS } from "./utils.js";

/** `nn.Buffer(x)`: a tensor that a module registers as a buffer when it is assigned. */
const bufferFunction = native("Buffer(data=None, persistent=True)", (machine, a) => {
  const tensor = asTensor(a.data).detached(machine, "Buffer");
  bufferPersists.set(tensor, machine.truth(a.persistent!));
  return tensor;
});
/** On one machine the same as batch normalization of its input's rank. */
const syncBatchNorm = new PyType("SyncBatchNorm", [LAYERS.find((one) => one.name === "BatchNorm2d")!], "torch.nn.modules.batchnorm");

const byName = (list: readonly (Value & { readonly name: string })[]): [string, Value][] => list.map((one) => [one.name, one]);

export const NN_MEMBERS: readonly (readonly [string, Value])[] = [["Module", moduleType], ["Parameter", parameterType], ...byName(LAYERS), ...byName(PLAIN), ...byName(CONTAINERS), ...byName(RECURRENT), ...byName([multiheadAttention]), ...byName(TRANSFORMERS), ...byName(MORE_LAYERS), ["Buffer", bufferFunction], ["NLLLoss2d", new PyType("NLLLoss2d", [PLAIN.find((one) => one.name === "NLLLoss")!], "torch.nn.modules.loss")], ["SyncBatchNorm", syncBatchNorm], ["RNNBase", moduleType], ["RNNCellBase", moduleType]];

export const INIT_MEMBERS = byName([...INIT, ...STRUCTURED_INIT]);
export const UTILS_MEMBERS = byName([...UTILS, ...OLD_FORMS]);
export { PARAMETRIZATIONS_MEMBERS, PARAMETRIZE_MEMBERS } from "./parametrize.js";
export { SEQUENCE_MEMBERS } from "./packed.js";
/** Of torch.nn.functional, written beside the layers that call them. */
export const LAYER_FUNCTIONS: readonly (readonly [string, Value])[] = [attentionForward, ...EMBEDDINGS, ...MORE_FUNCTIONS.filter((one) => one.where.includes("functional"))].map((one) => [one.name, one.builtin] as const);
