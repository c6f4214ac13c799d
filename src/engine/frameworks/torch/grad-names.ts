/** The names PyTorch's backward functions have. */
import type { Node } from "../../trace/node.js";

/** Names that composites give their last node. */
const given = new WeakMap<Node, string>();
export function nameGradient(node: Node, name: string): Node {
  given.set(node, name);
  return node;
}

/** Cards whose name, in camel case, is not the one PyTorch uses. */
const NAMES: Readonly<Record<string, string>> = {
  sum: "SumBackward1", mean: "MeanBackward1", pow: "PowBackward0", reshape: "ViewBackward0", cast: "ToCopyBackward0", index: "IndexBackward0", slice: "SliceBackward0",
  conv1d: "ConvolutionBackward0", conv2d: "ConvolutionBackward0", conv3d: "ConvolutionBackward0", conv_transpose1d: "ConvolutionBackward0", conv_transpose2d: "ConvolutionBackward0", conv_transpose3d: "ConvolutionBackward0",
  max_pool1d: "SqueezeBackward1", max_pool2d: "MaxPool2DWithIndicesBackward0", max_pool3d: "MaxPool3DWithIndicesBackward0", avg_pool1d: "SqueezeBackward1", avg_pool2d: "AvgPool2DBackward0", avg_pool3d: "AvgPool3DBackward0",
  max_unpool1d: "SqueezeBackward1", max_unpool2d: "MaxUnpool2DBackward0", max_unpool3d: "MaxUnpool3DBackward0", adaptive_avg_pool1d: "SqueezeBackward1", adaptive_avg_pool2d: "AdaptiveAvgPool2DBackward0", adaptive_max_pool2d: "AdaptiveMaxPool2DBackward0", mse_loss: "MseLossBackward0", l1_loss: "MeanBackward0", cross_entropy: "NllLossBackward0", nll_loss: "NllLossBackward0",
  binary_cross_entropy: "BinaryCrossEntropyBackward0", binary_cross_entropy_with_logits: "BinaryCrossEntropyWithLogitsBackward0", batch_norm: "NativeBatchNormBackward0", batch_norm_eval: "NativeBatchNormBackward0",
  layer_norm: "NativeLayerNormBackward0", group_norm: "NativeGroupNormBackward0", dropout: "MulBackward0", logsumexp: "LogsumexpBackward0", norm: "LinalgVectorNormBackward0", as_strided_scatter: "CopySlices", index_put: "IndexPutBackward0",
  std: "StdBackward0", var: "VarBackward0", hardtanh: "HardtanhBackward0", relu6: "HardtanhBackward0", selu: "EluBackward0", celu: "CeluBackward0", glu: "GluBackward0", logsigmoid: "LogSigmoidBackward0", prelu: "PreluKernelBackward0",
  embedding: "EmbeddingBackward0", det: "LinalgDetBackward0", inv: "LinalgInvExBackward0", solve: "LinalgSolveExBackward0", cholesky: "LinalgCholeskyExBackward0", einsum: "ViewBackward0", scatter: "ScatterBackward0", scatter_add: "ScatterAddBackward0",
  scaled_dot_product_attention: "ScaledDotProductFlashAttentionForCpuBackward0", outer: "MulBackward0", addmm: "AddmmBackward0", smooth_l1_loss: "SmoothL1LossBackward0", huber_loss: "HuberLossBackward0", kl_div: "MeanBackward0", threshold: "ThresholdBackward0",
  clamp: "ClampBackward1", softplus: "SoftplusBackward0", square: "PowBackward0", tensordot: "ViewBackward0", inner: "ViewBackward0", masked_fill: "MaskedFillBackward0", repeat_interleave: "IndexSelectBackward0", unfold_windows: "UnfoldBackward0", pad: "ConstantPadNdBackward0",
};

const camel = (name: string): string => name.split("_").map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join("");

/** What derivatives of elementwise operations are, differentiated again: products, unless PyTorch has one function for them. */
const SLOPE_NAMES: Readonly<Record<string, string>> = {
  relu: "ThresholdBackwardBackward0", tanh: "TanhBackwardBackward0", sigmoid: "SigmoidBackwardBackward0", gelu: "GeluBackwardBackward0", silu: "SiluBackwardBackward0", elu: "EluBackwardBackward0",
  softplus: "SoftplusBackwardBackward0", leaky_relu: "LeakyReluBackwardBackward0", log: "DivBackward0", log1p: "DivBackward0", log2: "DivBackward0", log10: "DivBackward0", sqrt: "DivBackward0",
};

export function gradientName(node: Node): string {
  const own = given.get(node);
  if (own) return own;
  if (!node.card) return "AccumulateGrad";
  const { name } = node.card;
  if (name === "pick") return node.inputs[0] ? gradientName(node.inputs[0]) : "NotImplemented";
  const scalar = node.inputs[0]?.value.shape.length ?? 0;
  const rank = (i: number): number => node.inputs[i]?.value.shape.length ?? 0;
  const all = node.attributes.axes === null || node.attributes.axes === undefined;
  if (name === "sum" || name === "mean" || name === "prod") return `${camel(name)}Backward${all ? 0 : 1}`;
  if (name === "pow") return node.inputs[1]!.weak ? "PowBackward0" : "PowBackward1";
  if (name === "amax" || name === "amin") return all && given.get(node) === undefined ? (name === "amax" ? "MaxBackward1" : "MinBackward1") : `${camel(name)}Backward0`;
  if (name === "squeeze") return node.attributes.axes === null ? "SqueezeBackward0" : "SqueezeBackward1";
  if (name === "linear") return rank(0) === 2 ? (node.inputs.length > 2 ? "AddmmBackward0" : "MmBackward0") : rank(0) === 1 && node.inputs.length < 3 ? "SqueezeBackward4" : node.inputs.length > 2 ? "ViewBackward0" : "UnsafeViewBackward0";
  if (name === "matmul") return matmulName(rank(0), rank(1));
  if (name === "mse_loss" || name === "l1_loss") return name === "mse_loss" ? "MseLossBackward0" : node.attributes.reduction === "none" ? "AbsBackward0" : node.attributes.reduction === "sum" ? "SumBackward0" : "MeanBackward0";
  if (name === "cross_entropy" || name === "nll_loss") return rank(0) > 2 ? "NllLoss2DBackward0" : node.inputs[1]?.value.dtype === "int64" ? "NllLossBackward0" : "DivBackward1";
  if (name.includes("_slope_")) return SLOPE_NAMES[name.slice(0, name.indexOf("_slope_"))] ?? "MulBackward0";
  if (name === "grid_sample") return rank(0) === 5 ? "GridSampler3DBackward0" : "GridSampler2DBackward0";
  if (name === "transpose") return scalar === 0 ? "AliasBackward0" : "TransposeBackward0";
  return NAMES[name] ?? `${camel(name)}Backward0`;
}

function matmulName(a: number, b: number): string {
  if (a === 1 && b === 1) return "DotBackward0";
  if (a === 2 && b === 2) return "MmBackward0";
  if (a === 2 && b === 1) return "MvBackward0";
  if (a === 1 && b === 2) return "SqueezeBackward4";
  if (a === 3 && b === 3) return "BmmBackward0";
  return "UnsafeViewBackward0";
}
