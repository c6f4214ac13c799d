/** Quantiles: the sorted elements at a fractional rank, between two neighbours. */
import { fromNumbers, type NDArray, toNumbers } from "../../../tensor/array.js";
import { type Shape, sizeOf } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { roundHalfEven } from "../../algebra/special.js";
import { axisIn } from "../../axes.js";
import { defineComposite } from "../../composite.js";
import { type Attributes, type Card, OperationError } from "../../define.js";
import type { Operations } from "../../operations.js";
import { samples } from "../sample-arrays.js";

/** Lower and upper rank and the weight of the upper one. */
function ranks(q: number, count: number, interpolation: string): [number, number, number] {
  const at = q * (count - 1);
  const [low, high] = [Math.floor(at), Math.ceil(at)];
  if (interpolation === "lower") return [low, low, 0];
  if (interpolation === "higher") return [high, high, 0];
  if (interpolation === "nearest") return [roundHalfEven(at), roundHalfEven(at), 0];
  return [low, high, interpolation === "midpoint" ? 0.5 : at - low];
}

function shapeOfQuantile(name: string, [x, q]: readonly Shape[], a: Attributes): Shape {
  const flat = a.axis === null;
  const axis = flat ? 0 : axisIn(name, a.axis, x!.length);
  const rest = flat
    ? a.keepdim
      ? x!.map(() => 1)
      : []
    : x!.flatMap((length, at) => (at === axis ? (a.keepdim ? [1] : []) : [length]));
  return [...q!, ...rest];
}

function compose(ops: Operations, x: Node, q: NDArray, a: Attributes, ignoreNaN: boolean): Node {
  const { shape } = x.value;
  const flat = a.axis === null || shape.length === 0;
  const axis = flat ? 0 : axisIn("quantile", a.axis, shape.length);
  // The axis last: one row of n elements each.
  const lying = flat
    ? ops.reshape(x, [1, sizeOf(shape)])
    : ops.permute(x, [...shape.map((_, at) => at).filter((at) => at !== axis), axis]);
  const n = lying.value.shape.at(-1)!;
  if (n === 0)
    throw new OperationError("quantile: there is no element", {
      torch: { type: "RuntimeError", message: "quantile() input tensor must be non-empty" },
    });
  const rows = ops.reshape(lying, [sizeOf(lying.value.shape) / n, n]);
  const order = ops.apply("argsort", [rows], { axis: 1 });
  const sorted = ops.gather(rows, order, 1);
  const values = toNumbers(rows.value);
  const wanted = toNumbers(q);
  const [low, high, weight]: [number[], number[], number[]] = [[], [], []];
  for (let row = 0; row < rows.value.shape[0]!; row++) {
    const numbers = values.slice(row * n, (row + 1) * n).filter((value) => !Number.isNaN(value)).length;
    for (const one of wanted) {
      // NaN stands last in the order: it is the answer unless it is ignored.
      const [p, r, w] =
        numbers < n && !ignoreNaN
          ? [n - 1, n - 1, 0]
          : ranks(one, Math.max(numbers, 1), String(a.interpolation));
      low.push(p);
      high.push(r);
      weight.push(w);
    }
  }
  const grid = [rows.value.shape[0]!, wanted.length];
  const take = (list: number[]): Node =>
    ops.gather(sorted, ops.constant(fromNumbers("int64", grid, list)), 1);
  const below = take(low);
  const between = ops.add(
    below,
    ops.mul(ops.sub(take(high), below), ops.constant(fromNumbers(x.value.dtype, grid, weight))),
  );
  return ops.reshape(ops.transpose(between), shapeOfQuantile("quantile", [shape, q.shape], a));
}

const matrix = fromNumbers("float64", [2, 3], [1, -2, 0.5, 3, 1.5, -1]);
const some = fromNumbers("float64", [2], [0.2, 0.7]);

function quantileCard(name: "quantile" | "nanquantile", sentence: string): Card {
  return defineComposite({
    name,
    inputs: ["x", "q"],
    attributes: { axis: null, keepdim: false, interpolation: "linear" },
    dtype: "first",
    withoutGradient: ["q"],
    sentence,
    spellings: [
      `torch.${name}(input=x, q=q, dim=axis, keepdim=keepdim, *, interpolation=interpolation)`,
      `torch.Tensor.${name}(self=x, q=q, dim=axis, keepdim=keepdim, *, interpolation=interpolation)`,
      `numpy.${name}(a=x, q=q, axis=axis, *, method=interpolation, keepdims=keepdim)`,
      `jax.numpy.${name}(a=x, q=q, axis=axis, *, method=interpolation, keepdims=keepdim)`,
    ],
    samples: () =>
      samples(
        { inputs: [matrix, fromNumbers("float64", [], [0.3])] },
        { inputs: [matrix, some], attributes: { axis: 1 } },
        { inputs: [matrix, some], attributes: { axis: 0, keepdim: true } },
      ),
    differentiable: ["x"],
    shape: (shapes, a) => shapeOfQuantile(name, shapes, a),
    compose: (ops, [x, q], a) => compose(ops, x!, q!.value, a, name === "nanquantile"),
    formula: {
      value: { text: "{x} at rank q(n − 1)", latex: "{x}_{(q(n-1))}" },
      derivatives: {
        x: {
          text: "{gy} on the two neighbours of that rank, by their weights",
          latex: "{gy} \\cdot (1 - w, w)",
        },
      },
    },
  });
}

export const quantile = quantileCard("quantile", "The value below which a given share of the elements lies.");
export const nanquantile = quantileCard(
  "nanquantile",
  "The value below which a given share of the elements that are not NaN lies.",
);
