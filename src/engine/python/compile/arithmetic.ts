/** Operators → closures: small ints and floats take a short way, everything else the full one. */
import type { BinaryOperator, ExpressionKind } from "../../syntax/program.js";
import type { Evaluate } from "../frame.js";
import { PyFloat, type Value } from "../object.js";
import { CARDS } from "../semantics/arithmetic.js";
import { compare, isSame } from "../semantics/compare.js";
import { binary, unary } from "../semantics/operators.js";
import type { Runtime } from "../runtime.js";
import type { Context } from "./context.js";
import { condition, expression, expressions } from "./expressions.js";

/** The result for two small ints where it is one too; NaN: take the full way. */
const SHORT: Partial<Record<BinaryOperator, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b + 0,
  "%": (a, b) => (a >= 0 && b > 0 ? a % b : Number.NaN),
};

/** The result for two doubles where it is one and no error; NaN: take the full way. */
const DOUBLES: Partial<Record<BinaryOperator, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => (b === 0 ? Number.NaN : a / b),
};

/** A float and a float or an int of at most 53 bits → what the operator gives; undefined: take the full way. */
export function floatArithmetic({ tape }: Runtime, operator: BinaryOperator): (a: Value, b: Value) => PyFloat | undefined {
  const of = DOUBLES[operator];
  const card = CARDS[operator];
  if (!of || !card) return () => undefined;
  return (a, b) => {
    if (a instanceof PyFloat) {
      if (typeof b !== "number" && !(b instanceof PyFloat)) return undefined;
      const value = of(a.value, typeof b === "number" ? b : b.value);
      return Number.isNaN(value) ? undefined : tape.float(card, value, a, b);
    }
    if (typeof a !== "number" || !(b instanceof PyFloat)) return undefined;
    const value = of(a, b.value);
    return Number.isNaN(value) ? undefined : tape.float(card, value, a, b);
  };
}

export function binaryOperation(c: Context, e: ExpressionKind<"BinOp">): Evaluate {
  const { rt } = c;
  const { notes } = c;
  const { trace } = rt;
  const { id, span, operator } = e;
  const [left, right] = [expression(c, e.left), expression(c, e.right)];
  const short = SHORT[operator];
  const floats = floatArithmetic(rt, operator);
  const full = (a: Value, b: Value): Value => {
    trace.span = span;
    const float = floats(a, b);
    if (float !== undefined) {
      notes.values[id] = float;
      notes.counts[id]++;
      return float;
    }
    const value = binary(rt, operator, a, b);
    notes.note(id, value);
    return value;
  };
  if (!short) return (frame) => full(left(frame), right(frame));
  return (frame) => {
    const a = left(frame);
    const b = right(frame);
    if (typeof a === "number" && typeof b === "number") {
      const result = short(a, b);
      if (Number.isSafeInteger(result)) {
        notes.values[id] = result;
        notes.counts[id]++;
        return result;
      }
    }
    return full(a, b);
  };
}

export function unaryOperation(c: Context, e: ExpressionKind<"UnaryOp">): Evaluate {
  const { rt } = c;
  const { id, span, operator } = e;
  if (operator === "not") {
    const test = condition(c, e.operand);
    return (frame) => !test(frame);
  }
  const operand = expression(c, e.operand);
  return (frame) => {
    const value = operand(frame);
    rt.trace.span = span;
    const result = unary(rt, operator, value);
    c.notes.note(id, result);
    return result;
  };
}

export function comparison(c: Context, e: ExpressionKind<"Compare">): Evaluate {
  const { rt } = c;
  const { notes } = c;
  const { trace } = rt;
  const { id, span, operators } = e;
  const left = expression(c, e.left);
  const others = expressions(c, e.comparators);
  if (operators.length === 1) {
    const [operator] = operators;
    const [right] = others;
    if (operator === "is") return (frame) => isSame(left(frame), right(frame));
    if (operator === "is not") return (frame) => !isSame(left(frame), right(frame));
    return (frame) => {
      const a = left(frame);
      const b = right(frame);
      if (typeof a === "number" && typeof b === "number") {
        switch (operator) {
          case "<":
            return a < b;
          case ">":
            return a > b;
          case "==":
            return a === b;
          case "<=":
            return a <= b;
          case ">=":
            return a >= b;
          case "!=":
            return a !== b;
          default:
        }
      }
      trace.span = span;
      const value = compare(rt, operator, a, b);
      notes.note(id, value);
      return value;
    };
  }
  return (frame) => {
    let a = left(frame);
    let value: Value = true;
    for (let i = 0; i < others.length; i++) {
      const b = others[i](frame);
      trace.span = span;
      value = compare(rt, operators[i], a, b);
      if (i < others.length - 1 && !rt.truth(value)) break;
      a = b;
    }
    notes.note(id, value);
    return value;
  };
}
