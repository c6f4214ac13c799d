/** all, any, count_nonzero: no derivative. */

import { fromNumbers } from "../../../tensor/array.js";
import { fold } from "../../../tensor/kernels/reduce.js";
import { axesIn } from "../../axes.js";
import { type Card, defineStructural } from "../../define.js";
import { REDUCTION, shapeOf, spelled } from "./family.js";

function truthCard(
  name: "all" | "any" | "count_nonzero",
  sentence: string,
  start: number,
  step: (so: number, value: number) => number,
): Card {
  return defineStructural({
    name,
    inputs: ["x"],
    attributes: REDUCTION,
    dtype: name === "count_nonzero" ? "int64" : "bool",
    sentence,
    spellings: spelled(name),
    samples: () => [{ inputs: [fromNumbers("bool", [2, 2], [1, 0, 1, 1])] }],
    shape: shapeOf(name),
    forward: ([x], a, dtype) =>
      fold(x!, axesIn(name, a, x!.shape.length), a.keepdim === true, dtype, start, step),
    vjp: {},
    jvp: (c) => c.ops.zerosLike(c.out),
    formula: {
      value: { text: `${name} {x}`, latex: `\\operatorname{${name.replace("_", "\\_")}} {x}` },
      derivatives: {},
    },
  });
}

export const all = truthCard("all", "Whether every element is true.", 1, (so, value) =>
  so && value ? 1 : 0,
);
export const any = truthCard("any", "Whether some element is true.", 0, (so, value) => (so || value ? 1 : 0));
export const countNonzero = truthCard(
  "count_nonzero",
  "How many elements are not zero.",
  0,
  (so, value) => so + (value ? 1 : 0),
);
