import { fromNumbers, toNumbers, wrap } from "../../../tensor/array.js";
import { allocate } from "../../../tensor/dtype.js";
import type { Shape } from "../../../tensor/shape.js";
import { type Card, defineStructural, OperationError } from "../../define.js";
import { matrix } from "./family.js";

/** Vectors count as one row, scalars as one element. */
const rowsAndColumns = (shape: Shape): readonly [number, number] => {
  if (shape.length > 2)
    throw new OperationError("block_diag: a block has more than two axes", {
      torch: {
        type: "RuntimeError",
        message: `torch.block_diag: Input tensors must have 2 or fewer dimensions. Input 0 has ${shape.length} dimensions`,
      },
    });
  return shape.length === 2 ? [shape[0]!, shape[1]!] : [1, shape[0] ?? 1];
};

/** Where each block begins, and the size of the whole. */
function layout(shapes: readonly Shape[]): { starts: [number, number][]; whole: [number, number] } {
  const whole: [number, number] = [0, 0];
  const starts = shapes.map((shape): [number, number] => {
    const [rows, columns] = rowsAndColumns(shape);
    const start: [number, number] = [...whole];
    whole[0] += rows;
    whole[1] += columns;
    return start;
  });
  return { starts, whole };
}

/** Blocks along the diagonal, zeros elsewhere; each block's adjoint is its slice. */
export const blockDiag: Card = defineStructural({
  name: "block_diag",
  inputs: ["tensors..."],
  dtype: "promote",
  sentence: "Lays matrices along the diagonal of a larger one.",
  spellings: [
    "torch.block_diag(*tensors)",
    "jax.scipy.linalg.block_diag(*tensors)",
    "scipy.linalg.block_diag(*tensors)",
  ],
  samples: () => [{ inputs: [matrix, fromNumbers("float64", [2], [5, 6]), fromNumbers("float64", [], [7])] }],
  shape: (shapes) => layout(shapes).whole,
  forward: (arrays, _, dtype) => {
    const { starts, whole } = layout(arrays.map((array) => array.shape));
    const out = allocate(dtype, whole[0] * whole[1]);
    arrays.forEach((array, i) => {
      const [, columns] = rowsAndColumns(array.shape);
      const [top, left] = starts[i]!;
      toNumbers(array).forEach((value, k) => {
        out[(top + Math.floor(k / columns)) * whole[1] + left + (k % columns)] = value;
      });
    });
    return wrap(dtype, whole, out);
  },
  vjp: {},
  vjpEach: (c, i) => {
    const { starts } = layout(c.list.map((input) => input.value.shape));
    const { shape } = c.list[i]!.value;
    const [rows, columns] = rowsAndColumns(shape);
    const [top, left] = starts[i]!;
    return c.ops.reshape(c.ops.slice(c.g, [top, left], [top + rows, left + columns], [1, 1]), shape);
  },
  jvp: (c) =>
    c.ops.apply(
      "block_diag",
      c.list.map((input, i) => c.tangentList[i] ?? c.ops.zerosLike(input)),
    ),
  formula: {
    value: { text: "diag({tensors})", latex: "\\operatorname{diag}({tensors})" },
    derivatives: { "tensors...": { text: "its block of {gy}", latex: "\\text{block of } {gy}" } },
  },
});
