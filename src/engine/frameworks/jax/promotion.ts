/**
 * JAX's type promotion lattice (https://docs.jax.dev/en/latest/type_promotion.html): Python's int and float are points of
 * their own in it (i*, f*), above the bools and the integers, and below everything that has a width.
 */
import type { Machine } from "../../python/machine.js";
import { type Dtype, isFloating } from "../../tensor/dtype.js";
import type { Node } from "../../trace/node.js";
import type { Promotion } from "../../trace/promotion.js";
import { castTo, type JaxArray } from "./array.js";
import { canonical, defaultFloat } from "./state.js";

type Point = Dtype | "i*" | "f*";

/** Each point and those right above it. */
const ABOVE: Readonly<Record<Point, readonly Point[]>> = {
  bool: ["i*"], "i*": ["uint8", "int8"],
  uint8: ["int16", "uint16"], uint16: ["int32", "uint32"], uint32: ["int64", "uint64"], uint64: ["f*"],
  int8: ["int16"], int16: ["int32"], int32: ["int64"], int64: ["f*"],
  "f*": ["bfloat16", "float16"], bfloat16: ["float32"], float16: ["float32"], float32: ["float64"], float64: [],
};

const upper = new Map<Point, ReadonlySet<Point>>();
function upperSet(point: Point): ReadonlySet<Point> {
  let set = upper.get(point);
  if (!set) upper.set(point, set = new Set([point, ...ABOVE[point].flatMap((one) => [...upperSet(one)])]));
  return set;
}

/** The lowest point above both. */
function join(a: Point, b: Point): Point {
  if (a === b) return a;
  const common = [...upperSet(a)].filter((one) => upperSet(b).has(one));
  return common.find((one) => common.every((other) => upperSet(one).has(other)))!; // the lattice has a join of every pair
}

function pointOf({ dtype, weakType }: JaxArray): Point {
  if (!weakType || dtype === "bool") return dtype;
  return isFloating(dtype) ? "f*" : "i*";
}

export interface Joined {
  readonly dtype: Dtype;
  readonly weak: boolean;
}

/** The dtype of a result of these operands, and whether it is weak: all of them are. */
export function joined(machine: Machine, operands: readonly JaxArray[]): Joined {
  const [first] = operands;
  if (first && operands.every(({ dtype, weakType }) => weakType === first.weakType && dtype === first.dtype)) return { dtype: first.dtype, weak: first.weakType };
  if (operands.every(({ dtype, weakType }) => weakType || dtype === "bool")) return allWeak(machine, operands);
  // An integer array with a Python float is just above the integers: a weak float.
  const point = operands.map(pointOf).reduce(join);
  if (point === "f*") return { dtype: defaultFloat(machine), weak: true };
  return { dtype: canonical(machine, point as Dtype), weak: false }; // i* lies below every integer
}

/** Weak dtypes among themselves keep their widths: a weak float16 with a Python float is a float16. */
function allWeak(machine: Machine, operands: readonly JaxArray[]): Joined {
  const weak = operands.filter(({ weakType }) => weakType);
  const floats = weak.filter(({ dtype }) => isFloating(dtype));
  const dtype = (floats.length ? floats : weak).map((one) => one.dtype as Point).reduce(join);
  return { dtype: canonical(machine, dtype as Dtype), weak: true }; // a join of dtypes of one kind is one
}

/** Operands cast to their common dtype. */
export function promoted(machine: Machine, operands: readonly JaxArray[]): { readonly nodes: readonly Node[]; readonly to: Joined } {
  const to = joined(machine, operands);
  return { nodes: operands.map(({ node }) => castTo(machine, node, to.dtype)), to };
}

/** For cards whose inputs have been cast already: the common dtype is theirs, a float is the default one. */
export const jaxPromotion = (float: Dtype): Promotion => ({
  common: (inputs) => inputs[0]?.value.dtype ?? float,
  float: (dtype) => (isFloating(dtype) ? dtype : float),
});
