/** Adding, dropping and repeating axes of length 1. */
import { broadcastTo, restride } from "../../../tensor/array.js";
import { broadcastShapes, type Shape, sameShape } from "../../../tensor/shape.js";
import { axisIn, numbersOf } from "../../axes.js";
import { type Attributes, type Card, defineStructural, OperationError } from "../../define.js";
import { cube, matrix, moved } from "./family.js";

const insertAt = (a: Attributes, rank: number): number => axisIn("unsqueeze", a.axis, rank + 1);
const inserted = <T>(list: readonly T[], at: number, value: T): T[] => [
  ...list.slice(0, at),
  value,
  ...list.slice(at),
];

export const unsqueeze: Card = defineStructural({
  name: "unsqueeze",
  inputs: ["x"],
  attributes: { axis: 0 },
  dtype: "first",
  sentence: "Puts in an axis of length 1.",
  spellings: ["torch.unsqueeze(input=x, dim=axis)", "torch.Tensor.unsqueeze(self=x, dim=axis)"],
  samples: () => [{ inputs: [matrix], attributes: { axis: 1 } }],
  shape: ([shape], a) => inserted(shape!, insertAt(a, shape!.length), 1),
  view: true,
  forward: ([x], a) => {
    const at = insertAt(a, x!.shape.length);
    return restride(
      x!,
      inserted(x!.shape, at, 1),
      inserted(x!.strides, at, (x!.strides[at] ?? 1) * (x!.shape[at] ?? 1)),
    );
  },
  vjp: { x: (c) => c.ops.reshape(c.g, c.in.x!.value.shape) },
  jvp: "linear",
  formula: moved("unsqueeze({x})", "{gy} without the new axis"),
});

/** Axes that go: those named (null: all) whose length is 1. */
function dropped(shape: Shape, a: Attributes): Set<number> {
  const named =
    a.axes === null || a.axes === undefined
      ? shape.map((_, axis) => axis)
      : (Array.isArray(a.axes) ? numbersOf(a.axes) : [Number(a.axes)]).map((axis) =>
          axisIn("squeeze", axis, shape.length),
        );
  return new Set(named.filter((axis) => shape[axis] === 1));
}

export const squeeze: Card = defineStructural({
  name: "squeeze",
  inputs: ["x"],
  attributes: { axes: null },
  dtype: "first",
  sentence: "Drops axes of length 1.",
  spellings: [
    "torch.squeeze(input=x, dim=axes)",
    "torch.Tensor.squeeze(self=x, dim=axes)",
    "numpy.squeeze(a=x, axis=axes)",
    "numpy.ndarray.squeeze(self=x, axis=axes)",
    "jax.numpy.squeeze(a=x, axis=axes)",
  ],
  samples: () => [
    { inputs: [{ ...matrix, shape: [2, 1, 3], strides: [3, 3, 1] }], attributes: { axes: [1] } },
  ],
  shape: ([shape], a) => shape!.filter((_, axis) => !dropped(shape!, a).has(axis)),
  view: true,
  forward: ([x], a) => {
    const gone = dropped(x!.shape, a);
    return restride(
      x!,
      x!.shape.filter((_, axis) => !gone.has(axis)),
      x!.strides.filter((_, axis) => !gone.has(axis)),
    );
  },
  vjp: { x: (c) => c.ops.reshape(c.g, c.in.x!.value.shape) },
  jvp: "linear",
  formula: moved("squeeze({x})", "{gy} with the axes put back"),
});

/** −1 keeps a length. */
function expanded(shape: Shape, a: Attributes): number[] {
  const wanted = numbersOf(a.shape);
  const lead = wanted.length - shape.length;
  const filled = wanted.map((length, axis) => (length === -1 && axis >= lead ? shape[axis - lead]! : length));
  const common = lead >= 0 ? broadcastShapes(shape, filled) : null;
  if (common && sameShape(common, filled)) return filled;
  const at = filled.findIndex(
    (length, axis) => axis >= lead && shape[axis - lead] !== 1 && shape[axis - lead] !== length,
  );
  throw new OperationError(`expand: [${shape.join(", ")}] does not expand to [${wanted.join(", ")}]`, {
    torch: {
      type: "RuntimeError",
      message:
        lead < 0
          ? `expand(torch.FloatTensor{[${shape.join(", ")}]}, size=[${wanted.join(", ")}]): the number of sizes provided (${wanted.length}) must be greater or equal to the number of dimensions in the tensor (${shape.length})`
          : `The expanded size of the tensor (${filled[at]}) must match the existing size (${shape[at - lead]}) at non-singleton dimension ${at}.  Target sizes: [${wanted.join(", ")}].  Tensor sizes: [${shape.join(", ")}]`,
    },
    numpy: {
      type: "ValueError",
      message: `operands could not be broadcast together with remapped shapes [original->remapped]: (${shape.join(",")})  and requested shape (${wanted.join(",")})`,
    },
  });
}

/** Repeats without copying; the adjoint is summed over what was repeated. */
export const expand: Card = defineStructural({
  name: "expand",
  inputs: ["x"],
  attributes: { shape: [] },
  dtype: "first",
  sentence: "Repeats along axes of length 1 without copying.",
  spellings: [
    "torch.Tensor.expand(self=x, *shape)",
    "torch.broadcast_to(input=x, size=shape)",
    "torch.Tensor.broadcast_to(self=x, size=shape)",
    "numpy.broadcast_to(array=x, shape=shape)",
    "jax.numpy.broadcast_to(array=x, shape=shape)",
  ],
  samples: () => [
    { inputs: [{ ...matrix, shape: [2, 1, 3], strides: [3, 3, 1] }], attributes: { shape: [2, 4, 3] } },
    { inputs: [cube], attributes: { shape: [3, 2, 2, 3] } },
  ],
  shape: ([shape], a) => expanded(shape!, a),
  view: true,
  forward: ([x], a) => broadcastTo(x!, expanded(x!.shape, a)),
  vjp: { x: (c) => c.ops.sumTo(c.g, c.in.x!.value.shape) },
  jvp: "linear",
  formula: moved("expand({x})", "{gy} summed over the repeats"),
});
