/** Binary and unary operators by their dunder methods (https://docs.python.org/3/reference/datamodel.html#emulating-numeric-types). */
import type { BinaryOperator, UnaryOperator } from "../../syntax/program.js";
import { NotImplemented, PyFloat, PyInstance, PyList, PyTuple, TracedObject, Unsupported, type Value } from "../object.js";
import { operandBeside, unknown } from "../modules/unknown.js";
import type { Runtime } from "../runtime.js";
import { PyInert, PyPlaceholder, PyUnknown } from "../values/function.js";
import { intOf, typeName, typeOf } from "../values/types.js";
import { magnitude, negative, numericBinary } from "./arithmetic.js";
import * as integers from "./integers.js";

export const METHODS: Readonly<Record<BinaryOperator, string>> = {
  "+": "add", "-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod", "**": "pow", "@": "matmul", "<<": "lshift", ">>": "rshift", "&": "and", "|": "or", "^": "xor",
};

export function binary(rt: Runtime, operator: BinaryOperator, left: Value, right: Value): Value {
  if (operator === "+" && typeof left === "string" && typeof right === "string") return left + right;
  const number = numericBinary(rt, operator, left, right);
  if (number !== undefined) return number;
  refusePlaceholder(left);
  refusePlaceholder(right);
  const result = byMethods(rt, `__${METHODS[operator]}__`, `__r${METHODS[operator]}__`, left, right);
  if (result !== undefined) return result;
  const absorbed = absorbedBy(rt, left, right);
  const beside = absorbed instanceof PyUnknown ? operandBeside(rt, absorbed === left ? right : left, absorbed) : undefined;
  if (beside !== undefined) return absorbed === left ? binary(rt, operator, beside, right) : binary(rt, operator, left, beside);
  if (absorbed) return absorbed;
  throw unsupported(rt, operator, left, right, operator === "**" ? "** or pow()" : operator);
}

/** What plotting and logging give is never computed with: where it is, the number is unknown. */
function absorbedBy(rt: Runtime, left: Value, right: Value): PyInert | undefined {
  const [inert, other] = left instanceof PyInert ? [left, right] : [right, left];
  if (!(inert instanceof PyInert)) return undefined;
  return inert instanceof PyUnknown || !(other instanceof PyFloat || other instanceof TracedObject) ? inert : unknown(rt, inert.name);
}

/** undefined: neither operand can. */
export function byMethods(rt: Runtime, name: string, reflected: string, left: Value, right: Value): Value | undefined {
  const leftType = typeOf(left);
  const rightType = typeOf(right);
  const back = rightType === leftType ? undefined : rightType.lookup(reflected);
  let tried = false;
  if (back !== undefined && rightType.isSubtype(leftType) && back !== leftType.lookup(reflected)) {
    tried = true;
    const result = rt.call(back, [right, left]);
    if (result !== NotImplemented) return result;
  }
  const method = leftType.lookup(name);
  if (method !== undefined && method !== null) {
    const result = rt.call(method, [left, right]);
    if (result !== NotImplemented) return result;
  }
  if (back !== undefined && back !== null && !tried) {
    const result = rt.call(back, [right, left]);
    if (result !== NotImplemented) return result;
  }
  return undefined;
}

const isSequence = (value: Value): boolean => typeof value === "string" || value instanceof PyList || value instanceof PyTuple;

export function unsupported(rt: Runtime, operator: string, left: Value, right: Value, shown: string): Error {
  if (operator === "+" && isSequence(left)) {
    const type = typeName(left);
    return rt.raise("TypeError", `can only concatenate ${type} (not "${typeName(right)}") to ${type}`);
  }
  if (operator === "*" && isSequence(left)) return rt.raise("TypeError", `can't multiply sequence by non-int of type '${typeName(right)}'`);
  if (operator === "*" && isSequence(right)) return rt.raise("TypeError", `can't multiply sequence by non-int of type '${typeName(left)}'`);
  return rt.raise("TypeError", `unsupported operand type(s) for ${shown}: '${typeName(left)}' and '${typeName(right)}'`);
}

/** `target op= value`. */
export function inPlace(rt: Runtime, operator: BinaryOperator, left: Value, right: Value): Value {
  const number = numericBinary(rt, operator, left, right);
  if (number !== undefined) return number;
  const method = typeOf(left).lookup(`__i${METHODS[operator]}__`);
  if (method !== undefined && method !== null) {
    refusePlaceholder(right);
    const result = rt.call(method, [left, right]);
    if (result !== NotImplemented) return result;
  }
  if (operator === "+" && typeof left === "string" && typeof right === "string") return left + right;
  refusePlaceholder(left);
  refusePlaceholder(right);
  const result = byMethods(rt, `__${METHODS[operator]}__`, `__r${METHODS[operator]}__`, left, right);
  if (result !== undefined) return result;
  const absorbed = absorbedBy(rt, left, right);
  if (absorbed) return absorbed;
  throw unsupported(rt, operator, left, right, operator === "**" ? "**=" : `${operator}=`);
}

export function unary(rt: Runtime, operator: Exclude<UnaryOperator, "not">, value: Value): Value {
  refusePlaceholder(value);
  if (operator === "-") {
    const result = negative(rt, value);
    if (result !== undefined) return result;
  } else {
    const int = intOf(value);
    if (int !== undefined) return operator === "+" ? (typeof value === "boolean" ? int : value) : integers.invert(int);
    if (operator === "+" && value instanceof PyFloat) return value;
  }
  const name = operator === "-" ? "__neg__" : operator === "+" ? "__pos__" : "__invert__";
  const method = typeOf(value).lookup(name);
  if (method !== undefined) return rt.call(method, [value]);
  if (value instanceof PyInert) return value;
  throw rt.raise("TypeError", `bad operand type for unary ${operator}: '${typeName(value)}'`);
}

export function absolute(rt: Runtime, value: Value): Value {
  const result = magnitude(rt, value);
  if (result !== undefined) return result;
  const method = typeOf(value).lookup("__abs__");
  if (method !== undefined) return rt.call(method, [value]);
  throw rt.raise("TypeError", `bad operand type for abs(): '${typeName(value)}'`);
}

export function refusePlaceholder(value: Value): void {
  if (value instanceof PyPlaceholder) throw new Unsupported(value.code, value.why);
}

export const isUserInstance = (value: Value): value is PyInstance => value instanceof PyInstance;
