/**
 * Rewrites that never change the value where the expression is defined: constants are folded, neutral elements go,
 * signs move outwards, equal factors become powers.
 */
import { type BinaryName, type Expression, type ExpressionAlgebra, numberAlgebra } from "./expression.js";

export function simplify(expression: Expression, A: ExpressionAlgebra): Expression {
  const known = new Map<Expression, Expression>();
  const visit = (e: Expression): Expression => {
    const before = known.get(e);
    if (before) return before;
    const result = rewrite(e);
    known.set(e, result);
    return result;
  };
  const rewrite = (e: Expression): Expression => {
    switch (e.kind) {
      case "constant":
        return A.constant(e.value);
      case "variable":
        return A.variable(e.name);
      case "negate":
        return negated(A, visit(e.operand));
      case "call": {
        const operand = visit(e.operand);
        return operand.kind === "constant"
          ? folded(A, numberAlgebra.call(e.name, operand.value), () => A.call(e.name, operand))
          : A.call(e.name, operand);
      }
      case "where": {
        const test = visit(e.test);
        if (test.kind === "constant") return visit(test.value !== 0 ? e.then : e.otherwise);
        const [a, b] = [visit(e.then), visit(e.otherwise)];
        return a === b ? a : A.where(test, a, b);
      }
      case "binary":
        return combined(A, e.operator, visit(e.left), visit(e.right));
    }
  };
  return visit(expression);
}

/** A constant only where it is one that can be written down. */
const folded = (A: ExpressionAlgebra, value: number, otherwise: () => Expression): Expression =>
  Number.isFinite(value) ? A.constant(value) : otherwise();

function negated(A: ExpressionAlgebra, e: Expression): Expression {
  if (e.kind === "constant") return A.constant(-e.value + 0);
  if (e.kind === "negate") return e.operand;
  if (e.kind === "binary" && e.operator === "sub") return combined(A, "sub", e.right, e.left);
  if (e.kind === "binary" && e.operator === "mul" && e.left.kind === "constant")
    return combined(A, "mul", A.constant(-e.left.value), e.right);
  return A.neg(e);
}

const isConstant = (e: Expression, value: number): boolean => e.kind === "constant" && e.value === value;

function combined(A: ExpressionAlgebra, operator: BinaryName, a: Expression, b: Expression): Expression {
  if (a.kind === "constant" && b.kind === "constant")
    return folded(A, numberAlgebra[operator](a.value, b.value), () => A[operator](a, b));
  switch (operator) {
    case "add":
      if (isConstant(a, 0)) return b;
      if (isConstant(b, 0)) return a;
      if (b.kind === "negate") return combined(A, "sub", a, b.operand);
      if (a.kind === "negate") return combined(A, "sub", b, a.operand);
      if (b.kind === "constant" && b.value < 0) return A.sub(a, A.constant(-b.value));
      return a === b ? combined(A, "mul", A.constant(2), a) : A.add(a, b);
    case "sub":
      if (isConstant(b, 0)) return a;
      if (isConstant(a, 0)) return negated(A, b);
      if (b.kind === "negate") return combined(A, "add", a, b.operand);
      if (b.kind === "constant" && b.value < 0) return A.add(a, A.constant(-b.value));
      return a === b ? A.constant(0) : A.sub(a, b);
    case "mul":
      return product(A, a, b);
    case "div":
      if (isConstant(b, 1)) return a;
      if (isConstant(a, 0)) return a;
      if (a.kind === "negate") return negated(A, combined(A, "div", a.operand, b));
      if (b.kind === "negate") return negated(A, combined(A, "div", a, b.operand));
      return A.div(a, b);
    case "pow":
      if (isConstant(b, 1)) return a;
      if (isConstant(b, 0)) return A.constant(1);
      return A.pow(a, b);
    case "equal":
      // A test for NaN: where the value is a number it holds.
      return a === b ? A.constant(1) : A.equal(a, b);
    case "rem":
    case "atan2":
    case "less":
    case "lessEqual":
      return A[operator](a, b);
  }
}

function product(A: ExpressionAlgebra, a: Expression, b: Expression): Expression {
  if (isConstant(a, 0)) return a;
  if (isConstant(b, 0)) return b;
  if (isConstant(a, 1)) return b;
  if (isConstant(b, 1)) return a;
  if (isConstant(a, -1)) return negated(A, b);
  if (isConstant(b, -1)) return negated(A, a);
  if (a.kind === "negate") return negated(A, product(A, a.operand, b));
  if (b.kind === "negate") return negated(A, product(A, a, b.operand));
  // Numbers stand in front and are multiplied out.
  if (b.kind === "constant") return product(A, b, a);
  if (a.kind === "constant" && b.kind === "binary" && b.operator === "mul" && b.left.kind === "constant")
    return product(A, A.constant(a.value * b.left.value), b.right);
  if (b.kind === "binary" && b.operator === "mul" && b.left.kind === "constant")
    return product(A, b.left, product(A, a, b.right));
  if (a.kind === "binary" && a.operator === "mul" && a.left.kind === "constant")
    return product(A, a.left, product(A, a.right, b));
  const [p, q] = [powerOf(a), powerOf(b)];
  if (p.base === q.base && p.exponent > 0 && q.exponent > 0)
    return A.pow(p.base, A.constant(p.exponent + q.exponent));
  if (a.kind === "binary" && a.operator === "div" && isConstant(a.left, 1))
    return combined(A, "div", b, a.right);
  if (b.kind === "binary" && b.operator === "div" && isConstant(b.left, 1))
    return combined(A, "div", a, b.right);
  return A.mul(a, b);
}

/** x is x¹; only constant positive exponents are collected, the others may differ in where they are defined. */
const powerOf = (e: Expression): { base: Expression; exponent: number } =>
  e.kind === "binary" && e.operator === "pow" && e.right.kind === "constant"
    ? { base: e.left, exponent: e.right.value }
    : { base: e, exponent: 1 };
