/** Diagonals and windows: views by strides, and the matrices that have a given diagonal. */
import { restride } from "../../../tensor/array.js";
import { type Shape, sizeOf } from "../../../tensor/shape.js";
import { axisIn } from "../../axes.js";
import { type Attributes, type Card, OperationError, type Sample } from "../../define.js";
import { samples } from "../sample-arrays.js";
import { cube, matrix } from "./family.js";
import { mapOf, pickCard } from "./pick.js";

interface Diagonal {
  readonly i: number;
  readonly j: number;
  readonly rest: readonly number[];
  readonly length: number;
}

function lying(name: string, shape: Shape, a: Attributes): Diagonal {
  const [i, j] = [axisIn(name, a.axis1, shape.length), axisIn(name, a.axis2, shape.length)];
  if (i === j)
    throw new OperationError(`${name}: both axes are ${i}`, {
      torch: {
        type: "RuntimeError",
        message: `diagonal dimensions cannot be identical ${String(a.axis1)}, ${String(a.axis2)}`,
      },
      numpy: { type: "ValueError", message: "axis1 and axis2 cannot be the same" },
    });
  const offset = Number(a.offset);
  const length = Math.max(0, Math.min(shape[i]! + Math.min(offset, 0), shape[j]! - Math.max(offset, 0)));
  return { i, j, length, rest: shape.map((_, axis) => axis).filter((axis) => axis !== i && axis !== j) };
}

/** yₖ = x[k − min(o, 0), k + max(o, 0)], a view; the axis of k stands last. */
const diagonalCard = (
  name: string,
  attributes: Attributes,
  spellings: readonly string[],
  samples: () => readonly Sample[],
): Card =>
  pickCard({
    name,
    attributes,
    spellings,
    samples,
    sentence: "The diagonal of a matrix.",
    pick: (shape, a) => {
      const { i, j, rest, length } = lying(name, shape, a);
      const offset = Number(a.offset);
      return mapOf([...rest.map((axis) => shape[axis]!), length], shape, (index) => {
        const k = index.at(-1)!;
        const place = new Array<number>(shape.length);
        rest.forEach((axis, at) => {
          place[axis] = index[at]!;
        });
        place[i] = k - Math.min(offset, 0);
        place[j] = k + Math.max(offset, 0);
        return place;
      });
    },
    view: (x, a) => {
      const { i, j, rest, length } = lying(name, x.shape, a);
      const offset = Number(a.offset);
      const start = length
        ? x.offset - Math.min(offset, 0) * x.strides[i]! + Math.max(offset, 0) * x.strides[j]!
        : x.offset;
      return restride(
        x,
        [...rest.map((axis) => x.shape[axis]!), length],
        [...rest.map((axis) => x.strides[axis]!), x.strides[i]! + x.strides[j]!],
        start,
      );
    },
  });

const diagonal = diagonalCard(
  "diagonal",
  { offset: 0, axis1: 0, axis2: 1 },
  [
    "torch.diagonal(input=x, offset=offset, dim1=axis1, dim2=axis2)",
    "torch.Tensor.diagonal(self=x, offset=offset, dim1=axis1, dim2=axis2)",
    "numpy.diagonal(a=x, offset=offset, axis1=axis1, axis2=axis2)",
    "numpy.ndarray.diagonal(self=x, offset=offset, axis1=axis1, axis2=axis2)",
    "jax.numpy.diagonal(a=x, offset=offset, axis1=axis1, axis2=axis2)",
  ],
  () =>
    samples(
      { inputs: [matrix] },
      { inputs: [cube], attributes: { offset: 1, axis1: 1, axis2: 2 } },
      { inputs: [matrix], attributes: { offset: -1 } },
    ),
);

const linalgDiagonal = diagonalCard(
  "linalg_diagonal",
  { offset: 0, axis1: -2, axis2: -1 },
  ["torch.linalg.diagonal(A=x, *, offset=offset, dim1=axis1, dim2=axis2)"],
  () => [{ inputs: [cube] }],
);

const diagEmbed = pickCard({
  name: "diag_embed",
  attributes: { offset: 0, axis1: -2, axis2: -1, value: 0 },
  sentence: "Puts a vector onto the diagonal of a matrix of zeros.",
  spellings: [
    "torch.diag_embed(input=x, offset=offset, dim1=axis1, dim2=axis2)",
    "torch.Tensor.diag_embed(self=x, offset=offset, dim1=axis1, dim2=axis2)",
  ],
  samples: () => [{ inputs: [matrix] }],
  pick: (shape, a) => {
    const rank = shape.length + 1;
    const [i, j] = [axisIn("diag_embed", a.axis1, rank), axisIn("diag_embed", a.axis2, rank)];
    const offset = Number(a.offset);
    const side = (shape.at(-1) ?? 1) + Math.abs(offset);
    const result: number[] = [];
    let next = 0;
    for (let axis = 0; axis < rank; axis++) result.push(axis === i || axis === j ? side : shape[next++]!);
    return mapOf(result, shape, (index) => {
      const k = index[i]! + Math.min(offset, 0);
      if (index[j]! - index[i]! !== offset || k < 0) return null;
      return [...index.filter((_, axis) => axis !== i && axis !== j), k];
    });
  },
});

const diagflat = pickCard({
  name: "diagflat",
  attributes: { offset: 0 },
  sentence: "Puts all elements onto the diagonal of a matrix of zeros.",
  spellings: [
    "torch.diagflat(input=x, offset=offset)",
    "torch.Tensor.diagflat(self=x, offset=offset)",
    "numpy.diagflat(v=x, k=offset)",
  ],
  samples: () => [{ inputs: [matrix], attributes: { offset: -1 } }],
  pick: (shape, a) => {
    const offset = Number(a.offset);
    const total = sizeOf(shape);
    const side = total + Math.abs(offset);
    return mapOf([side, side], [total], ([row, column]) =>
      column! - row! === offset ? [row! + Math.min(offset, 0)] : null,
    );
  },
});

const unfoldWindows = pickCard({
  name: "unfold_windows",
  attributes: { axis: 0, size: 1, step: 1 },
  sentence: "All windows of a size along an axis.",
  spellings: ["torch.Tensor.unfold(self=x, dimension=axis, size=size, step=step)"],
  samples: () => [{ inputs: [matrix], attributes: { axis: 1, size: 2, step: 1 } }],
  pick: (shape, a) => {
    const axis = axisIn("unfold", a.axis, shape.length);
    const [size, step] = [Number(a.size), Number(a.step)];
    const windows = Math.floor(((shape[axis] ?? 1) - size) / step) + 1;
    if (shape.length === 0) return { shape: [size], from: new Int32Array(size) };
    if (windows < 1)
      throw new OperationError(`unfold: a window of ${size} does not fit an axis of ${shape[axis]}`, {
        torch: {
          type: "RuntimeError",
          message: `maximum size for tensor at dimension ${axis} is ${shape[axis]} but size is ${size}`,
        },
      });
    return mapOf([...shape.map((length, at) => (at === axis ? windows : length)), size], shape, (index) =>
      shape.map((_, at) => (at === axis ? index[at]! * step + index.at(-1)! : index[at]!)),
    );
  },
  view: (x, a) => {
    const axis = axisIn("unfold", a.axis, x.shape.length);
    if (x.shape.length === 0) return restride(x, [Number(a.size)], [1]);
    const windows = Math.floor((x.shape[axis]! - Number(a.size)) / Number(a.step)) + 1;
    return restride(
      x,
      [...x.shape.map((length, at) => (at === axis ? windows : length)), Number(a.size)],
      [...x.strides.map((stride, at) => (at === axis ? stride * Number(a.step) : stride)), x.strides[axis]!],
    );
  },
});

export const diagonalCards: readonly Card[] = [diagonal, linalgDiagonal, diagEmbed, diagflat, unfoldWindows];
