/** Differences of neighbours and integrals by the trapezoidal rule. */
import { fromNumbers } from "../../../tensor/array.js";
import { broadcastShapes, type Shape } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { axisIn } from "../../axes.js";
import { defineComposite } from "../../composite.js";
import type { Attributes, Card } from "../../define.js";
import type { Operations } from "../../operations.js";

const matrix = fromNumbers("float64", [2, 3], [1, -2, 0.5, 3, 1.5, -1]);
const column = fromNumbers("float64", [2, 1], [4, 0.25]);

/** Elements `from` up to `to` of an axis. */
function range(ops: Operations, x: Node, axis: number, from: number, to: number): Node {
  const { shape } = x.value;
  return ops.slice(
    x,
    shape.map((_, at) => (at === axis ? from : 0)),
    shape.map((length, at) => (at === axis ? to : length)),
    shape.map(() => 1),
  );
}

function differences(ops: Operations, x: Node, axis: number): Node {
  const length = x.value.shape[axis]!;
  return ops.sub(
    range(ops, x, axis, Math.min(1, length), length),
    range(ops, x, axis, 0, Math.max(0, length - 1)),
  );
}

/** A scalar stands for an end that is left out. */
const given = (shape: Shape | undefined): shape is Shape => shape !== undefined && shape.length > 0;

/** yₖ = xₖ₊₁ − xₖ, n times, with other tensors put before and behind. */
export const diff: Card = defineComposite({
  name: "diff",
  inputs: ["x", "prepend", "append"],
  optional: { prepend: 0, append: 0 },
  attributes: { n: 1, axis: -1 },
  dtype: "promote",
  sentence: "The differences of neighbours along an axis.",
  spellings: [
    "torch.diff(input=x, n=n, dim=axis, prepend=prepend, append=append)",
    "torch.Tensor.diff(self=x, n=n, dim=axis, prepend=prepend, append=append)",
    "numpy.diff(a=x, n=n, axis=axis, prepend=prepend, append=append)",
    "jax.numpy.diff(a=x, n=n, axis=axis, prepend=prepend, append=append)",
  ],
  samples: () => [{ inputs: [matrix] }, { inputs: [matrix, column], attributes: { n: 2 } }],
  differentiable: ["x", "prepend", "append"],
  shape: ([x, before, after], a) => {
    const axis = axisIn("diff", a.axis, x!.length);
    const ends = (given(before) ? before[axis]! : 0) + (given(after) ? after[axis]! : 0);
    return x!.map((length, at) => (at === axis ? Math.max(0, length + ends - Number(a.n)) : length));
  },
  compose: (ops, inputs, a) => {
    const [x, before, after] = inputs;
    const axis = axisIn("diff", a.axis, x!.value.shape.length);
    const parts = [before, x, after].filter(
      (part): part is Node => part !== undefined && (part === x || given(part.value.shape)),
    );
    let y = parts.length > 1 ? ops.cat(parts, axis) : x!;
    for (let k = 0; k < Number(a.n); k++) y = differences(ops, y, axis);
    return y;
  },
  formula: {
    value: { text: "{x}ₖ₊₁ − {x}ₖ", latex: "{x}_{k+1} - {x}_k" },
    derivatives: {
      x: { text: "{gy}ₖ₋₁ − {gy}ₖ", latex: "{gy}_{k-1} - {gy}_k" },
      prepend: { text: "its part of the differences of {gy}", latex: "{gy}_{k-1} - {gy}_k" },
      append: { text: "its part of the differences of {gy}", latex: "{gy}_{k-1} - {gy}_k" },
    },
  },
});

/** Widths of the strips: the differences of x (a vector lies along the axis), or dx. */
function widths(ops: Operations, y: Node, x: Node | undefined, axis: number, a: Attributes): Node {
  if (!x || x.value.shape.length === 0) return ops.constant(Number(a.dx));
  const rank = y.value.shape.length;
  const { shape } = x.value;
  const lying =
    shape.length === 1
      ? y.value.shape.map((_, at) => (at === axis ? shape[0]! : 1))
      : [...new Array<number>(Math.max(0, rank - shape.length)).fill(1), ...shape];
  return differences(ops, ops.reshape(x, lying), axis);
}

/** (yₖ + yₖ₊₁)/2 · width of each strip. */
function strips(ops: Operations, y: Node, x: Node | undefined, a: Attributes): Node {
  const axis = axisIn("trapezoid", a.axis, y.value.shape.length);
  const length = y.value.shape[axis]!;
  const sums = ops.add(
    range(ops, y, axis, Math.min(1, length), length),
    range(ops, y, axis, 0, Math.max(0, length - 1)),
  );
  return ops.scale(ops.mul(sums, widths(ops, y, x, axis, a)), 0.5);
}

function stripShape(y: Shape, x: Shape | undefined, a: Attributes): Shape {
  const axis = axisIn("trapezoid", a.axis, y.length);
  const own = y.map((length, at) => (at === axis ? Math.max(0, length - 1) : length));
  if (!given(x) || x.length === 1) return own;
  return (
    broadcastShapes(
      own,
      x.map((length, at) => (at === axis - y.length + x.length ? Math.max(0, length - 1) : length)),
    ) ?? own
  );
}

const ATTRIBUTES = { dx: 1, axis: -1 };
const samples = (): readonly { inputs: (typeof matrix)[]; attributes?: Attributes }[] => [
  { inputs: [matrix], attributes: { dx: 0.5 } },
  { inputs: [matrix, fromNumbers("float64", [3], [0, 1, 3])] },
  { inputs: [matrix, matrix], attributes: { axis: 0 } },
];
const formula = (
  value: string,
  latex: string,
): {
  value: { text: string; latex: string };
  derivatives: Readonly<Record<string, { text: string; latex: string }>>;
} => ({
  value: { text: value, latex },
  derivatives: {
    y: {
      text: "{gy} · half the width of the strips beside",
      latex: "{gy} \\cdot \\tfrac12 (\\Delta x_{k-1} + \\Delta x_k)",
    },
    x: {
      text: "{gy} · the difference of the mean heights beside",
      latex: "{gy} \\cdot (\\bar y_{k-1} - \\bar y_k)",
    },
  },
});

/** ∑ (yₖ + yₖ₊₁)/2 · Δx. */
export const trapezoid: Card = defineComposite({
  name: "trapezoid",
  inputs: ["y", "x"],
  optional: { x: 1 },
  attributes: ATTRIBUTES,
  dtype: "float",
  sentence: "The integral by the trapezoidal rule along an axis.",
  spellings: ["trapezoid", "trapz"]
    .flatMap((name) => [
      `torch.${name}(y=y, x=x, *, dx=dx, dim=axis)`,
      `numpy.${name}(y=y, x=x, dx=dx, axis=axis)`,
    ])
    .concat(
      "jax.numpy.trapezoid(y=y, x=x, dx=dx, axis=axis)",
      "jax.scipy.integrate.trapezoid(y=y, x=x, dx=dx, axis=axis)",
    ),
  samples,
  differentiable: ["y", "x"],
  shape: ([y, x], a) => {
    const shape = stripShape(y!, x, a);
    const axis = axisIn("trapezoid", a.axis, y!.length) - y!.length + shape.length;
    return shape.filter((_, at) => at !== axis);
  },
  compose: (ops, [y, x], a) => {
    const each = strips(ops, y!, x, a);
    return ops.sum(each, [axisIn("trapezoid", a.axis, y!.value.shape.length) - y!.value.shape.length]);
  },
  formula: formula("∑ ½({y}ₖ + {y}ₖ₊₁) · Δx", "\\sum \\tfrac12 ({y}_k + {y}_{k+1}) \\Delta x"),
});

/** Its running sum. */
export const cumulativeTrapezoid: Card = defineComposite({
  name: "cumulative_trapezoid",
  inputs: ["y", "x"],
  optional: { x: 1 },
  attributes: ATTRIBUTES,
  dtype: "float",
  sentence: "The running integral by the trapezoidal rule along an axis.",
  spellings: ["torch.cumulative_trapezoid(y=y, x=x, *, dx=dx, dim=axis)"],
  samples,
  differentiable: ["y", "x"],
  shape: ([y, x], a) => stripShape(y!, x, a),
  compose: (ops, [y, x], a) =>
    ops.apply("cumsum", [strips(ops, y!, x, a)], {
      axis: axisIn("trapezoid", a.axis, y!.value.shape.length) - y!.value.shape.length,
    }),
  formula: formula(
    "∑_{j≤k} ½({y}ⱼ + {y}ⱼ₊₁) · Δx",
    "\\sum_{j \\le k} \\tfrac12 ({y}_j + {y}_{j+1}) \\Delta x",
  ),
});
