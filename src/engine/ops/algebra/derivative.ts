/** The derivative of an expression by one variable, from the closed algebra's own rules. */
import type { Expression, ExpressionAlgebra } from "./expression.js";
import { FUNCTIONS } from "./functions.js";

export function derivative(expression: Expression, variable: string, A: ExpressionAlgebra): Expression {
  const known = new Map<Expression, Expression>();
  const zero = A.constant(0);
  const d = (e: Expression): Expression => {
    const before = known.get(e);
    if (before) return before;
    const result = rule(e);
    known.set(e, result);
    return result;
  };
  const rule = (e: Expression): Expression => {
    switch (e.kind) {
      case "constant":
        return zero;
      case "variable":
        return e.name === variable ? A.constant(1) : zero;
      case "negate":
        return d(e.operand) === zero ? zero : A.neg(d(e.operand));
      case "call": {
        const slope = FUNCTIONS[e.name].derivative;
        const inner = d(e.operand);
        return slope && inner !== zero ? A.mul(slope(A, e.operand, e), inner) : zero;
      }
      case "where":
        return A.where(e.test, d(e.then), d(e.otherwise));
      case "binary":
        return binaryRule(e);
    }
  };
  const binaryRule = (e: Extract<Expression, { kind: "binary" }>): Expression => {
    const { left: a, right: b } = e;
    switch (e.operator) {
      case "add":
        return A.add(d(a), d(b));
      case "sub":
        return A.sub(d(a), d(b));
      case "mul":
        return A.add(A.mul(d(a), b), A.mul(a, d(b)));
      case "div":
        return A.sub(A.div(d(a), b), A.div(A.mul(a, d(b)), A.mul(b, b)));
      case "pow": {
        const slope = A.mul(b, A.pow(a, A.sub(b, A.constant(1))));
        // 0 where the exponent is 0, and by the exponent where the base is 0 (as the card pow says).
        const byBase = A.mul(
          b.kind === "constant" ? (b.value === 0 ? zero : slope) : A.where(A.equal(b, zero), zero, slope),
          d(a),
        );
        if (d(b) === zero) return byBase;
        const flat = A.mul(A.equal(a, zero), A.lessEqual(zero, b));
        return A.add(
          byBase,
          A.mul(
            a.kind === "constant" && a.value !== 0
              ? A.mul(e, A.call("log", a))
              : A.where(flat, zero, A.mul(e, A.call("log", a))),
            d(b),
          ),
        );
      }
      case "rem":
        return A.sub(d(a), A.mul(A.call("trunc", A.div(a, b)), d(b)));
      case "atan2":
        return A.div(A.sub(A.mul(b, d(a)), A.mul(a, d(b))), A.add(A.mul(a, a), A.mul(b, b)));
      case "less":
      case "lessEqual":
      case "equal":
        return zero;
    }
  };
  return d(expression);
}

/** How many nodes the expression has written out as a tree, equal parts counted each time: what symbolic swell means. */
export function treeSize(expression: Expression): number {
  const known = new Map<Expression, number>();
  const count = (e: Expression): number => {
    const before = known.get(e);
    if (before !== undefined) return before;
    const size =
      1 +
      (e.kind === "negate" || e.kind === "call"
        ? count(e.operand)
        : e.kind === "where"
          ? count(e.test) + count(e.then) + count(e.otherwise)
          : e.kind === "binary"
            ? count(e.left) + count(e.right)
            : 0);
    known.set(e, size);
    return size;
  };
  return count(expression);
}

/** How many different nodes it has, leaves included: its size where equal parts are computed once. */
export function sharedSize(expression: Expression): number {
  const seen = new Set([expression]);
  for (const e of seen) {
    if (e.kind === "negate" || e.kind === "call") seen.add(e.operand);
    else if (e.kind === "where") seen.add(e.test).add(e.then).add(e.otherwise);
    else if (e.kind === "binary") seen.add(e.left).add(e.right);
  }
  return seen.size;
}
