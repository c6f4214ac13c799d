/** Copies of a tensor with a part of it replaced: a mask's places, flat places, a slice, a diagonal. */
import { fromNumbers, toNumbers } from "../../../tensor/array.js";
import { broadcastShapes, contiguousStrides, type Shape, sizeOf } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { axisIn } from "../../axes.js";
import { defineComposite } from "../../composite.js";
import { type Attributes, type Card, OperationError, type Sample } from "../../define.js";
import type { Operations } from "../../operations.js";
import { samples } from "../sample-arrays.js";
import { cube, matrix } from "../shape/family.js";

const formula = {
  value: { text: "{x} with {source} put in", latex: "{x}[\\cdot] \\leftarrow {source}" },
  derivatives: {
    x: { text: "{gy}, 0 at the places written", latex: "{gy} \\cdot [\\text{not written}]" },
    source: { text: "{gy} at the places written", latex: "{gy}[\\cdot]" },
  },
};

/** x with `source`, flat, written at row-major places. */
function putAt(ops: Operations, x: Node, places: readonly number[], source: Node, accumulate = false): Node {
  const { shape } = x.value;
  const flat = ops.apply(
    "index_put",
    [ops.reshape(x, [sizeOf(shape)]), source, ops.constant(fromNumbers("int64", [places.length], places))],
    { axes: [0], accumulate },
  );
  return ops.reshape(flat, shape);
}

export const maskedScatter: Card = defineComposite({
  name: "masked_scatter",
  inputs: ["x", "mask", "source"],
  dtype: "first",
  sentence: "Fills the places of a mask with the elements of another tensor, one after the other.",
  spellings: [
    "torch.masked_scatter(input=x, mask=mask, source=source)",
    "torch.Tensor.masked_scatter(self=x, mask=mask, source=source)",
  ],
  samples: () => [
    { inputs: [matrix, fromNumbers("bool", [3], [1, 0, 1]), fromNumbers("float64", [5], [5, 6, 7, 8, 9])] },
  ],
  differentiable: ["x", "source"],
  shape: ([x, mask]) => broadcastShapes(x!, mask!) ?? x!,
  compose: (ops, [x, mask, source]) => {
    const shape = broadcastShapes(x!.value.shape, mask!.value.shape) ?? x!.value.shape;
    const hits = toNumbers(ops.expand(mask!, shape).value).flatMap((value, i) => (value ? [i] : []));
    const count = sizeOf(source!.value.shape);
    if (count < hits.length)
      throw new OperationError(`masked_scatter: ${count} elements for ${hits.length} places`, {
        torch: {
          type: "RuntimeError",
          message: `masked_scatter: expected self and source to have same number of elements as mask true count`,
        },
      });
    return putAt(
      ops,
      ops.expand(x!, shape),
      hits,
      ops.slice(ops.reshape(source!, [count]), [0], [hits.length], [1]),
    );
  },
  formula,
});

export const put: Card = defineComposite({
  name: "put",
  inputs: ["x", "index", "source"],
  attributes: { accumulate: false },
  dtype: "first",
  sentence: "Writes values at places counted through all elements.",
  spellings: [
    "torch.put(input=x, index=index, source=source, accumulate=accumulate)",
    "torch.Tensor.put(self=x, index=index, source=source, accumulate=accumulate)",
  ],
  samples: () =>
    [false, true].map((accumulate) => ({
      inputs: [matrix, fromNumbers("int64", [2], [4, -6]), fromNumbers("float64", [2], [5, 6])],
      attributes: { accumulate },
    })),
  differentiable: ["x", "source"],
  shape: ([x]) => x!,
  compose: (ops, [x, index, source], a) => {
    const total = sizeOf(x!.value.shape);
    const places = toNumbers(index!.value).map((k) => (k < 0 ? k + total : k));
    const outside = places.findIndex((k) => k < 0 || k >= total);
    if (outside >= 0)
      throw new OperationError(
        `put: index ${toNumbers(index!.value)[outside]} is outside ${total} elements`,
        { torch: { type: "IndexError", message: "put_(): index out of range" } },
      );
    return putAt(ops, x!, places, ops.reshape(source!, [places.length]), a.accumulate === true);
  },
  formula,
});

/** A card that writes `source` at the places that `pick` lists in the order of the source's elements. */
function partCard(
  name: string,
  sentence: string,
  attributes: Attributes,
  parameters: string,
  examples: () => readonly Sample[],
  pick: (shape: Shape, a: Attributes) => number[],
): Card {
  return defineComposite({
    name,
    inputs: ["x", "source"],
    attributes,
    dtype: "first",
    sentence,
    spellings: [
      `torch.${name}(input=x, src=source, ${parameters})`,
      `torch.Tensor.${name}(self=x, src=source, ${parameters})`,
    ],
    samples: examples,
    differentiable: ["x", "source"],
    shape: ([x]) => x!,
    compose: (ops, [x, source], a) => {
      const places = pick(x!.value.shape, a);
      if (sizeOf(source!.value.shape) !== places.length)
        throw new OperationError(
          `${name}: the source has ${sizeOf(source!.value.shape)} elements, the place ${places.length}`,
          {
            torch: {
              type: "RuntimeError",
              message: "expected src to have a size equal to the slice of self",
            },
          },
        );
      return putAt(ops, x!, places, ops.reshape(source!, [places.length]));
    },
    formula,
  });
}

/** Row-major places whose index along `axis` is in `list`, ordered by the others and then by the list's order. */
function placesOn(shape: Shape, axis: number, list: readonly number[]): number[] {
  const strides = contiguousStrides(shape);
  let places = [0];
  shape.forEach((length, at) => {
    const own = at === axis ? list : Array.from({ length }, (_, k) => k);
    places = places.flatMap((place) => own.map((k) => place + k * strides[at]!));
  });
  return places;
}

export const selectScatter = partCard(
  "select_scatter",
  "Replaces one index of an axis.",
  { axis: 0, index: 0 },
  "dim=axis, index=index",
  () => [{ inputs: [matrix, fromNumbers("float64", [2], [5, 6])], attributes: { axis: 1, index: -1 } }],
  (shape, a) => {
    const axis = axisIn("select_scatter", a.axis, shape.length);
    const index = Number(a.index);
    return placesOn(shape, axis, [index < 0 ? index + shape[axis]! : index]);
  },
);

export const sliceScatter = partCard(
  "slice_scatter",
  "Replaces a range of an axis.",
  { axis: 0, start: null, end: null, step: 1 },
  "dim=axis, start=start, end=end, step=step",
  () => [
    { inputs: [matrix, fromNumbers("float64", [2, 2], [5, 6, 7, 8])], attributes: { axis: 1, step: 2 } },
  ],
  (shape, a) => {
    const axis = axisIn("slice_scatter", a.axis, shape.length);
    const length = shape[axis]!;
    const bound = (value: unknown, standard: number): number =>
      typeof value === "number"
        ? Math.min(Math.max(value < 0 ? value + length : value, 0), length)
        : standard;
    const list: number[] = [];
    for (let k = bound(a.start, 0); k < bound(a.end, length); k += Number(a.step)) list.push(k);
    return placesOn(shape, axis, list);
  },
);

export const diagonalScatter = partCard(
  "diagonal_scatter",
  "Replaces a diagonal.",
  { offset: 0, axis1: 0, axis2: 1 },
  "offset=offset, dim1=axis1, dim2=axis2",
  () =>
    samples(
      { inputs: [matrix, fromNumbers("float64", [2], [5, 6])], attributes: { offset: 1 } },
      { inputs: [cube, fromNumbers("float64", [2, 2], [5, 6, 7, 8])], attributes: { axis1: 1, axis2: 2 } },
    ),
  (shape, a) => {
    const [i, j] = [
      axisIn("diagonal_scatter", a.axis1, shape.length),
      axisIn("diagonal_scatter", a.axis2, shape.length),
    ];
    const strides = contiguousStrides(shape);
    const [down, right] = [-Math.min(Number(a.offset), 0), Math.max(Number(a.offset), 0)];
    const length = Math.max(0, Math.min(shape[i]! - down, shape[j]! - right));
    return placesWithout(shape, [i, j]).flatMap((place) =>
      Array.from({ length }, (_, k) => place + (k + down) * strides[i]! + (k + right) * strides[j]!),
    );
  },
);

function placesWithout(shape: Shape, axes: readonly number[]): number[] {
  const strides = contiguousStrides(shape);
  let places = [0];
  shape.forEach((length, at) => {
    if (!axes.includes(at))
      places = places.flatMap((place) => Array.from({ length }, (_, k) => place + k * strides[at]!));
  });
  return places;
}
