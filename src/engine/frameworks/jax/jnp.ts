/**
 * The calculus that JAX's composed functions are written in: arrays and plain numbers, promoted as JAX promotes them.
 * A number is a Python scalar (weak): whole ones are ints, `float(1)` is the float.
 */
import type { Machine } from "../../python/machine.js";
import { type Dtype, isFloating } from "../../tensor/dtype.js";
import { sizeOf } from "../../tensor/shape.js";
import * as arithmetic from "./arithmetic.js";
import { castTo, JaxArray } from "./array.js";
import { promoted } from "./promotion.js";
import { axisIn, broadcastShape, elementwise, floating, inexact, inexactTogether, kept, number, reshape, run } from "./run.js";
import { defaultInt } from "./state.js";

export type Term = JaxArray | number;

export class Jnp {
  constructor(readonly machine: Machine) {}

  of(x: Term): JaxArray { return typeof x === "number" ? number(this.machine, x) : x; }
  float(x: number): JaxArray { return number(this.machine, x, "float"); }
  /** A strong scalar of that dtype. */
  constant(x: number, dtype: Dtype): JaxArray { return new JaxArray(castTo(this.machine, this.float(x).node, dtype)); }
  inexact(x: Term): JaxArray { return inexact(this.machine, this.of(x)); }
  /** Both in the float dtype they promote to. */
  together(...terms: readonly Term[]): JaxArray[] {
    const { nodes, weak } = inexactTogether(this.machine, terms.map((term) => this.of(term)));
    return nodes.map((node) => new JaxArray(node, weak));
  }
  strong(x: JaxArray): JaxArray { return x.weakType ? new JaxArray(x.node) : x; }
  cast(x: Term, dtype: Dtype): JaxArray { return new JaxArray(castTo(this.machine, this.of(x).node, dtype)); }

  add(a: Term, b: Term): JaxArray { return arithmetic.add(this.machine, this.of(a), this.of(b)); }
  sub(a: Term, b: Term): JaxArray { return arithmetic.subtract(this.machine, this.of(a), this.of(b)); }
  mul(a: Term, b: Term): JaxArray { return arithmetic.multiply(this.machine, this.of(a), this.of(b)); }
  div(a: Term, b: Term): JaxArray { return arithmetic.divide(this.machine, this.of(a), this.of(b)); }
  pow(a: Term, b: Term): JaxArray { return arithmetic.power(this.machine, this.of(a), this.of(b)); }
  neg(a: Term): JaxArray { return arithmetic.negative(this.machine, this.of(a)); }
  abs(a: Term): JaxArray { return arithmetic.absolute(this.machine, this.of(a)); }
  matmul(a: JaxArray, b: JaxArray): JaxArray { return arithmetic.matmul(this.machine, a, b); }
  compare(name: "eq" | "ne" | "lt" | "le" | "gt" | "ge", a: Term, b: Term): JaxArray { return arithmetic.compare(name)(this.machine, this.of(a), this.of(b)); }
  maximum(a: Term, b: Term): JaxArray { return elementwise(this.machine, "maximum", [this.of(a), this.of(b)]); }
  minimum(a: Term, b: Term): JaxArray { return elementwise(this.machine, "minimum", [this.of(a), this.of(b)]); }
  and(a: JaxArray, b: JaxArray): JaxArray { return elementwise(this.machine, "logical_and", [a, b]); }
  or(a: JaxArray, b: JaxArray): JaxArray { return elementwise(this.machine, "logical_or", [a, b]); }
  not(a: JaxArray): JaxArray { return elementwise(this.machine, "logical_not", [a]); }
  /** An elementwise card that keeps integers. */
  keep(card: string, x: Term): JaxArray { return elementwise(this.machine, card, [this.of(x)]); }
  /** An elementwise card that computes in floats: "exp", "log", "sqrt" … */
  call(card: string, ...terms: readonly Term[]): JaxArray { return floating(this.machine, card, terms.map((term) => this.of(term))); }

  where(test: Term, a: Term, b: Term): JaxArray {
    const condition = this.of(test);
    const { nodes: [x, y], to } = promoted(this.machine, [this.of(a), this.of(b)]);
    broadcastShape(this.machine, "where", [condition.shape, x!.value.shape, y!.value.shape]);
    return new JaxArray(run(this.machine, "where", [castTo(this.machine, condition.node, "bool"), x!, y!]), to.weak);
  }

  /** `axes` null: all. Results of reductions are strong. */
  reduce(card: string, x: JaxArray, axes: readonly number[] | null = null, keepdim = false): JaxArray {
    return new JaxArray(run(this.machine, card, [x.node], { axes: axes ?? x.shape.map((_, axis) => axis), keepdim }));
  }
  /** Bools are counted. */
  sum(x: JaxArray, axes: readonly number[] | null = null, keepdim = false): JaxArray {
    return this.reduce("sum", x.dtype === "bool" ? this.cast(x, defaultInt(this.machine)) : x, axes, keepdim);
  }
  mean(x: JaxArray, axes: readonly number[] | null = null, keepdim = false): JaxArray {
    const floats = this.inexact(x);
    return this.over(this.sum(floats, axes, keepdim), this.count(x, axes));
  }
  /** Divided by a constant as XLA compiles it: times the rounded reciprocal. */
  over(x: JaxArray, divisor: number): JaxArray { return this.mul(x, this.call("reciprocal", this.constant(divisor, x.dtype))); }
  max(x: JaxArray, axes: readonly number[] | null = null, keepdim = false): JaxArray { return this.reduce("amax", x, axes, keepdim); }
  min(x: JaxArray, axes: readonly number[] | null = null, keepdim = false): JaxArray { return this.reduce("amin", x, axes, keepdim); }
  /** How many elements a reduction takes in. */
  count(x: JaxArray, axes: readonly number[] | null): number {
    return axes ? axes.reduce((product, axis) => product * x.shape[axis]!, 1) : sizeOf(x.shape);
  }

  reshape(x: JaxArray, shape: readonly number[]): JaxArray { return reshape(this.machine, x, shape); }
  ravel(x: JaxArray): JaxArray { return x.shape.length === 1 ? x : this.reshape(x, [-1]); }
  expand(x: JaxArray, shape: readonly number[]): JaxArray { return x.shape.length === shape.length && x.shape.every((length, i) => length === shape[i]) ? x : kept(this.machine, "expand", x, { shape: [...shape] }); }
  unsqueeze(x: JaxArray, axis: number): JaxArray { return this.reshape(x, [...x.shape.slice(0, axis), 1, ...x.shape.slice(axis)]); }
  permute(x: JaxArray, axes: readonly number[]): JaxArray { return axes.every((axis, i) => axis === i) ? x : kept(this.machine, "permute", x, { axes: [...axes] }); }
  moveaxis(x: JaxArray, from: number, to: number): JaxArray {
    const order = x.shape.map((_, axis) => axis).filter((axis) => axis !== from);
    order.splice(to, 0, from);
    return this.permute(x, order);
  }
  /** The part of an axis from `start` to before `stop`. */
  slice(x: JaxArray, axis: number, start: number, stop: number): JaxArray {
    return kept(this.machine, "slice", x, { starts: x.shape.map((_, i) => (i === axis ? start : 0)), stops: x.shape.map((length, i) => (i === axis ? stop : length)), steps: x.shape.map(() => 1) });
  }
  /** Joined along an axis in their common dtype. */
  cat(parts: readonly JaxArray[], axis: number): JaxArray {
    const { nodes, to } = promoted(this.machine, parts);
    return new JaxArray(run(this.machine, "cat", nodes, { axis }), to.weak);
  }
  stack(parts: readonly JaxArray[], axis = 0): JaxArray { return this.cat(parts.map((part) => this.unsqueeze(part, axis)), axis); }
  /** Elements along an axis by an integer array. */
  pick(x: JaxArray, index: JaxArray, axis: number): JaxArray {
    return new JaxArray(run(this.machine, "index", [x.node, castTo(this.machine, index.node, "int64")], { axes: [axis] }), x.weakType);
  }
  /** Elements at an index for each result, along an axis. */
  gather(x: JaxArray, index: JaxArray, axis: number): JaxArray {
    return new JaxArray(run(this.machine, "gather", [x.node, castTo(this.machine, index.node, "int64")], { axis }), x.weakType);
  }
  axis(axis: number, rank: number): number { return axisIn(this.machine, axis, rank); }
  /** The same value; no gradient goes through. */
  stop(x: JaxArray): JaxArray { return isFloating(x.dtype) ? new JaxArray(this.machine.trace.cut(x.node, "stop_gradient"), x.weakType) : x; }
}

export const jnpOf = (machine: Machine): Jnp => machine.state("jax-calculus", () => new Jnp(machine));
