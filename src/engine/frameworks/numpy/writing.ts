/** Writing into arrays: `a += …`, `a[i] = …`, `out=`. */
import type { Machine } from "../../python/machine.js";
import type { Value } from "../../python/object.js";
import { type Dtype, isFloating } from "../../tensor/dtype.js";
import { broadcastShapes, sameShape } from "../../tensor/shape.js";
import { Handle } from "../../trace/handle.js";
import type { Node } from "../../trace/node.js";
import { numpyPromotion } from "../../trace/promotion.js";
import { type IndexWords, planIndex, viewByPlan } from "../indexing.js";
import { nodeOf, PyArray } from "./array-type.js";
import { inNumpyWords, outputCastingError } from "./errors.js";
import { tightShape } from "./printing.js";
import { checkRange } from "./ranges.js";

export const INDEX_WORDS: IndexWords = {
  tooMany: (rank, count) => `too many indices for array: array is ${rank}-dimensional, but ${count} were indexed`,
  outside: (index, axis, length) => `index ${index} is out of bounds for axis ${axis} with size ${length}`,
};

const rank = (dtype: Dtype): number => (dtype === "bool" ? 0 : isFloating(dtype) ? 2 : 1);

const cast = (machine: Machine, node: Node, dtype: Dtype): Node => (node.value.dtype === dtype ? node : machine.trace.apply("cast", [node], { dtype }));

/** `ufunc(…, out=array)` and in-place operators: the result must fit the array's shape and kind. */
export function writeWhole(machine: Machine, array: PyArray, value: Node, ufunc: string): PyArray {
  const common = broadcastShapes(array.shape, value.value.shape);
  if (!common || !sameShape(common, array.shape)) throw machine.raise("ValueError", `non-broadcastable output operand with shape ${tightShape(array.shape)} doesn't match the broadcast shape ${tightShape(common ?? value.value.shape)}`);
  if (rank(value.value.dtype) > rank(array.dtype)) throw outputCastingError(`Cannot cast ufunc '${ufunc}' output from dtype('${value.value.dtype}') to dtype('${array.dtype}') with casting rule 'same_kind'`);
  write(machine, array.handle, value);
  return array;
}

function write(machine: Machine, handle: Handle, value: Node): void {
  const converted = cast(machine, value, handle.dtype);
  handle.write(machine.trace, sameShape(converted.value.shape, handle.shape) ? converted : machine.trace.apply("expand", [converted], { shape: [...handle.shape] }));
}

/** `array[index] = value`. */
export function assignIndex(machine: Machine, array: PyArray, index: Value, value: Value): void {
  const source = nodeOf(machine, value);
  if (source?.weak && source.value.dtype === "int64" && array.dtype !== "int64" && !isFloating(array.dtype)) checkRange(machine, source.value.buffer[source.value.offset]!, array.dtype);
  if (!source) throw machine.raise("TypeError", `float() argument must be a string or a real number, not '${machine.typeOf(value).name}'`);
  const base = array.tracedNode(machine);
  const plan = planIndex(machine, array.shape, index, INDEX_WORDS);
  const view = viewByPlan(machine, base, plan, numpyPromotion);
  const handle = view === base ? array.handle : new Handle(view);
  const values = cast(machine, source, array.dtype);
  if (plan.arrays.length) {
    const axes = plan.arrays.map((one) => one.axis);
    const indices = plan.arrays.map((one) => one.index);
    const taken = inNumpyWords(machine, () => machine.trace.apply("index", [view, ...indices], { axes }, numpyPromotion)).value.shape;
    const common = broadcastShapes(values.value.shape, taken);
    const masked = isMask(index);
    if (masked && values.value.shape.length === 1 && taken.length === 1 && (!common || !sameShape(common, taken))) throw machine.raise("ValueError", `NumPy boolean array indexing assignment cannot assign ${values.value.shape[0]} input values to the ${taken[0]} output values where the mask is true`);
    if (!common || !sameShape(common, taken)) throw machine.raise("ValueError", `shape mismatch: value array of shape ${tightShape(values.value.shape)} could not be broadcast to indexing result of shape ${tightShape(taken)}`);
    handle.write(machine.trace, inNumpyWords(machine, () => machine.trace.apply("index_put", [view, values, ...indices], { axes }, numpyPromotion)));
    return;
  }
  const target = view.value.shape;
  const extra = Math.max(0, values.value.shape.length - target.length);
  const trimmed = extra && values.value.shape.slice(0, extra).every((length) => length === 1) ? machine.trace.apply("reshape", [values], { shape: values.value.shape.slice(extra) }) : values;
  const common = broadcastShapes(trimmed.value.shape, target);
  if (!common || !sameShape(common, target)) {
    if (target.length === 0) throw machine.raise("ValueError", "setting an array element with a sequence.");
    throw machine.raise("ValueError", `could not broadcast input array from shape ${tightShape(values.value.shape)} into shape ${tightShape(target)}`);
  }
  write(machine, handle, trimmed);
}

const isMask = (index: Value): boolean => index instanceof PyArray && index.dtype === "bool";
