/** `torch.permute_copy` and its kin: what the view gives, copied. Also the functions torch keeps under older or inner names. */
import type { Machine } from "../../../python/machine.js";
import { type Keywords, NO_KEYWORDS, PyTuple, type Value } from "../../../python/object.js";
import { callNamed } from "../dispatch.js";
import { apply } from "../state.js";
import { FUNCTIONAL_TABLE } from "../nn/functional.js";
import { isTensor, Tensor } from "../tensor.js";
import { define, inFunctional, inTorch, type TorchFunction, wrapped } from "./define.js";
import { SHAPES } from "./shapes.js";

/** Names of views whose result has a `_copy` form. */
const COPIED = ["permute", "transpose", "t", "unsqueeze", "squeeze", "expand", "narrow", "select", "diagonal", "view", "unbind", "split", "split_with_sizes", "as_strided", "unfold"] as const;

function callAny(machine: Machine, name: string, args: readonly Value[], keywords: Keywords): Value {
  const own = SHAPES.find((one) => one.name === name && one.where.includes("Tensor"));
  return own ? own.builtin.call(machine, args, keywords) : callNamed(machine, `torch.Tensor.${name}`, args, keywords);
}

const cloned = (machine: Machine, value: Value): Value => {
  if (isTensor(value)) return new Tensor(apply(machine, "clone", [value.node(machine)]));
  return value instanceof PyTuple ? new PyTuple(value.items.map((one) => cloned(machine, one))) : value;
};

const copies = COPIED.map((name): TorchFunction => inTorch(`${name}_copy(input, *rest, **more)`, (c) => cloned(c.machine, callAny(c.machine, name, [c.raw("input"), ...c.rest], c.keywords))));

const upsample = (mode: "nearest" | "bilinear"): TorchFunction =>
  inFunctional(`upsample_${mode}(input, size=None, scale_factor=None)`, (c) => callNamed(c.machine, "torch.nn.functional.interpolate", [c.raw("input"), c.raw("size"), c.raw("scale_factor"), mode, ...(mode === "bilinear" ? [true] : [])]));

const batchNormFunction = (machine: Machine, args: readonly Value[]): Value => FUNCTIONAL_TABLE.find((one) => one.name === "batch_norm")!.builtin.call(machine, args, NO_KEYWORDS);

/** Statistics next to the result, as the inner functions of norm layers give them. */
const NATIVE: readonly TorchFunction[] = [
  inTorch("native_layer_norm(input, normalized_shape, weight, bias, eps)", (c) => {
    const x = c.node("input");
    const axes = (c.ints("normalized_shape") ?? []).map((_, i, all) => x.value.shape.length - all.length + i);
    const mean = c.ops.mean(x, axes, true);
    const variance = c.apply("var", [x], { axes, keepdim: true, correction: 0 });
    const rstd = c.ops.unary("rsqrt", c.ops.add(variance, c.ops.constant(c.number("eps", 1e-5))));
    const affine = [c.optional("weight"), c.optional("bias")];
    const scaled = affine[0] ? affine : [c.ops.onesLike(c.ops.sum(x, x.value.shape.map((_, i) => i).filter((i) => !axes.includes(i)))), affine[1]];
    return [c.apply("layer_norm", [x, ...scaled.filter((one) => one !== null && one !== undefined)], { normalized_shape: c.ints("normalized_shape") ?? [], eps: c.number("eps", 1e-5) }), mean, rstd];
  }),
  inTorch("native_group_norm(input, weight, bias, N, C, HxW, group, eps)", (c) => {
    const x = c.node("input");
    const grouped = c.ops.reshape(x, [c.int("N"), c.int("group"), -1]);
    const mean = c.ops.mean(grouped, [2]);
    const rstd = c.ops.unary("rsqrt", c.ops.add(c.apply("var", [grouped], { axes: [2], keepdim: false, correction: 0 }), c.ops.constant(c.number("eps", 1e-5))));
    const weight = c.optional("weight") ?? (c.optional("bias") ? c.ops.fill(x, [c.int("C")], 1) : null);
    return [c.apply("group_norm", [x, weight, c.optional("bias")].filter((one) => one !== null), { num_groups: c.int("group"), eps: c.number("eps", 1e-5) }), mean, rstd];
  }),
  inTorch("native_batch_norm(input, weight, bias, running_mean, running_var, training, momentum, eps)", (c) => {
    const x = c.node("input");
    const result = batchNormFunction(c.machine, [c.raw("input"), c.raw("running_mean"), c.raw("running_var"), c.raw("weight"), c.raw("bias"), c.raw("training"), c.raw("momentum"), c.raw("eps")]);
    const axes = x.value.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
    if (!c.bool("training")) return new PyTuple([result, wrapped(c.ops.fill(x, [0], 0)), wrapped(c.ops.fill(x, [0], 0))]);
    const mean = c.ops.mean(x, axes);
    const rstd = c.ops.unary("rsqrt", c.ops.add(c.apply("var", [x], { axes, keepdim: false, correction: 0 }), c.ops.constant(c.number("eps", 1e-5))));
    return new PyTuple([result, wrapped(mean), wrapped(rstd)]);
  }),
];


export const COPIES: readonly TorchFunction[] = [...copies, upsample("nearest"), upsample("bilinear"), ...NATIVE,
  define(["torch"], "constant_pad_nd(input, pad, value=0)", (c) => callNamed(c.machine, "torch.nn.functional.pad", [c.raw("input"), c.raw("pad"), "constant", c.raw("value")])),
];
