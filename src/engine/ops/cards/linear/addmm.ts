/** beta·input + alpha·(product): the fused forms addmm, addmv, addr, addbmm, baddbmm. */
import { fromNumbers, type NDArray } from "../../../tensor/array.js";
import type { Shape } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { defineComposite } from "../../composite.js";
import type { Card } from "../../define.js";
import type { Operations } from "../../operations.js";
import { productError } from "./product-rules.js";

interface Fused {
  readonly name: string;
  readonly names: readonly [string, string];
  readonly sentence: string;
  readonly shape: (a: Shape, b: Shape) => Shape;
  readonly product: (ops: Operations, a: Node, b: Node) => Node;
  readonly sample: readonly [NDArray, NDArray, NDArray];
}

const fused = ({ name, names: [first, second], sentence, shape, product, sample }: Fused): Card =>
  defineComposite({
    name,
    inputs: ["input", "a", "b"],
    attributes: { beta: 1, alpha: 1 },
    dtype: "promote",
    sentence,
    spellings: [
      `torch.${name}(input, ${first}=a, ${second}=b, *, beta=beta, alpha=alpha)`,
      `torch.Tensor.${name}(self=input, ${first}=a, ${second}=b, *, beta=beta, alpha=alpha)`,
    ],
    samples: () => [{ inputs: sample }, { inputs: sample, attributes: { beta: 0.5, alpha: -2 } }],
    differentiable: ["input", "a", "b"],
    shape: ([, a, b]) => shape(a!, b!),
    compose: (ops, [input, a, b], { beta, alpha }) => {
      const y = product(ops, a!, b!);
      const scaled = alpha === 1 ? y : ops.scale(y, Number(alpha));
      // beta 0 ignores the input, NaN included.
      return beta === 0 ? scaled : ops.add(beta === 1 ? input! : ops.scale(input!, Number(beta)), scaled);
    },
    formula: {
      value: { text: "β·{input} + α·{a}·{b}", latex: "\\beta {input} + \\alpha {a} {b}" },
      derivatives: {
        input: { text: "β·{gy}", latex: "\\beta {gy}" },
        a: { text: "α·{gy}·{b}ᵀ", latex: "\\alpha {gy} {b}^{\\top}" },
        b: { text: "α·{a}ᵀ·{gy}", latex: "\\alpha {a}^{\\top} {gy}" },
      },
    },
  });

const chain = (name: string, a: Shape, b: Shape, inner: boolean): void => {
  if (!inner) throw productError(name, a, b, `mat1 and mat2 shapes cannot be multiplied (${a.join("x")} and ${b.join("x")})`);
};
const matrix = (values: readonly number[], ...shape: number[]): NDArray => fromNumbers("float64", shape, values);
const A = matrix([1, -2, 0.5, 3], 2, 2);
const B = matrix([2, 1, -1, 0.5], 2, 2);

export const addmm = fused({
  name: "addmm", names: ["mat1", "mat2"],
  sentence: "Adds a matrix product to a matrix.",
  shape: (a, b) => { chain("addmm", a, b, a[1] === b[0]); return [a[0]!, b[1]!]; },
  product: (ops, a, b) => ops.matmul(a, b),
  sample: [matrix([1, 2], 2), A, B],
});
export const addmv = fused({
  name: "addmv", names: ["mat", "vec"],
  sentence: "Adds a matrix-vector product to a vector.",
  shape: (a, b) => {
    if (a[1] !== b[0]) throw productError("addmv", a, b, `size mismatch, got input (${a[0]}), mat (${a[0]}x${a[1]}), vec (${b[0]})`);
    return [a[0]!];
  },
  product: (ops, a, b) => ops.matmul(a, b),
  sample: [matrix([1, 2], 2), A, matrix([1, -3], 2)],
});
export const addr = fused({
  name: "addr", names: ["vec1", "vec2"],
  sentence: "Adds an outer product to a matrix.",
  shape: (a, b) => [a[0]!, b[0]!],
  product: (ops, a, b) => ops.mul(ops.unsqueeze(a, 1), b),
  sample: [A, matrix([1, 2], 2), matrix([1, -3], 2)],
});
export const addbmm = fused({
  name: "addbmm", names: ["batch1", "batch2"],
  sentence: "Adds the sum of a batch of matrix products to a matrix.",
  shape: (a, b) => { chain("addbmm", a, b, a[2] === b[1]); return [a[1]!, b[2]!]; },
  product: (ops, a, b) => ops.sum(ops.matmul(a, b), [0]),
  sample: [A, matrix([1, 2, 3, 4, 5, -6, 7, 8], 2, 2, 2), matrix([1, -1, 2, 0, 1, 3, -2, 1], 2, 2, 2)],
});
export const baddbmm = fused({
  name: "baddbmm", names: ["batch1", "batch2"],
  sentence: "Adds a batch of matrix products to a batch of matrices.",
  shape: (a, b) => { chain("baddbmm", a, b, a[2] === b[1]); return [a[0]!, a[1]!, b[2]!]; },
  product: (ops, a, b) => ops.matmul(a, b),
  sample: [A, matrix([1, 2, 3, 4, 5, -6, 7, 8], 2, 2, 2), matrix([1, -1, 2, 0, 1, 3, -2, 1], 2, 2, 2)],
});
