import { fromNumbers, toNumbers } from "../../../tensor/array.js";
import { fold, groupIndex, reducedShape } from "../../../tensor/kernels/reduce.js";
import { sizeOf } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { axesIn } from "../../axes.js";
import { type Card, defineStructural, type RuleContext } from "../../define.js";
import { REDUCTION, SAMPLES, shapeOf, spelled, spread } from "./family.js";

const softmaxOf = (c: Pick<RuleContext, "in" | "out" | "ops" | "attributes">): Node =>
  c.ops.unary("exp", c.ops.sub(c.in.x!, spread(c, "logsumexp", c.out)));

/** y = ln Σ eˣ, with the maximum taken out; x̄ = ȳ · softmax(x). */
export const logsumexp: Card = defineStructural({
  name: "logsumexp",
  inputs: ["x"],
  attributes: REDUCTION,
  dtype: "float",
  sentence: "The logarithm of the sum of exponentials, computed without overflow.",
  spellings: [
    ...spelled("logsumexp").slice(0, 2),
    "torch.special.logsumexp(input=x, dim=axes, keepdim=keepdim)",
    "jax.scipy.special.logsumexp(a=x, axis=axes, *, keepdims=keepdim)",
    "scipy.special.logsumexp(a=x, axis=axes, *, keepdims=keepdim)",
  ],
  samples: SAMPLES,
  shape: shapeOf("logsumexp"),
  forward: ([x], a, dtype) => {
    const axes = axesIn("logsumexp", a, x!.shape.length);
    const most = fold(x!, axes, false, "float64", Number.NEGATIVE_INFINITY, Math.max).buffer;
    const groups = groupIndex(x!.shape, axes);
    const shape = reducedShape(x!.shape, axes, a.keepdim === true);
    const sums = new Float64Array(sizeOf(shape));
    const base = (group: number): number => (Number.isFinite(most[group]!) ? most[group]! : 0);
    toNumbers(x!).forEach((value, i) => {
      sums[groups[i]!]! += Math.exp(value - base(groups[i]!));
    });
    return fromNumbers(
      dtype,
      shape,
      sums.map((total, group) => Math.log(total) + base(group)),
    );
  },
  vjp: { x: (c) => c.ops.mul(spread(c, "logsumexp", c.g), softmaxOf(c)) },
  jvp: (c) =>
    c.ops.sum(
      c.ops.mul(c.tangents.x ?? c.ops.zerosLike(c.in.x!), softmaxOf(c)),
      axesIn("logsumexp", c.attributes, c.in.x!.value.shape.length),
      c.attributes.keepdim === true,
    ),
  formula: {
    value: { text: "ln ∑ exp({x})", latex: "\\ln \\sum e^{{x}}" },
    derivatives: { x: { text: "{gy} · softmax({x})", latex: "{gy} \\cdot \\operatorname{softmax}({x})" } },
  },
});
