/** Variance and standard deviation. */

import { type NDArray, toNumbers, wrap } from "../../../tensor/array.js";
import { allocate, type Dtype, rounderOf } from "../../../tensor/dtype.js";
import { fold, groupIndex, reducedShape } from "../../../tensor/kernels/reduce.js";
import { sizeOf } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { axesIn } from "../../axes.js";
import { type Attributes, type Card, defineStructural, type RuleContext } from "../../define.js";
import { countOf, REDUCTION, SAMPLES, shapeOf, spread } from "./family.js";

const ATTRIBUTES = { ...REDUCTION, correction: 1 };

function variance(
  name: string,
  x: NDArray,
  a: Attributes,
  dtype: Dtype,
  finish: (v: number) => number,
): NDArray {
  const axes = axesIn(name, a, x.shape.length);
  const means = fold(
    x,
    axes,
    false,
    "float64",
    0,
    (so, value) => so + value,
    (so, n) => so / n,
  );
  const groups = groupIndex(x.shape, axes);
  const values = toNumbers(x);
  const shape = reducedShape(x.shape, axes, a.keepdim === true);
  const count = sizeOf(shape);
  const squares = new Float64Array(count);
  values.forEach((value, i) => {
    squares[groups[i]!]! += (value - means.buffer[groups[i]!]!) ** 2;
  });
  const divisor = Math.max(0, values.length / Math.max(count, 1) - Number(a.correction));
  const round = rounderOf(dtype);
  const out = allocate(dtype, count);
  for (let i = 0; i < count; i++) out[i] = round(finish(squares[i]! / divisor));
  return wrap(dtype, shape, out);
}

/** x − mean(x), of x's shape. */
function centred(c: Pick<RuleContext, "in" | "ops" | "attributes">, name: string): Node {
  const x = c.in.x!;
  const axes = axesIn(name, c.attributes, x.value.shape.length);
  return c.ops.sub(x, c.ops.expand(c.ops.mean(x, axes, true), x.value.shape));
}

const divisor = (c: Pick<RuleContext, "in" | "attributes">, name: string): number =>
  Math.max(0, countOf(c, name) - Number(c.attributes.correction));

const spelled = (name: string): string[] => [
  `torch.${name}(input=x, dim=axes, *, correction=correction, keepdim=keepdim)`,
  `torch.Tensor.${name}(self=x, dim=axes, *, correction=correction, keepdim=keepdim)`,
  `numpy.${name}(a=x, axis=axes, ddof=correction, keepdims=keepdim)`,
  `numpy.ndarray.${name}(self=x, axis=axes, ddof=correction, keepdims=keepdim)`,
];

/** y = Σ(x − μ)²/(n − c); x̄ = ȳ · 2(x − μ)/(n − c). */
export const varCard: Card = defineStructural({
  name: "var",
  inputs: ["x"],
  attributes: ATTRIBUTES,
  dtype: "float",
  sentence: "The mean squared distance from the mean.",
  spellings: spelled("var"),
  samples: SAMPLES,
  shape: shapeOf("var"),
  forward: ([x], a, dtype) => variance("var", x!, a, dtype, (v) => v),
  vjp: { x: (c) => c.ops.mul(spread(c, "var", c.ops.scale(c.g, 2 / divisor(c, "var"))), centred(c, "var")) },
  jvp: (c) =>
    c.ops.scale(
      c.ops.sum(
        c.ops.mul(c.tangents.x ?? c.ops.zerosLike(c.in.x!), centred(c, "var")),
        axesIn("var", c.attributes, c.in.x!.value.shape.length),
        c.attributes.keepdim === true,
      ),
      2 / divisor(c, "var"),
    ),
  formula: {
    value: { text: "∑({x} − μ)² / (n − c)", latex: "\\frac{\\sum ({x} - \\mu)^2}{n - c}" },
    derivatives: {
      x: { text: "{gy} · 2({x} − μ) / (n − c)", latex: "{gy} \\cdot \\frac{2({x} - \\mu)}{n - c}" },
    },
  },
});

/** y = √var; x̄ = ȳ · (x − μ)/((n − c) y), 0 where y = 0. */
export const std: Card = defineStructural({
  name: "std",
  inputs: ["x"],
  attributes: ATTRIBUTES,
  dtype: "float",
  sentence: "The square root of the variance.",
  spellings: spelled("std"),
  convention: "Where all elements are equal the derivative is 0 (in JAX: not a number).",
  samples: SAMPLES,
  shape: shapeOf("std"),
  forward: ([x], a, dtype) => variance("std", x!, a, dtype, Math.sqrt),
  vjp: {
    x: (c) =>
      c.ops.mul(
        spread(c, "std", c.ops.scale(overDeviation(c, c.g), 1 / divisor(c, "std"))),
        centred(c, "std"),
      ),
  },
  jvp: (c) =>
    overDeviation(
      c,
      c.ops.scale(
        c.ops.sum(
          c.ops.mul(c.tangents.x ?? c.ops.zerosLike(c.in.x!), centred(c, "std")),
          axesIn("std", c.attributes, c.in.x!.value.shape.length),
          c.attributes.keepdim === true,
        ),
        1 / divisor(c, "std"),
      ),
    ),
  formula: {
    value: { text: "√(∑({x} − μ)² / (n − c))", latex: "\\sqrt{\\frac{\\sum ({x} - \\mu)^2}{n - c}}" },
    derivatives: {
      x: {
        text: "{gy} · ({x} − μ) / ((n − c) · {y})",
        latex: "{gy} \\cdot \\frac{{x} - \\mu}{(n - c)\\,{y}}",
      },
    },
  },
});

/** a / y, and 0 where y is 0. */
function overDeviation(c: Pick<RuleContext, "out" | "ops">, a: Node): Node {
  return c.ops.where(
    c.ops.compare("eq", c.out, c.ops.zerosLike(c.out)),
    c.ops.zerosLike(c.out),
    c.ops.div(a, c.out),
  );
}
