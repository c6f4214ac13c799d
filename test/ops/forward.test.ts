import * as assert from "node:assert/strict";
import { forwardTangent } from "../../src/engine/autodiff/forward.js";
import { reverse } from "../../src/engine/autodiff/reverse.js";
import { fromNumbers, scalar, toNumbers } from "../../src/engine/tensor/array.js";
import { constantNode } from "../../src/engine/trace/node.js";
import { agrees } from "./tolerance.js";
import { leaf, newTrace, tutorial } from "./tutorial.js";

describe("forward mode", () => {
  it("gives the tutorial's four derivatives, one pass each", () => {
    const { loss, leaves } = tutorial();
    const got = Object.entries(leaves).map(([name, node]) => [
      name,
      toNumbers(forwardTangent(loss, new Map([[node, constantNode(scalar("float64", 1))]]))!.value)[0],
    ]);
    assert.deepEqual(got, [
      ["a", -6],
      ["w", -4],
      ["b", -2],
      ["y", 2],
    ]);
  });

  it("adds up over several paths", () => {
    const trace = newTrace();
    const x = leaf(trace, 3);
    const y = trace.apply("add", [trace.apply("mul", [x, x]), trace.apply("exp", [x])]);
    assert.equal(
      toNumbers(forwardTangent(y, new Map([[x, constantNode(scalar("float64", 1))]]))!.value)[0],
      6 + Math.exp(3),
    );
  });

  it("takes several tangents in one pass", () => {
    const { loss, leaves } = tutorial();
    const one = constantNode(scalar("float64", 1));
    assert.deepEqual(
      toNumbers(
        forwardTangent(
          loss,
          new Map([
            [leaves.a, one],
            [leaves.y, one],
          ]),
        )!.value,
      ),
      [-4],
    );
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
    assert.deepEqual(
      toNumbers(
        forwardTangent(gradient, new Map([[x, constantNode(fromNumbers("float64", [2], [1, 10]))]]))!.value,
      ),
      [6, 120],
    );
  });
});

describe("derivatives of derivatives of elementwise operations", () => {
  const t = Math.tanh(0.7);
  const cases: readonly (readonly [string, number, readonly number[]])[] = [
    [
      "tanh",
      0.7,
      [1 - t * t, -2 * t * (1 - t * t), (1 - t * t) * (6 * t * t - 2), 8 * t * (1 - t * t) * (2 - 3 * t * t)],
    ],
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
      got.forEach((value, i) =>
        assert.ok(
          agrees("identity", value, wanted[i]!),
          `derivative ${i + 1}: ${value}, must be ${wanted[i]}`,
        ),
      );
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
    const wanted = [
      2.5 * power(1.5),
      power(1.5) * (1 + 2.5 * Math.log(1.5)),
      power(0.5) * (1.5 * (1 + 2.5 * Math.log(1.5)) + 2.5),
    ];
    [byX, byXY, byXYX].forEach((node, i) =>
      assert.ok(
        agrees("identity", toNumbers(node.value)[0]!, wanted[i]!),
        `${toNumbers(node.value)[0]}, must be ${wanted[i]}`,
      ),
    );
  });
});
