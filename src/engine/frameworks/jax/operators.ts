/** Operators of arrays: arithmetic, comparison, bits. */
import { define } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { NotImplemented, PyBuiltin, PyTuple, type Value } from "../../python/object.js";
import { isSequence } from "../arguments.js";
import { arrayFrom, arrayType, asArray, type JaxArray } from "./array.js";
import * as arithmetic from "./arithmetic.js";

type Work = (machine: Machine, a: JaxArray, b: JaxArray) => JaxArray;

const BINARY: Readonly<Record<string, Work>> = {
  add: arithmetic.add, sub: arithmetic.subtract, mul: arithmetic.multiply, truediv: arithmetic.divide, floordiv: arithmetic.floorDivide, mod: arithmetic.remainder, pow: arithmetic.power, matmul: arithmetic.matmul,
  and: arithmetic.bitwise("and"), or: arithmetic.bitwise("or"), xor: arithmetic.bitwise("xor"), lshift: arithmetic.bitwise("lshift"), rshift: arithmetic.bitwise("rshift"),
};

const SIGNS: Readonly<Record<string, string>> = { add: "+", sub: "-", mul: "*", truediv: "/", floordiv: "//", mod: "%", pow: "**", matmul: "@", and: "&", or: "|", xor: "^", lshift: "<<", rshift: ">>" };

/** Python's containers are refused at once: their own operators are not asked. */
function refuse(machine: Machine, name: string, a: Value, b: Value): void {
  if ([a, b].some((one) => isSequence(one) || machine.isDict(one) || machine.typeOf(one).name === "set")) throw machine.raise("TypeError", `unsupported operand type(s) for ${SIGNS[name]}: '${machine.typeOf(a).name}' and '${machine.typeOf(b).name}'`);
}

function binary([name, work]: [string, Work]): PyBuiltin[] {
  const forward = new PyBuiltin(`__${name}__`, (machine, [a, b]) => {
    const other = arrayFrom(machine, b);
    if (!other) refuse(machine, name, a!, b!);
    return other ? work(machine, asArray(a), other) : NotImplemented;
  }, "method", true);
  const backward = new PyBuiltin(`__r${name}__`, (machine, [a, b]) => {
    const other = arrayFrom(machine, b);
    if (!other) refuse(machine, name, b!, a!);
    return other ? work(machine, other, asArray(a)) : NotImplemented;
  }, "method", true);
  return [forward, backward];
}

const comparison = (name: "eq" | "ne" | "lt" | "le" | "gt" | "ge"): PyBuiltin =>
  new PyBuiltin(`__${name}__`, (machine, [a, b]) => {
    const other = arrayFrom(machine, b);
    return other ? arithmetic.compare(name)(machine, asArray(a), other) : NotImplemented;
  }, "method", true);

const unary = (name: string, work: (machine: Machine, x: JaxArray) => Value): PyBuiltin => new PyBuiltin(name, (machine, [a]) => work(machine, asArray(a)));

define(arrayType, [
  ...Object.entries(BINARY).flatMap(binary),
  ...(["eq", "ne", "lt", "le", "gt", "ge"] as const).map(comparison),
  unary("__neg__", arithmetic.negative), unary("__pos__", (_, x) => x), unary("__abs__", arithmetic.absolute), unary("__invert__", arithmetic.invert),
  new PyBuiltin("__divmod__", (machine, [a, b]) => new PyTuple(["//", "%"].map((operator) => machine.binary(operator, a!, b!)))),
  new PyBuiltin("__rdivmod__", (machine, [a, b]) => new PyTuple(["//", "%"].map((operator) => machine.binary(operator, b!, a!)))),
]);
