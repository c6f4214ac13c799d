/** Parts of a matrix, the rest set to zero: linear and equal to their own adjoint. */
import { copy, forEachPosition, type NDArray } from "../../../tensor/array.js";
import { type Card, defineStructural, OperationError } from "../../define.js";
import { cube, matrix, moved } from "./family.js";

function masked(x: NDArray, keep: (row: number, column: number) => boolean): NDArray {
  const out = copy(x);
  const columns = x.shape.at(-1) ?? 1;
  const rows = x.shape.at(-2) ?? 1;
  forEachPosition(out, (position, index) => {
    if (!keep(Math.floor(index / columns) % rows, index % columns)) out.buffer[position] = 0;
  });
  return out;
}

function triangle(
  name: "tril" | "triu",
  sentence: string,
  keep: (row: number, column: number, k: number) => boolean,
): Card {
  return defineStructural({
    name,
    inputs: ["x"],
    attributes: { diagonal: 0 },
    dtype: "first",
    sentence,
    spellings: [
      `torch.${name}(input=x, diagonal=diagonal)`,
      `torch.Tensor.${name}(self=x, diagonal=diagonal)`,
      `numpy.${name}(m=x, k=diagonal)`,
      `jax.numpy.${name}(m=x, k=diagonal)`,
    ],
    samples: () => [{ inputs: [matrix] }, { inputs: [cube], attributes: { diagonal: -1 } }],
    shape: ([shape]) => {
      if (shape!.length < 2)
        throw new OperationError(`${name}: a matrix is needed`, {
          torch: { type: "RuntimeError", message: `${name}: input tensor must have at least 2 dimensions` },
        });
      return shape!;
    },
    forward: ([x], a) => masked(x!, (row, column) => keep(row, column, Number(a.diagonal))),
    vjp: { x: (c) => c.ops.apply(name, [c.g], c.attributes) },
    jvp: "linear",
    formula: moved(`${name}({x})`, `${name}({gy})`),
  });
}

export const tril = triangle(
  "tril",
  "The lower triangle of a matrix, zero above.",
  (row, column, k) => column - row <= k,
);
export const triu = triangle(
  "triu",
  "The upper triangle of a matrix, zero below.",
  (row, column, k) => column - row >= k,
);
