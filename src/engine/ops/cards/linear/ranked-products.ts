/** The products of fixed ranks: mm, bmm, mv, dot. Rules of matmul, own checks. */
import { fromNumbers } from "../../../tensor/array.js";
import { product } from "../../../tensor/kernels/matmul.js";
import type { Shape } from "../../../tensor/shape.js";
import { type Card, defineStructural, type Sample } from "../../define.js";
import { dotMismatch, leftAdjoint, matmulShape, productError, rightAdjoint } from "./product-rules.js";

interface RankedProduct {
  readonly name: string;
  readonly sentence: string;
  readonly spellings: readonly string[];
  /** PyTorch's complaint about these shapes; null: none. */
  readonly complaint: (a: Shape, b: Shape) => string | null;
  readonly samples: () => readonly Sample[];
}

const rankedProduct = ({ name, sentence, spellings, complaint, samples }: RankedProduct): Card =>
  defineStructural({
    name,
    inputs: ["a", "b"],
    dtype: "promote",
    sentence,
    spellings,
    samples,
    shape: ([a, b]) => {
      const message = complaint(a!, b!);
      if (message) throw productError(name, a!, b!, message);
      return matmulShape(a!, b!);
    },
    forward: ([a, b], _attributes, dtype) => product(a!, b!, dtype),
    vjp: { a: leftAdjoint, b: rightAdjoint },
    jvp: "linear",
    formula: {
      value: { text: "{a} · {b}", latex: "{a} \\, {b}" },
      derivatives: name === "dot"
        ? { a: { text: "{gy} · {b}", latex: "{gy} \\, {b}" }, b: { text: "{gy} · {a}", latex: "{gy} \\, {a}" } }
        : { a: { text: "{gy} · {b}ᵀ", latex: "{gy} \\, {b}^{\\top}" }, b: { text: "{a}ᵀ · {gy}", latex: "{a}^{\\top} \\, {gy}" } },
    },
  });

export const mm = rankedProduct({
  name: "mm",
  sentence: "Multiplies two matrices.",
  spellings: ["torch.mm(input=a, mat2=b)", "torch.Tensor.mm(self=a, mat2=b)"],
  complaint: (a, b) => (a.length !== 2 ? "self must be a matrix" : b.length !== 2 ? "mat2 must be a matrix" : null),
  samples: () => [{ inputs: [fromNumbers("float64", [2, 2], [1, -2, 0.5, 3]), fromNumbers("float64", [2, 3], [2, 1, -1, 0.5, 4, -3])] }],
});

export const bmm = rankedProduct({
  name: "bmm",
  sentence: "Multiplies matrices pair by pair along a batch.",
  spellings: ["torch.bmm(input=a, mat2=b)", "torch.Tensor.bmm(self=a, mat2=b)"],
  complaint: (a, b) => {
    if (a.length !== 3) return "batch1 must be a 3D tensor";
    if (b.length !== 3) return "batch2 must be a 3D tensor";
    if (a[0] === b[0] && a[2] === b[1]) return null;
    return `Expected size for first two dimensions of batch2 tensor to be: [${a[0]}, ${a[2]}] but got: [${b[0]}, ${b[1]}].`;
  },
  samples: () => [{ inputs: [fromNumbers("float64", [2, 1, 2], [1, -2, 0.5, 3]), fromNumbers("float64", [2, 2, 1], [2, 1, -1, 0.5])] }],
});

export const mv = rankedProduct({
  name: "mv",
  sentence: "Multiplies a matrix and a vector.",
  spellings: ["torch.mv(input=a, vec=b)", "torch.Tensor.mv(self=a, vec=b)"],
  complaint: (a, b) => (a.length !== 2 || b.length !== 1 ? `vector + matrix @ vector expected, got ${b.length}, ${a.length}, ${b.length}` : null),
  samples: () => [{ inputs: [fromNumbers("float64", [2, 2], [1, -2, 0.5, 3]), fromNumbers("float64", [2], [2, 1])] }],
});

export const dot = rankedProduct({
  name: "dot",
  sentence: "The sum of the products of two vectors' elements.",
  spellings: ["torch.dot(input=a, tensor=b)", "torch.Tensor.dot(self=a, tensor=b)", "torch.vdot(input=a, other=b)", "torch.Tensor.vdot(self=a, other=b)"],
  complaint: (a, b) => {
    if (a.length !== 1 || b.length !== 1) return `1D tensors expected, but got ${a.length}D and ${b.length}D tensors`;
    return a[0] === b[0] ? null : dotMismatch(a[0]!, b[0]!);
  },
  samples: () => [{ inputs: [fromNumbers("float64", [3], [1, -2, 0.5]), fromNumbers("float64", [3], [2, 1, 4])] }],
});
