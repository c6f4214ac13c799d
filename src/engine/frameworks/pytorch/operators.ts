/** Operators on tensors. */
import type { Machine } from "../../python/machine.js";
import { NotImplemented, PyBuiltin, type Value } from "../../python/object.js";
import { isFloating } from "../../tensor/dtype.js";
import { type Node, constantNode } from "../../trace/node.js";
import { full, toNumbers } from "../../tensor/array.js";
import { castTo, run } from "./call.js";
import { writeInPlace } from "./in-place.js";
import { isTensor, nodeOf, tensorOf, tensorType } from "./tensor-type.js";

type Operation = (machine: Machine, a: Node, b: Node) => Node;

const simple = (card: string): Operation => (machine, a, b) => run(machine, card, [a, b]);

/** & | ^ on bools are logical; on integers they work on bits, which doubles hold exactly up to 2^53. */
const bitwise = (logical: string, bits: (a: bigint, b: bigint) => bigint): Operation => (machine, a, b) => {
  const bool = a.value.dtype === "bool" && b.value.dtype === "bool";
  if (bool) return run(machine, logical, [a, b]);
  if (isFloating(a.value.dtype) || isFloating(b.value.dtype)) throw machine.raise("RuntimeError", `"${logical.replace("logical", "bitwise")}_cpu" not implemented for 'Float'`);
  const sum = run(machine, "add", [a, b]);
  const [left, right] = [run(machine, "expand", [a], { shape: sum.value.shape }), run(machine, "expand", [b], { shape: sum.value.shape })];
  return constantNode(mapped(sum, left, right, bits), false);
};

function mapped(like: Node, a: Node, b: Node, bits: (a: bigint, b: bigint) => bigint): Node["value"] {
  const out = full(like.value.dtype, like.value.shape, 0);
  const [x, y] = [valuesOf(a), valuesOf(b)];
  for (let i = 0; i < out.buffer.length; i++) out.buffer[i] = Number(bits(BigInt(x[i]!), BigInt(y[i]!)));
  return out;
}

const valuesOf = (node: Node): number[] => toNumbers(node.value);

const OPERATIONS: Readonly<Record<string, Operation>> = {
  add: (machine, a, b) => run(machine, a.value.dtype === "bool" && b.value.dtype === "bool" ? "logical_or" : "add", [a, b]),
  sub: (machine, a, b) => {
    if (a.value.dtype === "bool" && b.value.dtype === "bool") throw machine.raise("RuntimeError", "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead.");
    return run(machine, "sub", [a, b]);
  },
  mul: simple("mul"), truediv: simple("div"), floordiv: simple("floor_divide"), mod: simple("remainder"), pow: simple("pow"), matmul: simple("matmul"),
  and: bitwise("logical_and", (a, b) => a & b), or: bitwise("logical_or", (a, b) => a | b), xor: bitwise("logical_xor", (a, b) => a ^ b),
};

const COMPARISONS: Readonly<Record<string, string>> = { lt: "lt", le: "le", gt: "gt", ge: "ge", eq: "eq", ne: "ne" };

export function installOperators(): void {
  const { dict } = tensorType;
  for (const [name, operation] of Object.entries(OPERATIONS)) {
    const binary = (flip: boolean) => (machine: Machine, [self, other]: readonly Value[]): Value => {
      const [a, b] = [nodeOf(machine, self!), nodeOf(machine, other ?? null)];
      if (!a || !b || (name === "matmul" && !isTensor(other!))) return NotImplemented;
      return tensorOf(flip ? operation(machine, b, a) : operation(machine, a, b));
    };
    dict.set(`__${name}__`, new PyBuiltin(`__${name}__`, binary(false), "method", true));
    dict.set(`__r${name}__`, new PyBuiltin(`__r${name}__`, binary(true), "method", true));
    dict.set(`__i${name}__`, new PyBuiltin(`__i${name}__`, (machine, [self, other]) => {
      const b = nodeOf(machine, other ?? null);
      if (!isTensor(self!) || !b) return NotImplemented;
      return writeInPlace(machine, self, operation(machine, self.tracedNode(machine), b));
    }, "method", true));
  }
  for (const [name, card] of Object.entries(COMPARISONS)) {
    dict.set(`__${name}__`, new PyBuiltin(`__${name}__`, (machine, [self, other]) => {
      const [a, b] = [nodeOf(machine, self!), nodeOf(machine, other ?? null)];
      if (a && b) return tensorOf(run(machine, card, [a, b]));
      return name === "eq" ? false : name === "ne" ? true : NotImplemented;
    }, "method", true));
  }
  const unary = (name: string, work: (machine: Machine, node: Node) => Node): void => {
    dict.set(name, new PyBuiltin(name, (machine, [self]) => tensorOf(work(machine, nodeOf(machine, self!)!)))); // bound to the type
  };
  unary("__neg__", (machine, node) => run(machine, "neg", [node]));
  unary("__pos__", (_, node) => node);
  unary("__abs__", (machine, node) => run(machine, "abs", [node]));
  unary("__invert__", (machine, node) => (node.value.dtype === "bool" ? run(machine, "logical_not", [node]) : castTo(machine, run(machine, "sub", [run(machine, "neg", [node]), constantNode(full("int64", [], 1), true)]), node.value.dtype)));
}
