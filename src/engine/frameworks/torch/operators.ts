/** `a + b`, `a @ b`, `a += b`, `a < b` …: operators of tensors. */
import type { Machine } from "../../python/machine.js";
import { NotImplemented, PyBuiltin, type Value } from "../../python/object.js";
import { copy, toNumbers, wrap } from "../../tensor/array.js";
import { allocate, isFloating } from "../../tensor/dtype.js";
import { broadcastShapes } from "../../tensor/shape.js";
import { broadcastTo } from "../../tensor/array.js";
import type { Node } from "../../trace/node.js";
import { dtypeInPromotion, promote } from "../../trace/promotion.js";
import { PyComplex } from "../../python/values/complex.js";
import { complexBinary } from "./complex/elementwise.js";
import { cardNamed } from "../../ops/registry.js";
import { nodeOf } from "./dispatch.js";
import { checkDtypes } from "./dtype-checks.js";
import { SCALAR_TYPES } from "./dtypes.js";
import { runtimeError } from "./errors.js";
import { nameGradient } from "./grad-names.js";
import { writeInPlace } from "./in-place.js";
import { computedLeaf, torchState } from "./state.js";
import { asTensor, Tensor } from "./tensor.js";

type Binary = (machine: Machine, a: Node, b: Node) => Node;

function card(name: string): Binary {
  const found = cardNamed(name);
  return (machine, a, b) => torchState(machine).ops.apply(found, [a, b]);
}

const [SUM, DIFFERENCE, PRODUCT, POWER] = [card("add"), card("sub"), card("matmul"), card("pow")];

function product(machine: Machine, a: Node, b: Node): Node {
  checkDtypes(machine, "matmul", [a, b]);
  return PRODUCT(machine, a, b);
}

/** Integers by an integer zero have no quotient. */
function dividing(name: string): Binary {
  const divide = card(name);
  return (machine, a, b) => {
    if (!isFloating(a.dtype) && !isFloating(b.dtype) && toNumbers(b.value).includes(0)) throw runtimeError(machine, "ZeroDivisionError");
    return divide(machine, a, b);
  };
}

function subtract(machine: Machine, a: Node, b: Node): Node {
  if (a.dtype === "bool" && b.dtype === "bool") throw runtimeError(machine, "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead.");
  if (a.dtype === "bool" || b.dtype === "bool") throw runtimeError(machine, "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.");
  return DIFFERENCE(machine, a, b);
}

function power(machine: Machine, a: Node, b: Node): Node {
  if (b.weak && !isFloating(a.dtype) && !isFloating(b.dtype) && toNumbers(b.value)[0]! < 0) throw runtimeError(machine, "Integers to negative integer powers are not allowed.");
  const node = POWER(machine, a, b);
  return a.weak && !b.weak ? nameGradient(node, "PowBackward2") : node;
}

type Bits = (a: bigint, b: bigint) => bigint;
/** Bit operations; of bools the logical ones. */
export const bitwise = (name: string, logical: string, bits: Bits): Binary => (machine, a, b) => {
  const [of, with_] = [dtypeInPromotion(a), dtypeInPromotion(b)];
  const dtype = promote(of, with_);
  if (dtype === "bool") return torchState(machine).ops.apply(logical, [a, b]);
  if (isFloating(dtype)) throw machine.raise("NotImplementedError", `"${name.endsWith("_shift") ? name.replace("left_", "l").replace("right_", "r") : `bitwise_${name}`}_cpu" not implemented for '${SCALAR_TYPES[dtype]}'`);
  const kind = a.weak ? with_ : b.weak ? of : dtype;
  const shape = broadcastShapes(a.value.shape, b.value.shape);
  if (!shape) return SUM(machine, a, b);
  const [x, y] = [toNumbers(broadcastTo(a.value, shape)), toNumbers(broadcastTo(b.value, shape))];
  const out = allocate(kind, x.length);
  x.forEach((value, i) => { out[i] = Number(bits(BigInt(value), BigInt(y[i]!))); });
  return computedLeaf(machine, wrap(kind, shape, out), [a, b], "bitwise operation");
};

export const BITWISE = {
  and: bitwise("and", "logical_and", (a, b) => a & b),
  or: bitwise("or", "logical_or", (a, b) => a | b),
  xor: bitwise("xor", "logical_xor", (a, b) => a ^ b),
  lshift: bitwise("left_shift", "logical_and", (a, b) => a << b),
  rshift: bitwise("right_shift", "logical_and", (a, b) => a >> b),
} as const;

/** Dunder name without underscores → what it does. */
const ARITHMETIC: Readonly<Record<string, Binary>> = {
  add: SUM, sub: subtract, mul: card("mul"), truediv: card("div"), floordiv: dividing("floor_divide"), mod: dividing("remainder"), pow: power, matmul: product, ...BITWISE,
};
const REFLECTED_NAMES: Readonly<Record<string, (b: Node) => string | null>> = {
  sub: () => "RsubBackward1",
  truediv: () => "MulBackward0",
};
const COMPARISONS = ["eq", "ne", "lt", "le", "gt", "ge"] as const;

const operand = (machine: Machine, value: Value): Node | null => nodeOf(machine, value);

function operatorMethods(name: string, run: Binary): PyBuiltin[] {
  const make = (dunder: string, act: (machine: Machine, self: Tensor, other: Node) => Value): PyBuiltin =>
    new PyBuiltin(dunder, (machine, [self, other]) => {
      if (other instanceof PyComplex) return (dunder === `__r${name}__` ? complexBinary(machine, name, other, self!) : complexBinary(machine, name, self!, other)) ?? NotImplemented;
      const node = operand(machine, other!);
      return node ? act(machine, asTensor(self), node) : NotImplemented;
    }, "method", true);
  return [
    make(`__${name}__`, (machine, self, other) => new Tensor(run(machine, self.node(machine), other))),
    make(`__r${name}__`, (machine, self, other) => {
      const node = run(machine, other, self.node(machine));
      const shown = other.weak ? REFLECTED_NAMES[name]?.(other) : null;
      return new Tensor(shown ? nameGradient(node, shown) : node);
    }),
    ...(name === "matmul" ? [] : [make(`__i${name}__`, (machine, self, other) => writeInPlace(machine, self, (before) => run(machine, before, other)))]),
  ];
}

const comparisons = COMPARISONS.map((name) =>
  new PyBuiltin(`__${name}__`, (machine, [self, other]) => {
    const node = operand(machine, other!);
    return node ? new Tensor(card(name)(machine, asTensor(self).node(machine), node)) : NotImplemented;
  }, "method", true));

const unary = (dunder: string, run: (machine: Machine, x: Node) => Node): PyBuiltin =>
  new PyBuiltin(dunder, (machine, [self]) => new Tensor(run(machine, asTensor(self).node(machine))));

export function invert(machine: Machine, x: Node): Node {
  const { dtype } = x.value;
  if (dtype === "bool") return torchState(machine).ops.apply("logical_not", [x]);
  if (isFloating(dtype)) throw machine.raise("NotImplementedError", `"bitwise_not_cpu" not implemented for '${SCALAR_TYPES[dtype]}'`);
  const out = copy(x.value);
  out.buffer.forEach((value, i) => { out.buffer[i] = dtype === "uint8" ? 255 - value : -value - 1; });
  return computedLeaf(machine, out, [x], "bitwise operation");
}

export function negate(machine: Machine, x: Node): Node {
  if (x.value.dtype === "bool") throw runtimeError(machine, "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.");
  return torchState(machine).ops.neg(x);
}

export const OPERATORS: readonly PyBuiltin[] = [
  ...Object.entries(ARITHMETIC).flatMap(([name, run]) => operatorMethods(name, run)),
  ...comparisons,
  unary("__neg__", negate),
  new PyBuiltin("__pos__", (_, [self]) => self!),
  unary("__abs__", (machine, x) => torchState(machine).ops.unary("abs", x)),
  unary("__invert__", (machine, x) => {
    if (isFloating(x.value.dtype)) throw machine.raise("TypeError", "~ (operator.invert) is only implemented on integer and Boolean-type tensors");
    return invert(machine, x);
  }),
];
