import { contiguous, fromNumbers, wrap } from "../../../tensor/array.js";
import { allocate, rounderOf } from "../../../tensor/dtype.js";
import { roundHalfEven } from "../../algebra/special.js";
import { type Card, defineStructural } from "../../define.js";

/** y = round(x · 10ᵈ)/10ᵈ, each step in the dtype (so that 2.4005 in single precision is a tie); flat between jumps. */
export const roundDecimals: Card = defineStructural({
  name: "round_decimals",
  inputs: ["x"],
  attributes: { decimals: 0 },
  dtype: "promote",
  sentence: "Rounds to so many digits after the point.",
  spellings: [
    "torch.round(input=x, *, decimals=decimals)",
    "torch.Tensor.round(self=x, decimals=decimals)",
    "numpy.round(a=x, decimals=decimals)",
    "numpy.around(a=x, decimals=decimals)",
    "numpy.ndarray.round(self=x, decimals=decimals)",
    "jax.numpy.round(a=x, decimals=decimals)",
  ],
  samples: () => [{ inputs: [fromNumbers("float64", [2], [0.34, -1.27])], attributes: { decimals: 1 } }],
  shape: ([shape]) => shape!,
  forward: ([x], a, dtype) => {
    const round = rounderOf(dtype);
    const decimals = Number(a.decimals);
    const scale = 10 ** Math.abs(decimals);
    const source = contiguous(x!).buffer;
    const out = allocate(dtype, source.length);
    for (let i = 0; i < source.length; i++) {
      out[i] =
        decimals < 0
          ? round(roundHalfEven(round(source[i]! / scale)) * scale)
          : round(roundHalfEven(round(source[i]! * scale)) / scale);
    }
    return wrap(dtype, x!.shape, out);
  },
  vjp: { x: (c) => c.ops.zerosLike(c.in.x!) },
  jvp: (c) => c.ops.zerosLike(c.out),
  formula: {
    value: { text: "{x} rounded", latex: "\\operatorname{round}({x})" },
    derivatives: { x: { text: "0", latex: "0" } },
  },
});
