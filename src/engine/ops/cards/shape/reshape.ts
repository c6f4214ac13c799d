import { contiguous, isContiguous, type NDArray, restride } from "../../../tensor/array.js";
import { contiguousStrides, type Shape, sizeOf } from "../../../tensor/shape.js";
import { numbersOf } from "../../axes.js";
import { type Attribute, type Card, defineStructural, OperationError } from "../../define.js";
import { matrix, moved } from "./family.js";

/** Fills in one −1, or says why the shape does not fit. */
export function wantedShape(shape: Shape, attribute: Attribute | undefined): number[] {
  const wanted = numbersOf(attribute);
  const total = sizeOf(shape);
  const open = wanted.indexOf(-1);
  const known = wanted.reduce((size, length) => (length === -1 ? size : size * length), 1);
  const filled =
    open >= 0 && known > 0 && total % known === 0
      ? wanted.map((length) => (length === -1 ? total / known : length))
      : wanted;
  if (filled.every((length) => length >= 0) && sizeOf(filled) === total) return filled;
  throw new OperationError(`reshape: ${total} elements do not fill [${wanted.join(", ")}]`, {
    torch: {
      type: "RuntimeError",
      message: `shape '[${wanted.join(", ")}]' is invalid for input of size ${total}`,
    },
    numpy: {
      type: "ValueError",
      message: `cannot reshape array of size ${total} into shape ${requested(wanted)}`,
    },
  });
}

/** A shape as NumPy writes it in errors: open axes in front are left out, later ones are "newaxis". */
function requested(wanted: Shape): string {
  const shown = wanted.slice(wanted.findIndex((length) => length >= 0)).map((length) => (length < 0 ? "newaxis" : length));
  return wanted.every((length) => length < 0) ? "()" : `(${shown.join(",")}${wanted.length === 1 ? "," : ""})`;
}

/** A view where the elements lie so that one exists (each new axis inside one run of old ones), else a copy. */
export function reshaped(x: NDArray, shape: Shape): NDArray {
  if (isContiguous(x)) return restride(x, shape, contiguousStrides(shape));
  const strides = viewStrides(x, shape);
  return strides ? restride(x, shape, strides) : restride(contiguous(x), shape, contiguousStrides(shape), 0);
}

/** Strides under which `shape` sees the same elements in the same order; null: there are none. */
export function viewStrides(x: NDArray, shape: Shape): readonly number[] | null {
  if (sizeOf(shape) === 0) return contiguousStrides(shape);
  // Old axes of length 1 play no part; the others are merged into runs that one stride can cross.
  const runs: { length: number; stride: number }[] = [];
  x.shape.forEach((length, axis) => {
    if (length === 1) return;
    const stride = x.strides[axis]!;
    const last = runs.at(-1);
    if (last && last.stride === stride * length) {
      last.length *= length;
      last.stride = stride;
    } else runs.push({ length, stride });
  });
  const strides = new Array<number>(shape.length).fill(1);
  let run = runs.length - 1;
  let left = run >= 0 ? runs[run]!.length : 1;
  let step = run >= 0 ? runs[run]!.stride : 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis]!;
    if (length === 1) continue;
    if (left === 1) {
      run--;
      if (run < 0) return null;
      left = runs[run]!.length;
      step = runs[run]!.stride;
    }
    if (left % length !== 0) return null;
    strides[axis] = step;
    step *= length;
    left /= length;
  }
  return strides;
}

/** The same elements in the same order, seen in another shape. */
export const reshape: Card = defineStructural({
  name: "reshape",
  inputs: ["x"],
  attributes: { shape: [] },
  dtype: "first",
  sentence: "The same elements in another shape.",
  spellings: [
    "torch.reshape(input=x, shape=shape)",
    "torch.Tensor.reshape(self=x, *shape)",
    "torch.Tensor.view(self=x, *shape)",
    "numpy.reshape(a=x, shape=shape)",
    "numpy.ndarray.reshape(self=x, *shape)",
    "jax.numpy.reshape(a=x, shape=shape)",
  ],
  samples: () => [
    { inputs: [matrix], attributes: { shape: [3, 2] } },
    { inputs: [matrix], attributes: { shape: [-1] } },
  ],
  shape: ([shape], a) => wantedShape(shape!, a.shape),
  view: true,
  forward: ([x], a) => reshaped(x!, wantedShape(x!.shape, a.shape)),
  vjp: { x: (c) => c.ops.reshape(c.g, c.in.x!.value.shape) },
  jvp: "linear",
  formula: moved("reshape({x})", "{gy} in the shape of {x}"),
});
