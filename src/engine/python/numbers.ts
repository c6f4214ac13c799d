/** Arithmetic of Python's numbers, followed on the tape where a float or a traced int takes part. */
import { plainPromotion } from "../trace/promotion.js";
import type { Node } from "../trace/node.js";
import { scalar } from "../tensor/array.js";
import type { Machine } from "./machine.js";
import { raiseOf } from "./exceptions.js";
import { PyFloat, PyTracedInt, type Value } from "./object.js";

/** A number of any kind. */
export type Numeric = number | bigint | boolean | PyFloat | PyTracedInt;

export const isNumeric = (value: Value): value is Numeric =>
  typeof value === "number" || typeof value === "boolean" || typeof value === "bigint" || value instanceof PyFloat || value instanceof PyTracedInt;

export const isInt = (value: Value): value is number | bigint | boolean | PyTracedInt =>
  typeof value === "number" || typeof value === "boolean" || typeof value === "bigint" || value instanceof PyTracedInt;

/** A traced int as a plain one; anything else unchanged. */
export const plain = (value: Value): Value => (value instanceof PyTracedInt ? value.value : value);

export function toDouble(value: Numeric): number {
  if (value instanceof PyFloat || value instanceof PyTracedInt) return value.value;
  return Number(value);
}

/** An int as number or bigint. */
export function toInt(value: number | bigint | boolean | PyTracedInt): number | bigint {
  if (value instanceof PyTracedInt) return value.value;
  return typeof value === "boolean" ? Number(value) : value;
}

export function smallest(value: bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

/** The number's place on the tape, made as a leaf if it has none. */
export function numberNode(machine: Machine, value: Numeric): Node {
  if (value instanceof PyTracedInt) return value.node;
  if (value instanceof PyFloat) return (value.node ??= machine.trace.leaf(scalar("float64", value.value), { kind: "literal" }, true));
  return machine.trace.leaf(scalar("int64", Number(value)), { kind: "literal" }, true);
}

const CARDS: Readonly<Record<string, string>> = { "+": "add", "-": "sub", "*": "mul", "/": "div", "//": "floor_divide", "%": "remainder", "**": "pow" };

export function arithmetic(machine: Machine, operator: string, a: Numeric, b: Numeric): Value {
  const followed = a instanceof PyFloat || b instanceof PyFloat || a instanceof PyTracedInt || b instanceof PyTracedInt;
  if (!(a instanceof PyFloat) && !(b instanceof PyFloat)) {
    const exact = intArithmetic(operator, toInt(a), toInt(b));
    if (!followed || typeof exact === "bigint" || !CARDS[operator]) return exact;
    const node = record(machine, operator, a, b);
    return exact instanceof PyFloat ? new PyFloat(exact.value, node) : new PyTracedInt(exact, node);
  }
  const value = floatArithmetic(operator, toDouble(a), toDouble(b));
  return new PyFloat(value, record(machine, operator, a, b));
}

function record(machine: Machine, operator: string, a: Numeric, b: Numeric): Node {
  return machine.trace.apply(CARDS[operator]!, [numberNode(machine, a), numberNode(machine, b)], {}, plainPromotion);
}

function intArithmetic(operator: string, a: number | bigint, b: number | bigint): number | bigint | PyFloat {
  if (typeof a === "number" && typeof b === "number") {
    const quick = smallIntArithmetic(operator, a, b);
    if (quick !== null) return quick;
  }
  const [x, y] = [BigInt(a), BigInt(b)];
  switch (operator) {
    case "+":
      return smallest(x + y);
    case "-":
      return smallest(x - y);
    case "*":
      return smallest(x * y);
    case "/":
      if (y === 0n) throw raiseOf("ZeroDivisionError", "division by zero");
      return new PyFloat(Number(a) / Number(b));
    case "//":
      return smallest(floorDivide(x, y));
    case "%":
      if (y === 0n) throw raiseOf("ZeroDivisionError", "integer modulo by zero");
      return smallest(x - floorDivide(x, y) * y);
    case "**":
      return intPower(x, y);
    case "<<":
      if (y > 100_000n) throw raiseOf("OverflowError", "too many digits in integer");
      return smallest(x << y);
    case ">>":
      return smallest(x >> y);
    case "&":
      return smallest(x & y);
    case "|":
      return smallest(x | y);
    case "^":
      return smallest(x ^ y);
    default:
      throw new Error(`operator ${operator}`);
  }
}

/** null: the result may not be exact in a double. */
function smallIntArithmetic(operator: string, a: number, b: number): number | PyFloat | null {
  let result: number;
  switch (operator) {
    case "+":
      result = a + b;
      break;
    case "-":
      result = a - b;
      break;
    case "*":
      result = a * b;
      break;
    case "/":
      if (b === 0) throw raiseOf("ZeroDivisionError", "division by zero");
      return new PyFloat(a / b);
    case "//":
      if (b === 0) throw raiseOf("ZeroDivisionError", "integer division or modulo by zero");
      result = Math.floor(a / b);
      // Large quotients round: the exact way is taken for them.
      if (Math.abs(a) > 2 ** 45) return null;
      break;
    case "%":
      if (b === 0) throw raiseOf("ZeroDivisionError", "integer modulo by zero");
      result = a % b;
      if (result !== 0 && result < 0 !== b < 0) result += b;
      break;
    default:
      return null;
  }
  return Number.isSafeInteger(result) ? result + 0 : null;
}

function floorDivide(a: bigint, b: bigint): bigint {
  if (b === 0n) throw raiseOf("ZeroDivisionError", "integer division or modulo by zero");
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

function intPower(base: bigint, exponent: bigint): number | bigint | PyFloat {
  if (exponent < 0n) {
    if (base === 0n) throw raiseOf("ZeroDivisionError", "0.0 cannot be raised to a negative power");
    return new PyFloat(Number(base) ** Number(exponent));
  }
  const bits = base === 0n || base === 1n || base === -1n ? 0 : base.toString(2).length * Number(exponent);
  if (bits > 1_000_000) throw raiseOf("OverflowError", "integer is too large here");
  return smallest(base ** exponent);
}

function floatArithmetic(operator: string, a: number, b: number): number {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      if (b === 0) throw raiseOf("ZeroDivisionError", "float division by zero");
      return a / b;
    case "//":
      if (b === 0) throw raiseOf("ZeroDivisionError", "float floor division by zero");
      return floorQuotient(a, b);
    case "%":
      if (b === 0) throw raiseOf("ZeroDivisionError", "float modulo");
      return floatModulo(a, b);
    case "**":
      return floatPower(a, b);
    default:
      throw new Error(`operator ${operator}`);
  }
}

function floatModulo(a: number, b: number): number {
  const rest = a % b;
  if (rest === 0) return b < 0 ? -0 : 0;
  return rest < 0 !== b < 0 ? rest + b : rest;
}

/** As CPython: the quotient that fits the remainder. */
function floorQuotient(a: number, b: number): number {
  const quotient = (a - floatModulo(a, b)) / b;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

function floatPower(a: number, b: number): number {
  if (a === 0 && b < 0) throw raiseOf("ZeroDivisionError", "0.0 cannot be raised to a negative power");
  if (a === 1 || b === 0) return 1;
  if (a === -1 && !Number.isFinite(b) && !Number.isNaN(b)) return 1;
  if (a < 0 && Number.isFinite(b) && !Number.isInteger(b)) throw raiseOf("ValueError", "complex numbers are not supported here");
  const result = a ** b;
  if (!Number.isFinite(result) && Number.isFinite(a) && Number.isFinite(b)) throw raiseOf("OverflowError", "(34, 'Numerical result out of range')");
  return result;
}

export function negate(machine: Machine, value: Numeric): Value {
  if (value instanceof PyFloat) return new PyFloat(-value.value, machine.trace.apply("neg", [numberNode(machine, value)]));
  if (value instanceof PyTracedInt) return new PyTracedInt(-value.value + 0, machine.trace.apply("neg", [value.node]));
  const int = toInt(value);
  return typeof int === "bigint" ? smallest(-int) : -int + 0;
}

/** −1, 0 or 1; NaN where a NaN takes part. */
export function compareNumbers(a: Numeric, b: Numeric): number {
  if (typeof a === "bigint" || typeof b === "bigint") {
    const [x, y] = [typeof a === "bigint" ? a : toDouble(a), typeof b === "bigint" ? b : toDouble(b)];
    return x < y ? -1 : x > y ? 1 : x == y ? 0 : Number.NaN;
  }
  const [x, y] = [toDouble(a), toDouble(b)];
  return x < y ? -1 : x > y ? 1 : x === y ? 0 : Number.NaN;
}
