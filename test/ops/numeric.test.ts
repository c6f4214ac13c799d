import * as assert from "node:assert/strict";
import { checkGradients } from "../../src/engine/autodiff/check/check.js";
import { Line, shadowOf } from "../../src/engine/autodiff/check/line.js";
import { reverse } from "../../src/engine/autodiff/reverse.js";
import { symbolicDerivatives } from "../../src/engine/autodiff/symbolic.js";
import type { CheckResult } from "../../src/engine/report/report.js";
import { fromNumbers, toNumbers } from "../../src/engine/tensor/array.js";
import { constantNode, type Node } from "../../src/engine/trace/node.js";
import { leaf, newTrace, tutorial } from "./tutorial.js";

/** Runs the check to its end. */
function check(
  target: Node | null,
  seed: Node | null,
  leaves: Readonly<Record<string, Node>>,
  gradients?: Readonly<Record<string, number | readonly number[]>>,
): CheckResult {
  const adjoints = target ? reverse(target, seed ? { seed } : {}) : new Map<Node, Node>();
  const list = Object.entries(leaves).map(([name, node]) => {
    const given = gradients?.[name];
    const gradient =
      given === undefined
        ? adjoints.get(node)!
        : constantNode(
            fromNumbers(node.value.dtype, node.value.shape, typeof given === "number" ? [given] : given),
          );
    return { name, node, gradient };
  });
  const steps = checkGradients(target, seed, list);
  let last = -1;
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    assert.ok(step.value.done > last && step.value.done <= step.value.total, "progress goes up to its total");
    last = step.value.done;
  }
}

const verdicts = (result: CheckResult): Record<string, string> =>
  Object.fromEntries(result.rows.map((row) => [row.name, row.verdict]));

/** A central difference of the target over a scalar leaf. */
function central(target: Node, x: Node): number {
  const line = new Line(shadowOf(target, null), { nodes: [x], held: [], work: 0 }, { kind: "element", element: 0 });
  const h = 2 ** -17;
  return (line.at(h) - line.at(-h)) / (2 * h);
}

describe("the run along a line", () => {
  it("is the target as a function of the leaf", () => {
    const { loss, leaves } = tutorial();
    assert.ok(Math.abs(central(loss, leaves.w) + 4) < 1e-9);
  });

  it("is taken in double precision for single-precision programs", () => {
    const trace = newTrace();
    const x = leaf(trace, 0.3, "float32");
    const y = trace.apply("tanh", [trace.apply("cast", [x], { dtype: "float32" })]);
    assert.ok(Math.abs(central(y, x) - (1 - Math.tanh(Math.fround(0.3)) ** 2)) < 1e-9);
  });

  it("sees derivatives of derivatives", () => {
    const trace = newTrace();
    const x = leaf(trace, 0.7);
    const slope = reverse(trace.apply("tanh", [x]), { ops: trace.recorded }).get(x)!;
    const t = Math.tanh(0.7);
    assert.ok(Math.abs(central(slope, x) + 2 * t * (1 - t * t)) < 1e-9);
  });
});

describe("the numerical gradient check", () => {
  it("matches the tutorial's gradients", () => {
    const { loss, leaves } = tutorial();
    const result = check(loss, null, leaves);
    assert.deepEqual(verdicts(result), { a: "match", w: "match", b: "match", y: "match" });
    assert.deepEqual(
      result.rows.map((row) => row.analytic),
      [-6, -4, -2, 2],
    );
  });

  it("finds a wrong gradient", () => {
    const { loss, leaves } = tutorial();
    const result = check(loss, null, leaves, { w: -4.1 });
    assert.deepEqual(verdicts(result), { a: "match", w: "wrong", b: "match", y: "match" });
    assert.ok(result.rows[1]!.reason);
  });

  it("calls a kink a kink, and a wrong number at a kink wrong", () => {
    const trace = newTrace();
    const x = leaf(trace, [-1, 0, 2]);
    const y = trace.apply("sum", [trace.apply("relu", [x])]);
    assert.equal(check(y, null, { x }).rows[0]!.verdict, "kink");
    assert.deepEqual(check(y, null, { x }).rows[0]!.index, [1]);
    assert.equal(check(y, null, { x }, { x: [0, 3, 1] }).rows[0]!.verdict, "wrong");
  });

  it("weighs the target by the upstream gradient", () => {
    const trace = newTrace();
    const x = leaf(trace, [1, 2]);
    const y = trace.apply("mul", [x, x]);
    const result = check(y, constantNode(fromNumbers("float64", [2], [5, 7])), { x });
    assert.equal(result.rows[0]!.verdict, "match");
  });

  it("samples large tensors and says how many elements it looked at", () => {
    const trace = newTrace();
    const x = leaf(
      trace,
      Array.from({ length: 500 }, (_, i) => Math.sin(i)),
    );
    const [row] = check(trace.apply("sum", [trace.apply("exp", [x])]), null, { x }).rows;
    assert.equal(row!.verdict, "match");
    assert.equal(row!.total, 500);
    assert.ok(row!.checked < 100);
  });

  it("does not call rounding a wrong gradient", () => {
    const trace = newTrace();
    const x = leaf(trace, 1e-3);
    const y = trace.apply("sub", [trace.apply("add", [x, trace.number(1e12)]), trace.number(1e12)]);
    assert.notEqual(check(y, null, { x }).rows[0]!.verdict, "wrong");
  });

  it("says what it cannot check", () => {
    const { loss } = tutorial();
    assert.ok(check(null, null, {}).problem);
    assert.ok(check(loss, null, {}).problem);
  });

  it("accepts single-precision gradients for what they are", () => {
    const trace = newTrace();
    const x = leaf(trace, [0.1, -0.7, 1.3], "float32");
    assert.equal(
      check(trace.apply("sum", [trace.apply("gelu", [x])]), null, { x }).rows[0]!.verdict,
      "match",
    );
  });
});

describe("symbolic mode", () => {
  it("writes the tutorial's derivatives in the names of the program, with their sizes and values", () => {
    const { loss, leaves } = tutorial();
    const result = symbolicDerivatives(
      loss,
      Object.entries(leaves).map(([name, node]) => ({ name, node })),
    );
    assert.ok(Array.isArray(result));
    assert.deepEqual(
      result.map(({ text, value }) => [text, value]),
      [
        ["2 · (a · w + b − y) · w", -6],
        ["2 · (a · w + b − y) · a", -4],
        ["2 · (a · w + b − y)", -2],
        ["−2 · (a · w + b − y)", 2],
      ],
    );
    assert.ok(result.every(({ size }) => size > 5 && size < 15));
  });

  it("agrees with reverse mode through functions and conditions", () => {
    const trace = newTrace();
    const x = leaf(trace, 0.8);
    const y = trace.apply("mul", [
      trace.apply("gelu", [x]),
      trace.apply("softplus", [trace.apply("div", [x, trace.number(3)])]),
    ]);
    const [only] = symbolicDerivatives(y, [{ name: "x", node: x }]) as readonly { value: number }[]; // scalars only
    assert.ok(Math.abs(only!.value - toNumbers(reverse(y).get(x)!.value)[0]!) < 1e-12);
  });

  it("says why there is none for tensors", () => {
    const trace = newTrace();
    const x = leaf(trace, [1, 2]);
    assert.equal(typeof symbolicDerivatives(trace.apply("sum", [x]), [{ name: "x", node: x }]), "string");
  });
});
