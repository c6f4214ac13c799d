/** Cross-entropy in one pass beside log_softmax and nll_loss: the same numbers, the signs of zeros included. */
import assert from "node:assert/strict";
import { reverse } from "../../src/engine/autodiff/reverse.js";
import type { Attributes } from "../../src/engine/ops/define.js";
import { fromNumbers, scalar, toNumbers } from "../../src/engine/tensor/array.js";
import { constantNode } from "../../src/engine/trace/node.js";
import { torchPromotion } from "../../src/engine/trace/promotion.js";
import { Trace } from "../../src/engine/trace/trace.js";

const PROMOTION = torchPromotion(() => "float32");
const scores = (rows: number, classes: number, special: readonly number[]): number[] =>
  Array.from({ length: rows * classes }, (_, i) => special[i % 37] ?? 3 * Math.sin(i * 1.7) - Math.cos(i * i * 0.3));

interface Case {
  readonly rows: number;
  readonly classes: number;
  readonly attributes?: Attributes;
  readonly special?: readonly number[];
  /** Of the loss. */
  readonly adjoint?: number;
}

const CASES: Readonly<Record<string, Case>> = {
  "a batch": { rows: 8, classes: 10 },
  "a third of it": { rows: 3, classes: 7, adjoint: 0.7 },
  "many": { rows: 113, classes: 19, adjoint: -1.3 },
  "the sum": { rows: 49, classes: 5, attributes: { reduction: "sum" }, adjoint: 0.1 },
  "some ignored": { rows: 31, classes: 6, attributes: { ignore_index: 2 }, adjoint: 1.9 },
  "all ignored": { rows: 2, classes: 1, attributes: { ignore_index: 0 } },
  "adjoint 0": { rows: 6, classes: 4, adjoint: 0 },
  "adjoint −0": { rows: 6, classes: 4, adjoint: -0 },
  "scores far apart": { rows: 12, classes: 30, special: [1e4, -1e4, 90, 104, -Infinity] },
  "scores that are none": { rows: 12, classes: 30, special: [Number.NaN, Infinity] },
};

describe("cross-entropy with class numbers", () => {
  for (const [what, { rows, classes, attributes = {}, special = [], adjoint = 1 }] of Object.entries(CASES))
    it(what, () => {
      const trace = new Trace({ elements: Infinity, bytes: Infinity });
      const x = trace.leaf(fromNumbers("float32", [rows, classes], scores(rows, classes, special)), { kind: "literal" });
      const y = trace.leaf(fromNumbers("int64", [rows], Array.from({ length: rows }, (_, i) => (i * 5) % classes)), { kind: "literal" });
      const loss = trace.apply("cross_entropy", [x, y], attributes, PROMOTION);
      const logs = trace.apply("log_softmax", [x], { axis: 1 }, PROMOTION);
      const composed = trace.apply("nll_loss", [logs, y], attributes, PROMOTION);
      assert.deepEqual(toNumbers(loss.value), toNumbers(composed.value));
      const [one, other] = [loss, composed].map((target) => reverse(target, { seed: constantNode(scalar("float32", adjoint)) }).get(x)!);
      assert.deepEqual(toNumbers(one!.value), toNumbers(other!.value));
    });
});
