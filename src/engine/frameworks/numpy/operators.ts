/** Operators of arrays and scalars: arithmetic, comparison, bits, in place. */
import { define } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { NotImplemented, PyBuiltin, PyTuple, TracedObject, type Value } from "../../python/object.js";
import { broadcastTo, fromNumbers, toNumbers } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import { broadcastShapes } from "../../tensor/shape.js";
import type { Node } from "../../trace/node.js";
import { numpyPromotion } from "../../trace/promotion.js";
import { arrayOf, ndarrayType, type Numeric, nodeOf, PyArray, resultOf, SCALAR_TYPES } from "./array-type.js";
import { checkUfunc, run } from "./call.js";
import { noLoopError } from "./errors.js";
import { tightShape } from "./printing.js";
import { writeWhole } from "./writing.js";

type Work = (machine: Machine, a: Node, b: Node) => Node;

const card = (name: string): Work => (machine, a, b) => {
  checkUfunc(machine, name, [a, b]);
  return run(machine, name, [a, b]);
};

/** Whole numbers divided by 0 give 0. */
const wholeDivision = (name: string): Work => (machine, a, b) => {
  const result = run(machine, name, [a, b]);
  if (isFloating(result.value.dtype) || !b.value.buffer.includes(0)) return result;
  return run(machine, "where", [run(machine, "eq", [b, machine.trace.number(0, "int64")]), machine.trace.number(0, "int64"), result]);
};

/** Python's dunder without underscores → the work and the ufunc's name. */
const BINARY: Readonly<Record<string, readonly [Work, string]>> = {
  add: [card("add"), "add"], sub: [card("sub"), "subtract"], mul: [card("mul"), "multiply"], truediv: [card("div"), "divide"], floordiv: [wholeDivision("floor_divide"), "floor_divide"],
  mod: [wholeDivision("remainder"), "remainder"], pow: [card("pow"), "power"], matmul: [card("matmul"), "matmul"],
  and: [bits("and"), "bitwise_and"], or: [bits("or"), "bitwise_or"], xor: [bits("xor"), "bitwise_xor"], lshift: [bits("lshift"), "left_shift"], rshift: [bits("rshift"), "right_shift"],
};

const COMPARISONS = ["eq", "ne", "lt", "le", "gt", "ge"] as const;

const BITS: Readonly<Record<string, (a: number, b: number) => number>> = {
  and: (a, b) => Number(BigInt(a) & BigInt(b)), or: (a, b) => Number(BigInt(a) | BigInt(b)), xor: (a, b) => Number(BigInt(a) ^ BigInt(b)),
  lshift: (a, b) => a * 2 ** b, rshift: (a, b) => Math.floor(a / 2 ** b),
};

/** Booleans by the logical cards; integers have no derivative and become new leaves. */
export function bits(name: "and" | "or" | "xor" | "lshift" | "rshift"): Work {
  return (machine, a, b) => {
    const dtype = numpyPromotion.common([a, b]);
    if (dtype === "bool" && !name.endsWith("shift")) return run(machine, `logical_${name}`, [a, b]);
    if (isFloating(dtype)) throw machine.raise("TypeError", `ufunc 'bitwise_${name}' not supported for the input types, and the inputs could not be safely coerced to any supported types according to the casting rule ''safe''`);
    const shape = broadcastShapes(a.value.shape, b.value.shape);
    if (!shape) throw machine.raise("ValueError", `operands could not be broadcast together with shapes ${tightShape(a.value.shape)} ${tightShape(b.value.shape)} `);
    const right = toNumbers(broadcastTo(b.value, shape));
    const values = toNumbers(broadcastTo(a.value, shape)).map((value, i) => BITS[name]!(value, right[i]!));
    return machine.trace.leaf(fromNumbers(dtype, shape, values), { kind: "computed" });
  };
}

const SIGNS: Readonly<Record<string, string>> = { add: "+", sub: "-", mul: "*", truediv: "/", floordiv: "//", mod: "%", pow: "** or pow()", matmul: "@", and: "&", or: "|", xor: "^", lshift: "<<", rshift: ">>" };

/** Text among numbers: NumPy says which loop there is not. */
function refuseText(ufunc: string, a: Value, b: Value, backward: boolean, machine: Machine, sign: string): void {
  if (b === null && self(a).shape.length > 0 && ufunc !== "matmul") {
    // Elements meet None one by one, as Python's own numbers.
    const types = [self(a).dtype === "bool" ? "bool" : isFloating(self(a).dtype) ? "float" : "int", "NoneType"];
    throw machine.raise("TypeError", `unsupported operand type(s) for ${sign}: ${(backward ? types.reverse() : types).map((one) => `'${one}'`).join(" and ")}`);
  }
  if (typeof b !== "string") return;
  const types = [`dtype('${self(a).dtype}')`, `dtype('<U${Math.max(1, b.length)}')`];
  throw noLoopError(`ufunc '${ufunc}' did not contain a loop with signature matching types (${(backward ? types.reverse() : types).join(", ")}) -> None`);
}

const self = (value: Value | undefined): Numeric => value as Numeric; // methods are bound to the type

function binary(name: string): PyBuiltin[] {
  const [work, ufunc] = BINARY[name]!;
  const forward = new PyBuiltin(`__${name}__`, (machine, [a, b]) => {
    refuseText(ufunc, a!, b!, false, machine, SIGNS[name] ?? name);
    if (b instanceof TracedObject && b.overridesNumpy) return NotImplemented;
    const node = nodeOf(machine, b!);
    return node ? resultOf(work(machine, self(a).tracedNode(machine), node)) : NotImplemented;
  }, "method", true);
  const backward = new PyBuiltin(`__r${name}__`, (machine, [a, b]) => {
    refuseText(ufunc, a!, b!, true, machine, SIGNS[name] ?? name);
    const node = nodeOf(machine, b!);
    return node ? resultOf(work(machine, node, self(a).tracedNode(machine))) : NotImplemented;
  }, "method", true);
  const inPlace = new PyBuiltin(`__i${name}__`, (machine, [a, b]) => {
    const node = nodeOf(machine, b!);
    if (!node) return NotImplemented;
    const result = work(machine, self(a).tracedNode(machine), node);
    return a instanceof PyArray ? writeWhole(machine, a, result, ufunc) : resultOf(result);
  }, "method", true);
  return [forward, backward, inPlace];
}

const comparison = (name: (typeof COMPARISONS)[number]): PyBuiltin =>
  new PyBuiltin(`__${name}__`, (machine, [a, b]) => {
    if (b instanceof TracedObject && b.overridesNumpy) return NotImplemented;
    const node = nodeOf(machine, b!);
    if (node) return resultOf(run(machine, name, [self(a).tracedNode(machine), node]));
    if (name !== "eq" && name !== "ne") return NotImplemented;
    const { shape } = self(a);
    const fill = name === "eq" ? 0 : 1;
    if (!shape.length) return fill === 1;
    return arrayOf(machine.trace.leaf(fromNumbers("bool", shape, toNumbers(self(a).tracedNode(machine).value).map(() => fill)), { kind: "computed" }));
  }, "method", true);

const unary = (name: string, work: (machine: Machine, x: Node) => Node): PyBuiltin => new PyBuiltin(name, (machine, [a]) => resultOf(work(machine, self(a).tracedNode(machine))));

export function invert(machine: Machine, x: Node): Node {
  if (x.value.dtype === "bool") return run(machine, "logical_not", [x]);
  if (isFloating(x.value.dtype)) throw machine.raise("TypeError", "ufunc 'invert' not supported for the input types, and the inputs could not be safely coerced to any supported types according to the casting rule ''safe''");
  return machine.trace.leaf(fromNumbers(x.value.dtype, x.value.shape, toNumbers(x.value).map((value) => -value - 1)), { kind: "computed" });
}

const OPERATORS: readonly PyBuiltin[] = [
  ...Object.keys(BINARY).flatMap(binary),
  ...COMPARISONS.map(comparison),
  unary("__neg__", (machine, x) => { checkUfunc(machine, "neg", [x]); return run(machine, "neg", [x]); }),
  unary("__pos__", (machine, x) => run(machine, "clone", [x])),
  unary("__abs__", (machine, x) => (x.value.dtype === "bool" ? x : run(machine, "abs", [x]))),
  unary("__invert__", invert),
  new PyBuiltin("__divmod__", (machine, [a, b]) => new PyTuple(["__floordiv__", "__mod__"].map((name) => machine.call(machine.getAttribute(a!, name), [b!])))),
];

for (const type of [ndarrayType, ...SCALAR_TYPES.values()]) define(type, OPERATORS);
/** Arrays are not hashable; scalars are. */
ndarrayType.dict.set("__hash__", null);

