import { restride } from "../../../tensor/array.js";
import { axisIn, numbersOf } from "../../axes.js";
import { type Attributes, type Card, defineStructural, OperationError } from "../../define.js";
import { cube, matrix, moved } from "./family.js";

function order(a: Attributes, rank: number): number[] {
  const axes = numbersOf(a.axes).map((axis) => axisIn("permute", axis, rank));
  if (axes.length === rank && new Set(axes).size === rank) return axes;
  throw new OperationError(`permute: [${axes.join(", ")}] does not name each of ${rank} axes once`, {
    torch: {
      type: "RuntimeError",
      message: `permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = ${rank} is not equal to len(dims) = ${axes.length}`,
    },
    numpy: { type: "ValueError", message: "axes don't match array" },
  });
}

/** Puts the axes into another order; the adjoint goes back by the inverse order. */
export const permute: Card = defineStructural({
  name: "permute",
  inputs: ["x"],
  attributes: { axes: [] },
  dtype: "first",
  sentence: "Puts the axes into another order.",
  spellings: ["torch.permute(input=x, dims=axes)", "torch.Tensor.permute(self=x, *axes)"],
  samples: () => [{ inputs: [cube], attributes: { axes: [2, 0, 1] } }],
  shape: ([shape], a) => order(a, shape!.length).map((axis) => shape![axis]!),
  view: true,
  forward: ([x], a) => {
    const axes = order(a, x!.shape.length);
    return restride(
      x!,
      axes.map((axis) => x!.shape[axis]!),
      axes.map((axis) => x!.strides[axis]!),
    );
  },
  vjp: {
    x: (c) => {
      const axes = order(c.attributes, c.in.x!.value.shape.length);
      return c.ops.permute(
        c.g,
        axes.map((_, axis) => axes.indexOf(axis)),
      );
    },
  },
  jvp: "linear",
  formula: moved("permute({x})", "{gy} with the axes put back"),
});

/** Swaps two axes. */
export const transpose: Card = defineStructural({
  name: "transpose",
  inputs: ["x"],
  attributes: { first: -2, second: -1 },
  dtype: "first",
  sentence: "Swaps two axes.",
  spellings: [
    "torch.transpose(input=x, dim0=first, dim1=second)",
    "torch.Tensor.transpose(self=x, dim0=first, dim1=second)",
    "torch.swapaxes(input=x, axis0=first, axis1=second)",
    "torch.Tensor.swapaxes(self=x, axis0=first, axis1=second)",
    "torch.swapdims(input=x, dim0=first, dim1=second)",
    "torch.Tensor.swapdims(self=x, dim0=first, dim1=second)",
    "numpy.swapaxes(a=x, axis1=first, axis2=second)",
    "numpy.ndarray.swapaxes(self=x, axis1=first, axis2=second)",
  ],
  samples: () => [{ inputs: [matrix] }, { inputs: [cube], attributes: { first: 0, second: 2 } }],
  shape: ([shape], a) => swapped(shape!, a),
  view: true,
  forward: ([x], a) => restride(x!, swapped(x!.shape, a), swapped(x!.strides, a)),
  vjp: { x: (c) => c.ops.transpose(c.g, Number(c.attributes.first), Number(c.attributes.second)) },
  jvp: "linear",
  formula: {
    value: { text: "{x}ᵀ", latex: "{x}^\\top" },
    derivatives: { x: { text: "{gy}ᵀ", latex: "{gy}^\\top" } },
  },
});

function swapped(list: readonly number[], a: Attributes): number[] {
  const result = [...list];
  // A vector or a scalar has nothing to swap.
  if (list.length < 2 && (a.first === -2 || a.first === 0)) return result;
  const [i, j] = [axisIn("transpose", a.first, list.length), axisIn("transpose", a.second, list.length)];
  [result[i], result[j]] = [list[j]!, list[i]!];
  return result;
}
