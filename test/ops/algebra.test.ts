import * as assert from "node:assert/strict";
import fc from "fast-check";
import { compileLoop, evaluate } from "../../src/engine/ops/algebra/compile.js";
import { derivative, treeSize } from "../../src/engine/ops/algebra/derivative.js";
import {
  type Expression,
  ExpressionAlgebra,
  numberAlgebra,
  readExpression,
} from "../../src/engine/ops/algebra/expression.js";
import { FUNCTIONS, type FunctionName } from "../../src/engine/ops/algebra/functions.js";
import { expressionLatex } from "../../src/engine/ops/algebra/latex.js";
import { simplify } from "../../src/engine/ops/algebra/simplify.js";
import { expressionText } from "../../src/engine/ops/algebra/text.js";
import { agrees } from "./tolerance.js";

const A = new ExpressionAlgebra();
const [a, b, w, x, y] = ["a", "b", "w", "x", "y"].map((name) => A.variable(name)) as [
  Expression,
  Expression,
  Expression,
  Expression,
  Expression,
];
const c = (value: number): Expression => A.constant(value);
const NAMES = { a: "a", b: "b", w: "w", x: "x", y: "y" };

describe("expressions as text", () => {
  const cases: readonly (readonly [Expression, string, string])[] = [
    [A.add(A.mul(a, w), b), "a · w + b", "a \\cdot w + b"],
    [A.mul(a, A.add(w, b)), "a · (w + b)", "a \\cdot \\left(w + b\\right)"],
    [A.pow(A.sub(x, c(1)), c(2)), "(x − 1)²", "\\left(x - 1\\right)^{2}"],
    [A.sub(a, A.sub(b, x)), "a − (b − x)", "a - \\left(b - x\\right)"],
    [A.sub(A.sub(a, b), x), "a − b − x", "a - b - x"],
    [A.add(a, A.neg(b)), "a + (−b)", "a + \\left(-b\\right)"],
    [A.neg(A.mul(a, b)), "−a · b", "-a \\cdot b"],
    [A.neg(A.add(a, b)), "−(a + b)", "-\\left(a + b\\right)"],
    [A.pow(A.neg(x), c(2)), "(−x)²", "\\left(-x\\right)^{2}"],
    [A.neg(A.pow(x, c(2))), "−x²", "-x^{2}"],
    [A.div(a, A.mul(b, x)), "a / (b · x)", "\\frac{a}{b \\cdot x}"],
    [A.div(A.div(a, b), x), "a / b / x", "\\frac{\\frac{a}{b}}{x}"],
    [A.mul(a, A.div(b, x)), "a · b / x", "a \\cdot \\frac{b}{x}"],
    [A.pow(x, A.add(y, c(1))), "x^(y + 1)", "x^{y + 1}"],
    [A.pow(x, y), "x^y", "x^{y}"],
    [A.pow(A.pow(x, c(2)), c(3)), "(x²)³", "\\left(x^{2}\\right)^{3}"],
    [A.sub(a, A.mul(c(-2), x)), "a − (−2 · x)", "a - \\left(-2 \\cdot x\\right)"],
    [A.mul(c(-2), x), "−2 · x", "-2 \\cdot x"],
    [A.mul(x, c(-2)), "x · (−2)", "x \\cdot \\left(-2\\right)"],
    [A.call("sqrt", A.add(x, y)), "√(x + y)", "\\sqrt{x + y}"],
    [A.call("log", x), "ln(x)", "\\ln\\left(x\\right)"],
    [A.pow(A.call("tanh", x), c(2)), "tanh(x)²", "\\tanh\\left(x\\right)^{2}"],
    [c(1e-9), "1e-9", "1 \\cdot 10^{-9}"],
    [
      A.where(A.less(c(0), x), x, c(0)),
      "x if 0 < x else 0",
      "\\begin{cases} x & 0 < x \\\\ 0 & \\text{otherwise} \\end{cases}",
    ],
  ];
  for (const [expression, text, latex] of cases) {
    it(`${text} has the parentheses it needs and no others`, () => {
      assert.equal(expressionText(expression, NAMES), text);
      assert.equal(expressionLatex(expression, NAMES), latex);
    });
  }
});

/** Smooth functions whose domain is everything. */
const EVERYWHERE: readonly FunctionName[] = ["exp", "sin", "cos", "tanh", "sigmoid", "atan", "asinh", "erf"];
const leaf = fc.oneof(
  fc.constantFrom(a, b, x),
  fc.integer({ min: -3, max: 3 }).map(c),
  fc.constantFrom(0.5, -1.5, 2.25).map(c),
);
const { tree: expression } = fc.letrec<{ tree: Expression }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    leaf,
    fc.tuple(tie("tree"), tie("tree")).map(([p, q]) => A.add(p, q)),
    fc.tuple(tie("tree"), tie("tree")).map(([p, q]) => A.sub(p, q)),
    fc.tuple(tie("tree"), tie("tree")).map(([p, q]) => A.mul(p, q)),
    fc.tuple(tie("tree"), tie("tree")).map(([p, q]) => A.div(p, q)),
    fc.tuple(tie("tree"), fc.integer({ min: -2, max: 3 })).map(([p, n]) => A.pow(p, c(n))),
    tie("tree").map((p) => A.neg(p)),
    fc.tuple(fc.constantFrom(...EVERYWHERE), tie("tree")).map(([name, p]) => A.call(name, p)),
    fc.tuple(tie("tree"), tie("tree"), tie("tree")).map(([p, q, r]) => A.where(A.less(p, c(0.25)), q, r)),
  ),
}));
const number = fc.integer({ min: -2000, max: 2000 }).map((k) => k / 1000 + 1e-4);
const points = fc.record({ a: number, b: number, x: number });

/** The largest number met on the way: how much rounding there may be. */
function greatest(e: Expression, at: Readonly<Record<string, number>>): number {
  let most = 0;
  const seen = (value: number): number => {
    most = Number.isNaN(value)
      ? Infinity
      : Math.max(most, Math.abs(value), value === 0 ? 0 : 1 / Math.abs(value));
    return value;
  };
  const spy = new Proxy(numberAlgebra, {
    get:
      (target, key: keyof typeof numberAlgebra) =>
      (...given: never[]) =>
        seen((target[key] as (...all: never[]) => number)(...given)),
  });
  readExpression(e, spy, (name) => at[name]!);
  return most;
}

describe("simplification", () => {
  it("never changes the value where the expression is defined", () => {
    fc.assert(
      fc.property(expression, points, (e, at) => {
        const size = greatest(e, at);
        fc.pre(size < 1e5);
        const [before, after] = [evaluate(e, at), evaluate(simplify(e, A), at)];
        return agrees("difference", after, before, size);
      }),
      { numRuns: 400, seed: 7 },
    );
  });

  it("is done after one or two rounds", () => {
    fc.assert(
      fc.property(expression, (e) => {
        const twice = simplify(simplify(e, A), A);
        return simplify(twice, A) === twice || treeSize(simplify(twice, A)) <= treeSize(twice);
      }),
      { numRuns: 200, seed: 7 },
    );
  });

  it("never makes an expression longer", () => {
    fc.assert(
      fc.property(expression, (e) => treeSize(simplify(e, A)) <= treeSize(e)),
      { numRuns: 300, seed: 7 },
    );
  });

  const cases: readonly (readonly [Expression, string])[] = [
    [A.mul(x, c(1)), "x"],
    [A.add(x, c(0)), "x"],
    [A.mul(x, c(0)), "0"],
    [A.pow(x, c(1)), "x"],
    [A.neg(A.neg(x)), "x"],
    [A.mul(x, x), "x²"],
    [A.mul(A.mul(x, x), x), "x³"],
    [A.add(x, x), "2 · x"],
    [A.sub(x, x), "0"],
    [A.mul(c(2), A.mul(c(3), x)), "6 · x"],
    [A.add(x, A.neg(y)), "x − y"],
    [A.sub(x, A.neg(y)), "x + y"],
    [A.mul(A.neg(x), A.neg(y)), "x · y"],
    [A.add(c(2), c(3)), "5"],
    [A.div(x, c(1)), "x"],
    [A.where(c(1), x, y), "x"],
    [A.div(c(1), c(0)), "1 / 0"],
    [A.mul(c(-1), x), "−x"],
  ];
  for (const [before, after] of cases)
    it(`${expressionText(before, NAMES)} becomes ${after}`, () =>
      assert.equal(expressionText(simplify(before, A), NAMES), after));
});

describe("the derivative of an expression", () => {
  it("is the limit of the difference quotient", () => {
    fc.assert(
      fc.property(expression, points, (e, at) => {
        const h = 1e-5;
        const f = (dx: number): number => evaluate(e, { ...at, x: at.x + dx });
        const size = Math.max(
          greatest(e, at),
          greatest(e, { ...at, x: at.x + h }),
          greatest(e, { ...at, x: at.x - h }),
        );
        fc.pre(size < 50);
        // Beside a jump of a condition there is no limit.
        fc.pre(Math.abs(f(h) - 2 * f(0) + f(-h)) < 1e-6);
        const [numeric, half] = [(f(h) - f(-h)) / (2 * h), (f(h / 2) - f(-h / 2)) / h];
        fc.pre(Math.abs(numeric - half) < 1e-4 * Math.max(1, Math.abs(half)));
        const got = evaluate(derivative(e, "x", A), at);
        return Math.abs(got - half) < 1e-3 * Math.max(1, Math.abs(half));
      }),
      { numRuns: 400, seed: 11 },
    );
  });

  it("keeps its value when it is simplified", () => {
    fc.assert(
      fc.property(expression, points, (e, at) => {
        const d = derivative(e, "x", A);
        const size = greatest(d, at);
        fc.pre(size < 1e5);
        return agrees("difference", evaluate(simplify(d, A), at), evaluate(d, at), size);
      }),
      { numRuns: 300, seed: 13 },
    );
  });

  it("of the tutorial's loss reads as one writes it", () => {
    const error = A.sub(A.add(A.mul(a, w), b), y);
    const d = simplify(simplify(derivative(A.pow(error, c(2)), "w", A), A), A);
    assert.equal(expressionText(d, NAMES), "2 · (a · w + b − y) · a");
  });
});

describe("compiled loops", () => {
  it("compute what the expression says", () => {
    fc.assert(
      fc.property(expression, points, (e, at) => {
        const out = new Float64Array(1);
        compileLoop(e, ["a", "b", "x"])(
          out,
          [Float64Array.of(at.a), Float64Array.of(at.b), Float64Array.of(at.x)],
          [0, 0, 0],
          [0, 0, 0],
          1,
        );
        return Object.is(out[0], evaluate(e, at)) || out[0] === evaluate(e, at);
      }),
      { numRuns: 300, seed: 17 },
    );
  });
});

/** Published values (DLMF tables and 20-digit computations of them). */
describe("special functions", () => {
  const cases: readonly (readonly [FunctionName, number, number])[] = [
    ["erf", 0.5, 0.5204998778130465],
    ["erf", 3, 0.9999779095030014],
    ["erfc", 5, 1.5374597944280349e-12],
    ["erfinv", 0.5, 0.4769362762044699],
    ["lgamma", 0.5, 0.5723649429247001],
    ["lgamma", -1.5, 0.860047015376481],
    ["digamma", 1, -0.5772156649015329],
    ["trigamma", 1, 1.6449340668482264],
    ["polygamma2", 1, -2.4041138063191886],
    ["polygamma3", 1, 6.493939402266829],
    ["i0", 1, 1.2660658777520084],
    ["i1", 1, 0.5651591039924851],
    ["ndtr", -3, 0.0013498980316300946],
    ["log_ndtr", -20, -203.9171553710973],
    ["ndtri", 0.975, 1.959963984540054],
    ["erfcx", 10, 0.05614099274382259],
    ["expm1", 1e-10, 1.00000000005e-10],
    ["sigmoid", -800, 0],
  ];
  for (const [name, at, wanted] of cases)
    it(`${name}(${at})`, () =>
      assert.ok(
        agrees("identity", FUNCTIONS[name].evaluate(at) / (wanted || 1), wanted ? 1 : 0),
        `${FUNCTIONS[name].evaluate(at)}, must be ${wanted}`,
      ));
});
