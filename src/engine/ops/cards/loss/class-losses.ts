/** Cross-entropy of float32 scores [N, C] with class numbers [N], in one pass each way; digits as by the composition. */
import { contiguous, item, type NDArray, scalar, toNumbers, wrap } from "../../../tensor/array.js";
import { isFloating } from "../../../tensor/dtype.js";
import { softmax } from "../../../tensor/kernels/softmax.js";
import { sumOfLosses } from "../../../tensor/kernels/sum.js";
import { constantNode } from "../../../trace/node.js";
import { unrecorded } from "../../../trace/trace.js";
import type { Fused } from "../../composite.js";
import type { Attributes } from "../../define.js";

/** Scores, class numbers and how many of these count; −1: ignored. */
interface Classes {
  readonly x: NDArray;
  readonly targets: readonly number[];
  readonly counted: number;
}

/** null: a case for the composition, errors among them. */
function classesOf([x, target, weight]: readonly NDArray[], { ignore_index: ignored, reduction, label_smoothing }: Attributes): Classes | null {
  if (weight || Number(label_smoothing) !== 0 || reduction === "none" || x!.dtype !== "float32" || x!.shape.length !== 2 || isFloating(target!.dtype)) return null;
  const classes = x!.shape[1]!;
  const targets = toNumbers(target!).map((one) => (one === Number(ignored) ? -1 : one));
  if (targets.length !== x!.shape[0] || targets.some((one) => one < -1 || one >= classes)) return null;
  return { x: x!, targets, counted: targets.reduce((count, one) => count + (one < 0 ? 0 : 1), 0) };
}

const logarithms = (x: NDArray): NDArray => softmax(x, 1, true, "float32");

export const classLosses: Fused = {
  forward(inputs, attributes) {
    const given = classesOf(inputs, attributes);
    if (!given) return null;
    const { x, targets, counted } = given;
    const logs = logarithms(x).buffer;
    const losses = Float32Array.from(targets, (target, n) => (target < 0 ? -0 : -logs[n * x.shape[1]! + target]!));
    const sum = sumOfLosses(wrap("float32", [targets.length], losses), "float32");
    return attributes.reduction === "sum" ? sum : scalar("float32", item(sum) / counted);
  },
  /** softmax(x)·(share of g) − share at the target, each step rounded. */
  adjoints(inputs, g, attributes, wanted) {
    const given = wanted.slice(1).includes(true) ? null : classesOf(inputs, attributes);
    if (!given) return null;
    const { x, targets, counted } = given;
    const classes = x.shape[1]!;
    const powers = contiguous(unrecorded.unary("exp", constantNode(logarithms(x))).value).buffer;
    const share = -(attributes.reduction === "sum" ? item(g) : Math.fround(item(g) / counted));
    const out = new Float32Array(powers.length);
    targets.forEach((target, n) => {
      const own = target < 0 ? 0 : 0 + share; // no −0, as sums with zeros have none
      const start = n * classes;
      for (let i = start; i < start + classes; i++) out[i] = 0 - Math.fround(powers[i]! * own);
      if (target >= 0) out[start + target] = own - Math.fround(powers[start + target]! * own);
    });
    return [wrap("float32", x.shape, out), ...wanted.slice(1).map(() => null)];
  },
};
