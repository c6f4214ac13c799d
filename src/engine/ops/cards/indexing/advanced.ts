/**
 * Advanced indexing (NumPy's rules, which PyTorch shares): some axes are indexed by integer arrays that broadcast against
 * each other. Their common shape stands where the first indexed axis was if the indexed axes are neighbours, else in front.
 */
import {
  broadcastTo,
  contiguous,
  fromNumbers,
  type NDArray,
  toNumbers,
  wrap,
  zeros,
} from "../../../tensor/array.js";
import { allocate } from "../../../tensor/dtype.js";
import { broadcastShapes, contiguousStrides, type Shape, sizeOf } from "../../../tensor/shape.js";
import { numbersOf } from "../../axes.js";
import { type Attributes, type Card, defineStructural, OperationError } from "../../define.js";
import { cube, matrix } from "../shape/family.js";

interface Plan {
  readonly shape: number[];
  /** Row-major position in x of every result element. */
  readonly from: Int32Array;
}

function common(indices: readonly Shape[]): Shape {
  const shape = broadcastShapes(...indices);
  if (shape) return shape;
  throw new OperationError(
    `index: shapes ${indices.map((one) => `[${one.join(", ")}]`).join(", ")} do not broadcast`,
    {
      torch: {
        type: "IndexError",
        message: `shape mismatch: indexing tensors could not be broadcast together with shapes ${indices.map((one) => `[${one.join(", ")}]`).join(", ")}`,
      },
      numpy: {
        type: "IndexError",
        message: `shape mismatch: indexing arrays could not be broadcast together with shapes ${indices.map((one) => `(${one.join(",")}${one.length === 1 ? "," : ""})`).join(" ")} `,
      },
    },
  );
}

/** Result axes: for each the axis of x, or "index" for the block of the common shape. */
function arrangement(rank: number, axes: readonly number[]): (number | "index")[] {
  const rest = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => !axes.includes(axis));
  const neighbours = axes.every((axis, i) => i === 0 || axis === axes[i - 1]! + 1);
  if (!neighbours) return ["index", ...rest];
  return [...rest.filter((axis) => axis < axes[0]!), "index", ...rest.filter((axis) => axis > axes[0]!)];
}

function resultShape(shape: Shape, axes: readonly number[], block: readonly number[]): number[] {
  return arrangement(shape.length, axes).flatMap((axis) => (axis === "index" ? block : [shape[axis]!]));
}

function plan(shape: Shape, indices: readonly NDArray[], a: Attributes): Plan {
  const axes = numbersOf(a.axes);
  const block = common(indices.map((one) => one.shape));
  const strides = contiguousStrides(shape);
  // What the index block contributes to the position, once.
  const blockAt = new Int32Array(sizeOf(block));
  indices.forEach((one, i) => {
    const axis = axes[i]!;
    const { buffer } = contiguous(broadcastTo(one, block));
    for (let k = 0; k < blockAt.length; k++) blockAt[k]! += within(buffer[k]!, shape[axis]!, axis) * strides[axis]!;
  });
  let from = new Int32Array(1);
  for (const axis of arrangement(shape.length, axes)) {
    const steps = axis === "index" ? blockAt : Int32Array.from({ length: shape[axis]! }, (_, k) => k * strides[axis]!);
    const before = from;
    from = new Int32Array(before.length * steps.length);
    for (let i = 0, to = 0; i < before.length; i++) for (let k = 0; k < steps.length; k++) from[to++] = before[i]! + steps[k]!;
  }
  return { shape: resultShape(shape, axes, block), from };
}

function within(index: number, length: number, axis: number): number {
  if (index >= -length && index < length) return index < 0 ? index + length : index;
  throw new OperationError(`index: ${index} is outside axis ${axis} of length ${length}`, {
    torch: {
      type: "IndexError",
      message: `index ${index} is out of bounds for dimension ${axis} with size ${length}`,
    },
    numpy: {
      type: "IndexError",
      message: `index ${index} is out of bounds for axis ${axis} with size ${length}`,
    },
  });
}

const rows = fromNumbers("int64", [3], [1, 0, 1]);

/** inputs: x, then one index array for each of `axes` (ascending). */
export const index: Card = defineStructural({
  name: "index",
  inputs: ["tensors..."],
  attributes: { axes: [0] },
  dtype: "first",
  sentence: "Takes elements by arrays of indices.",
  spellings: [],
  samples: () => [
    { inputs: [matrix, rows], attributes: { axes: [0] } },
    { inputs: [cube, rows, fromNumbers("int64", [3], [2, -1, 0])], attributes: { axes: [0, 2] } },
  ],
  shape: ([shape, ...indices], a) => resultShape(shape!, numbersOf(a.axes), common(indices)),
  forward: ([x, ...indices], a) => {
    const { shape, from } = plan(x!.shape, indices, a);
    const flat = contiguous(x!).buffer;
    const out = allocate(x!.dtype, from.length);
    for (let i = 0; i < from.length; i++) out[i] = flat[from[i]!]!;
    return wrap(x!.dtype, shape, out);
  },
  vjp: {},
  vjpEach: (c) =>
    c.ops.apply("index_adjoint", [c.g, ...c.list.slice(1)], {
      axes: c.attributes.axes!,
      shape: [...c.list[0]!.value.shape],
    }),
  jvp: (c) =>
    c.ops.apply("index", [c.tangentList[0] ?? c.ops.zerosLike(c.list[0]!), ...c.list.slice(1)], c.attributes),
  formula: {
    value: { text: "elements of {tensors}", latex: "\\text{index}({tensors})" },
    derivatives: {
      "tensors...": { text: "{gy} added up at the taken places", latex: "\\text{scatter}({gy})" },
    },
  },
});

/** Zeros of `shape` with the values added at the places the index arrays name. */
export const indexAdjoint: Card = defineStructural({
  name: "index_adjoint",
  inputs: ["tensors..."],
  attributes: { axes: [0], shape: [] },
  dtype: "first",
  sentence: "Adds values back to the places they were taken from.",
  spellings: [],
  samples: () => [
    {
      inputs: [fromNumbers("float64", [3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9]), rows],
      attributes: { axes: [0], shape: [2, 3] },
    },
  ],
  shape: (_, a) => numbersOf(a.shape),
  forward: ([g, ...indices], a) => {
    const out = zeros(g!.dtype, numbersOf(a.shape));
    const values = toNumbers(g!);
    plan(out.shape, indices, a).from.forEach((position, i) => {
      out.buffer[position] = out.buffer[position]! + values[i]!;
    });
    return out;
  },
  vjp: {},
  vjpEach: (c) => c.ops.apply("index", [c.g, ...c.list.slice(1)], { axes: c.attributes.axes! }),
  jvp: (c) =>
    c.ops.apply(
      "index_adjoint",
      [c.tangentList[0] ?? c.ops.zerosLike(c.list[0]!), ...c.list.slice(1)],
      c.attributes,
    ),
  formula: {
    value: { text: "{tensors} added up", latex: "\\text{scatter}({tensors})" },
    derivatives: { "tensors...": { text: "{gy} at the places", latex: "\\text{index}({gy})" } },
  },
});

/** x with values written (or added) where the index arrays point: inputs x, values, then one index array for each axis. */
export const indexPut: Card = defineStructural({
  name: "index_put",
  inputs: ["tensors..."],
  attributes: { axes: [0], accumulate: false },
  dtype: "first",
  sentence: "Writes values at the places arrays of indices name.",
  spellings: [],
  samples: () => [
    {
      inputs: [matrix, fromNumbers("float64", [2, 3], [1, 2, 3, 4, 5, 6]), fromNumbers("int64", [2], [1, 0])],
      attributes: { axes: [0], accumulate: false },
    },
    { inputs: [matrix, fromNumbers("float64", [], [7]), rows], attributes: { axes: [0], accumulate: true } },
  ],
  shape: ([shape]) => shape!,
  forward: ([x, values, ...indices], a) => {
    const out = allocate(x!.dtype, sizeOf(x!.shape));
    out.set(contiguous(x!).buffer);
    const { shape, from } = plan(x!.shape, indices, a);
    const flat = toNumbers(broadcastTo(values!, shape));
    from.forEach((position, i) => {
      out[position] = a.accumulate ? out[position]! + flat[i]! : flat[i]!;
    });
    return wrap(x!.dtype, x!.shape, out);
  },
  vjp: {},
  vjpEach: (c, i) => {
    const indices = c.list.slice(2);
    if (i === 1)
      return c.ops.sumTo(
        c.ops.apply("index", [c.g, ...indices], { axes: c.attributes.axes! }),
        c.list[1]!.value.shape,
      );
    if (c.attributes.accumulate) return c.g;
    return c.ops.apply("index_put", [c.g, c.ops.constant(0), ...indices], c.attributes);
  },
  jvp: (c) =>
    c.ops.apply(
      "index_put",
      [
        c.tangentList[0] ?? c.ops.zerosLike(c.list[0]!),
        c.tangentList[1] ?? c.ops.zerosLike(c.list[1]!),
        ...c.list.slice(2),
      ],
      c.attributes,
    ),
  formula: {
    value: { text: "{tensors} written in", latex: "\\text{put}({tensors})" },
    derivatives: { "tensors...": { text: "its part of {gy}", latex: "\\text{part of } {gy}" } },
  },
});
