/** The names PyTorch gives the backward nodes of its operations. */
import type { Machine } from "../../python/machine.js";
import { objectType, PyBuiltin, PyInstance, PyTuple, PyType, type Value } from "../../python/object.js";
import type { Node } from "../../trace/node.js";
import { isLeaf, type TorchTensor } from "./tensor-type.js";

/** Where the name is not the card's own in capitals. */
const NAMES: Readonly<Record<string, string>> = {
  reshape: "View", unsqueeze: "Unsqueeze", cast: "ToCopy", matmul: "Mm", mean: "Mean", amax: "Max", amin: "Min", slice: "Slice", index: "Index", bce: "BinaryCrossEntropy", mse: "MseLoss", nll: "NllLoss", cross_entropy: "NllLoss",
  bce_with_logits: "BinaryCrossEntropyWithLogits", l1: "L1Loss", huber: "HuberLoss", smooth_l1: "SmoothL1Loss", linear: "Addmm", conv1d: "Convolution", conv2d: "Convolution", conv3d: "Convolution",
  max_pool2d: "MaxPool2DWithIndices", max_pool1d: "Squeeze", avg_pool2d: "AvgPool2D", transpose: "Transpose", layer_norm: "NativeLayerNorm", batch_norm: "NativeBatchNorm", batch_norm_eval: "NativeBatchNorm",
  cat: "Cat", silu: "Silu", gelu: "Gelu", kl_div: "Mul", numpy_dot: "Dot", norm: "LinalgVectorNorm", as_strided: "AsStrided", as_strided_scatter: "CopySlices", index_put: "IndexPut", logsigmoid: "LogSigmoid", softplus: "Softplus", square: "Pow", sign: "Sgn",
};

export function gradFnName(node: Node): string {
  const card = node.card?.name ?? "";
  if (card === "mul" && node.inputs.length === 2) return "MulBackward0";
  if (card === "matmul") return `${matmulName(node)}Backward0`;
  if (card === "linear") return node.inputs[0]!.value.shape.length === 2 ? (node.inputs.length > 2 ? "AddmmBackward0" : "MmBackward0") : node.inputs.length > 2 ? "ViewBackward0" : "UnsafeViewBackward0";
  if (card === "pow" && node.inputs[1] && !node.inputs[1].weak && node.inputs[1].value.shape.length) return "PowBackward1";
  if ((card === "sum" || card === "mean") && node.attributes.axes !== null && node.attributes.axes !== undefined) return `${card === "sum" ? "Sum" : "Mean"}Backward1`;
  if (card === "amax" || card === "amin") return `${card === "amax" ? "Max" : "Min"}Backward1`;
  if (card === "reshape" && node.value.buffer !== node.inputs[0]?.value.buffer) return "UnsafeViewBackward0";
  const name = NAMES[card] ?? card.split("_").map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return `${name}Backward0`;
}

function matmulName(node: Node): string {
  const [a = [], b = []] = node.inputs.map((input) => input.value.shape);
  if (a.length === 1 && b.length === 1) return "Dot";
  if (a.length === 2 && b.length === 1) return "Mv";
  if (a.length === 1 && b.length === 2) return "Squeeze";
  if (a.length === 2 && b.length === 2) return "Mm";
  return "UnsafeView";
}

/** "grad_fn=<…>" or "requires_grad=True", as the repr of a tensor ends. */
export function gradSuffix(machine: Machine, tensor: TorchTensor): string[] {
  const node = tensor.tracedNode(machine);
  if (!node.requiresGrad) return [];
  return isLeaf(machine, tensor) ? ["requires_grad=True"] : [`grad_fn=<${gradFnName(node)}>`];
}

const types = new Map<string, PyType>();

/** The object behind `.grad_fn`; null for leaves. */
export function gradFnOf(machine: Machine, node: Node, leaf: boolean): Value {
  if (leaf || !node.requiresGrad) return null;
  const name = node.card ? gradFnName(node) : "AccumulateGrad";
  let type = types.get(name);
  if (!type) {
    types.set(name, (type = new PyType(name, [objectType], "torch.autograd")));
    type.dict.set("__repr__", new PyBuiltin("__repr__", (m, [self]) => `<${name} object at ${m.repr(m.getAttribute(self!, "address"))}>`));
    type.dict.set("name", new PyBuiltin("name", () => name));
  }
  const object = new PyInstance(type);
  object.dict.set("address", 0x7f0000000000 + node.id * 64);
  object.dict.set("next_functions", new PyTuple(node.inputs.map((input) => new PyTuple([input.requiresGrad ? gradFnOf(machine, input, false) : null, 0]))));
  return object;
}
