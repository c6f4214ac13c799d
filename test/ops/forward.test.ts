import * as assert from "node:assert/strict";
import { forwardTangent } from "../../src/engine/autodiff/forward.js";
import { checkGradients, differences, Replay } from "../../src/engine/autodiff/numeric.js";
import { reverse } from "../../src/engine/autodiff/reverse.js";
import { symbolicDerivatives } from "../../src/engine/autodiff/symbolic.js";
import type { CheckResult } from "../../src/engine/report/report.js";
import { fromNumbers, scalar, toNumbers } from "../../src/engine/tensor/array.js";
import type { Dtype } from "../../src/engine/tensor/dtype.js";
import { constantNode, type Node } from "../../src/engine/trace/node.js";
import { agrees } from "./tolerance.js";
import { Trace } from "../../src/engine/trace/trace.js";

const newTrace = (): Trace => new Trace({ elements: 1e6, bytes: 1e9 });
const leaf = (trace: Trace, values: number | readonly number[], dtype: Dtype = "float64"): Node => trace.leaf(typeof values === "number" ? scalar(dtype, values) : fromNumbers(dtype, [values.length], values), { kind: "literal" });

/** L = (a·w + b − y)², the tutorial's: a = 2, w = 3, b = 4, y = 11. */
function tutorial(): { trace: Trace; loss: Node; leaves: Record<"a" | "w" | "b" | "y", Node> } {
  const trace = newTrace();
  const leaves = { a: leaf(trace, 2), w: leaf(trace, 3), b: leaf(trace, 4), y: leaf(trace, 11) };
  const error = trace.apply("sub", [trace.apply("add", [trace.apply("mul", [leaves.a, leaves.w]), leaves.b]), leaves.y]);
  return { trace, leaves, loss: trace.apply("pow", [error, trace.number(2)]) };
}

/** Runs the check to its end. */
function check(target: Node | null, seed: Node | null, leaves: Readonly<Record<string, Node>>, gradients?: Readonly<Record<string, number | readonly number[]>>): CheckResult {
  const adjoints = target ? reverse(target, seed ? { seed } : {}) : new Map<Node, Node>();
  const list = Object.entries(leaves).map(([name, node]) => {
    const given = gradients?.[name];
    const gradient = given === undefined ? adjoints.get(node)! : constantNode(fromNumbers(node.value.dtype, node.value.shape, typeof given === "number" ? [given] : given));
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

const verdicts = (result: CheckResult): Record<string, string> => Object.fromEntries(result.rows.map((row) => [row.name, row.verdict]));

describe("forward mode", () => {
  it("gives the tutorial's four derivatives, one pass each", () => {
    const { loss, leaves } = tutorial();
    const got = Object.entries(leaves).map(([name, node]) => [name, toNumbers(forwardTangent(loss, new Map([[node, constantNode(scalar("float64", 1))]]))!.value)[0]]);
    assert.deepEqual(got, [["a", -6], ["w", -4], ["b", -2], ["y", 2]]);
  });

  it("adds up over several paths", () => {
    const trace = newTrace();
    const x = leaf(trace, 3);
    const y = trace.apply("add", [trace.apply("mul", [x, x]), trace.apply("exp", [x])]);
    assert.equal(toNumbers(forwardTangent(y, new Map([[x, constantNode(scalar("float64", 1))]]))!.value)[0], 6 + Math.exp(3));
  });

  it("takes several tangents in one pass", () => {
    const { loss, leaves } = tutorial();
    const one = constantNode(scalar("float64", 1));
    assert.deepEqual(toNumbers(forwardTangent(loss, new Map([[leaves.a, one], [leaves.y, one]]))!.value), [-4]);
  });

  it("says null where the target does not depend on the leaf", () => {
    const { trace, loss } = tutorial();
    assert.equal(forwardTangent(loss, new Map([[leaf(trace, 1), constantNode(scalar("float64", 1))]])), null);
  });

  it("over reverse gives a Hessian times a vector", () => {
    const trace = newTrace();
    const x = leaf(trace, [1, 2]);
    const y = trace.apply("sum", [trace.apply("mul", [x, trace.apply("mul", [x, x])])]);
    const gradient = reverse(y, { ops: trace.recorded }).get(x)!;
    assert.deepEqual(toNumbers(forwardTangent(gradient, new Map([[x, constantNode(fromNumbers("float64", [2], [1, 10]))]]))!.value), [6, 120]);
  });
});

describe("derivatives of derivatives of elementwise operations", () => {
  const t = Math.tanh(0.7);
  const cases: readonly (readonly [string, number, readonly number[]])[] = [
    ["tanh", 0.7, [1 - t * t, -2 * t * (1 - t * t), (1 - t * t) * (6 * t * t - 2), 8 * t * (1 - t * t) * (2 - 3 * t * t)]],
    ["exp", 0.5, new Array<number>(4).fill(Math.exp(0.5))],
    ["log", 2, [1 / 2, -1 / 4, 2 / 8, -6 / 16]],
    ["sin", 1, [Math.cos(1), -Math.sin(1), -Math.cos(1), Math.sin(1)]],
    ["relu", 2, [1, 0, 0, 0]],
    ["square", 3, [6, 2, 0, 0]],
    ["leaky_relu", -2, [0.01, 0, 0, 0]],
  ];
  for (const [name, at, wanted] of cases) {
    it(`${name}: the first four`, () => {
      const trace = newTrace();
      const x = leaf(trace, at);
      let y = trace.apply(name, [x]);
      const got = wanted.map(() => {
        y = reverse(y, { ops: trace.recorded }).get(x) ?? trace.number(0);
        return toNumbers(y.value)[0]!;
      });
      got.forEach((value, i) => assert.ok(agrees("identity", value, wanted[i]!), `derivative ${i + 1}: ${value}, must be ${wanted[i]}`));
    });
  }

  it("of a power by base and exponent, mixed", () => {
    const trace = newTrace();
    const [x, y] = [leaf(trace, 1.5), leaf(trace, 2.5)];
    const byX = reverse(trace.apply("pow", [x, y]), { ops: trace.recorded }).get(x)!;
    const byXY = reverse(byX, { ops: trace.recorded }).get(y)!;
    const byXYX = reverse(byXY, { ops: trace.recorded }).get(x)!;
    const power = (n: number): number => 1.5 ** n;
    // ∂x xʸ = y xʸ⁻¹; ∂y of it = xʸ⁻¹(1 + y ln x); ∂x of that = xʸ⁻²((y − 1)(1 + y ln x) + y).
    const wanted = [2.5 * power(1.5), power(1.5) * (1 + 2.5 * Math.log(1.5)), power(0.5) * (1.5 * (1 + 2.5 * Math.log(1.5)) + 2.5)];
    [byX, byXY, byXYX].forEach((node, i) => assert.ok(agrees("identity", toNumbers(node.value)[0]!, wanted[i]!), `${toNumbers(node.value)[0]}, must be ${wanted[i]}`));
  });
});

describe("differences", () => {
  it("come near the derivative: forward to about √ε, central to about ε^⅔", () => {
    const { loss, leaves } = tutorial();
    const d = differences(new Replay(loss, null), leaves.w, 0);
    assert.ok(Math.abs(d.forward + 4) < 1e-6 && Math.abs(d.forward + 4) > 1e-9, String(d.forward));
    assert.ok(Math.abs(d.central + 4) < 1e-9, String(d.central));
  });

  it("are taken in double precision for single-precision programs", () => {
    const trace = newTrace();
    const x = leaf(trace, 0.3, "float32");
    const y = trace.apply("tanh", [trace.apply("cast", [x], { dtype: "float32" })]);
    const d = differences(new Replay(y, null), x, 0);
    assert.ok(Math.abs(d.central - (1 - Math.tanh(Math.fround(0.3)) ** 2)) < 1e-9);
  });

  it("see derivatives of derivatives", () => {
    const trace = newTrace();
    const x = leaf(trace, 0.7);
    const slope = reverse(trace.apply("tanh", [x]), { ops: trace.recorded }).get(x)!;
    const t = Math.tanh(0.7);
    assert.ok(Math.abs(differences(new Replay(slope, null), x, 0).central + 2 * t * (1 - t * t)) < 1e-9);
  });
});

describe("the numerical gradient check", () => {
  it("matches the tutorial's gradients", () => {
    const { loss, leaves } = tutorial();
    const result = check(loss, null, leaves);
    assert.deepEqual(verdicts(result), { a: "match", w: "match", b: "match", y: "match" });
    assert.deepEqual(result.rows.map((row) => row.analytic), [-6, -4, -2, 2]);
  });

  it("finds a wrong gradient", () => {
    const { loss, leaves } = tutorial();
    const result = check(loss, null, leaves, { w: -4.1 });
    assert.deepEqual(verdicts(result), { a: "match", w: "mismatch", b: "match", y: "match" });
    assert.ok(result.rows[1]!.reason);
  });

  it("calls a kink a kink, and a wrong number at a kink wrong", () => {
    const trace = newTrace();
    const x = leaf(trace, [-1, 0, 2]);
    const y = trace.apply("sum", [trace.apply("relu", [x])]);
    assert.equal(check(y, null, { x }).rows[0]!.verdict, "kink");
    assert.deepEqual(check(y, null, { x }).rows[0]!.index, [1]);
    assert.equal(check(y, null, { x }, { x: [0, 3, 1] }).rows[0]!.verdict, "mismatch");
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
    const x = leaf(trace, Array.from({ length: 500 }, (_, i) => Math.sin(i)));
    const [row] = check(trace.apply("sum", [trace.apply("exp", [x])]), null, { x }).rows;
    assert.equal(row!.verdict, "match");
    assert.equal(row!.total, 500);
    assert.ok(row!.checked < 100);
  });

  it("does not call rounding a wrong gradient", () => {
    const trace = newTrace();
    const x = leaf(trace, 1e-3);
    const y = trace.apply("sub", [trace.apply("add", [x, trace.number(1e12)]), trace.number(1e12)]);
    assert.notEqual(check(y, null, { x }).rows[0]!.verdict, "mismatch");
  });

  it("says what it cannot check", () => {
    const { loss } = tutorial();
    assert.ok(check(null, null, {}).problem);
    assert.ok(check(loss, null, {}).problem);
  });

  it("accepts single-precision gradients for what they are", () => {
    const trace = newTrace();
    const x = leaf(trace, [0.1, -0.7, 1.3], "float32");
    assert.equal(check(trace.apply("sum", [trace.apply("gelu", [x])]), null, { x }).rows[0]!.verdict, "match");
  });
});

describe("symbolic mode", () => {
  it("writes the tutorial's derivatives in the names of the program, with their sizes and values", () => {
    const { loss, leaves } = tutorial();
    const result = symbolicDerivatives(loss, Object.entries(leaves).map(([name, node]) => ({ name, node })));
    assert.ok(Array.isArray(result));
    assert.deepEqual(result.map(({ text, value }) => [text, value]), [["2 · (a · w + b − y) · w", -6], ["2 · (a · w + b − y) · a", -4], ["2 · (a · w + b − y)", -2], ["−2 · (a · w + b − y)", 2]]);
    assert.ok(result.every(({ size }) => size > 5 && size < 15));
  });

  it("agrees with reverse mode through functions and conditions", () => {
    const trace = newTrace();
    const x = leaf(trace, 0.8);
    const y = trace.apply("mul", [trace.apply("gelu", [x]), trace.apply("softplus", [trace.apply("div", [x, trace.number(3)])])]);
    const [only] = symbolicDerivatives(y, [{ name: "x", node: x }]) as readonly { value: number }[]; // scalars only
    assert.ok(Math.abs(only!.value - toNumbers(reverse(y).get(x)!.value)[0]!) < 1e-12);
  });

  it("says why there is none for tensors", () => {
    const trace = newTrace();
    const x = leaf(trace, [1, 2]);
    assert.equal(typeof symbolicDerivatives(trace.apply("sum", [x]), [{ name: "x", node: x }]), "string");
  });
});
