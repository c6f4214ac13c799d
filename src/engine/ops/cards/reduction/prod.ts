import { fromNumbers, type NDArray, toNumbers, wrap } from "../../../tensor/array.js";
import { allocate, type Buffer, type Dtype } from "../../../tensor/dtype.js";
import { fold, groupIndex } from "../../../tensor/kernels/reduce.js";
import type { Node } from "../../../trace/node.js";
import { axesIn } from "../../axes.js";
import type { RuleContext } from "../../define.js";
import { type Card, defineStructural } from "../../define.js";
import { countOf, REDUCTION, SAMPLES, shapeOf, spelled, spread } from "./family.js";

/** y = Π x; x̄ᵢ = ȳ · Π_{j≠i} xⱼ, which is y/xᵢ where nothing is zero. */
export const prod: Card = defineStructural({
  name: "prod",
  inputs: ["x"],
  attributes: REDUCTION,
  dtype: "promote",
  sentence: "Multiplies the elements along some axes.",
  spellings: spelled("prod"),
  samples: SAMPLES,
  shape: shapeOf("prod"),
  forward: ([x], a, dtype) =>
    fold(x!, axesIn("prod", a, x!.shape.length), a.keepdim === true, dtype, 1, (so, value) => so * value),
  vjp: { x: (c) => c.ops.mul(spread(c, "prod", c.g), others(c)) },
  jvp: (c) =>
    c.ops.sum(
      c.ops.mul(c.tangents.x ?? c.ops.zerosLike(c.in.x!), others(c)),
      axesIn("prod", c.attributes, c.in.x!.value.shape.length),
      c.attributes.keepdim === true,
    ),
  formula: {
    value: { text: "∏ {x}", latex: "\\prod {x}" },
    derivatives: { x: { text: "{gy} · ∏ of the other elements", latex: "{gy} \\prod_{j \\neq i} {x}_j" } },
  },
});

/**
 * The product of the other elements of the group: y/xᵢ, and where the group holds a zero the product over j of a matrix
 * whose row i is the group with xᵢ replaced by 1. That matrix is n × n, so for long groups the product is a constant.
 */
function others(c: Pick<RuleContext, "in" | "out" | "ops" | "attributes">): Node {
  const { ops } = c;
  const x = c.in.x!;
  const values = toNumbers(x.value);
  if (!values.includes(0)) return ops.div(spread(c, "prod", c.out), x);
  const { shape } = x.value;
  const axes = axesIn("prod", c.attributes, shape.length);
  const n = countOf(c, "prod");
  if (n > LONGEST)
    return ops.constant(
      wrap(x.value.dtype, shape, multipliedOut(values, groupIndex(shape, axes), x.value.dtype)),
    );
  const order = [...shape.keys()].filter((axis) => !axes.includes(axis)).concat(axes);
  const rows = ops.reshape(ops.permute(x, order), [values.length / n, 1, n]);
  const wide = ops.expand(rows, [values.length / n, n, n]);
  const product = ops.apply("prod", [ops.where(ops.constant(identity(n)), ops.onesLike(wide), wide)], {
    axes: [2],
  });
  return ops.permute(
    ops.reshape(
      product,
      order.map((axis) => shape[axis]!),
    ),
    order.map((_, axis) => order.indexOf(axis)),
  );
}

/** Longer groups are not squared. */
export const LONGEST = 256;

export const identity = (n: number): NDArray =>
  fromNumbers(
    "bool",
    [n, n],
    Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0)),
  );

function multipliedOut(values: readonly number[], groups: Int32Array, dtype: Dtype): Buffer {
  const members = new Map<number, number[]>();
  groups.forEach((group, i) => {
    const list = members.get(group);
    if (list) list.push(i);
    else members.set(group, [i]);
  });
  const out = allocate(dtype, values.length);
  for (const group of members.values()) {
    const zeros = group.filter((i) => values[i] === 0);
    const product = group.reduce((so, i) => (values[i] === 0 ? so : so * values[i]!), 1);
    if (zeros.length === 0) for (const i of group) out[i] = product / values[i]!;
    if (zeros.length === 1) out[zeros[0]!] = product;
  }
  return out;
}
