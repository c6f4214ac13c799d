/** The median of all elements; equal ones share the gradient (PyTorch: evenly_distribute_backward). */
import { fromNumbers, toNumbers } from "../../../tensor/array.js";
import type { Node } from "../../../trace/node.js";
import { type Card, defineStructural, type RuleContext } from "../../define.js";
import { lowerMedian } from "./chosen.js";

function share(c: Pick<RuleContext, "in" | "out" | "ops">): Node {
  const mask = c.ops.cast(c.ops.compare("eq", c.in.x!, c.out), c.in.x!.value.dtype);
  return c.ops.div(mask, c.ops.sum(mask));
}

function medianCard(name: "median" | "nanmedian", sentence: string): Card {
  return defineStructural({
    name,
    inputs: ["x"],
    dtype: "promote",
    sentence,
    spellings: [`torch.${name}(input=x)`, `torch.Tensor.${name}(self=x)`],
    convention: "Elements equal to the median share the gradient evenly (in JAX the two middle ones get half each).",
    samples: () => [{ inputs: [fromNumbers("float64", [2, 3], [1, -2, 0.5, 3, 1.5, -1])] }],
    shape: () => [],
    forward: ([x], _, dtype) => {
      const values = toNumbers(x!);
      return fromNumbers(
        dtype,
        [],
        [values.length ? values[lowerMedian(values, name === "nanmedian")]! : Number.NaN],
      );
    },
    vjp: { x: (c) => c.ops.mul(share(c), c.g) },
    jvp: (c) => c.ops.sum(c.ops.mul(share(c), c.tangents.x ?? c.ops.zerosLike(c.in.x!))),
    formula: {
      value: { text: `${name} {x}`, latex: `\\operatorname{${name}} {x}` },
      derivatives: {
        x: {
          text: "{gy} where {x} is the median, shared among equal ones, else 0",
          latex: "{gy} \\text{ where } {x} \\text{ is the median}",
        },
      },
    },
  });
}

export const median = medianCard("median", "The middle element, the lower one of two.");
export const nanmedian = medianCard("nanmedian", "The middle one of the elements that are not NaN.");
