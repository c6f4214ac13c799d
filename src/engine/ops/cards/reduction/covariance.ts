/** Covariance and correlation of the rows of a matrix. */
import { fromNumbers } from "../../../tensor/array.js";
import { type Shape, sizeOf } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { defineComposite } from "../../composite.js";
import type { Attributes, Card } from "../../define.js";
import type { Operations } from "../../operations.js";

const matrix = fromNumbers("float64", [2, 3], [1, -2, 0.5, 3, 1.5, -1]);
const squareShape = ([shape]: readonly Shape[]): Shape => (shape!.length < 2 ? [] : [shape![0]!, shape![0]!]);

/** Σ w (x − μ)(x − μ)ᵀ / d, d = Σw − c (frequencies only) or Σw − c Σ(w·a)/Σw. */
function covariance(ops: Operations, inputs: readonly (Node | undefined)[], a: Attributes): Node {
  const [x, frequencies, reliability] = inputs;
  const rows = x!.value.shape.length < 2 ? ops.reshape(x!, [1, sizeOf(x!.value.shape)]) : x!;
  const n = rows.value.shape[1]!;
  const lists = [frequencies, reliability]
    .filter((one): one is Node => one !== undefined && one.value.shape.length > 0)
    .map((one) => ops.cast(one, rows.value.dtype));
  const weights = lists.length
    ? lists.reduce((product, one) => ops.mul(product, one))
    : ops.fill(rows, [n], 1);
  const total = ops.sum(weights);
  const weighted = ops.mul(rows, weights);
  const centred = ops.sub(rows, ops.div(ops.sum(weighted, [1], true), total));
  const correction = ops.constant(Number(a.correction));
  const loss =
    reliability && reliability.value.shape.length
      ? ops.mul(
          correction,
          ops.div(ops.sum(ops.mul(weights, ops.cast(reliability, rows.value.dtype))), total),
        )
      : correction;
  const product = ops.div(
    ops.matmul(ops.mul(centred, weights), ops.transpose(centred)),
    ops.sub(total, loss),
  );
  return x!.value.shape.length < 2 ? ops.reshape(product, []) : product;
}

export const cov: Card = defineComposite({
  name: "cov",
  inputs: ["x", "fweights", "aweights"],
  optional: { fweights: 1, aweights: 1 },
  withoutGradient: ["fweights"],
  attributes: { correction: 1 },
  dtype: "float",
  sentence: "The covariances of the rows of a matrix.",
  spellings: [
    "torch.cov(input=x, *, correction=correction, fweights=fweights, aweights=aweights)",
    "torch.Tensor.cov(self=x, *, correction=correction, fweights=fweights, aweights=aweights)",
  ],
  samples: () => [
    { inputs: [matrix] },
    { inputs: [matrix, fromNumbers("int64", [3], [1, 2, 3]), fromNumbers("float64", [3], [0.5, 0.2, 0.7])] },
  ],
  differentiable: ["x", "aweights"],
  shape: squareShape,
  compose: covariance,
  formula: {
    value: {
      text: "∑({x} − μ)({x} − μ)ᵀ / (n − c)",
      latex: "\\frac{1}{n - c} \\sum ({x} - \\mu)({x} - \\mu)^\\top",
    },
    derivatives: {
      x: {
        text: "({gy} + {gy}ᵀ)({x} − μ) / (n − c)",
        latex: "\\frac{({gy} + {gy}^\\top)({x} - \\mu)}{n - c}",
      },
      aweights: {
        text: "{gy} · its part of the sum and of n",
        latex: "{gy} \\cdot \\partial y / \\partial a",
      },
    },
  },
});

export const corrcoef: Card = defineComposite({
  name: "corrcoef",
  inputs: ["x"],
  dtype: "float",
  sentence: "The correlations of the rows of a matrix.",
  spellings: ["torch.corrcoef(input=x)", "torch.Tensor.corrcoef(self=x)", "numpy.corrcoef(x)"],
  samples: () => [{ inputs: [matrix] }],
  differentiable: ["x"],
  shape: squareShape,
  compose: (ops, [x]) => {
    const c = covariance(ops, [x], { correction: 1 });
    if (!c.value.shape.length) return ops.div(c, c);
    const deviation = ops.unary("sqrt", ops.apply("diagonal", [c]));
    return ops.div(ops.div(c, ops.unsqueeze(deviation, 1)), ops.unsqueeze(deviation, 0));
  },
  formula: {
    value: { text: "cov({x}) / (σ σᵀ)", latex: "\\frac{\\operatorname{cov}({x})}{\\sigma \\sigma^\\top}" },
    derivatives: {
      x: { text: "through cov and σ", latex: "\\text{through } \\operatorname{cov} \\text{ and } \\sigma" },
    },
  },
});
