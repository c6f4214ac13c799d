/** Layers around functions that stand beside them here: bags of embeddings, noise that keeps means, unpooling, losses by a distance, lazy forms. */
import { PyBuiltin, PyFloat, type PyInstance, PyType, type Value } from "../../../python/object.js";
import { fromNumbers, full, toNumbers } from "../../../tensor/array.js";
import { constantNode, type Node } from "../../../trace/node.js";
import { floatArgument } from "../../arguments.js";
import { callNamed } from "../dispatch.js";
import { valueError } from "../errors.js";
import { LOOKUP } from "./lookup.js";
import { type Call, define, inFunctional, type TorchFunction } from "../functions/define.js";
import { writeInPlace } from "../in-place.js";
import { sampleOrigin, torchState } from "../state.js";
import { asTensor, isTensor, parameterType, Tensor } from "../tensor.js";
import { layer, numberOr, numbersOf, spreadTuple } from "./layer.js";
import { fromPretrained, LAYERS } from "./layers.js";
import { PLAIN } from "./plain.js";
import { callModule, initialize, isModule, registerParameter, registry } from "./module.js";

const input = (args: readonly Value[], keywords: ReadonlyMap<string, Value>): Value => args[0] ?? keywords.get("input") ?? null;
const table = (list: readonly TorchFunction[], name: string): TorchFunction["builtin"] => list.find((one) => one.name === name)!.builtin;

/** λα of SELU. */
const SATURATION = 1.7580993408473766;

/** Dropout for SELU networks: what is dropped takes the saturation value, and mean and variance stay (Klambauer et al. 2017). */
function alphaDropout(c: Call, whole: boolean): Value | Node {
  const x = asTensor(c.raw("input"));
  const p = c.number("p", 0.5);
  if (!(p >= 0 && p <= 1)) throw valueError(c.machine, `dropout probability has to be between 0 and 1, but got ${p}`);
  if (!c.bool("training") || p === 0) return x;
  const shape = whole ? x.shape.map((length, axis) => (axis < 2 ? length : 1)) : x.shape;
  const a = 1 / Math.sqrt((SATURATION * SATURATION * p + 1) * (1 - p));
  const kept = c.machine.trace.leaf(c.state.generator.fillBernoulli(shape, 1 - p, x.dtype), sampleOrigin(c.state, "alpha_dropout"));
  const shift = c.ops.add(c.ops.scale(c.ops.add(kept, c.ops.constant(-1)), SATURATION * a), c.ops.constant(SATURATION * a * p));
  const result = (before: Node): Node => c.ops.add(c.ops.mul(before, c.ops.scale(kept, a)), shift);
  return c.bool("inplace") ? writeInPlace(c.machine, x, result) : result(x.node(c.machine));
}

/** Leaky ReLU whose slope is drawn for every negative element; in evaluation it is the mean one. */
function randomizedLeaky(c: Call): Value | Node {
  const x = asTensor(c.raw("input"));
  const [low, high] = [c.number("lower", 1 / 8), c.number("upper", 1 / 3)];
  const { generator } = c.state;
  const training = c.bool("training");
  const slopes = toNumbers(x.array()).map((value) => (value > 0 ? 1 : training ? low + generator.uniform53() * (high - low) : (low + high) / 2));
  const factor = c.machine.trace.leaf(fromNumbers(x.dtype, x.shape, slopes), training ? sampleOrigin(c.state, "rrelu") : { kind: "computed" });
  const result = (before: Node): Node => c.named(c.ops.mul(before, factor), "RreluWithNoiseBackward0");
  return c.bool("inplace") ? writeInPlace(c.machine, x, result) : result(x.node(c.machine));
}

/** (Σ xᵖ)^(1/p) over windows, as PyTorch composes it. */
const powerPool = (rank: 1 | 2 | 3): TorchFunction => inFunctional(`lp_pool${rank}d(input, norm_type, kernel_size, stride=None, ceil_mode=False)`, (c) => {
  const p = c.number("norm_type", 2);
  const window = numbersOf(c.raw("kernel_size"));
  const count = window.length === 1 ? window[0]! ** rank : window.reduce((n, length) => n * length, 1);
  const powers = new Tensor(c.ops.pow(c.node("input"), c.node("norm_type")));
  const mean = asTensor(callNamed(c.machine, `torch.nn.functional.avg_pool${rank}d`, [powers, c.raw("kernel_size"), c.raw("stride") ?? c.raw("kernel_size"), 0, c.raw("ceil_mode")])).node(c.machine);
  const positive = c.ops.mul(c.apply("sign", [mean]), c.ops.unary("relu", c.ops.unary("abs", mean)));
  return c.ops.pow(c.ops.scale(positive, count), constantNode(full("float64", [], 1 / p), true));
});

function tripletWithDistance(c: Call): Node {
  const measure = (a: Value, b: Value): Node => {
    const given = c.raw("distance_function");
    const value = given === null ? callNamed(c.machine, "torch.nn.functional.pairwise_distance", [a, b]) : c.machine.call(given, [a, b]);
    return asTensor(value).node(c.machine);
  };
  const [anchor, positive, negative] = [c.raw("anchor"), c.raw("positive"), c.raw("negative")];
  const near = measure(anchor, positive);
  let far = measure(anchor, negative);
  if (c.bool("swap")) far = c.apply("minimum", [far, measure(positive, negative)]);
  const loss = asTensor(callNamed(c.machine, "torch.clamp", [new Tensor(c.ops.sub(c.ops.add(c.ops.constant(c.number("margin", 1)), near), far))], new Map([["min", 0]]))).node(c.machine);
  const reduction = c.text("reduction");
  return reduction === "mean" ? c.ops.mean(loss) : reduction === "sum" ? c.ops.sum(loss) : loss;
}

export const MORE_FUNCTIONS: readonly TorchFunction[] = [
  define(["functional", "torch"], "alpha_dropout(input, p=None, training=False, inplace=False)", (c) => alphaDropout(c, false)),
  define(["functional", "torch"], "feature_alpha_dropout(input, p=None, training=False, inplace=False)", (c) => alphaDropout(c, true)),
  define(["functional", "torch"], "rrelu(input, lower=None, upper=None, training=False, inplace=False)", randomizedLeaky),
  powerPool(1), powerPool(2), powerPool(3),
  inFunctional("triplet_margin_with_distance_loss(anchor, positive, negative, *, distance_function=None, margin=None, swap=False, reduction='mean')", tripletWithDistance),
];

const noise = (name: string, calls: string): PyType => layer({
  signature: `${name}(p=None, inplace=False)`,
  module: "dropout",
  init: (l) => {
    l.set("p", numberOr(l.a.p ?? null, 0.5));
    l.keep("inplace");
  },
  forward: (l, args, keywords) => l.machine.call(table(MORE_FUNCTIONS, calls), [input(args, keywords), l.get("p"), l.training, l.get("inplace")]),
  extra: (l) => `p=${l.repr("p")}, inplace=${l.repr("inplace")}`,
});

const rrelu = layer({
  signature: "RReLU(lower=None, upper=None, inplace=False)",
  module: "activation",
  init: (l) => {
    l.set("lower", numberOr(l.a.lower ?? null, 1 / 8));
    l.set("upper", numberOr(l.a.upper ?? null, 1 / 3));
    l.keep("inplace");
  },
  forward: (l, args, keywords) => l.machine.call(table(MORE_FUNCTIONS, "rrelu"), [input(args, keywords), l.get("lower"), l.get("upper"), l.training, l.get("inplace")]),
  extra: (l) => `lower=${l.repr("lower")}, upper=${l.repr("upper")}${l.get("inplace") === true ? ", inplace=True" : ""}`,
});

const softmax2d = layer({
  signature: "Softmax2d()",
  module: "activation",
  forward: (l, args, keywords) => {
    const x = asTensor(input(args, keywords));
    if (x.shape.length !== 3 && x.shape.length !== 4) throw valueError(l.machine, `Softmax2d: expected input to be 3D or 4D, got ${x.shape.length}D instead`);
    return l.call("softmax", [x, -3]);
  },
});

const channelShuffle = layer({
  signature: "ChannelShuffle(groups)",
  module: "channelshuffle",
  forward: (l, args, keywords) => l.call("channel_shuffle", [input(args, keywords), l.get("groups")]),
  extra: (l) => `groups=${l.repr("groups")}`,
});

const unpool = (rank: 1 | 2 | 3): PyType => layer({
  signature: `MaxUnpool${rank}d(kernel_size, stride=None, padding=0)`,
  module: "pooling",
  init: (l) => {
    l.set("kernel_size", spreadTuple(l.a.kernel_size ?? null, rank));
    l.set("stride", l.a.stride === null ? l.get("kernel_size") : spreadTuple(l.a.stride ?? null, rank));
    l.set("padding", spreadTuple(l.a.padding ?? null, rank));
  },
  forward: (l, args, keywords) => l.call(`max_unpool${rank}d`, [input(args, keywords), args[1] ?? keywords.get("indices") ?? null, l.get("kernel_size"), l.get("stride"), l.get("padding"), args[2] ?? keywords.get("output_size") ?? null]),
  extra: (l) => `kernel_size=${l.repr("kernel_size")}, stride=${l.repr("stride")}, padding=${l.repr("padding")}`,
});

const powerPoolLayer = (rank: 1 | 2 | 3): PyType => layer({
  signature: `LPPool${rank}d(norm_type, kernel_size, stride=None, ceil_mode=False)`,
  module: "pooling",
  init: (l) => {
    l.set("norm_type", new PyFloat(floatArgument(l.machine, l.a.norm_type!, "norm_type")));
    if (Number.isInteger(numbersOf(l.a.norm_type!)[0]) && typeof l.a.norm_type === "number") l.keep("norm_type");
    l.keep("kernel_size", "stride", "ceil_mode");
  },
  forward: (l, args, keywords) => l.machine.call(table(MORE_FUNCTIONS, `lp_pool${rank}d`), [input(args, keywords), l.get("norm_type"), l.get("kernel_size"), l.get("stride"), l.get("ceil_mode")]),
  extra: (l) => ["norm_type", "kernel_size", "stride", "ceil_mode"].map((name) => `${name}=${l.repr(name)}`).join(", "),
});

const upsampling = (name: string, mode: string): PyType => layer({
  signature: `${name}(size=None, scale_factor=None)`,
  module: "upsampling",
  init: (l) => {
    l.keep("size");
    l.set("scale_factor", typeof l.a.scale_factor === "number" ? new PyFloat(l.a.scale_factor) : (l.a.scale_factor ?? null));
    l.set("mode", mode);
    l.set("align_corners", mode === "bilinear" ? true : null);
  },
  forward: (l, args, keywords) => l.call("interpolate", [input(args, keywords), l.get("size"), l.get("scale_factor"), l.get("mode"), l.get("align_corners")]),
  extra: (l) => `${l.get("size") === null ? `scale_factor=${l.repr("scale_factor")}` : `size=${l.repr("size")}`}, mode=${l.repr("mode")}`,
});

const tripletLayer = layer({
  signature: "TripletMarginWithDistanceLoss(*, distance_function=None, margin=None, swap=False, reduction='mean')",
  module: "loss",
  init: (l) => {
    l.keep("swap", "reduction");
    l.set("margin", numberOr(l.a.margin ?? null, 1));
    if (isModule(l.a.distance_function)) l.module("distance_function", l.a.distance_function);
    else if (l.a.distance_function === null) l.module("distance_function", l.machine.call(PLAIN.find((one) => one.name === "PairwiseDistance")!, []));
    else l.set("distance_function", l.a.distance_function!);
  },
  forward: (l, args) => l.machine.call(table(MORE_FUNCTIONS, "triplet_margin_with_distance_loss"), args, new Map(["distance_function", "margin", "swap", "reduction"].map((name) => [name, l.get(name)]))),
});

const embeddingBag = layer({
  signature: "EmbeddingBag(num_embeddings, embedding_dim, max_norm=None, norm_type=None, scale_grad_by_freq=False, mode='mean', sparse=False, include_last_offset=False, padding_idx=None, device=None, dtype=None)",
  module: "sparse",
  init: (l) => {
    l.keep("num_embeddings", "embedding_dim", "max_norm", "scale_grad_by_freq", "mode", "sparse", "include_last_offset", "padding_idx");
    l.set("norm_type", numberOr(l.a.norm_type ?? null, 2));
    const [rows, width] = [l.int("num_embeddings"), l.int("embedding_dim")];
    const array = l.state.generator.fillNormal([rows, width], 0, 1, l.dtype);
    if (l.get("padding_idx") !== null) array.buffer.fill(0, l.int("padding_idx") * width, (l.int("padding_idx") + 1) * width);
    l.parameter("weight", array, "EmbeddingBag");
  },
  forward: (l, args, keywords) => {
    return l.machine.call(table(LOOKUP, "embedding_bag"), [input(args, keywords), l.get("weight"), args[1] ?? keywords.get("offsets") ?? null], new Map<string, Value>([
      ...["max_norm", "norm_type", "scale_grad_by_freq", "mode", "include_last_offset", "padding_idx"].map((name) => [name, l.get(name)] as const), ["per_sample_weights", args[2] ?? keywords.get("per_sample_weights") ?? null],
    ]));
  },
  extra: (l) => `${l.repr("num_embeddings")}, ${l.repr("embedding_dim")}${l.get("max_norm") === null ? "" : `, max_norm=${l.repr("max_norm")}`}${l.get("scale_grad_by_freq") === true ? ", scale_grad_by_freq=True" : ""}, mode=${l.repr("mode")}${l.get("padding_idx") === null ? "" : `, padding_idx=${l.repr("padding_idx")}`}`,
  more: [fromPretrained("from_pretrained(cls, embeddings, freeze=True, max_norm=None, norm_type=None, scale_grad_by_freq=False, mode='mean', sparse=False, include_last_offset=False, padding_idx=None)")],
});

const layerNamed = (name: string): PyType => LAYERS.find((one) => one.name === name)!;
const uninitialized = new PyType("UninitializedParameter", [parameterType], "torch.nn.parameter");
uninitialized.dict.set("__repr__", new PyBuiltin("__repr__", () => "<UninitializedParameter>"));

/** A layer that learns a size from its first input; from then on it is of the plain class. `axis`: where the size stands. */
function lazy(name: string, sized: string, axis: (shape: readonly number[]) => number, defaults: readonly (readonly [string, Value])[] = []): PyType {
  const plain = layerNamed(name);
  const type = new PyType(`Lazy${name}`, [plain], plain.module);
  const given = new WeakMap<PyInstance, { readonly args: readonly Value[]; readonly keywords: ReadonlyMap<string, Value> }>();
  const create = plain.dict.get("__init__")!;
  type.dict.set("__init__", new PyBuiltin("__init__", (machine, [self, ...args], named) => {
    const own = self as PyInstance; // `self` of this type
    const keywords = new Map<string, Value>([...defaults, ...named]);
    given.set(own, { args, keywords });
    const { generator } = torchState(machine);
    const before = generator.state();
    machine.call(create, [own, 1, ...args], keywords);
    generator.restore(before);
    own.dict.set(sized, 0);
    for (const parameter of ["weight", "bias"]) {
      if (registry(own, "_parameters")!.getName(parameter) === null) continue;
      const blank = new Tensor(machine.trace.leaf(full("float32", [0], 0), { kind: "literal" }), uninitialized);
      blank.becomeLeaf(machine);
      registerParameter(machine, own, parameter, blank);
    }
    return null;
  }));
  type.dict.set("__call__", new PyBuiltin("__call__", (machine, [self, ...args], keywords) => {
    const own = self as PyInstance; // as above
    const known = given.get(own);
    const first = args[0] ?? keywords.get("input");
    if (known && own.type === type && isTensor(first)) {
      const training = own.dict.get("training") ?? true;
      own.type = plain;
      initialize(own);
      machine.call(create, [own, first.shape.at(axis(first.shape)) ?? 1, ...known.args], known.keywords);
      own.dict.set("training", training);
    }
    return callModule(machine, own, args, keywords);
  }, "method", true));
  return type;
}

const channels = (rank: number) => (shape: readonly number[]): number => shape.length - rank - 1;

export const MORE_LAYERS: readonly PyType[] = [
  noise("AlphaDropout", "alpha_dropout"), noise("FeatureAlphaDropout", "feature_alpha_dropout"), rrelu, softmax2d, channelShuffle, unpool(1), unpool(2), unpool(3), powerPoolLayer(1), powerPoolLayer(2), powerPoolLayer(3),
  upsampling("UpsamplingNearest2d", "nearest"), upsampling("UpsamplingBilinear2d", "bilinear"), tripletLayer, embeddingBag, uninitialized,
  lazy("Linear", "in_features", (shape) => shape.length - 1),
  ...([1, 2, 3] as const).flatMap((rank) => [
    lazy(`Conv${rank}d`, "in_channels", channels(rank)), lazy(`ConvTranspose${rank}d`, "in_channels", channels(rank)),
    lazy(`BatchNorm${rank}d`, "num_features", () => 1), lazy(`InstanceNorm${rank}d`, "num_features", channels(rank), [["affine", true], ["track_running_stats", true]]),
  ]),
];
