/** autograd.test_util.check_grads: the pullback against a central difference, along directions that no symmetry hides. */
import { native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { PyBuiltin, PyTuple, type Value } from "../../python/object.js";
import { fromNumbers, size, toNumbers } from "../../tensor/array.js";
import { constantNode, type Node } from "../../trace/node.js";
import { intArgument } from "../arguments.js";
import { resultOf } from "../numpy/array-type.js";
import { run } from "../numpy/call.js";
import { contained, nodesIn } from "./containers.js";
import { pulledBack, type Traced } from "./walks.js";

const STEP = 1e-6;
const TOLERANCE = 1e-6;
/** Twice checked functions are differences of differences. */
const SECOND_TOLERANCE = 1e-4;

/** Numbers between −1 and 1 without pattern, the same every time. */
const direction = (node: Node, salt: number): Node =>
  constantNode(fromNumbers(node.value.dtype, node.value.shape, Float64Array.from({ length: size(node.value) }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * salt))), false);

const dot = (xs: readonly Node[], ys: readonly Node[]): number =>
  xs.reduce((sum, x, k) => { const other = toNumbers(ys[k]!.value); return sum + toNumbers(x.value).reduce((total, value, i) => total + value * other[i]!, 0); }, 0);

function check(machine: Machine, callee: (args: readonly Value[]) => Value, args: readonly Value[], order: number, tolerance: number): void {
  const tuple = contained(machine, new PyTuple(args));
  const at = (values: readonly Value[]): Value => callee((tuple.rebuild(values) as PyTuple).items); // a tuple went in
  const answer = at(tuple.leaves);
  const entered: Traced = { machine, argument: tuple, answer };
  const points = tuple.leaves.map((leaf) => leaf.tracedNode(machine));
  const v = points.map((point, k) => direction(point, k + 1));
  const ends = nodesIn(machine, answer);
  const u = ends.map((end, k) => direction(end, -k - 1));
  const moved = (step: number): number => dot(nodesIn(machine, at(points.map((point, k) => resultOf(run(machine, "add", [point, run(machine, "mul", [v[k]!, constantNode(step)])]))))), u);
  const numeric = (moved(STEP) - moved(-STEP)) / (2 * STEP);
  const exact = dot(pulledBack(entered, u), v);
  if (!(Math.abs(numeric - exact) <= tolerance * Math.max(1, Math.abs(numeric)))) throw machine.raise("AssertionError", `Derivative (VJP) check of function failed with arguments: analytic: ${exact}, numeric: ${numeric}`);
  if (order > 1) check(machine, (given) => { const inner = contained(machine, new PyTuple(given)); return inner.rebuild(pulledBack({ machine, argument: inner, answer: callee((inner.rebuild(inner.leaves) as PyTuple).items) }, u).map(resultOf)); }, args, order - 1, SECOND_TOLERANCE); // as above
}

export const TEST_UTIL: readonly PyBuiltin[] = [
  native("check_grads(f, modes=None, order=2)", (machine, a) => {
    const f = a.f!;
    const order = intArgument(machine, a.order!, "order");
    return new PyBuiltin("check_grads_of_function", (inner, args, keywords) => {
      check(inner, (given) => inner.call(f, given, keywords), args, order, TOLERANCE);
      return null;
    }, "static");
  }),
  native("scalar_close(a, b)", (machine, a) => Math.abs(toNumbers(nodesIn(machine, a.a!)[0]!.value)[0]! - toNumbers(nodesIn(machine, a.b!)[0]!.value)[0]!) < TOLERANCE),
];
