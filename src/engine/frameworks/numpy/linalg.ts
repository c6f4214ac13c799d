/** numpy.linalg: what is not a card of its own. */
import { native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { type PyBuiltin, PyTuple, type Value } from "../../python/object.js";
import { fromNumbers } from "../../tensor/array.js";
import type { Node } from "../../trace/node.js";
import { intArgument, intList, isNumber, numberOf } from "../arguments.js";
import { arrayOf, resultOf } from "./array-type.js";
import { flat, need, run } from "./call.js";
import { linAlgError } from "./errors.js";

function norm(machine: Machine, a: Readonly<Record<string, Value>>): Value {
  const x = need(machine, a.x);
  const keepdim = a.keepdims === true;
  const axes = a.axis === null ? null : (intList(a.axis!) ?? [intArgument(machine, a.axis!, "axis")]);
  const rank = axes?.length ?? x.value.shape.length;
  const order = a.ord!;
  if (order === null || order === "fro" || (rank === 1 && isNumber(order))) return resultOf(run(machine, "norm", [x], { p: order === null || typeof order === "string" ? 2 : numberOf(order as number), axes, keepdim }));
  if (rank === 2 && isNumber(order) && [1, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].includes(numberOf(order))) return resultOf(matrixNorm(machine, x, axes ?? [0, 1], numberOf(order)));
  if (rank === 2) throw machine.raise("NotImplementedError", "norms by singular values are not supported yet");
  throw machine.raise("ValueError", `Invalid norm order ${machine.repr(order)} for vectors`);
}

/** The largest (smallest) sum of magnitudes of a column or row. */
function matrixNorm(machine: Machine, x: Node, axes: readonly number[], order: number): Node {
  const [rows, columns] = axes;
  const along = Number.isFinite(order) ? rows! : columns!;
  const sums = run(machine, "sum", [run(machine, "abs", [x])], { axes: [along], keepdim: false });
  return run(machine, order > 0 ? "amax" : "amin", [sums], { axes: null, keepdim: false });
}

function power(machine: Machine, x: Node, n: number): Node {
  if (n < 0) return power(machine, run(machine, "inv", [x]), -n);
  const size = x.value.shape.at(-1)!;
  if (size !== x.value.shape.at(-2)) throw linAlgError("Last 2 dimensions of the array must be square");
  if (n === 0) return machine.trace.leaf(fromNumbers(x.value.dtype, [size, size], Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0))), { kind: "literal" });
  let result = x;
  for (let k = 1; k < n; k++) result = run(machine, "matmul", [result, x]);
  return result;
}

export const LINALG: readonly PyBuiltin[] = [
  native("norm(x, ord=None, axis=None, keepdims=False)", norm),
  native("matrix_power(a, n)", (machine, a) => arrayOf(power(machine, need(machine, a.a), intArgument(machine, a.n!, "n")))),
  native("slogdet(a)", (machine, a) => {
    const determinant = run(machine, "det", [need(machine, a.a)]);
    return new PyTuple([resultOf(run(machine, "sign", [determinant])), resultOf(run(machine, "log", [run(machine, "abs", [determinant])]))]);
  }),
  native("multi_dot(arrays)", (machine, a) => resultOf([...machine.iterate(a.arrays!)].map((one) => need(machine, one)).reduce((left, right) => run(machine, "numpy_dot", [left, right])))),
  native("vector_norm(x, axis=None, keepdims=False, ord=2)", (machine, a) => resultOf(run(machine, "norm", [a.axis === null ? flat(machine, need(machine, a.x)) : need(machine, a.x)], { p: numberOf(a.ord as number), axes: a.axis === null ? null : [intArgument(machine, a.axis!, "axis")], keepdim: a.keepdims === true }))),
];
