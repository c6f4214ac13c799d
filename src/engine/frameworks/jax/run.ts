/** Operations on JAX arrays: dtypes by JAX's lattice, results wrapped, misfits told in JAX's words. */
import { inJax, jaxName } from "../../ops/cards/jax/operations.js";
import { type Attributes, OperationError } from "../../ops/define.js";
import type { Operations } from "../../ops/operations.js";
import type { Machine } from "../../python/machine.js";
import { fromNumbers, type NDArray, scalar } from "../../tensor/array.js";
import { type Dtype, isFloating } from "../../tensor/dtype.js";
import { broadcastShapes, type Shape } from "../../tensor/shape.js";
import type { Node } from "../../trace/node.js";
import { shapeText } from "../numpy/printing.js";
import { castTo, JaxArray } from "./array.js";
import { jaxPromotion, joined, promoted } from "./promotion.js";
import { defaultFloat, defaultInt } from "./state.js";
import { running } from "./transform/levels.js";

export function inJaxWords<T>(machine: Machine, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    const { type, message } = error.inFramework.jax ?? { type: "TypeError", message: error.message };
    throw machine.raise(type, message);
  }
}

/** Runs a card on nodes of one dtype. */
export const run = (machine: Machine, card: string, inputs: readonly Node[], attributes: Attributes = {}): Node =>
  inJaxWords(machine, () => machine.trace.apply(jaxName(card), inputs, attributes, jaxPromotion(defaultFloat(machine))));

/** Operations that leave a trace and have XLA's digits: what a backward pass of JAX takes its rules in. */
export const opsOf = (machine: Machine): Operations => inJax(machine.trace.recorded);

/** Inside a function that JAX compiles as a whole: its operations are not kernels of their own. */
export const compiled = (machine: Machine): boolean => running(machine).some(({ kind }) => kind === "jit" || kind === "vmap");

/** What JAX's own operation is called in messages: `multiply` is `mul`. */
const PRIMITIVES: Readonly<Record<string, string>> = { remainder: "rem", floor_divide: "rem", maximum: "max", minimum: "min", logaddexp: "max", hypot: "or" };

export function broadcastShape(machine: Machine, name: string, shapes: readonly Shape[]): Shape {
  const shape = broadcastShapes(...shapes);
  if (shape) return shape;
  const [first] = shapes;
  if (shapes.length === 2 && shapes.every((one) => one.length === first!.length)) throw machine.raise("TypeError", `${PRIMITIVES[name] ?? name} got incompatible shapes for broadcasting: ${shapes.map(shapeText).join(", ")}.`);
  throw machine.raise("ValueError", `Incompatible shapes for broadcasting: shapes=[${shapes.map(shapeText).join(", ")}]`);
}

/** An elementwise card on arrays of any dtypes; the result is weak where all of them are. */
export function elementwise(machine: Machine, card: string, args: readonly JaxArray[], attributes: Attributes = {}): JaxArray {
  const { nodes, to } = promoted(machine, args);
  if (nodes.length > 1) broadcastShape(machine, card, nodes.map((node) => node.value.shape));
  return new JaxArray(run(machine, card, nodes, attributes), to.weak);
}

/** Integers and bools as the default float; weak stays weak. */
export const inexact = (machine: Machine, x: JaxArray): JaxArray => (isFloating(x.dtype) ? x : new JaxArray(castTo(machine, x.node, defaultFloat(machine)), x.weakType));

/** Arrays in the float dtype that they promote to. */
export function inexactTogether(machine: Machine, args: readonly JaxArray[]): { readonly nodes: readonly Node[]; readonly weak: boolean; readonly dtype: Dtype } {
  const to = joined(machine, args);
  const dtype = isFloating(to.dtype) ? to.dtype : defaultFloat(machine);
  return { nodes: args.map(({ node }) => castTo(machine, node, dtype)), weak: to.weak, dtype };
}

/** An elementwise card that computes in floats. */
export function floating(machine: Machine, card: string, args: readonly JaxArray[], attributes: Attributes = {}): JaxArray {
  const { nodes, weak } = inexactTogether(machine, args);
  if (nodes.length > 1) broadcastShape(machine, card, nodes.map((node) => node.value.shape));
  return new JaxArray(run(machine, card, nodes, attributes), weak);
}

/** A card on one array whose dtype and weakness it keeps: shapes, selections. */
export const kept = (machine: Machine, card: string, x: JaxArray, attributes: Attributes = {}): JaxArray => new JaxArray(run(machine, card, [x.node], attributes), x.weakType);

export const cast = (machine: Machine, x: JaxArray, dtype: Dtype, weak = false): JaxArray => new JaxArray(castTo(machine, x.node, dtype), weak);
export const strongly = (x: JaxArray): JaxArray => (x.weakType ? new JaxArray(x.node) : x);
export const reshape = (machine: Machine, x: JaxArray, shape: readonly number[]): JaxArray => kept(machine, "reshape", x, { shape: [...shape] });

/** New numbers without a history. */
export const computed = (machine: Machine, dtype: Dtype, shape: Shape, values: ArrayLike<number>): JaxArray => fresh(machine, fromNumbers(dtype, shape, values));
export const fresh = (machine: Machine, array: NDArray): JaxArray => new JaxArray(machine.trace.leaf(array, { kind: "computed" }));
export const integers = (machine: Machine, shape: Shape, values: ArrayLike<number>): JaxArray => computed(machine, defaultInt(machine), shape, values);
/** A number as a weak array of JAX's default dtype of its kind. */
export const number = (machine: Machine, value: number, kind: "float" | "int" = Number.isInteger(value) ? "int" : "float"): JaxArray =>
  new JaxArray(machine.trace.leaf(scalar(kind === "int" ? defaultInt(machine) : defaultFloat(machine), value), { kind: "literal" }), true);

/** An axis counted from 0, or NumPy's error. */
export function axisIn(machine: Machine, axis: number, rank: number): number {
  if (axis < -rank || axis >= rank) throw machine.raise("ValueError", `axis ${axis} is out of bounds for array of dimension ${rank}`);
  return axis < 0 ? axis + rank : axis;
}
