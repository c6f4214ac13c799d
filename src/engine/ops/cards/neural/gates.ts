/** glu and prelu: activations with a structure of their own. */
import { fromNumbers } from "../../../tensor/array.js";
import { defineComposite } from "../../composite.js";
import { waves } from "../sample-arrays.js";
import { torchError } from "./geometry.js";
import { axisOf } from "./softmax.js";

/** a·σ(b), a and b the halves of x along the axis. Dauphin et al. 2017. */
export const glu = defineComposite({
  name: "glu", inputs: ["x"],
  attributes: { axis: -1 },
  dtype: "first",
  sentence: "One half of the numbers, gated by the sigmoid of the other half.",
  spellings: ["torch.nn.functional.glu(input=x, dim=axis)", "jax.nn.glu(x, axis=axis)"],
  samples: () => [{ inputs: [waves([2, 4])] }],
  differentiable: ["x"],
  shape: ([x], attributes) => {
    const axis = axisOf("glu", x!, attributes);
    if (x![axis]! % 2) throw torchError(`glu: axis ${axis} has ${x![axis]} elements; it must have an even number`, `Halving dimension must be even, but dimension ${axis} is size ${x![axis]}`);
    return x!.map((length, i) => (i === axis ? length / 2 : length));
  },
  compose: (ops, [x], attributes) => {
    const shape = x!.value.shape;
    const axis = axisOf("glu", shape, attributes);
    const half = shape[axis]! / 2;
    const part = (from: number): typeof x => ops.slice(x!, shape.map((_, i) => (i === axis ? from : 0)), shape.map((n, i) => (i === axis ? from + half : n)), shape.map(() => 1));
    return ops.mul(part(0)!, ops.unary("sigmoid", part(half)!));
  },
  formula: { value: { text: "a·σ(b), (a, b) = {x}", latex: "a \\, \\sigma(b)" }, derivatives: { x: { text: "({gy}·σ(b), {gy}·a·σ(b)(1 − σ(b)))", latex: "\\left({gy} \\sigma(b),\\; {gy} a \\sigma(b)(1-\\sigma(b))\\right)" } } },
});

/** x where positive, else weight·x; one weight, or one a channel (axis 1). He et al. 2015. */
export const prelu = defineComposite({
  name: "prelu", inputs: ["x", "weight"],
  dtype: "first",
  sentence: "Passes positive numbers and scales negative ones by a learned slope.",
  spellings: ["torch.nn.functional.prelu(input=x, weight=weight)", "torch.prelu(input=x, weight=weight)", "torch.Tensor.prelu(self=x, weight=weight)"],
  convention: "At 0 the slope of the negative side counts.",
  samples: () => [{ inputs: [waves([2, 3]), fromNumbers("float64", [1], [0.25])] }, { inputs: [waves([2, 3]), fromNumbers("float64", [3], [0.25, -0.5, 1.5])] }],
  differentiable: ["x", "weight"],
  shape: ([x]) => x!,
  compose: (ops, [x, weight]) => {
    const rank = x!.value.shape.length;
    const slope = weight!.value.shape.length && rank > 1 ? ops.reshape(weight!, [weight!.value.shape[0]!, ...new Array<number>(rank - 2).fill(1)]) : ops.reshape(weight!, rank ? [weight!.value.shape[0] ?? 1] : []);
    return ops.where(ops.compare("gt", x!, ops.constant(0)), x!, ops.mul(slope, x!));
  },
  formula: {
    value: { text: "{x} if {x} > 0 else {weight}·{x}", latex: "\\max(0, {x}) + {weight} \\min(0, {x})" },
    derivatives: { x: { text: "{gy} if {x} > 0 else {weight}·{gy}", latex: "{gy} \\cdot \\left([{x} > 0] + {weight} [{x} \\le 0]\\right)" }, weight: { text: "Σ {gy}·min(0, {x})", latex: "\\sum {gy} \\min(0, {x})" } },
  },
});
