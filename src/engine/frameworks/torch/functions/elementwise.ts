/** Elementwise functions with options that no card has, and in terms of others. */
import { isTensor } from "../tensor.js";
import { both, type Call, define, inSpecial, inTorch, method, type TorchFunction } from "./define.js";
import { BITWISE, invert, negate } from "../operators.js";
import { isFloating } from "../../../tensor/dtype.js";
import { promote } from "../../../trace/promotion.js";
import { constantNode, type Node } from "../../../trace/node.js";
import { copy, fromNumbers, full, size, toNumbers } from "../../../tensor/array.js";
import { writeInPlace } from "../in-place.js";
import { asTensor, rewritten } from "../tensor.js";
import { callNamed, nodeOf } from "../dispatch.js";
import { checkDtypes } from "../dtype-checks.js";
import { computedLeaf } from "../state.js";
import { runtimeError } from "../errors.js";
import { tensorFrom } from "../creation.js";
import { sameShape, broadcastShapes } from "../../../tensor/shape.js";
import { broadcastTo } from "../../../tensor/array.js";

function divide(c: Call): Node {
  const [x, y] = [c.node("input"), c.node("other")];
  const mode = c.raw("rounding_mode");
  if (mode === null) return c.ops.div(x, y);
  if (mode === "trunc") {
    const integers = !isFloating(x.value.dtype) && !isFloating(y.value.dtype);
    const ratio = c.apply("trunc", [c.ops.div(integers ? c.ops.cast(x, "float64") : x, y)]);
    return c.named(integers ? c.ops.cast(ratio, promote(x.value.dtype, y.value.dtype)) : ratio, "DivBackward2");
  }
  if (mode === "floor") return c.named(c.apply("floor_divide", [x, y]), "DivBackward2");
  throw runtimeError(c.machine, `div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '${c.text("rounding_mode")}'`);
}

function where(c: Call): Node | Node[] {
  const test = c.node("condition");
  if (c.raw("input") === null && c.raw("other") === null) return nonzeroColumns(c, test);
  checkDtypes(c.machine, "where", [test]);
  return c.ops.where(test, c.node("input"), c.node("other"));
}

export function nonzeroColumns(c: Call, x: Node): Node[] {
  const { shape } = x.value;
  const columns: number[][] = (shape.length ? shape : [1]).map(() => []);
  const counter = shape.map(() => 0);
  for (const value of toNumbers(x.value)) {
    if (value !== 0) (shape.length ? counter : [0]).forEach((k, axis) => columns[axis]!.push(k));
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (++counter[axis]! < shape[axis]!) break;
      counter[axis] = 0;
    }
  }
  return columns.map((list) => computedLeaf(c.machine, fromNumbers("int64", [list.length], list), [x], "nonzero"));
}

const floatPower = (c: Call): Node => c.ops.pow(c.ops.cast(c.node("input"), "float64"), c.node("exponent").weak ? c.node("exponent") : c.ops.cast(c.node("exponent"), "float64"));

/** ln Γ_p(x) = p(p−1)/4·ln π + Σ ln Γ(x − j/2). */
function multivariateGamma(c: Call): Node {
  const x = c.floating(c.node("input"));
  const p = c.int("p");
  let sum: Node = c.ops.constant((p * (p - 1) / 4) * Math.log(Math.PI));
  for (let j = 0; j < p; j++) sum = c.ops.add(sum, c.ops.unary("lgamma", c.ops.sub(x, c.ops.constant(j / 2))));
  return sum;
}

const close = (c: Call): boolean[] => {
  const [x, y] = [c.node("input"), c.node("other")];
  const shape = broadcastShapes(x.value.shape, y.value.shape) ?? x.value.shape;
  const [a, b] = [toNumbers(broadcastTo(x.value, shape)), toNumbers(broadcastTo(y.value, shape))];
  const [rtol, atol, nan] = [c.number("rtol", 1e-5), c.number("atol", 1e-8), c.bool("equal_nan")];
  return a.map((value, i) => value === b[i] || (nan && Number.isNaN(value) && Number.isNaN(b[i]!)) || Math.abs(value - b[i]!) <= atol + rtol * Math.abs(b[i]!) && Number.isFinite(b[i]!));
};

const inPlaceFill = (name: string, parameters: string, value: (c: Call) => Node): TorchFunction =>
  method(`${name}(${parameters})`, (c) => {
    const self = asTensor(c.raw("self"));
    return writeInPlace(c.machine, self, (before) => {
      const given = value(c);
      const filled = c.ops.expand(c.ops.cast(given, before.value.dtype), before.value.shape);
      // A number written into what requires a gradient: it still does, and the gradient is 0.
      if (!before.requiresGrad || given.requiresGrad || !c.machine.trace.recording) return filled;
      return c.named(c.machine.trace.run(rewritten(copy(filled.value), false), [before], {}, c.state.promotion), name === "zero_" ? "ZeroBackward0" : "FillBackward0");
    });
  });

const bits = (name: keyof typeof BITWISE, spelled: string): TorchFunction => both(`bitwise_${spelled}(input, other, *, out=None)`, (c) => BITWISE[name](c.machine, c.node("input"), c.node("other")));

/** Composites of one input, as formulas. */
const positive = both("positive(input)", (c) => c.raw("input"));
const clampLike = (name: string): TorchFunction => both(`${name}(input, min=None, max=None, *, out=None)`, (c) => {
  const [low, high] = [c.raw("min"), c.raw("max")];
  if (low === null && high === null) throw runtimeError(c.machine, "torch.clamp: At least one of 'min' or 'max' must not be None");
  const { machine } = c;
  if (!isTensor(low) && !isTensor(high)) {
    const given = new Map<string, typeof low>();
    if (low !== null) given.set("min", low);
    if (high !== null) given.set("max", high);
    return callNamed(machine, "torch.clamp", [c.raw("input")], given);
  }
  const x = c.node("input");
  const bound = (value: typeof low, otherwise: number): Node => (value === null ? constantNode(full(x.value.dtype, [], otherwise), false) : nodeOf(machine, value)!);
  return c.named(c.apply("clamp_tensor", [x, bound(low, -Infinity), bound(high, Infinity)]), "ClampBackward1");
});

export const ELEMENTWISE: readonly TorchFunction[] = [
  both("div(input, other, *, rounding_mode=None, out=None)", divide),
  both("divide(input, other, *, rounding_mode=None, out=None)", divide),
  inTorch("where(condition, input=None, other=None)", where),
  method("where(input, condition, other)", (c) => {
    checkDtypes(c.machine, "where", [c.node("condition")]);
    return c.ops.where(c.node("condition"), c.node("input"), c.node("other"));
  }),
  both("nonzero(input, *, as_tuple=False)", (c) => {
    const columns = nonzeroColumns(c, c.node("input"));
    if (c.bool("as_tuple")) return columns;
    const [first] = columns;
    return columns.length === 1 ? c.ops.unsqueeze(first!, 1) : c.ops.cat(columns.map((one) => c.ops.unsqueeze(one, 1)), 1);
  }),
  inTorch("argwhere(input)", (c) => c.ops.cat(nonzeroColumns(c, c.node("input")).map((one) => c.ops.unsqueeze(one, 1)), 1)),
  both("float_power(input, exponent)", floatPower),
  both("rsub(input, other, *, alpha=1)", (c) => c.ops.sub(c.node("other"), c.ops.mul(c.node("input"), c.node("alpha")))),
  both("mvlgamma(input, p)", multivariateGamma),
  inSpecial("multigammaln(input, p)", multivariateGamma),
  both("ldexp(input, other)", (c) => c.ops.mul(c.node("input"), c.ops.pow(c.ops.constant(2), c.floating(c.node("other"))))),
  both("bitwise_not(input)", (c) => invert(c.machine, c.node("input"))),
  bits("and", "and"), bits("or", "or"), bits("xor", "xor"), bits("lshift", "left_shift"), bits("rshift", "right_shift"),
  both("neg(input)", (c) => negate(c.machine, c.node("input"))),
  positive,
  clampLike("clamp"), clampLike("clip"),
  both("isclose(input, other, rtol=None, atol=None, equal_nan=False)", (c) => {
    const x = c.node("input");
    const shape = broadcastShapes(x.value.shape, c.node("other").value.shape) ?? x.value.shape;
    return computedLeaf(c.machine, fromNumbers("bool", shape, close(c).map(Number)), [x], "isclose");
  }),
  both("allclose(input, other, rtol=None, atol=None, equal_nan=False)", (c) => close(c).every(Boolean)),
  both("equal(input, other)", (c) => {
    const [x, y] = [c.node("input").value, c.node("other").value];
    const b = toNumbers(y);
    return sameShape(x.shape, y.shape) && toNumbers(x).every((value, i) => value === b[i]);
  }),
  both("is_floating_point(input)", (c) => isFloating(c.node("input").value.dtype)),
  inTorch("is_tensor(obj)", (c) => isTensor(c.raw("obj"))),
  both("real(input)", (c) => c.raw("input")), both("conj(input)", (c) => c.raw("input")), both("resolve_conj(input)", (c) => c.raw("input")), both("conj_physical(input)", (c) => c.raw("input")), both("resolve_neg(input)", (c) => c.raw("input")),
  both("isreal(input)", (c) => c.apply("eq", [c.node("input"), c.node("input")])),
  both("isposinf(input)", (c) => c.ops.compare("eq", c.node("input"), c.ops.constant(Infinity))),
  both("isneginf(input)", (c) => c.ops.compare("eq", c.node("input"), c.ops.constant(-Infinity))),
  both("signbit(input)", (c) => {
    const x = c.node("input");
    return computedLeaf(c.machine, fromNumbers("bool", x.value.shape, toNumbers(x.value).map((value) => Number(value < 0 || Object.is(value, -0)))), [x], "signbit");
  }),
  both("dist(input, other, p=2)", (c) => c.apply("norm", [c.ops.sub(c.node("input"), c.node("other"))], { p: c.number("p", 2) })),
  inPlaceFill("fill_", "self, value", (c) => c.node("value")),
  inPlaceFill("zero_", "self", (c) => c.ops.constant(0)),
  method("copy_(self, src, non_blocking=False)", (c) => writeInPlace(c.machine, asTensor(c.raw("self")), (before) => c.ops.cast(isTensor(c.raw("src")) ? c.node("src") : tensorFrom(c.machine, c.raw("src"), null).node(c.machine), before.value.dtype))),
  method("set_(self, source)", (c) => {
    asTensor(c.raw("self")).replace(c.machine, c.node("source"));
    return c.raw("self");
  }),
  method("fill_diagonal_(self, fill_value, wrap=False)", (c) => {
    const self = asTensor(c.raw("self"));
    const [rows = 1, columns = 1] = self.shape;
    const mask = fromNumbers("bool", [rows, columns], Array.from({ length: rows * columns }, (_, i) => (c.bool("wrap") ? Number(i % (columns + 1) === 0) : Number(Math.floor(i / columns) === i % columns))));
    return writeInPlace(c.machine, self, (before) => c.apply("masked_fill", [before, constantNode(mask, false), c.node("fill_value")]));
  }),
  define(["torch", "Tensor"], "numel(input)", (c) => size(c.node("input").value)),
  method("nelement(input)", (c) => size(c.node("input").value)),
];
