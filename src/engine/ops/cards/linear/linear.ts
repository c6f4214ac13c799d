import { fromNumbers, type NDArray } from "../../../tensor/array.js";
import { elementSum } from "../../../tensor/kernels/bias.js";
import { linearAdjoints } from "../../../tensor/kernels/linear.js";
import { product, transposed } from "../../../tensor/kernels/matmul.js";
import type { Shape } from "../../../tensor/shape.js";
import { constantNode, type Node } from "../../../trace/node.js";
import { unrecorded } from "../../../trace/trace.js";
import { defineStructural, OperationError, type RuleContext } from "../../define.js";
import { productError, sumOfTangents } from "./product-rules.js";

const VJP = {
  x: (c: RuleContext): Node => (c.in.weight!.value.shape.length === 1 ? c.ops.mul(c.ops.unsqueeze(c.g, -1), c.in.weight!) : c.ops.matmul(c.g, c.in.weight!)),
  weight: (c: RuleContext): Node => {
    const inputs = c.in.x!.value.shape.at(-1)!;
    if (c.in.weight!.value.shape.length === 1) return c.ops.mul(c.ops.unsqueeze(c.g, -1), c.in.x!);
    const rows = c.ops.reshape(c.in.x!, [rowsOf(c.in.x!.value.shape), inputs]);
    const g = c.ops.reshape(c.g, [rowsOf(c.in.x!.value.shape), c.in.weight!.value.shape[0]!]);
    return c.ops.matmul(c.ops.transpose(g), rows);
  },
  bias: (c: RuleContext): Node => c.g,
};
const RULES = [VJP.x, VJP.weight, VJP.bias];

/** y = x·Wᵀ + b over the last axis; W is [out, in] (or [in]), b is [out]. */
export const linear = defineStructural({
  name: "linear",
  inputs: ["x", "weight", "bias"],
  optional: { bias: 0 },
  dtype: "promote",
  sentence: "A linear layer: every output is the sum of the inputs times a row of weights, plus a bias.",
  spellings: ["torch.nn.functional.linear(input=x, weight=weight, bias=bias)"],
  samples: () => {
    const x = fromNumbers("float64", [2, 3], [1, -2, 0.5, 3, 1.5, -1]);
    const weight = fromNumbers("float64", [2, 3], [2, 1, -1, 0.5, 4, -3]);
    return [{ inputs: [x, weight, fromNumbers("float64", [2], [0.5, -0.25])] }, { inputs: [x, weight] }, { inputs: [fromNumbers("float64", [3], [1, 2, 3]), weight] }];
  },
  shape: ([x, weight, bias]) => linearShape(x!, weight!, bias),
  forward: ([x, weight, bias], _attributes, dtype) => {
    if ((weight as NDArray).shape.length > 1) return product(x!, transposed(weight!), dtype, bias);
    const y = product(x!, weight!, dtype);
    return bias ? elementSum(y, bias) : y;
  },
  vjp: VJP,
  vjpTogether: (c, wanted) => {
    const arrays = c.ops === unrecorded ? linearAdjoints(c.list.map((node) => node.value), c.g.value, wanted) : null;
    return arrays ? arrays.map((array) => array && constantNode(array)) : c.list.map((_, i) => (wanted[i] ? RULES[i]!(c) : null));
  },
  jvp: (c) => {
    const { x, weight, bias } = c.tangents;
    return sumOfTangents(c, [
      x && c.ops.apply("linear", [x, c.in.weight!]),
      weight && c.ops.apply("linear", [c.in.x!, weight]),
      bias && c.ops.expand(bias, c.out.value.shape),
    ]);
  },
  formula: {
    value: { text: "{x} · {weight}ᵀ + {bias}", latex: "{x} \\, {weight}^{\\top} + {bias}" },
    derivatives: {
      x: { text: "{gy} · {weight}", latex: "{gy} \\, {weight}" },
      weight: { text: "{gy}ᵀ · {x}", latex: "{gy}^{\\top} \\, {x}" },
      bias: { text: "Σ over the batch of {gy}", latex: "\\sum_{n} {gy}_{n}" },
    },
  },
});

const rowsOf = (shape: Shape): number => shape.slice(0, -1).reduce((product, length) => product * length, 1);

function linearShape(x: Shape, weight: Shape, bias: Shape | undefined): Shape {
  const inputs = weight.at(-1);
  if (!x.length || x.at(-1) !== inputs || weight.length > 2) {
    const columns = weight.length > 1 ? `${weight[1]}x${weight[0]}` : `${weight[0]}`;
    throw productError("linear", x, [...weight].reverse(), `mat1 and mat2 shapes cannot be multiplied (${rowsOf(x)}x${x.at(-1)} and ${columns})`);
  }
  const shape = weight.length === 1 ? x.slice(0, -1) : [...x.slice(0, -1), weight[0]!];
  const outputs = weight.length === 1 ? 1 : weight[0]!;
  if (bias?.length && bias.at(-1) !== outputs && bias.at(-1) !== 1) {
    throw new OperationError(`linear: the bias is [${bias.join(", ")}]; it must be [${outputs}]`, {
      torch: { type: "RuntimeError", message: `The expanded size of the tensor (${outputs}) must match the existing size (${bias.at(-1)}) at non-singleton dimension ${shape.length - 1}.  Target sizes: [${shape.join(", ")}].  Tensor sizes: [${bias.join(", ")}]` },
    });
  }
  return shape;
}
