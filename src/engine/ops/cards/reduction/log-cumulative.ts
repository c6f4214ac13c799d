import { fromNumbers, toNumbers } from "../../../tensor/array.js";
import type { Node } from "../../../trace/node.js";
import { axisIn } from "../../axes.js";
import { type Card, defineStructural, type RuleContext } from "../../define.js";
import { scanAxis } from "./cumulative.js";

const logAddExp = (a: number, b: number): number => {
  const most = Math.max(a, b);
  return Number.isFinite(most) ? most + Math.log1p(Math.exp(-Math.abs(a - b))) : most;
};

/** exp(x − c) and exp(c − y) with c the largest element, so that neither overflows for numbers of ordinary spread. */
function factors(c: Pick<RuleContext, "in" | "out" | "ops">): [Node, Node] {
  const x = c.in.x!;
  const shift = c.ops.constant(
    toNumbers(x.value).reduce(
      (most, value) => (Number.isFinite(value) ? Math.max(most, value) : most),
      Number.NEGATIVE_INFINITY,
    ),
  );
  return [c.ops.unary("exp", c.ops.sub(x, shift)), c.ops.unary("exp", c.ops.sub(shift, c.out))];
}

/** yₖ = ln Σ_{j≤k} exp xⱼ; x̄ⱼ = Σ_{k≥j} ȳₖ exp(xⱼ − yₖ). */
export const logcumsumexp: Card = defineStructural({
  name: "logcumsumexp",
  inputs: ["x"],
  attributes: { axis: 0 },
  dtype: "float",
  sentence: "The running logarithm of a sum of exponentials along an axis.",
  spellings: ["torch.logcumsumexp(input=x, dim=axis)", "torch.Tensor.logcumsumexp(self=x, dim=axis)"],
  samples: () => [
    { inputs: [fromNumbers("float64", [2, 3], [1, -2, 0.5, 3, 1.5, -1])], attributes: { axis: 1 } },
  ],
  shape: ([shape], a) => (axisIn("logcumsumexp", a.axis, shape!.length), shape!),
  forward: ([x], a, dtype) =>
    scanAxis(x!, axisIn("logcumsumexp", a.axis, x!.shape.length), dtype, logAddExp, Number.NEGATIVE_INFINITY),
  vjp: {
    x: (c) => {
      const [up, down] = factors(c);
      return c.ops.mul(
        up,
        c.ops.apply("cumsum", [c.ops.mul(c.g, down)], { axis: c.attributes.axis!, reverse: true }),
      );
    },
  },
  jvp: (c) => {
    const [up, down] = factors(c);
    return c.ops.mul(
      down,
      c.ops.apply("cumsum", [c.ops.mul(c.tangents.x ?? c.ops.zerosLike(c.in.x!), up)], {
        axis: c.attributes.axis!,
      }),
    );
  },
  formula: {
    value: { text: "yₖ = ln ∑_{j≤k} exp({x}ⱼ)", latex: "y_k = \\ln \\sum_{j \\le k} e^{{x}_j}" },
    derivatives: {
      x: { text: "∑_{k≥j} {gy}ₖ · exp({x}ⱼ − yₖ)", latex: "\\sum_{k \\ge j} {gy}_k e^{{x}_j - y_k}" },
    },
  },
});
