/** Largest and smallest elements: amax and amin share the gradient among ties, max_along and min_along give it to one. */

import { fromNumbers, type NDArray, toNumbers } from "../../../tensor/array.js";
import { fold, groupIndex, reducedShape } from "../../../tensor/kernels/reduce.js";
import { sizeOf } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { axesIn, axisIn } from "../../axes.js";
import {
  type Attributes,
  type Card,
  defineStructural,
  OperationError,
  type RuleContext,
} from "../../define.js";
import { REDUCTION, SAMPLES, shapeOf, spread } from "./family.js";

const larger = (so: number, value: number): number => (Number.isNaN(so) || value <= so ? so : value);
const smaller = (so: number, value: number): number => (Number.isNaN(so) || value >= so ? so : value);

/** 1/(number of ties) where x is the extreme, else 0. */
function share(c: Pick<RuleContext, "in" | "out" | "ops" | "attributes">, name: string): Node {
  const x = c.in.x!;
  const mask = c.ops.cast(c.ops.compare("eq", x, spread(c, name, c.out)), x.value.dtype);
  const count = c.ops.sum(mask, axesIn(name, c.attributes, x.value.shape.length), true);
  return c.ops.div(mask, c.ops.expand(count, x.value.shape));
}

function extreme(name: "amax" | "amin", word: string, full: string): Card {
  return defineStructural({
    name,
    inputs: ["x"],
    attributes: REDUCTION,
    dtype: "promote",
    sentence: `The ${word} element along some axes.`,
    spellings: [
      `torch.${name}(input=x, dim=axes, keepdim=keepdim)`,
      `torch.Tensor.${name}(self=x, dim=axes, keepdim=keepdim)`,
      `torch.${full}(input=x)`,
      `torch.Tensor.${full}(self=x)`,
      ...[full, name].map((one) => `numpy.${one}(a=x, axis=axes, keepdims=keepdim)`),
      `numpy.ndarray.${full}(self=x, axis=axes, keepdims=keepdim)`,
      `jax.numpy.${full}(a=x, axis=axes, keepdims=keepdim)`,
    ],
    convention: "Equal extremes share the gradient evenly.",
    samples: SAMPLES,
    shape: (shapes, a) => {
      if (sizeOf(shapes[0]!) === 0)
        throw new OperationError(`${name}: nothing to choose from in an empty tensor`, {
          torch: {
            type: "RuntimeError",
            message: `${full}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.`,
          },
          numpy: {
            type: "ValueError",
            message: `zero-size array to reduction operation ${full}imum which has no identity`,
          },
        });
      return shapeOf(name)(shapes, a);
    },
    forward: ([x], a, dtype) =>
      fold(
        x!,
        axesIn(name, a, x!.shape.length),
        a.keepdim === true,
        dtype,
        name === "amax" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY,
        name === "amax" ? larger : smaller,
      ),
    vjp: { x: (c) => c.ops.mul(spread(c, name, c.g), share(c, name)) },
    jvp: (c) =>
      c.ops.sum(
        c.ops.mul(c.tangents.x ?? c.ops.zerosLike(c.in.x!), share(c, name)),
        axesIn(name, c.attributes, c.in.x!.value.shape.length),
        c.attributes.keepdim === true,
      ),
    formula: {
      value: { text: `${full} {x}`, latex: `\\${full} {x}` },
      derivatives: {
        x: {
          text: `{gy} where {x} is the ${word}, shared among ties, else 0`,
          latex: `\\frac{{gy}}{\\#\\text{ties}} \\text{ where } {x} \\text{ is the ${word}}`,
        },
      },
    },
  });
}

export const amax = extreme("amax", "largest", "max");
export const amin = extreme("amin", "smallest", "min");

/** Index of the first extreme in each group, as a number along the axis (axis null: into all elements). NaN wins. */
export function argExtreme(x: NDArray, axis: number | null, keepdim: boolean, sign: 1 | -1): NDArray {
  const axes = axis === null ? x.shape.map((_, i) => i) : x.shape.length ? [axis] : [];
  const shape = reducedShape(x.shape, axes, keepdim);
  const groups = groupIndex(x.shape, axes);
  const count = sizeOf(shape);
  const best = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  const at = new Float64Array(count).fill(-1);
  const seen = new Float64Array(count);
  toNumbers(x).forEach((raw, i) => {
    const group = groups[i]!;
    const value = sign * raw;
    const index = seen[group]!++;
    if (at[group]! < 0 || value > best[group]! || (Number.isNaN(value) && !Number.isNaN(best[group]!))) {
      best[group] = value;
      at[group] = index;
    }
  });
  return fromNumbers("int64", shape, at);
}

function argCard(name: "argmax" | "argmin", word: string): Card {
  return defineStructural({
    name,
    inputs: ["x"],
    attributes: { axis: null, keepdim: false },
    dtype: "int64",
    sentence: `Where the ${word} element stands.`,
    spellings: [
      `torch.${name}(input=x, dim=axis, keepdim=keepdim)`,
      `torch.Tensor.${name}(self=x, dim=axis, keepdim=keepdim)`,
      `numpy.${name}(a=x, axis=axis, *, keepdims=keepdim)`,
      `numpy.ndarray.${name}(self=x, axis=axis)`,
      `jax.numpy.${name}(a=x, axis=axis, *, keepdims=keepdim)`,
    ],
    samples: () => [{ inputs: [fromNumbers("float64", [2, 3], [1, -2, 0.5, 3, 1.5, -1])] }],
    shape: ([shape], a) => reducedShape(shape!, along(name, a, shape!.length), a.keepdim === true),
    forward: ([x], a) =>
      argExtreme(
        x!,
        a.axis === null ? null : axisIn(name, a.axis, x!.shape.length),
        a.keepdim === true,
        name === "argmax" ? 1 : -1,
      ),
    vjp: {},
    jvp: (c) => c.ops.zerosLike(c.out),
    formula: { value: { text: `${name} {x}`, latex: `\\operatorname{${name}} {x}` }, derivatives: {} },
  });
}

const along = (name: string, a: Attributes, rank: number): number[] =>
  a.axis === null ? Array.from({ length: rank }, (_, i) => i) : rank ? [axisIn(name, a.axis, rank)] : [];

export const argmax = argCard("argmax", "largest");
export const argmin = argCard("argmin", "smallest");
