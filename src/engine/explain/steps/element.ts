/**
 * One element of a tensor operation in scalars. What depends on what is not read from shapes but asked of the operation's
 * own rules: a row of the Jacobian is the vjp of a unit vector, a column its jvp. What is written out has been added up
 * and compared with the run: where the sum is not the element, nothing is claimed.
 */
import { edgeAdjoint } from "../../autodiff/reverse.js";
import { PICK } from "../../ops/pick.js";
import { fromNumbers, type NDArray, size, toNumbers } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import { constantNode, flagsOf, Node } from "../../trace/node.js";
import { tangentOrNone } from "../tangent.js";

/** factor · value */
export interface Term {
  readonly factor: number;
  readonly value: number;
  /** Which input and which of its elements (forward), which element of the result (backward). */
  readonly input: number;
  readonly flat: number;
}

/** Above so many elements of inputs and result together, one element is not worth the work. */
const MOST_ELEMENTS = 300_000;

export const canBeWritten = (node: Node): boolean =>
  node.card !== null && node.card !== PICK && node.values.length === 1 &&
  isFloating(node.value.dtype) && node.inputs.reduce((sum, input) => sum + size(input.value), size(node.value)) <= MOST_ELEMENTS;

/**
 * result[flat] as Σ ∂result[flat]/∂x · x over the elements of as few inputs as do; null: it is no such sum. It is one where
 * the operation is linear in those inputs, and where it is homogeneous of degree one (Euler): the largest of x, the length of x.
 */
export function forwardTerms(node: Node, flat: number): Term[] | null {
  const unit = unitNode(node.value, flat);
  const rows = node.inputs.map((input, i) => (isFloating(input.value.dtype) ? edgeAdjoint(node, i, unit) : null));
  const terms = rows.map((row, i) => (row ? termsOf(toNumbers(row.value), toNumbers(node.inputs[i]!.value), i) : []));
  const result = toNumbers(node.value)[flat]!;
  for (const subset of subsets(Math.min(node.inputs.length, 4))) {
    const chosen = subset.flatMap((i) => terms[i]!);
    if (addsUp(chosen, result)) return chosen;
  }
  const all = terms.flat();
  return addsUp(all, result) ? all : null;
}

/** given[flat] as Σ ∂L/∂result[p] · ∂result[p]/∂input[flat]; null: the rule is not that sum (a framework's own convention). */
export function backwardTerms(node: Node, i: number, adjoint: Node, given: Node, flat: number): Term[] | null {
  const alone = standingAlone(node);
  const input = alone.inputs[i]!;
  const tangent = tangentOrNone(alone, new Map([[input, unitNode(input.value, flat)]]), { enter: (one) => one === alone || one === input });
  const column = tangent ? toNumbers(tangent.value) : [];
  const terms = termsOf(column, toNumbers(adjoint.value), i);
  return addsUp(terms, toNumbers(given.value)[flat]!) ? terms : null;
}

/** x · x: each position is an input of its own. */
function standingAlone(node: Node): Node {
  const inputs = node.inputs.map((input, i) => new Node(i, null, [], {}, [input.value], input.origin, null, null, flagsOf([], input.origin, input.weak)));
  return new Node(inputs.length, node.card, inputs, node.attributes, node.values, node.origin, null, null, flagsOf(inputs, node.origin, node.weak));
}

const unitNode = (like: NDArray, flat: number): Node => {
  const values = new Array<number>(size(like)).fill(0);
  values[flat] = 1;
  return constantNode(fromNumbers(like.dtype, like.shape, values), false);
};

const termsOf = (factors: readonly number[], values: readonly number[], input: number): Term[] =>
  factors.flatMap((factor, flat) => (factor === 0 ? [] : [{ factor, value: values[flat]!, input, flat }]));

/** To the digits that are shown. */
function addsUp(terms: readonly Term[], total: number): boolean {
  let sum = 0;
  let size = Math.abs(total);
  for (const { factor, value } of terms) {
    sum += factor * value;
    size += Math.abs(factor * value);
  }
  return Number.isFinite(sum) && Math.abs(sum - total) <= 1e-5 * size;
}

/** Of the first n inputs, fewest first: [0], [1], [0, 1] … */
function subsets(n: number): number[][] {
  const all = Array.from({ length: 2 ** n }, (_, bits) => Array.from({ length: n }, (_, i) => i).filter((i) => (bits >> i) & 1));
  return all.filter((one) => one.length > 0).sort((a, b) => a.length - b.length);
}

/** Row-major index of an element. */
export function indexOf(flat: number, shape: readonly number[]): number[] {
  const index = new Array<number>(shape.length);
  for (let axis = shape.length - 1, left = flat; axis >= 0; axis--) {
    index[axis] = left % shape[axis]!;
    left = Math.floor(left / shape[axis]!);
  }
  return index;
}

/** The element of `from` that broadcasting puts at `index` of a larger shape. */
export function broadcastFlat(index: readonly number[], from: readonly number[]): number {
  const skip = index.length - from.length;
  return from.reduce((flat, length, axis) => flat * length + (length === 1 ? 0 : index[skip + axis]!), 0);
}

/** The element with the largest size, the first of several. */
export function largestElement(array: NDArray): number {
  let best = 0;
  toNumbers(array).forEach((value, i, all) => { if (Math.abs(value) > Math.abs(all[best]!)) best = i; });
  return best;
}
