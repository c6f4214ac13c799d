/** scipy.linalg, scipy.signal, scipy.spatial: what hand-written models use of them. */
import { toAttributes } from "../../ops/cards/neural/geometry.js";
import { native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { type PyBuiltin, PyTuple, type Value } from "../../python/object.js";
import { isFloating } from "../../tensor/dtype.js";
import type { Node } from "../../trace/node.js";
import { resultOf } from "../numpy/array-type.js";
import { castTo, need, operationsOf, run } from "../numpy/call.js";

export const LINALG: readonly PyBuiltin[] = [
  native("solve_triangular(a, b, trans=0, lower=False, unit_diagonal=False)", (machine, a) => {
    const o = operationsOf(machine);
    const [matrix, right] = [o.cast(need(machine, a.a), "float64"), o.cast(need(machine, a.b), "float64")];
    const flipped = a.trans === 1 || a.trans === "T";
    const [m, lower] = flipped ? [o.transpose(matrix), a.lower !== true] : [matrix, a.lower === true];
    const column = right.value.shape.length === 1 ? o.reshape(right, [-1, 1]) : right;
    const solved = run(machine, "solve_triangular", [m, column], { upper: !lower, left: true, unitriangular: a.unit_diagonal === true });
    return resultOf(o.reshape(solved, right.value.shape));
  }),
  native("cho_factor(a, lower=False)", (machine, a) => {
    const o = operationsOf(machine);
    const low = o.apply("cholesky", [o.cast(need(machine, a.a), "float64")]);
    return new PyTuple([resultOf(a.lower === true ? low : o.transpose(low)), a.lower === true]);
  }),
  native("cho_solve(c_and_lower, b)", (machine, a) => {
    const [factor, lower] = [...machine.iterate(a.c_and_lower!)];
    const o = operationsOf(machine);
    const given = need(machine, factor);
    const low = lower === true ? given : o.transpose(given);
    const right = o.cast(need(machine, a.b), "float64");
    const column = right.value.shape.length === 1 ? o.reshape(right, [-1, 1]) : right;
    const half = run(machine, "solve_triangular", [low, column], { upper: false, left: true, unitriangular: false });
    return resultOf(o.reshape(run(machine, "solve_triangular", [o.transpose(low), half], { upper: true, left: true, unitriangular: false }), right.value.shape));
  }),
  native("block_diag(*arrs)", (machine, _, { rest }) => resultOf(run(machine, "block_diag", rest.map((one) => need(machine, one))))),
];

/** Zeros before and after an axis. In the middle of an even kernel SciPy rounds one way for convolution, the other for correlation. */
function border(length: number, mode: Value, turned: boolean): readonly [number, number] {
  if (mode === "valid") return [0, 0];
  if (mode === "full") return [length - 1, length - 1];
  const [less, more] = [Math.floor((length - 1) / 2), Math.ceil((length - 1) / 2)];
  return turned ? [more, less] : [less, more];
}

/** The kernel slid over the image (with two axes): "valid" as it is, "full" and "same" over a border of zeros. */
function slid(machine: Machine, image: Value, kernel: Value, mode: Value, turned: boolean): Value {
  const o = operationsOf(machine);
  const [first, second] = [need(machine, image), need(machine, kernel)];
  const whole = !isFloating(first.value.dtype) && !isFloating(second.value.dtype);
  const [x, given] = [o.cast(first, "float64"), o.cast(second, "float64")];
  const axes = given.value.shape.map((_, axis) => axis);
  const k: Node = turned ? o.apply("flip", [given], { axes }) : given;
  const window = k.value.shape;
  const input = x.value.shape;
  const edges = window.map((length) => border(length, mode, turned));
  const output = input.map((length, axis) => Math.max(length + edges[axis]![0] + edges[axis]![1] - window[axis]! + 1, 0));
  const ones = window.map(() => 1);
  const geometry = toAttributes({ input, window, output, stride: ones, before: edges.map(([before]) => before), dilation: ones, groups: 1 });
  const result = run(machine, "convolution", [o.reshape(x, [1, 1, ...input]), o.reshape(k, [1, 1, ...window])], geometry);
  return resultOf(castTo(machine, o.reshape(result, output), whole ? "int64" : "float64"));
}

export const SIGNAL: readonly PyBuiltin[] = [
  native("correlate2d(in1, in2, mode='full', boundary='fill', fillvalue=0)", (machine, a) => slid(machine, a.in1!, a.in2!, a.mode!, false)),
  native("correlate(in1, in2, mode='full', method='auto')", (machine, a) => slid(machine, a.in1!, a.in2!, a.mode!, false)),
  native("convolve(in1, in2, mode='full', method='auto')", (machine, a) => slid(machine, a.in1!, a.in2!, a.mode!, true)),
  native("convolve2d(in1, in2, mode='full', boundary='fill', fillvalue=0)", (machine, a) => slid(machine, a.in1!, a.in2!, a.mode!, true)),
];
