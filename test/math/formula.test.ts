import { strict as assert } from "node:assert";
import fc from "fast-check";
import { evaluateFormula } from "../../src/engine/math/evaluate.js";
import { LensGradients } from "../../src/engine/report/gradients.js";
import { buildReport } from "../../src/engine/report/build.js";
import type { Report } from "../../src/engine/report/report.js";

const LIMITS = { elements: 1_000_000, bytes: 1 << 26 };

function report(text: string, region = { start: 0, end: text.length }): Report {
  const run = evaluateFormula(text, region, LIMITS);
  return buildReport(run, new LensGradients(run.target), 0, 64);
}

/** Gradient of each name, flat. */
function gradients(text: string): Record<string, readonly number[]> {
  return Object.fromEntries(report(text).lenses.flatMap((lens) => (lens.gradient.kind === "value" ? [[lens.name, lens.gradient.view.values]] : [])));
}

const value = (text: string): number | undefined => report(text).target?.value.values[0];
const near = (actual: readonly number[] | undefined, expected: readonly number[]): void => {
  assert.equal(actual?.length, expected.length);
  expected.forEach((number, i) => assert.ok(Math.abs(actual![i]! - number) <= 1e-9 * Math.max(1, Math.abs(number)), `${actual![i]} is not ${number}`));
};

describe("formulas", () => {
  it("the tutorial's loss has L = 1 and gradients −6, −4, −2, 2", () => {
    const text = "L = (a·w + b − y_true)²  with a=2, w=3, b=4, y_true=11";
    assert.equal(value(text), 1);
    assert.deepEqual(gradients(text), { a: [-6], w: [-4], b: [-2], y_true: [2] });
  });

  it("a dead relu with a given upstream gradient gives zeros and says why", () => {
    const found = report("x = 2\nw = 3\nb = −7\nz = w x + b\ny = relu(z)\n∂L/∂y = 5");
    assert.equal(found.target?.symbol, "L");
    assert.deepEqual(found.target?.upstream?.values, [5]);
    for (const lens of found.lenses) assert.deepEqual([lens.gradient.kind === "value" && lens.gradient.view.values[0], lens.gradient.kind === "value" && lens.gradient.zeroBecause], [0, "relu off"]);
  });

  it("an upstream gradient scales what flows back", () => near(gradients("y = x²\nx = 3\n∂L/∂y = 5").x, [30]));

  for (const [text, expected] of [
    ["y = 2x, x = 3", 6],
    ["y = a(b + c), a=2, b=3, c=4", 14],
    ["y = w x, w=2, x=5", 10],
    ["y = wx with w=2, x=5", 10],
    ["y = −x² where x = 3", -9],
    ["y = x ** 2 ** 3, x = 2", 256],
    ["y = x^−1, x = 4", 0.25],
    ["y = x⁻¹ with x = 4", 0.25],
    ["y = |x − 5| + √(x + 2), x = 2", 5],
    ["y = √x · 2, x = 9", 6],
    ["y = σ(θ₁), θ_1 = 0", 0.5],
    ["y = e^x, x = 0", 1],
    ["y = sin(π x), x = 0.5", 1],
    ["y = max(x, 3) · min(x, 3), x = 5", 15],
    ["f(t) = t² + 1\ny = f(x) + f(2)\nx = 3", 15],
    ["y := x + 1\nx := 2", 3],
    ["y = 6/2x, x = 3", 9],
    ["ŷ = w·x, w = 2, x = 4", 8],
    ["y = ∑_{i=1}^{3} i x, x = 2", 12],
    ["y = ∑ x, x = [1, 2, 3]", 6],
    ["y = x · x, x = [1, 2, 3]", 14],
    ["y = x - - 2, x = 1", 3],
    ["* y = x + 1\n* x = 1", 2],
    ["y_{true} = x + 1, x = 1", 2],
  ] as const) {
    it(`${JSON.stringify(text)} is ${expected}`, () => near([value(text) ?? Number.NaN], [expected]));
  }

  it("a layer in matrices: dL/dW = xᵀ·dL/dout, dL/dx = dL/dout·Wᵀ", () => {
    const found = gradients("W = [[1, 2], [3, 4]]\nx = [[1, −1]]\nb = [[0.5, 0.5]]\nout = x·W + b\nL = ∑ out²");
    assert.deepEqual(found, { W: [-3, -3, 3, 3], x: [-9, -21], b: [-3, -3], out: [-3, -3] });
  });

  it("several paths into one name add up", () => near(gradients("L = x² + 3x + sin(x) where x = 1.5").x, [2 * 1.5 + 3 + Math.cos(1.5)]));

  it("names a region does not define are taken from the lines before it, the nearest one", () => {
    const text = "x = 1\n\nSome words.\n\nx = 4\n\nL = x²\n";
    const start = text.indexOf("L =");
    assert.deepEqual(report(text, { start, end: text.length }).target?.value.values, [16]);
  });

  for (const [text, code] of [
    ["L = a·w with a = 2", "undefined-name"],
    ["L = (a + 1", "formula-syntax"],
    ["L = a +", "formula-syntax"],
    ["x = x + 1", "circular-definition"],
    ["L = A·B, A = [[1, 2]], B = [[1, 2]]", "formula-shape"],
    ["", "formula-empty"],
    ["a = 2", "formula-no-target"],
    ["L = exp(1, 2)", "formula-arguments"],
    ["f(x) = f(x)\nL = f(a)\na = 1", "circular-definition"],
    ["L = ∑_{i=1}^{1000000} i x, x = 1", "formula-sum"],
  ] as const) {
    it(`${JSON.stringify(text)} is a problem with code ${code}`, () => {
      const found = report(text).problems;
      assert.ok(found.some((problem) => problem.code === code && problem.message.length > 0), JSON.stringify(found));
    });
  }

  it("a line that cannot be read leaves the others standing", () => {
    const found = report("a = 2\nq = ((3\nL = a²");
    assert.deepEqual(found.target?.value.values, [4]);
    assert.equal(found.problems.length, 1);
  });

  it("spans lie inside the text and point at what they name", () => {
    const text = "L = (a·w)²  with a=2, w=3";
    for (const lens of report(text).lenses) assert.equal(text.slice(lens.span.start, lens.span.end), lens.name);
  });

  it("no text makes it throw, and no target comes without a problem", () => {
    const letters = fc.constantFrom("L", "a", "x", "_", "=", "+", "−", "·", "(", ")", "[", "]", "{", "}", "∑", "√", "²", "^", "|", ",", "\n", " ", "1", "2.5", "relu", "with", "∂", "/", "e", "ᵀ", "@", "σ", "\0", "😀", "#");
    fc.assert(fc.property(fc.array(letters, { maxLength: 40 }), (parts) => {
      const found = report(parts.join(""));
      assert.ok(found.target || found.problems.length > 0);
    }), { numRuns: 2000 });
  });

  it("ten thousand brackets are a problem, not a crash", () => {
    for (const text of ["(".repeat(10_000), `L = ${"(".repeat(5000)}1${")".repeat(5000)}`, `L = ${"-".repeat(10_000)}x`, `L = ${"x^".repeat(10_000)}x`]) {
      assert.ok(report(text).problems.length > 0);
    }
  });
});
