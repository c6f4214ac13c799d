import { fold } from "../../../tensor/kernels/reduce.js";
import { axesIn } from "../../axes.js";
import { type Card, defineStructural } from "../../define.js";
import type { RuleContext } from "../../define.js";
import type { Node } from "../../../trace/node.js";
import { allocate } from "../../../tensor/dtype.js";
import { toNumbers, wrap } from "../../../tensor/array.js";
import { groupIndex } from "../../../tensor/kernels/reduce.js";
import { REDUCTION, SAMPLES, shapeOf, spelled, spread } from "./family.js";

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
  forward: ([x], a, dtype) => fold(x!, axesIn("prod", a, x!.shape.length), a.keepdim === true, dtype, 1, (so, value) => so * value),
  vjp: { x: (c) => c.ops.mul(spread(c, "prod", c.g), others(c)) },
  jvp: (c) => c.ops.sum(c.ops.mul(c.tangents.x ?? c.ops.zerosLike(c.in.x!), others(c)), axesIn("prod", c.attributes, c.in.x!.value.shape.length), c.attributes.keepdim === true),
  formula: { value: { text: "∏ {x}", latex: "\\prod {x}" }, derivatives: { x: { text: "{gy} · ∏ of the other elements", latex: "{gy} \\prod_{j \\neq i} {x}_j" } } },
});

/** The product of the other elements of the group. Without zeros it stays differentiable: y/x. */
function others(c: Pick<RuleContext, "in" | "out" | "ops" | "attributes">): Node {
  const x = c.in.x!;
  const values = toNumbers(x.value);
  if (!values.includes(0)) return c.ops.div(spread(c, "prod", c.out), x);
  const groups = groupIndex(x.value.shape, axesIn("prod", c.attributes, x.value.shape.length));
  const members = new Map<number, number[]>();
  groups.forEach((group, i) => members.set(group, [...(members.get(group) ?? []), i]));
  const out = allocate(x.value.dtype, values.length);
  for (const group of members.values()) for (const i of group) out[i] = group.reduce((product, j) => (j === i ? product : product * values[j]!), 1);
  return c.ops.constant(wrap(x.value.dtype, x.value.shape, out));
}
