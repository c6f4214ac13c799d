import { contiguous, fromNumbers, wrap } from "../../../tensor/array.js";
import { allocate, type Dtype } from "../../../tensor/dtype.js";
import type { Node } from "../../../trace/node.js";
import { type Card, defineStructural, type RuleContext } from "../../define.js";

/** The largest finite number of a dtype stands for infinity. */
const LARGEST: Readonly<Partial<Record<Dtype, number>>> = {
  float64: Number.MAX_VALUE,
  float32: 3.4028234663852886e38,
  bfloat16: 3.3895313892515355e38,
  float16: 65504,
};

/** 1 where x is finite: x − x is 0 there and NaN elsewhere. */
function finite(c: Pick<RuleContext, "in" | "ops">): Node {
  const x = c.in.x!;
  return c.ops.compare("eq", c.ops.sub(x, x), c.ops.zerosLike(x));
}

/** Finite values pass; the replaced ones have derivative 0. Structural because the replacements depend on the dtype. */
export const nanToNum: Card = defineStructural({
  name: "nan_to_num",
  inputs: ["x"],
  attributes: { nan: 0, posinf: null, neginf: null },
  dtype: "promote",
  sentence: "Replaces NaN and infinities by numbers.",
  spellings: [
    "torch.nan_to_num(input=x, nan=nan, posinf=posinf, neginf=neginf)",
    "torch.Tensor.nan_to_num(self=x, nan=nan, posinf=posinf, neginf=neginf)",
    "numpy.nan_to_num(x, *, nan=nan, posinf=posinf, neginf=neginf)",
    "jax.numpy.nan_to_num(x, *, nan=nan, posinf=posinf, neginf=neginf)",
  ],
  samples: () => [{ inputs: [fromNumbers("float64", [2], [1, 2])] }],
  shape: ([shape]) => shape!,
  forward: ([x], a, dtype) => {
    const largest = LARGEST[dtype] ?? Number.MAX_VALUE;
    const [nan, high, low] = [Number(a.nan), Number(a.posinf ?? largest), Number(a.neginf ?? -largest)];
    const source = contiguous(x!).buffer;
    const out = allocate(dtype, source.length);
    for (let i = 0; i < source.length; i++) {
      const value = source[i]!;
      out[i] = Number.isNaN(value)
        ? nan
        : value === Number.POSITIVE_INFINITY
          ? high
          : value === Number.NEGATIVE_INFINITY
            ? low
            : value;
    }
    return wrap(dtype, x!.shape, out);
  },
  vjp: { x: (c) => c.ops.where(finite(c), c.g, c.ops.zerosLike(c.g)) },
  jvp: (c) => c.ops.where(finite(c), c.tangents.x ?? c.ops.zerosLike(c.in.x!), c.ops.zerosLike(c.in.x!)),
  formula: {
    value: { text: "{x} where it is finite, else a number for it", latex: "{x} \\text{ where finite}" },
    derivatives: {
      x: { text: "{gy} where {x} is finite, else 0", latex: "{gy} \\cdot [{x} \\text{ finite}]" },
    },
  },
});
