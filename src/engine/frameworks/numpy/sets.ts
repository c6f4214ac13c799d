/** Set operations on the elements of arrays, and unique rows. */
import { native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { type PyBuiltin, PyTuple, type Value } from "../../python/object.js";
import { toNumbers } from "../../tensor/array.js";
import type { Node } from "../../trace/node.js";
import { numpyPromotion } from "../../trace/promotion.js";
import { intArgument } from "../arguments.js";
import { arrayOf, resultOf } from "./array-type.js";
import { castTo, flat, indexLeaf, need, normalAxis, numberLeaf, run } from "./call.js";
import { namedResult } from "./named-results.js";
import { takeAt } from "./selection.js";

/** NaN comes last and is one element. */
const byValue = (a: number, b: number): number => (Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : Number.isNaN(b) ? -1 : a - b);

interface Uniques {
  /** Position of the first of each. */
  readonly first: number[];
  /** Which of them each element is. */
  readonly inverse: number[];
  readonly counts: number[];
}

function uniquesOf<T>(items: readonly T[], compare: (a: T, b: T) => number): Uniques {
  const order = items.map((_, i) => i).sort((i, j) => compare(items[i]!, items[j]!) || i - j);
  const first: number[] = [];
  const counts: number[] = [];
  const inverse = new Array<number>(items.length);
  for (const i of order) {
    if (!first.length || compare(items[first.at(-1)!]!, items[i]!) !== 0) { first.push(i); counts.push(0); }
    counts[counts.length - 1]!++;
    inverse[i] = first.length - 1;
  }
  return { first, inverse, counts };
}

const inOrder = (a: readonly number[], b: readonly number[]): number => {
  for (let k = 0; k < a.length; k++) { const d = byValue(a[k]!, b[k]!); if (d) return d; }
  return 0;
};

interface Parts {
  readonly values: Node;
  readonly index: Node;
  readonly inverse: Node;
  readonly counts: Node;
}

function unique(machine: Machine, x: Node, axis: number | null): Parts {
  if (axis === null) {
    const line = flat(machine, x);
    const found = uniquesOf(toNumbers(line.value), byValue);
    return { values: takeAt(machine, line, found.first, 0), index: indexLeaf(machine, found.first), inverse: numberLeaf(machine, "int64", x.value.shape, found.inverse), counts: indexLeaf(machine, found.counts) };
  }
  const { shape } = x.value;
  const front = axis === 0 ? x : run(machine, "permute", [x], { axes: [axis, ...shape.flatMap((_, i) => (i === axis ? [] : [i]))] });
  const values = toNumbers(front.value);
  const n = shape[axis]!;
  const width = n ? values.length / n : 0;
  const found = uniquesOf(Array.from({ length: n }, (_, i) => values.slice(i * width, (i + 1) * width)), inOrder);
  return { values: takeAt(machine, x, found.first, axis), index: indexLeaf(machine, found.first), inverse: indexLeaf(machine, found.inverse), counts: indexLeaf(machine, found.counts) };
}

const line = (machine: Machine, value: Value | undefined): Node => flat(machine, need(machine, value));
const common = (machine: Machine, a: Node, b: Node): readonly [Node, Node] => { const dtype = numpyPromotion.common([a, b]); return [castTo(machine, a, dtype), castTo(machine, b, dtype)]; };
const membership = (machine: Machine, a: Readonly<Record<string, Value>>): Value => {
  const x = need(machine, a.element).value;
  const known = new Set(toNumbers(need(machine, a.test_elements).value));
  return resultOf(numberLeaf(machine, "bool", x.shape, toNumbers(x).map((value) => (known.has(value) !== (a.invert === true) ? 1 : 0))));
};

function intersect(machine: Machine, a: Readonly<Record<string, Value>>): Value {
  const [x, y] = common(machine, line(machine, a.ar1), line(machine, a.ar2));
  const [left, right] = [unique(machine, x, null), unique(machine, y, null)];
  const others = new Map(toNumbers(right.values.value).map((value, i) => [value, i]));
  const hits = toNumbers(left.values.value).flatMap((value, i) => (others.has(value) ? [[i, others.get(value)!] as const] : []));
  const values = arrayOf(takeAt(machine, left.values, hits.map(([i]) => i), 0));
  if (a.return_indices !== true) return values;
  return new PyTuple([values, arrayOf(takeAt(machine, left.index, hits.map(([i]) => i), 0)), arrayOf(takeAt(machine, right.index, hits.map(([, j]) => j), 0))]);
}

/** Elements of the first array (both: of either) that the test keeps. */
const kept = (machine: Machine, x: Node, test: (value: number) => boolean): Node => takeAt(machine, x, toNumbers(x.value).flatMap((value, i) => (test(value) ? [i] : [])), 0);

export const SETS: readonly PyBuiltin[] = [
  native("unique(ar, return_index=False, return_inverse=False, return_counts=False, axis=None, *, equal_nan=True, sorted=True)", (machine, a) => {
    const x = need(machine, a.ar);
    const parts = unique(machine, x, a.axis === null ? null : normalAxis(intArgument(machine, a.axis!, "axis"), x.value.shape.length));
    const wanted = [parts.values, ...(a.return_index === true ? [parts.index] : []), ...(a.return_inverse === true ? [parts.inverse] : []), ...(a.return_counts === true ? [parts.counts] : [])];
    return wanted.length === 1 ? arrayOf(wanted[0]!) : new PyTuple(wanted.map(arrayOf));
  }),
  native("unique_values(x)", (machine, a) => arrayOf(unique(machine, need(machine, a.x), null).values)),
  native("unique_counts(x)", (machine, a) => { const { values, counts } = unique(machine, need(machine, a.x), null); return namedResult("UniqueCountsResult", ["values", "counts"], [values, counts].map(arrayOf)); }),
  native("unique_inverse(x)", (machine, a) => { const { values, inverse } = unique(machine, need(machine, a.x), null); return namedResult("UniqueInverseResult", ["values", "inverse_indices"], [values, inverse].map(arrayOf)); }),
  native("intersect1d(ar1, ar2, assume_unique=False, return_indices=False)", intersect),
  native("union1d(ar1, ar2)", (machine, a) => arrayOf(unique(machine, run(machine, "cat", common(machine, line(machine, a.ar1), line(machine, a.ar2)), { axis: 0 }), null).values)),
  native("setdiff1d(ar1, ar2, assume_unique=False)", (machine, a) => {
    const other = new Set(toNumbers(need(machine, a.ar2).value));
    const x = a.assume_unique === true ? line(machine, a.ar1) : unique(machine, line(machine, a.ar1), null).values;
    return arrayOf(kept(machine, x, (value) => !other.has(value)));
  }),
  native("setxor1d(ar1, ar2, assume_unique=False)", (machine, a) => {
    const [x, y] = common(machine, line(machine, a.ar1), line(machine, a.ar2)).map((one) => unique(machine, one, null).values) as [Node, Node]; // two went in
    const [left, right] = [new Set(toNumbers(x.value)), new Set(toNumbers(y.value))];
    return arrayOf(unique(machine, run(machine, "cat", [kept(machine, x, (value) => !right.has(value)), kept(machine, y, (value) => !left.has(value))], { axis: 0 }), null).values);
  }),
  native("isin(element, test_elements, assume_unique=False, invert=False, *, kind=None)", membership),
  native("in1d(element, test_elements, assume_unique=False, invert=False)", membership),
];
