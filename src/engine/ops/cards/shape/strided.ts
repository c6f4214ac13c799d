/** Views by explicit strides, and writing through them: how in-place writes become values on the tape. */
import {
  contiguous,
  copy,
  forEachPosition,
  type NDArray,
  restride,
  toNumbers,
  withBuffer,
  wrap,
  zeros,
} from "../../../tensor/array.js";
import { allocate } from "../../../tensor/dtype.js";
import { numbersOf } from "../../axes.js";
import { type Attributes, type Card, defineStructural, type StructuralCard } from "../../define.js";
import { matrix, moved } from "./family.js";

const layout = (x: NDArray, a: Attributes): NDArray =>
  restride(x, numbersOf(a.shape), numbersOf(a.strides), Number(a.offset));

/** Adds `values` at the places the view sees, in the base's element order. */
function gatherBack(base: NDArray, a: Attributes, values: NDArray): NDArray {
  const total = new Float64Array(base.buffer.length);
  const flat = toNumbers(values);
  forEachPosition(layout(base, a), (position, index) => {
    total[position]! += flat[index]!;
  });
  return inOrderOf(base, total);
}

/** Values by buffer position → row-major array of the base's shape. */
function inOrderOf(base: NDArray, byPosition: ArrayLike<number>): NDArray {
  const out = zeros(base.dtype, base.shape);
  forEachPosition(base, (position, index) => {
    out.buffer[index] = byPosition[position]!;
  });
  return out;
}

/** strides and offset are positions in the base's buffer. */
export const asStrided: Card = defineStructural({
  name: "as_strided",
  inputs: ["x"],
  attributes: { shape: [], strides: [], offset: 0 },
  dtype: "first",
  sentence: "Sees the elements of another tensor through a shape and strides.",
  spellings: [
    "torch.as_strided(input=x, size=shape, stride=strides, storage_offset=offset)",
    "torch.Tensor.as_strided(self=x, size=shape, stride=strides, storage_offset=offset)",
  ],
  samples: () => [{ inputs: [matrix], attributes: { shape: [2, 2], strides: [3, 1], offset: 1 } }],
  shape: (_, a) => numbersOf(a.shape),
  view: true,
  forward: ([x], a) => layout(x!, a),
  vjp: { x: (c) => c.ops.apply("as_strided_adjoint", [c.g, c.in.x!], c.attributes) },
  jvp: (c) =>
    c.ops.apply(
      "as_strided",
      [c.ops.apply("clone", [c.tangents.x ?? c.ops.zerosLike(c.in.x!)])],
      c.attributes,
    ),
  formula: moved("a view of {x}", "{gy} at the places the view sees, else 0"),
});

/** The adjoint of as_strided; linear in g. The base gives shape and layout only. */
export const asStridedAdjoint: Card = defineStructural({
  name: "as_strided_adjoint",
  inputs: ["x", "base"],
  attributes: { shape: [], strides: [], offset: 0 },
  dtype: "first",
  sentence: "Puts values back to the places a view saw.",
  spellings: [],
  samples: () => [
    {
      inputs: [wrap("float64", [2, 2], new Float64Array([1, 2, 3, 4])), matrix],
      attributes: { shape: [2, 2], strides: [3, 1], offset: 1 },
    },
  ],
  shape: ([, base]) => base!,
  forward: ([g, base], a) => gatherBack(base!, a, g!),
  vjp: { x: (c) => c.ops.apply("as_strided", [c.ops.apply("clone", [c.g])], c.attributes) },
  jvp: (c) =>
    c.ops.apply("as_strided_adjoint", [c.tangents.x ?? c.ops.zerosLike(c.in.x!), c.in.base!], c.attributes),
  formula: moved("{x} at the places of a view", "{gy} seen through the view"),
});

/** A copy of the base in which the places the view sees hold other values; what was there gets no gradient. */
export const asStridedScatter: Card = defineStructural({
  name: "as_strided_scatter",
  inputs: ["x", "values"],
  attributes: { shape: [], strides: [], offset: 0 },
  dtype: "first",
  sentence: "Writes values into part of a tensor.",
  spellings: [],
  samples: () => [
    {
      inputs: [matrix, wrap("float64", [2, 2], new Float64Array([5, 6, 7, 8]))],
      attributes: { shape: [2, 2], strides: [3, 1], offset: 1 },
    },
  ],
  shape: ([shape]) => shape!,
  forward: ([x, values], a) => {
    // The layout is kept, so that the strides of other views stay true.
    const buffer = allocate(x!.dtype, x!.buffer.length);
    buffer.set(x!.buffer);
    const flat = contiguous(copy(values!, x!.dtype)).buffer;
    const result = withBuffer(x!, buffer);
    forEachPosition(layout(result, a), (position, index) => {
      buffer[position] = flat[index]!;
    });
    return result;
  },
  vjp: {
    x: (c) =>
      c.ops.apply(
        "as_strided_scatter",
        [c.ops.apply("clone", [c.g]), c.ops.fill(c.in.values!, c.in.values!.value.shape, 0)],
        c.attributes,
      ),
    values: (c) => c.ops.apply("as_strided", [c.ops.apply("clone", [c.g])], c.attributes),
  },
  jvp: (c) =>
    c.ops.apply(
      "as_strided_scatter",
      [
        c.ops.apply("clone", [c.tangents.x ?? c.ops.zerosLike(c.in.x!)]),
        c.tangents.values ?? c.ops.zerosLike(c.in.values!),
      ],
      c.attributes,
    ),
  formula: {
    value: { text: "{x} with {values} written in", latex: "{x}[\\cdot] \\leftarrow {values}" },
    derivatives: {
      x: { text: "{gy}, and 0 at the written places", latex: "{gy} \\cdot [\\text{not written}]" },
      values: { text: "{gy} at the written places", latex: "{gy}[\\cdot]" },
    },
  },
});

/** The function of PyTorch; writes through views use the card above. */
export const torchAsStridedScatter: Card = defineStructural({
  ...(asStridedScatter as StructuralCard), // made above as one
  name: "torch_as_strided_scatter",
  spellings: [
    "torch.as_strided_scatter(input=x, src=values, size=shape, stride=strides, storage_offset=offset)",
    "torch.Tensor.as_strided_scatter(self=x, src=values, size=shape, stride=strides, storage_offset=offset)",
  ],
  followsFault:
    "PyTorch 2.13 hands the adjoint of x to the places that were overwritten instead of to the others.",
  forward: ([x, values], a) => {
    const base = contiguous(x!);
    return (asStridedScatter as StructuralCard).forward([base, values!], a, base.dtype); // as above
  },
  vjp: {
    x: (c) =>
      c.ops.sub(
        c.g,
        c.ops.apply(
          "as_strided_scatter",
          [c.ops.apply("clone", [c.g]), c.ops.fill(c.in.values!, c.in.values!.value.shape, 0)],
          c.attributes,
        ),
      ),
    values: (c) => c.ops.apply("as_strided", [c.ops.apply("clone", [c.g])], c.attributes),
  },
});

/** The same values in a place of their own. */
export const clone: Card = defineStructural({
  name: "clone",
  inputs: ["x"],
  dtype: "first",
  sentence: "Copies a tensor.",
  spellings: [
    "torch.clone(input=x)",
    "torch.Tensor.clone(self=x)",
    "numpy.copy(a=x)",
    "numpy.ndarray.copy(self=x)",
    "jax.numpy.copy(a=x)",
  ],
  samples: () => [{ inputs: [matrix] }],
  shape: ([shape]) => shape!,
  forward: ([x]) => copy(x!),
  vjp: { x: (c) => c.g },
  jvp: "linear",
  formula: { value: { text: "{x}", latex: "{x}" }, derivatives: { x: { text: "{gy}", latex: "{gy}" } } },
});

/** The same values in another dtype; the adjoint is turned back by the machinery. */
export const cast: Card = defineStructural({
  name: "cast",
  inputs: ["x"],
  attributes: { dtype: "float32" },
  dtype: "attribute",
  sentence: "Converts to another dtype.",
  spellings: [],
  samples: () => [{ inputs: [matrix], attributes: { dtype: "float64" } }],
  shape: ([shape]) => shape!,
  forward: ([x], _, dtype) => copy(x!, dtype),
  vjp: { x: (c) => c.g },
  jvp: "linear",
  formula: { value: { text: "{x}", latex: "{x}" }, derivatives: { x: { text: "{gy}", latex: "{gy}" } } },
});
