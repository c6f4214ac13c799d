import { fromNumbers } from "../../../tensor/array.js";
import { fold } from "../../../tensor/kernels/reduce.js";
import type { Node } from "../../../trace/node.js";
import { axesIn } from "../../axes.js";
import { type Card, defineStructural, type RuleContext } from "../../define.js";
import { SAMPLES, shapeOf, spread } from "./family.js";

/** ∂y/∂x = sign(x)·|x|^(p−1)·y^(1−p); for p = 1 sign(x); for p = ±∞ shared among the extremes; 0 where y = 0. */
function slope(c: Pick<RuleContext, "in" | "out" | "ops" | "attributes">): Node {
  const { ops } = c;
  const x = c.in.x!;
  const p = Number(c.attributes.p);
  const y = spread(c, "norm", c.out);
  const zero = ops.zerosLike(x);
  const sign = ops.unary("sign", x);
  if (p === 0) return zero;
  if (p === 1) return sign;
  if (!Number.isFinite(p)) {
    const mask = ops.cast(ops.compare("eq", ops.unary("abs", x), y), x.value.dtype);
    const count = spread(
      c,
      "norm",
      ops.sum(mask, axesIn("norm", c.attributes, x.value.shape.length), c.attributes.keepdim === true),
    );
    return ops.div(ops.mul(mask, sign), count);
  }
  // Zeros are taken out before the division and the power, so that derivatives of this stay finite beside them.
  const one = ops.onesLike(x);
  const still = ops.compare("eq", y, zero);
  const length = ops.where(still, one, y);
  if (p === 2) return ops.where(still, zero, ops.div(x, length));
  const flat = ops.compare("eq", x, zero);
  const size = ops.where(flat, one, ops.unary("abs", x));
  return ops.where(flat, zero, ops.mul(sign, ops.pow(ops.div(size, length), ops.constant(p - 1))));
}

/** y = (Σ|x|^p)^(1/p); p = ∞ the largest, −∞ the smallest magnitude, 0 the number of non-zeros. */
export const norm: Card = defineStructural({
  name: "norm",
  inputs: ["x"],
  attributes: { p: 2, axes: null, keepdim: false },
  dtype: "float",
  sentence: "The length of the vector of elements along some axes.",
  spellings: ["torch.linalg.vector_norm(x, ord=p, dim=axes, keepdim=keepdim)"],
  convention: "The norm of a zero vector has derivative 0 (in JAX: not a number).",
  samples: () => [
    ...SAMPLES(),
    { inputs: [fromNumbers("float64", [3], [1, -2, 3])], attributes: { p: 3 } },
    { inputs: [fromNumbers("float64", [3], [1, -2, 3])], attributes: { p: 1 } },
    { inputs: [fromNumbers("float64", [3], [1, -2, 3])], attributes: { p: Number.POSITIVE_INFINITY } },
  ],
  shape: shapeOf("norm"),
  forward: ([x], a, dtype) => {
    const p = Number(a.p);
    const axes = axesIn("norm", a, x!.shape.length);
    const keep = a.keepdim === true;
    if (p === Number.POSITIVE_INFINITY)
      return fold(x!, axes, keep, dtype, 0, (so, value) => Math.max(so, Math.abs(value)));
    if (p === Number.NEGATIVE_INFINITY)
      return fold(x!, axes, keep, dtype, Number.POSITIVE_INFINITY, (so, value) =>
        Math.min(so, Math.abs(value)),
      );
    if (p === 0) return fold(x!, axes, keep, dtype, 0, (so, value) => so + (value !== 0 ? 1 : 0));
    if (p === 2) return fold(x!, axes, keep, dtype, 0, (so, value) => so + value * value, Math.sqrt);
    return fold(
      x!,
      axes,
      keep,
      dtype,
      0,
      (so, value) => so + Math.abs(value) ** p,
      (so) => so ** (1 / p),
    );
  },
  vjp: { x: (c) => c.ops.mul(spread(c, "norm", c.g), slope(c)) },
  jvp: (c) =>
    c.ops.sum(
      c.ops.mul(c.tangents.x ?? c.ops.zerosLike(c.in.x!), slope(c)),
      axesIn("norm", c.attributes, c.in.x!.value.shape.length),
      c.attributes.keepdim === true,
    ),
  formula: {
    value: { text: "‖{x}‖", latex: "\\left\\lVert {x} \\right\\rVert" },
    derivatives: { x: { text: "{gy} · {x} / {y}", latex: "{gy} \\cdot \\frac{{x}}{{y}}" } },
  },
});
