/** Modules without parameters: activations, pools, paddings, losses. Each calls the function of torch.nn.functional of its kind. */
import { signature } from "../../../python/define-native.js";
import { PyFloat, PyTuple, type PyType, type Value } from "../../../python/object.js";
import { SPELLINGS } from "../../spelling.js";
import { callNamed } from "../dispatch.js";
import { unsupported } from "../errors.js";
import { isTensor } from "../tensor.js";
import { FUNCTIONS } from "../functions/index.js";
import { FUNCTIONAL_TABLE } from "./functional.js";
import { type Layer, layer, numbersOf, spreadTuple } from "./layer.js";

/** Signature with Python defaults; floats are given beside it. The function gets the arguments under their own names. */
interface Row {
  readonly signature: string;
  readonly calls: string;
  readonly module: string;
  readonly floats?: Readonly<Record<string, number>>;
  /** Names the function knows an argument by, where they differ. */
  readonly rename?: Readonly<Record<string, string>>;
  /** Arguments of the repr, in order, as `name=value`; a leading "=" shows the value alone. */
  readonly shown?: readonly string[];
}

const activation = (text: string, calls: string, shown: readonly string[] = [], floats: Readonly<Record<string, number>> = {}): Row => ({ signature: text, calls, module: "activation", shown, floats });
const loss = (name: string, before: string, after: string, calls: string, floats: Readonly<Record<string, number>> = {}): Row => ({
  signature: `${name}(${[before, "size_average=None", ...(name === "CrossEntropyLoss" || name === "NLLLoss" ? ["ignore_index=-100"] : []), "reduce=None", "reduction='mean'", after].filter(Boolean).join(", ")})`, calls, module: "loss", shown: [], floats,
});

const ROWS: readonly Row[] = [
  activation("ReLU(inplace=False)", "relu", ["inplace?"]), activation("ReLU6(inplace=False)", "relu6", ["inplace?"]), activation("LeakyReLU(negative_slope=None, inplace=False)", "leaky_relu", ["negative_slope", "inplace?"], { negative_slope: 0.01 }),
  activation("ELU(alpha=None, inplace=False)", "elu", ["alpha", "inplace?"], { alpha: 1 }), activation("SELU(inplace=False)", "selu", ["inplace?"]), activation("CELU(alpha=None, inplace=False)", "celu", ["alpha", "inplace?"], { alpha: 1 }),
  activation("GELU(approximate='none')", "gelu", ["approximate"]), activation("SiLU(inplace=False)", "silu", ["inplace?"]), activation("Mish(inplace=False)", "mish", ["inplace?"]), activation("Sigmoid()", "sigmoid"), activation("Tanh()", "tanh"),
  activation("Softplus(beta=None, threshold=None)", "softplus", ["beta", "threshold"], { beta: 1, threshold: 20 }), activation("Softsign()", "softsign"), activation("LogSigmoid()", "logsigmoid"), activation("Tanhshrink()", "tanhshrink"),
  activation("Hardtanh(min_val=None, max_val=None, inplace=False)", "hardtanh", ["min_val", "max_val", "inplace?"], { min_val: -1, max_val: 1 }), activation("Hardswish(inplace=False)", "hardswish"), activation("Hardsigmoid(inplace=False)", "hardsigmoid"),
  activation("Hardshrink(lambd=None)", "hardshrink", ["=lambd"], { lambd: 0.5 }), activation("Softshrink(lambd=None)", "softshrink", ["=lambd"], { lambd: 0.5 }), activation("Threshold(threshold, value, inplace=False)", "threshold", ["threshold", "value", "inplace?"]),
  activation("Softmax(dim=None)", "softmax", ["dim"]), activation("LogSoftmax(dim=None)", "log_softmax", ["dim"]), activation("Softmin(dim=None)", "softmin", ["dim"]), activation("GLU(dim=-1)", "glu", ["dim"]),
  ...(["1d", "2d", "3d"] as const).flatMap((rank): Row[] => [
    { signature: `MaxPool${rank}(kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False)`, calls: `max_pool${rank}`, module: "pooling", shown: ["kernel_size", "stride", "padding", "dilation", "ceil_mode"] },
    { signature: `AvgPool${rank}(kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True${rank === "1d" ? "" : ", divisor_override=None"})`, calls: `avg_pool${rank}`, module: "pooling", shown: ["kernel_size", "stride", "padding"] },
    { signature: `AdaptiveAvgPool${rank}(output_size)`, calls: `adaptive_avg_pool${rank}`, module: "pooling", shown: ["output_size"] },
    { signature: `AdaptiveMaxPool${rank}(output_size, return_indices=False)`, calls: `adaptive_max_pool${rank}`, module: "pooling", shown: ["output_size"] },
    ...([["Zero", "constant"], ["Reflection", "reflect"], ["Replication", "replicate"], ["Circular", "circular"]] as const).map(([name]): Row => ({ signature: `${name}Pad${rank}(padding)`, calls: "pad", module: "padding", shown: ["=padding"], rename: { padding: "pad" } })),
    { signature: `ConstantPad${rank}(padding, value)`, calls: "pad", module: "padding", shown: ["padding", "value"], rename: { padding: "pad" } },
  ]),
  { signature: "Flatten(start_dim=1, end_dim=-1)", calls: "flatten", module: "flatten", shown: ["start_dim", "end_dim"] },
  { signature: "Unflatten(dim, unflattened_size)", calls: "unflatten", module: "flatten", shown: ["dim", "unflattened_size"], rename: { unflattened_size: "sizes" } },
  { signature: "Upsample(size=None, scale_factor=None, mode='nearest', align_corners=None, recompute_scale_factor=None)", calls: "interpolate", module: "upsampling", shown: ["size?", "scale_factor?", "mode"] },
  { signature: "PixelShuffle(upscale_factor)", calls: "pixel_shuffle", module: "pixelshuffle", shown: ["upscale_factor"] }, { signature: "PixelUnshuffle(downscale_factor)", calls: "pixel_unshuffle", module: "pixelshuffle", shown: ["downscale_factor"] },
  { signature: "Unfold(kernel_size, dilation=1, padding=0, stride=1)", calls: "unfold", module: "fold", shown: ["kernel_size", "dilation", "padding", "stride"] }, { signature: "Fold(output_size, kernel_size, dilation=1, padding=0, stride=1)", calls: "fold", module: "fold", shown: ["output_size", "kernel_size", "dilation", "padding", "stride"] },
  { signature: "LocalResponseNorm(size, alpha=None, beta=None, k=None)", calls: "local_response_norm", module: "normalization", floats: { alpha: 1e-4, beta: 0.75, k: 1 }, shown: ["=size", "alpha", "beta", "k"] },
  { signature: "CosineSimilarity(dim=1, eps=None)", calls: "cosine_similarity", module: "distance", floats: { eps: 1e-8 }, shown: [] }, { signature: "PairwiseDistance(p=None, eps=None, keepdim=False)", calls: "pairwise_distance", module: "distance", floats: { p: 2, eps: 1e-6 }, shown: [] },
  loss("MSELoss", "", "", "mse_loss"), loss("L1Loss", "", "", "l1_loss"), loss("SmoothL1Loss", "", "beta=None", "smooth_l1_loss", { beta: 1 }), { signature: "HuberLoss(reduction='mean', delta=None)", calls: "huber_loss", module: "loss", floats: { delta: 1 }, shown: [] },
  loss("CrossEntropyLoss", "weight=None", "label_smoothing=None", "cross_entropy", { label_smoothing: 0 }), loss("NLLLoss", "weight=None", "", "nll_loss"), loss("BCELoss", "weight=None", "", "binary_cross_entropy"), loss("BCEWithLogitsLoss", "weight=None", "pos_weight=None", "binary_cross_entropy_with_logits"),
  loss("KLDivLoss", "", "log_target=False", "kl_div"), loss("CosineEmbeddingLoss", "margin=None", "", "cosine_embedding_loss", { margin: 0 }), loss("MarginRankingLoss", "margin=None", "", "margin_ranking_loss", { margin: 0 }), loss("HingeEmbeddingLoss", "margin=None", "", "hinge_embedding_loss", { margin: 1 }),
  loss("SoftMarginLoss", "", "", "soft_margin_loss"), loss("MultiLabelMarginLoss", "", "", "multilabel_margin_loss"), loss("MultiLabelSoftMarginLoss", "weight=None", "", "multilabel_soft_margin_loss"),
  { signature: "TripletMarginLoss(margin=None, p=None, eps=None, swap=False, size_average=None, reduce=None, reduction='mean')", calls: "triplet_margin_loss", module: "loss", floats: { margin: 1, p: 2, eps: 1e-6 }, shown: [] },
  { signature: "MultiMarginLoss(p=1, margin=None, weight=None, size_average=None, reduce=None, reduction='mean')", calls: "multi_margin_loss", module: "loss", floats: { margin: 1 }, shown: [] },
  { signature: "PoissonNLLLoss(log_input=True, full=False, size_average=None, eps=None, reduce=None, reduction='mean')", calls: "poisson_nll_loss", module: "loss", floats: { eps: 1e-8 }, shown: [] },
  { signature: "CTCLoss(blank=0, reduction='mean', zero_infinity=False)", calls: "ctc_loss", module: "loss", shown: [] },
  { signature: "GaussianNLLLoss(full=False, eps=None, reduction='mean')", calls: "gaussian_nll_loss", module: "loss", floats: { eps: 1e-6 }, shown: [] },
];

const PAD_MODES: Readonly<Record<string, string>> = { Zero: "constant", Reflection: "reflect", Replication: "replicate", Circular: "circular" };
const NOT_PASSED = new Set(["size_average", "reduce"]);

function call(l: Layer, name: string, args: readonly Value[], keywords: ReadonlyMap<string, Value>): Value {
  const own = FUNCTIONAL_TABLE.find((one) => one.name === name) ?? FUNCTIONS.find((one) => one.name === name);
  if (own) return own.builtin.call(l.machine, args, keywords);
  const full = [`torch.nn.functional.${name}`, `torch.${name}`].find((one) => SPELLINGS.has(one));
  if (!full) throw unsupported(`torch.nn.functional.${name}`);
  return callNamed(l.machine, full, args, keywords);
}

function shown(l: Layer, names: readonly string[]): string {
  return names.flatMap((raw): string[] => {
    const name = raw.replace(/[=?]/g, "");
    const value = l.get(name);
    if (raw.endsWith("?") && (value === false || value === null)) return [];
    const text = l.machine.repr(value);
    return [raw.startsWith("=") ? text : `${name}=${text}`];
  }).join(", ");
}

const rankIn = (name: string): number => Number(/(\d)d$/.exec(name)?.[1] ?? 1);

export const PLAIN: readonly PyType[] = ROWS.map((row) => {
  const { name: type, parameters } = signature(row.signature);
  const names = parameters.map((parameter) => parameter.name);
  const padMode = PAD_MODES[type.replace(/Pad\dd$/, "")];
  return layer({
    signature: row.signature,
    module: row.module,
    init: (l) => {
      for (const name of names) {
        const value = l.a[name] ?? null;
        const number = row.floats?.[name];
        if (isTensor(value)) l.buffer(name, value.array());
        else l.set(name, value === null && number !== undefined ? new PyFloat(number) : name === "scale_factor" && typeof value === "number" ? new PyFloat(value) : value);
      }
      if (row.module === "pooling" && names.includes("stride") && l.get("stride") === null) l.set("stride", l.get("kernel_size"));
      if (type === "AvgPool1d") for (const name of ["kernel_size", "stride", "padding"]) l.set(name, spreadTuple(l.get(name), 1));
      if (row.module === "padding" && typeof l.get("padding") === "number") l.set("padding", new PyTuple(new Array<number>(2 * rankIn(type)).fill(numbersOf(l.get("padding"))[0]!)));
    },
    forward: (l, args, keywords) => {
      const given = new Map<string, Value>(keywords);
      for (const name of names) {
        const value = l.get(name);
        if (!NOT_PASSED.has(name) && value !== null && !(name === "inplace" && value === false) && !(name === "return_indices" && value === false)) given.set(row.rename?.[name] ?? name, value);
      }
      if (padMode && padMode !== "constant") given.set("mode", padMode);
      return call(l, row.calls, args, given);
    },
    extra: (l) => shown(l, row.shown ?? names),
  });
});

