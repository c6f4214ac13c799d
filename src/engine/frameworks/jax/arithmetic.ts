/** Python's operators on arrays, as jax.numpy computes them. */
import type { Machine } from "../../python/machine.js";
import { broadcastTo, toNumbers } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import { castTo, JaxArray } from "./array.js";
import { joined, promoted } from "./promotion.js";
import { defaultInt } from "./state.js";
import { broadcastShape, compiled, computed, elementwise, floating, inexactTogether, run } from "./run.js";

type Binary = (machine: Machine, a: JaxArray, b: JaxArray) => JaxArray;

const NUMBERS = "integer, floating, complexfloating";

function refuse(machine: Machine, name: string, dtype: string, position: number | null, accepted: string): never {
  const at = position === null ? "" : ` at position ${position}`;
  throw machine.raise("TypeError", `${name} does not accept dtype ${dtype}${at}. Accepted dtypes${at} are subtypes of ${accepted}.`);
}

export const add: Binary = (machine, a, b) => (joined(machine, [a, b]).dtype === "bool" ? bitwise("or")(machine, a, b) : elementwise(machine, "add", [a, b]));
export const multiply: Binary = (machine, a, b) => (joined(machine, [a, b]).dtype === "bool" ? bitwise("and")(machine, a, b) : elementwise(machine, "mul", [a, b]));
export const subtract: Binary = (machine, a, b) => {
  if (joined(machine, [a, b]).dtype === "bool") refuse(machine, "sub", "bool", 0, NUMBERS);
  return elementwise(machine, "sub", [a, b]);
};
/** XLA divides by a number that is repeated, or fixed in a compiled function, as it multiplies by its reciprocal, which is rounded first. */
export const divide: Binary = (machine, a, b) => {
  const repeated = b.shape.length < a.shape.length || b.shape.some((length, axis) => length < a.shape[axis + a.shape.length - b.shape.length]!);
  const constant = b.weakType && !b.shape.length && b.node.card === null && compiled(machine);
  if (!repeated && !constant) return floating(machine, "div", [a, b]);
  const { nodes: [x, y], weak } = inexactTogether(machine, [a, b]);
  broadcastShape(machine, "div", [a.shape, b.shape]);
  return new JaxArray(run(machine, "mul", [x!, run(machine, "reciprocal", [y!])]), weak);
};
export const floorDivide: Binary = (machine, a, b) => elementwise(machine, "floor_divide", [a, b]);
export const remainder: Binary = (machine, a, b) => elementwise(machine, "remainder", [a, b]);

/** A whole exponent that is one number is a chain of products; floats and arrays of exponents are powers. */
export const power: Binary = (machine, a, b) => {
  if (!isFloating(b.dtype) && b.shape.length === 0 && b.dtype !== "bool") {
    const n = b.node.value.buffer[b.node.value.offset]!;
    const x = a.dtype === "bool" ? new JaxArray(castTo(machine, a.node, defaultInt(machine))) : a;
    if (!isFloating(x.dtype) && n < 0) throw machine.raise("TypeError", `Integers cannot be raised to negative powers, got integer_pow(${a.weakType ? "~" : ""}${a.dtype}[${a.shape.join(",")}], ${n})`);
    return new JaxArray(run(machine, "jax_integer_pow", [x.node], { n }), x.weakType);
  }
  const { nodes, to } = promoted(machine, [a, b]);
  broadcastShape(machine, "pow", nodes.map((node) => node.value.shape));
  return new JaxArray(run(machine, isFloating(b.dtype) ? "jax_pow" : "pow", nodes), to.weak);
};

export const matmul: Binary = (machine, a, b) => {
  [a, b].forEach((one, i) => {
    if (!one.shape.length) throw machine.raise("ValueError", `matmul input operand ${i} must have ndim at least 1, but it has ndim 0`);
  });
  const [left, right] = [a.shape.at(-1), b.shape.at(b.shape.length > 1 ? -2 : -1)];
  if (left !== right) throw machine.raise("TypeError", `dot_general requires contracting dimensions to have the same shape, got (${left},) and (${right},).`);
  return contraction(machine, "matmul", a, b);
};

/** A card that multiplies and adds up; bools are added as they are in logic. */
export function contraction(machine: Machine, card: string, a: JaxArray, b: JaxArray, attributes = {}): JaxArray {
  const { nodes, to } = promoted(machine, [a, b]);
  return new JaxArray(run(machine, card, nodes, attributes), to.weak);
}

export const compare = (name: "eq" | "ne" | "lt" | "le" | "gt" | "ge"): Binary => (machine, a, b) => elementwise(machine, name, [a, b]);

export function negative(machine: Machine, x: JaxArray): JaxArray {
  if (x.dtype === "bool") refuse(machine, "neg", "bool", null, NUMBERS);
  return elementwise(machine, "neg", [x]);
}
export const absolute = (machine: Machine, x: JaxArray): JaxArray => (x.dtype === "bool" ? x : elementwise(machine, "jax_abs", [x]));

const BITS: Readonly<Record<string, (a: number, b: number) => number>> = {
  and: (a, b) => Number(BigInt(a) & BigInt(b)), or: (a, b) => Number(BigInt(a) | BigInt(b)), xor: (a, b) => Number(BigInt(a) ^ BigInt(b)),
  lshift: (a, b) => a * 2 ** b, rshift: (a, b) => Math.floor(a / 2 ** b),
};
const SHIFTS: Readonly<Record<string, string>> = { lshift: "shift_left", rshift: "shift_right_arithmetic" };

/** Integers have no derivative: the result is a new leaf. */
export const bitwise = (name: "and" | "or" | "xor" | "lshift" | "rshift"): Binary => (machine, a, b) => {
  const { nodes: [x, y], to } = promoted(machine, [a, b]);
  if (isFloating(to.dtype)) refuse(machine, SHIFTS[name] ?? name, to.dtype, 0, SHIFTS[name] ? "integer" : "integer, bool");
  const shape = broadcastShape(machine, SHIFTS[name] ?? name, [x!.value.shape, y!.value.shape]);
  const right = toNumbers(broadcastTo(y!.value, shape));
  const dtype = to.dtype === "bool" && SHIFTS[name] ? "int32" : to.dtype;
  const result = computed(machine, dtype, shape, toNumbers(broadcastTo(x!.value, shape)).map((value, i) => BITS[name]!(value, right[i]!)));
  return to.weak ? new JaxArray(result.node, true) : result;
};

export function invert(machine: Machine, x: JaxArray): JaxArray {
  if (isFloating(x.dtype)) refuse(machine, "not", x.dtype, null, "integer, bool");
  const { shape } = x;
  return computed(machine, x.dtype, shape, toNumbers(x.node.value).map((value) => (x.dtype === "bool" ? 1 - value : -value - 1)));
}
