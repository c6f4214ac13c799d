/** `+ − * / // % **` and the bit operations on Python's own numbers, followed on the scalar tape. */
import type { BinaryOperator } from "../../syntax/program.js";
import { PyFloat, PyTracedInt, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import type { Followed } from "../operand-column.js";
import { type Int, intOf } from "../values/types.js";
import * as integers from "./integers.js";
import { power as floatPower } from "../../tensor/kernels/power.js";
import { power as complexPower, pyComplex } from "../values/complex.js";

type Operand = Int | Followed;

/** int, bool, float → an operand; undefined for anything else. */
function operand(value: Value): Operand | undefined {
  switch (typeof value) {
    case "number":
    case "bigint":
      return value;
    case "boolean":
      return value ? 1 : 0;
    default:
      return value instanceof PyFloat || value instanceof PyTracedInt ? value : undefined;
  }
}

/** undefined: not both are numbers, or the operator is not for them. */
export function numericBinary(rt: Runtime, operator: BinaryOperator, left: Value, right: Value): Value | undefined {
  const a = operand(left);
  if (a === undefined) return undefined;
  const b = operand(right);
  if (b === undefined) return undefined;
  if (a instanceof PyFloat || b instanceof PyFloat) return floats(rt, operator, a, b);
  const x = a instanceof PyTracedInt ? a.value : a;
  const y = b instanceof PyTracedInt ? b.value : b;
  if (typeof left === "boolean" && typeof right === "boolean") {
    if (operator === "&") return left && right;
    if (operator === "|") return left || right;
    if (operator === "^") return left !== right;
  }
  const result = ints(rt, operator, x, y);
  if (result === undefined || (x === a && y === b)) return result;
  const card = CARDS[operator];
  if (!card || typeof result === "bigint" || typeof x === "bigint" || typeof y === "bigint") return result;
  const first = a instanceof PyTracedInt ? a : x;
  const second = b instanceof PyTracedInt ? b : y;
  return typeof result === "number" ? rt.tape.int(card, result, first, second) : rt.tape.float(card, result.value, first, second);
}

/** The card that an operator on Python's numbers is on the tape. */
export const CARDS: Partial<Record<BinaryOperator, string>> = {
  "+": "add", "-": "sub", "*": "mul", "/": "div", "**": "pow", "//": "floor_divide", "%": "remainder",
};

const zero = (rt: Runtime, text: string): never => { throw rt.raise("ZeroDivisionError", text); };

function ints(rt: Runtime, operator: BinaryOperator, a: Int, b: Int): Int | PyFloat | undefined {
  switch (operator) {
    case "+":
      return integers.add(a, b);
    case "-":
      return integers.subtract(a, b);
    case "*":
      return integers.multiply(a, b);
    case "/": {
      if (b == 0) return zero(rt, "division by zero");
      const quotient = integers.trueDivide(a, b);
      if (!Number.isFinite(quotient)) throw rt.raise("OverflowError", "integer division result too large for a float");
      return new PyFloat(quotient);
    }
    case "//":
      return b == 0 ? zero(rt, "integer division or modulo by zero") : integers.floorDivide(a, b);
    case "%":
      return b == 0 ? zero(rt, "integer modulo by zero") : integers.modulo(a, b);
    case "**":
      if (b < 0) return a == 0 ? zero(rt, "0.0 cannot be raised to a negative power") : new PyFloat(floatPower(Number(a), Number(b)));
      if (typeof b === "bigint" || (Math.abs(Number(a)) > 1 && Number(b) * Math.log2(Math.abs(Number(a))) > 4e6)) throw rt.raise("OverflowError", "exponent is too large");
      return integers.power(a, b);
    case "&":
      return integers.and(a, b);
    case "|":
      return integers.or(a, b);
    case "^":
      return integers.xor(a, b);
    case "<<":
      if (b < 0) throw rt.raise("ValueError", "negative shift count");
      if (b > 10_000_000) throw rt.raise("OverflowError", "too many digits in integer");
      return integers.shiftLeft(a, b);
    case ">>":
      if (b < 0) throw rt.raise("ValueError", "negative shift count");
      return integers.shiftRight(a, b);
    default:
      return undefined;
  }
}

const double = (rt: Runtime, value: Operand): number => {
  if (value instanceof PyFloat || value instanceof PyTracedInt) return value.value;
  if (typeof value === "number") return value;
  const result = Number(value);
  if (!Number.isFinite(result)) throw rt.raise("OverflowError", "int too large to convert to float");
  return result;
};

/** `**` of a negative float to a fraction is complex in Python. */
function floats(rt: Runtime, operator: BinaryOperator, left: Operand, right: Operand): Value | undefined {
  const card = CARDS[operator];
  if (!card) return undefined;
  const a = double(rt, left);
  const b = double(rt, right);
  if (operator === "**" && a < 0 && Number.isFinite(a) && Number.isFinite(b) && !Number.isInteger(b)) return pyComplex(complexPower({ re: a, im: 0 }, { re: b, im: 0 })!); // a is not 0
  return rt.tape.float(card, floatResult(rt, operator, a, b), typeof left === "bigint" ? a : left, typeof right === "bigint" ? b : right);
}

function floatResult(rt: Runtime, operator: BinaryOperator, a: number, b: number): number {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return b === 0 ? zero(rt, "float division by zero") : a / b;
    case "//":
      return b === 0 ? zero(rt, "float floor division by zero") : floatDivmod(a, b)[0];
    case "%":
      return b === 0 ? zero(rt, "float modulo") : floatDivmod(a, b)[1];
    default:
      return checkedPower(rt, a, b);
  }
}

export function checkedPower(rt: Runtime, a: number, b: number): number {
  if (a === 0 && b < 0) return zero(rt, "0.0 cannot be raised to a negative power");
  if (a < 0 && Number.isFinite(a) && Number.isFinite(b) && !Number.isInteger(b)) throw rt.unsupported("complex");
  const result = floatPower(a, b);
  if (!Number.isFinite(result) && Number.isFinite(a) && Number.isFinite(b)) throw rt.raise("OverflowError", "(34, 'Numerical result out of range')");
  return result;
}

/** `float_divmod` of Objects/floatobject.c. */
export function floatDivmod(a: number, b: number): [number, number] {
  let rest = a % b;
  let quotient = (a - rest) / b;
  if (rest !== 0) {
    if (b < 0 !== rest < 0) {
      rest += b;
      quotient -= 1;
    }
  } else rest = b < 0 ? -0 : 0;
  let floor = 0;
  if (quotient !== 0) {
    floor = Math.floor(quotient);
    if (quotient - floor > 0.5) floor += 1;
  } else floor = a / b < 0 ? -0 : 0;
  return [floor, rest];
}

/** `-x`. */
export function negative(rt: Runtime, value: Value): Value | undefined {
  if (typeof value === "number") return 0 - value;
  if (value instanceof PyFloat) return rt.tape.float("neg", -value.value, value);
  if (value instanceof PyTracedInt) return rt.tape.int("neg", 0 - value.value, value);
  const int = intOf(value);
  return int === undefined ? undefined : integers.negate(int);
}

/** `abs(x)`. */
export function magnitude(rt: Runtime, value: Value): Value | undefined {
  if (value instanceof PyFloat) return rt.tape.float("abs", Math.abs(value.value), value);
  if (value instanceof PyTracedInt) return rt.tape.int("abs", Math.abs(value.value), value);
  const int = intOf(value);
  if (int === undefined) return undefined;
  return int < 0 ? integers.negate(int) : int;
}
