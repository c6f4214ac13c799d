import { contiguous, type NDArray, toNumbers, wrap } from "../../../tensor/array.js";
import { allocate } from "../../../tensor/dtype.js";
import { sizeOf } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { defineStructural, type RuleContext } from "../../define.js";
import { indices, samples, waves } from "../sample-arrays.js";
import { torchError } from "./geometry.js";

/** Row `index` of the table; each row's gradient is the sum over its uses, none for `padding_idx`. */
export const embedding = defineStructural({
  name: "embedding",
  inputs: ["weight", "index"],
  attributes: { padding_idx: null },
  dtype: "first",
  sentence: "Looks up rows of a table by their numbers.",
  spellings: ["torch.nn.functional.embedding(input=index, weight=weight, padding_idx=padding_idx)"],
  convention: "The row of padding_idx gets no gradient, though it is read like the others.",
  withholds: (attributes) => attributes.padding_idx !== null,
  samples: () => samples({ inputs: [waves([4, 2]), indices([2, 3], [0, 2, 2, 3, 0, 1])] }, { inputs: [waves([4, 2]), indices([3], [1, 2, 1])], attributes: { padding_idx: 3 } }),
  shape: ([weight, index]) => [...index!, weight![1]!],
  forward: ([weight, index], _attributes, dtype) => {
    const [rows, width] = weight!.shape as readonly [number, number];
    const table = contiguous(weight!).buffer;
    const numbers = contiguous(index!).buffer;
    const out = allocate(dtype, numbers.length * width);
    for (let i = 0; i < numbers.length; i++) {
      const row = numbers[i]!;
      if (row < 0 || row >= rows) throw torchError(`embedding: row ${row} of a table of ${rows}; rows are 0 to ${rows - 1}`, "index out of range in self", "IndexError");
      out.set(table.subarray(row * width, (row + 1) * width), i * width);
    }
    return wrap(dtype, [...index!.shape, width], out);
  },
  vjp: { weight: (c) => weightAdjoint(c) },
  jvp: (c) => (c.tangents.weight ? c.ops.apply("embedding", [c.tangents.weight, c.in.index!], c.attributes) : c.ops.zerosLike(c.out)),
  formula: {
    value: { text: "{weight}[{index}]", latex: "{weight}_{{index}}" },
    derivatives: { weight: { text: "row i: Σ of {gy} where {index} = i", latex: "\\sum_{n : {index}_n = i} {gy}_n" } },
  },
});

function weightAdjoint(c: RuleContext): Node {
  const width = c.in.weight!.value.shape[1]!;
  const index = c.in.index!.value;
  const count = sizeOf(index.shape);
  let g = c.ops.reshape(c.g, [count, width]);
  const padding = c.attributes.padding_idx;
  const rows = toNumbers(index);
  if (typeof padding === "number") {
    const skipped = padding < 0 ? padding + c.in.weight!.value.shape[0]! : padding;
    const kept = allocate(c.g.value.dtype, count);
    rows.forEach((row, i) => { kept[i] = row === skipped ? 0 : 1; });
    g = c.ops.mul(g, c.ops.constant(wrap(c.g.value.dtype, [count, 1], kept)));
  }
  return c.ops.scatterAdd(c.in.weight!.value.shape, c.ops.constant(repeatedRows(rows, width)), g, 0);
}

function repeatedRows(rows: readonly number[], width: number): NDArray {
  const data = new Float64Array(rows.length * width);
  rows.forEach((row, i) => data.fill(row, i * width, (i + 1) * width));
  return wrap("int64", [rows.length, width], data);
}
