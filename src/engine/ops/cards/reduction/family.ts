/** What reductions have in common: axes and keepdim, their shape, and how names spell them. */

import { fromNumbers } from "../../../tensor/array.js";
import { reducedShape } from "../../../tensor/kernels/reduce.js";
import type { Shape } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { axesIn } from "../../axes.js";
import type { Attributes, RuleContext, Sample } from "../../define.js";

export const REDUCTION = { axes: null, keepdim: false } as const;

export const shapeOf =
  (name: string) =>
  ([shape]: readonly Shape[], attributes: Attributes): Shape =>
    reducedShape(shape!, axesIn(name, attributes, shape!.length), attributes.keepdim === true);

/** The adjoint (or any array of the result's shape) spread over the input's shape again. */
export function spread(c: Pick<RuleContext, "ops" | "in" | "attributes">, name: string, node: Node): Node {
  const { shape } = c.in.x!.value;
  return c.ops.restore(node, shape, axesIn(name, c.attributes, shape.length), c.attributes.keepdim === true);
}

/** How many elements go into one result. */
export const countOf = (c: Pick<RuleContext, "in" | "attributes">, name: string): number => {
  const { shape } = c.in.x!.value;
  return axesIn(name, c.attributes, shape.length).reduce((count, axis) => count * shape[axis]!, 1);
};

/** torch, Tensor, numpy and ndarray forms. */
export const spelled = (torch: string, numpy = torch, more = ""): string[] => [
  `torch.${torch}(input=x, dim=axes, keepdim=keepdim${more})`,
  `torch.Tensor.${torch}(self=x, dim=axes, keepdim=keepdim${more})`,
  `numpy.${numpy}(a=x, axis=axes, keepdims=keepdim)`,
  `numpy.ndarray.${numpy}(self=x, axis=axes, keepdims=keepdim)`,
  `jax.numpy.${numpy}(a=x, axis=axes, keepdims=keepdim)`,
];

const matrix = fromNumbers("float64", [2, 3], [1, -2, 0.5, 3, 1.5, -1]);
export const SAMPLES = (): readonly Sample[] => [
  { inputs: [matrix] },
  { inputs: [matrix], attributes: { axes: [1], keepdim: false } },
  { inputs: [matrix], attributes: { axes: [0], keepdim: true } },
];
