import { contiguous, copy, type NDArray, wrap } from "../../../tensor/array.js";
import { allocate } from "../../../tensor/dtype.js";
import { aroundAxis } from "../../../tensor/kernels/reduce.js";
import type { Shape } from "../../../tensor/shape.js";
import { axisIn } from "../../axes.js";
import {
  type Attributes,
  type Card,
  defineStructural,
  OperationError,
  type RuleContext,
} from "../../define.js";
import { cube, matrix } from "./family.js";

/** PyTorch skips empty vectors. */
const counts = (shape: Shape): boolean => !(shape.length === 1 && shape[0] === 0);

function joined(shapes: readonly Shape[], a: Attributes): number[] {
  const real = shapes.filter(counts);
  const [first] = real;
  if (!first) return [0];
  if (first.length === 0)
    throw new OperationError("cat: scalars cannot be joined", {
      torch: {
        type: "RuntimeError",
        message: "zero-dimensional tensor (at position 0) cannot be concatenated",
      },
      numpy: { type: "ValueError", message: "zero-dimensional arrays cannot be concatenated" },
    });
  const axis = axisIn("cat", a.axis, first.length);
  for (const [i, shape] of real.entries()) {
    const wrong =
      shape.length !== first.length
        ? -2
        : shape.findIndex((length, at) => at !== axis && length !== first[at]);
    if (wrong === -1) continue;
    throw new OperationError(
      `cat: [${shape.join(", ")}] does not fit [${first.join(", ")}] beside axis ${axis}`,
      {
        torch: {
          type: "RuntimeError",
          message:
            wrong === -2
              ? "Tensors must have same number of dimensions: got " + first.length + " and " + shape.length
              : `Sizes of tensors must match except in dimension ${axis}. Expected size ${first[wrong]} but got size ${shape[wrong]} for tensor number ${i} in the list.`,
        },
        numpy: {
          type: "ValueError",
          message:
            wrong === -2
              ? `all the input array dimensions except for the concatenation axis must match exactly`
              : `all the input array dimensions except for the concatenation axis must match exactly, but along dimension ${wrong}, the array at index 0 has size ${first[wrong]} and the array at index ${i} has size ${shape[wrong]}`,
        },
      },
    );
  }
  return first.map((length, at) =>
    at === axis ? real.reduce((total, shape) => total + shape[axis]!, 0) : length,
  );
}

/** The slice of the result that input i became. */
function pieceOf(
  c: Pick<RuleContext, "list" | "out" | "attributes">,
  i: number,
): { starts: number[]; stops: number[]; steps: number[] } {
  const { shape } = c.out.value;
  const axis = axisIn("cat", c.attributes.axis, shape.length);
  const before = c.list
    .slice(0, i)
    .reduce((total, part) => total + (counts(part.value.shape) ? part.value.shape[axis]! : 0), 0);
  const own = c.list[i]!.value.shape[axis]!;
  return {
    starts: shape.map((_, at) => (at === axis ? before : 0)),
    stops: shape.map((length, at) => (at === axis ? before + own : length)),
    steps: shape.map(() => 1),
  };
}

/** Joins along an axis; each input's adjoint is its slice. */
export const cat: Card = defineStructural({
  name: "cat",
  inputs: ["tensors..."],
  attributes: { axis: 0 },
  dtype: "promote",
  sentence: "Joins tensors along an axis.",
  spellings: [
    "torch.cat(tensors=tensors, dim=axis)",
    "torch.concat(tensors=tensors, dim=axis)",
    "torch.concatenate(tensors=tensors, dim=axis)",
    "numpy.concatenate(arrays=tensors, axis=axis)",
    "jax.numpy.concatenate(arrays=tensors, axis=axis)",
  ],
  samples: () => [
    { inputs: [matrix, matrix] },
    { inputs: [matrix, matrix], attributes: { axis: 1 } },
    { inputs: [cube, cube, cube], attributes: { axis: -1 } },
  ],
  shape: (shapes, a) => joined(shapes, a),
  forward: (arrays, a, dtype) => {
    const shape = joined(
      arrays.map((array) => array.shape),
      a,
    );
    const real = arrays.filter((array) => counts(array.shape));
    const axis = real.length ? axisIn("cat", a.axis, shape.length) : 0;
    const { outer, length, inner } = aroundAxis(shape, axis);
    const out = allocate(dtype, outer * length * inner);
    let at = 0;
    for (const array of real) {
      const { buffer } = dense(array, dtype);
      const row = array.shape[axis]! * inner;
      for (let o = 0; o < outer; o++)
        out.set(buffer.subarray(o * row, (o + 1) * row), o * length * inner + at);
      at += row;
    }
    return wrap(dtype, shape, out);
  },
  vjp: {},
  vjpEach: (c, i) => {
    if (!counts(c.list[i]!.value.shape)) return c.ops.zerosLike(c.list[i]!);
    const { starts, stops, steps } = pieceOf(c, i);
    return c.ops.slice(c.g, starts, stops, steps);
  },
  jvp: (c) =>
    c.ops.cat(
      c.list.map((input, i) => c.tangentList[i] ?? c.ops.zerosLike(input)),
      Number(c.attributes.axis),
    ),
  formula: {
    value: { text: "[{tensors}]", latex: "\\left[{tensors}\\right]" },
    derivatives: { "tensors...": { text: "its slice of {gy}", latex: "\\text{slice of } {gy}" } },
  },
});

const dense = (array: NDArray, dtype: NDArray["dtype"]): NDArray =>
  contiguous(array.dtype === dtype ? array : copy(array, dtype));
