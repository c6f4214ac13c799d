/** Nested Python lists as arrays. Numbers that have a history keep it: `np.array([w1, w2])` is differentiable. */
import type { Machine } from "../../python/machine.js";
import { PyFloat, PyTracedInt, TracedObject, type Value } from "../../python/object.js";
import { fromNumbers, toNumbers } from "../../tensor/array.js";
import { type Dtype, isFloating } from "../../tensor/dtype.js";
import type { Node } from "../../trace/node.js";
import { numpyPromotion, promote } from "../../trace/promotion.js";
import { isInt, isSequence, numberOf } from "../arguments.js";
import { tightShape } from "./printing.js";

/** More numbers than this are not followed one by one. */
const FOLLOWED = 512;

interface Leaves {
  readonly shape: readonly number[];
  readonly items: readonly Value[];
}

/** Arrays and other iterables count as lists of their parts. */
function leavesOf(machine: Machine, value: Value, depth: number, top: Value): Leaves {
  if (isInt(value) || value instanceof PyFloat) return { shape: [], items: [value] };
  if (value instanceof TracedObject) return { shape: value.tracedNode(machine).value.shape, items: [value] };
  if (value === null || typeof value === "string" || !isSequence(value)) {
    if (typeof value !== "string" && value !== null && machine.findAttribute(value, "__iter__") !== undefined && machine.findAttribute(value, "__len__") !== undefined) return listLeaves(machine, [...machine.iterate(value)], depth, top);
    throw machine.raise("TypeError", `float() argument must be a string or a real number, not '${machine.typeOf(value).name}'`);
  }
  return listLeaves(machine, value.items, depth, top);
}

function listLeaves(machine: Machine, list: readonly Value[], depth: number, top: Value): Leaves {
  const parts = list.map((one) => leavesOf(machine, one, depth + 1, top));
  const [first] = parts;
  if (!first) return { shape: [0], items: [] };
  if (parts.some(({ shape }) => shape.length !== first.shape.length || shape.some((length, i) => length !== first.shape[i]))) {
    const common: number[] = [];
    const rank = Math.min(...parts.map(({ shape }) => shape.length));
    for (let axis = 0; axis < rank && parts.every(({ shape }) => shape[axis] === first.shape[axis]); axis++) common.push(first.shape[axis]!);
    const detected = [parts.length, ...common];
    const lead = depth === 0 ? detected : [machine.length(top), ...detected];
    throw machine.raise("ValueError", `setting an array element with a sequence. The requested array has an inhomogeneous shape after ${lead.length} dimensions. The detected shape was ${tightShape(lead).replace(/,(?=\d)/g, ", ")} + inhomogeneous part.`);
  }
  return { shape: [parts.length, ...first.shape], items: parts.flatMap(({ items }) => items) };
}

const dtypeOfItem = (machine: Machine, item: Value): Dtype =>
  item instanceof TracedObject ? item.tracedNode(machine).value.dtype : typeof item === "boolean" ? "bool" : item instanceof PyFloat ? "float64" : "int64";

const hasHistory = (item: Value): boolean => item instanceof TracedObject || (item instanceof PyFloat && item.origin !== null) || item instanceof PyTracedInt;

function commonDtype(dtypes: readonly Dtype[]): Dtype {
  if (!dtypes.length) return "float64";
  return dtypes.reduce((a, b) => (isFloating(a) !== isFloating(b) && (a === "int64" || b === "int64" || a === "int32" || b === "int32") ? "float64" : promote(a, b)));
}

/** A new array on the trace. */
export function arrayFrom(machine: Machine, value: Value, dtype: Dtype | null): Node {
  const { shape, items } = leavesOf(machine, value, 0, value);
  const wanted = dtype ?? commonDtype([...new Set(items.map((item) => dtypeOfItem(machine, item)))]);
  if (isFloating(wanted) && items.length <= FOLLOWED && items.some(hasHistory)) return followed(machine, shape, items, wanted);
  const values: number[] = [];
  for (const item of items) {
    if (item instanceof TracedObject) for (const one of toNumbers(item.tracedNode(machine).value)) values.push(one);
    else values.push(numberOf(item as number | PyFloat)); // leavesOf lets nothing else through
  }
  return machine.trace.leaf(fromNumbers(wanted, shape, values), { kind: "literal" });
}

/** Everything flat, joined, in shape: each number is an input of the array. */
function followed(machine: Machine, shape: readonly number[], items: readonly Value[], dtype: Dtype): Node {
  const { trace } = machine;
  const flat = items.map((item) => {
    const node = item instanceof TracedObject ? item.tracedNode(machine) : machine.nodeOf(item);
    if (!node) throw machine.raise("TypeError", "must be real number");
    const cast = node.value.dtype === dtype ? node : trace.apply("cast", [node], { dtype });
    return trace.apply("reshape", [cast], { shape: [cast.value.shape.reduce((product, length) => product * length, 1)] }, numpyPromotion);
  });
  const joined = flat.length === 1 ? trace.apply("clone", [flat[0]!]) : trace.apply("cat", flat, { axis: 0 }, numpyPromotion);
  return trace.apply("reshape", [joined], { shape: [...shape] }, numpyPromotion);
}
