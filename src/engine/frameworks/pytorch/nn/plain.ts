/** Modules without parameters: activations, pools, losses. Each calls the function of torch.nn.functional of its kind. */
import { signature } from "../../../python/define-native.js";
import { PyFloat, type PyType, type PyInstance, type Value } from "../../../python/object.js";
import type { Machine } from "../../../python/machine.js";
import { frameworkMessages as say } from "../messages.js";
import { Unsupported } from "../../../python/object.js";
import { spelledFunction } from "../call.js";
import { FUNCTIONAL } from "../functional.js";
import { SHARED } from "../functions.js";
import { isTensor } from "../tensor-type.js";
import { get, layer } from "./layers.js";
import { partsOf } from "./module.js";

/** Signature with Python defaults; floats are given beside it. The function gets the arguments under their own names. */
interface Row {
  readonly signature: string;
  readonly calls: string;
  readonly floats?: Readonly<Record<string, number>>;
  /** Names the function knows an argument by, where they differ. */
  readonly rename?: Readonly<Record<string, string>>;
  /** Arguments of the repr, in order; null: all that are not None. */
  readonly shown?: readonly string[];
}

const ROWS: readonly Row[] = [
  { signature: "ReLU(inplace=False)", calls: "relu", shown: [] },
  { signature: "ReLU6(inplace=False)", calls: "relu6", shown: [] },
  { signature: "LeakyReLU(negative_slope=None, inplace=False)", calls: "leaky_relu", floats: { negative_slope: 0.01 }, shown: ["negative_slope"] },
  { signature: "ELU(alpha=None, inplace=False)", calls: "elu", floats: { alpha: 1 }, shown: ["alpha"] },
  { signature: "SELU(inplace=False)", calls: "selu", shown: [] },
  { signature: "CELU(alpha=None, inplace=False)", calls: "celu", floats: { alpha: 1 }, shown: ["alpha"] },
  { signature: "GELU(approximate='none')", calls: "gelu", shown: ["approximate"] },
  { signature: "SiLU(inplace=False)", calls: "silu", shown: [] },
  { signature: "Mish(inplace=False)", calls: "mish", shown: [] },
  { signature: "Sigmoid()", calls: "sigmoid", shown: [] },
  { signature: "Tanh()", calls: "tanh", shown: [] },
  { signature: "Softplus(beta=None, threshold=None)", calls: "softplus", floats: { beta: 1, threshold: 20 }, shown: ["beta", "threshold"] },
  { signature: "Softsign()", calls: "softsign", shown: [] },
  { signature: "LogSigmoid()", calls: "logsigmoid", shown: [] },
  { signature: "Hardtanh(min_val=None, max_val=None, inplace=False)", calls: "hardtanh", floats: { min_val: -1, max_val: 1 }, shown: ["min_val", "max_val"] },
  { signature: "Hardswish(inplace=False)", calls: "hardswish", shown: [] },
  { signature: "Hardsigmoid(inplace=False)", calls: "hardsigmoid", shown: [] },
  { signature: "Tanhshrink()", calls: "tanhshrink", shown: [] },
  { signature: "Softmax(dim=None)", calls: "softmax", shown: ["dim"] },
  { signature: "LogSoftmax(dim=None)", calls: "log_softmax", shown: ["dim"] },
  { signature: "Softmin(dim=None)", calls: "softmin", shown: ["dim"] },
  { signature: "GLU(dim=-1)", calls: "glu", shown: ["dim"] },
  ...(["1d", "2d", "3d"] as const).flatMap((rank): Row[] => [
    { signature: `MaxPool${rank}(kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False)`, calls: `max_pool${rank}`, shown: ["kernel_size", "stride", "padding", "dilation", "ceil_mode"] },
    { signature: `AvgPool${rank}(kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True)`, calls: `avg_pool${rank}`, shown: ["kernel_size", "stride", "padding"] },
    { signature: `AdaptiveAvgPool${rank}(output_size)`, calls: `adaptive_avg_pool${rank}`, shown: ["output_size"] },
    { signature: `AdaptiveMaxPool${rank}(output_size)`, calls: `adaptive_max_pool${rank}`, shown: ["output_size"] },
  ]),
  { signature: "Flatten(start_dim=1, end_dim=-1)", calls: "flatten", shown: ["start_dim", "end_dim"] },
  { signature: "Unflatten(dim, sizes)", calls: "unflatten", shown: ["dim", "sizes"] },
  { signature: "Upsample(size=None, scale_factor=None, mode='nearest', align_corners=None)", calls: "interpolate", shown: ["scale_factor", "mode"] },
  { signature: "PixelShuffle(upscale_factor)", calls: "pixel_shuffle", shown: ["upscale_factor"] },
  { signature: "CosineSimilarity(dim=1, eps=None)", calls: "cosine_similarity", floats: { eps: 1e-8 }, shown: [] },
  { signature: "MSELoss(size_average=None, reduce=None, reduction='mean')", calls: "mse_loss", shown: [] },
  { signature: "L1Loss(size_average=None, reduce=None, reduction='mean')", calls: "l1_loss", shown: [] },
  { signature: "SmoothL1Loss(size_average=None, reduce=None, reduction='mean', beta=None)", calls: "smooth_l1_loss", floats: { beta: 1 }, shown: [] },
  { signature: "HuberLoss(reduction='mean', delta=None)", calls: "huber_loss", floats: { delta: 1 }, shown: [] },
  { signature: "CrossEntropyLoss(weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean', label_smoothing=None)", calls: "cross_entropy", floats: { label_smoothing: 0 }, shown: [] },
  { signature: "NLLLoss(weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean')", calls: "nll_loss", shown: [] },
  { signature: "BCELoss(weight=None, size_average=None, reduce=None, reduction='mean')", calls: "binary_cross_entropy", shown: [] },
  { signature: "BCEWithLogitsLoss(weight=None, size_average=None, reduce=None, reduction='mean', pos_weight=None)", calls: "binary_cross_entropy_with_logits", shown: [] },
  { signature: "KLDivLoss(size_average=None, reduce=None, reduction='mean', log_target=False)", calls: "kl_div", shown: [] },
  { signature: "TripletMarginLoss(margin=None, p=None, eps=None, swap=False, size_average=None, reduce=None, reduction='mean')", calls: "triplet_margin_loss", floats: { margin: 1, p: 2, eps: 1e-6 }, shown: [] },
  { signature: "CosineEmbeddingLoss(margin=None, size_average=None, reduce=None, reduction='mean')", calls: "cosine_embedding_loss", floats: { margin: 0 }, shown: [] },
  { signature: "MarginRankingLoss(margin=None, size_average=None, reduce=None, reduction='mean')", calls: "margin_ranking_loss", floats: { margin: 0 }, shown: [] },
  { signature: "HingeEmbeddingLoss(margin=None, size_average=None, reduce=None, reduction='mean')", calls: "hinge_embedding_loss", floats: { margin: 1 }, shown: [] },
  { signature: "SoftMarginLoss(size_average=None, reduce=None, reduction='mean')", calls: "soft_margin_loss", shown: [] },
  { signature: "PoissonNLLLoss(log_input=True, full=False, size_average=None, eps=None, reduce=None, reduction='mean')", calls: "poisson_nll_loss", floats: { eps: 1e-8 }, shown: [] },
  { signature: "GaussianNLLLoss(full=False, eps=None, reduction='mean')", calls: "gaussian_nll_loss", floats: { eps: 1e-6 }, shown: [] },
];

const NOT_PASSED = new Set(["inplace", "size_average", "reduce"]);

function functionNamed(name: string): ReturnType<typeof spelledFunction> {
  return FUNCTIONAL.find((one) => one.name === name) ?? spelledFunction(`torch.nn.functional.${name}`) ?? SHARED.find((one) => one.name === name) ?? spelledFunction(`torch.${name}`);
}

export const PLAIN: readonly PyType[] = ROWS.map((row) => {
  const names = signature(row.signature).parameters.map((parameter) => parameter.name);
  return layer({
    signature: row.signature,
    setup: (_, module, a) => {
      for (const name of names) {
        const value = a[name] ?? null;
        const number = row.floats?.[name];
        if (isTensor(value)) partsOf(module)!.buffers.set(name, value);
        else module.dict.set(name, value === null && number !== undefined ? new PyFloat(number) : value);
      }
      if (row.signature.includes("Pool") && names.includes("stride") && module.dict.get("stride") === null) module.dict.set("stride", a.kernel_size ?? null);
    },
    forward: (machine, module, args, keywords) => {
      const call = functionNamed(row.calls);
      if (!call) throw new Unsupported("unsupported-call", say.unsupportedName(`torch.nn.functional.${row.calls}`));
      return call.call(machine, args, new Map([...settings(machine, module, names, row), ...keywords]));
    },
    extra: (machine, module) => (row.shown ?? names).map((name) => `${name}=${typeof get(module, name) === "string" && row.calls === "gelu" ? machine.repr(get(module, name)) : machine.str(get(module, name))}`).join(", "),
  });
});

function settings(_machine: Machine, module: PyInstance, names: readonly string[], row: Row): [string, Value][] {
  return names.flatMap((name): [string, Value][] => {
    const value = partsOf(module)?.buffers.get(name) ?? get(module, name);
    return NOT_PASSED.has(name) || value === null ? [] : [[row.rename?.[name] ?? name, value]];
  });
}
