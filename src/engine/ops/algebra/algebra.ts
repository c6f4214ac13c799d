/**
 * The small closed algebra in which elementwise operations state their value and their partial derivatives, with
 * the type of the values left open. The same statement is read as numbers, as an expression (for LaTeX, Unicode,
 * symbolic derivatives and compiled loops) and as traced nodes (for derivatives of derivatives).
 */
import type { FunctionName } from "./functions.js";

export interface Algebra<V> {
  constant(value: number): V;
  add(a: V, b: V): V;
  sub(a: V, b: V): V;
  mul(a: V, b: V): V;
  div(a: V, b: V): V;
  neg(a: V): V;
  pow(base: V, exponent: V): V;
  /** The rest of a/b with the sign of a, exact (C's fmod). */
  rem(a: V, b: V): V;
  /** The angle of the point (x, y), with the signs of zeros as in C. */
  atan2(y: V, x: V): V;
  /** An elementary function of one argument, from the table in `functions.ts`. */
  call(name: FunctionName, x: V): V;
  /** Comparisons are 1 or 0 and have no derivative. */
  less(a: V, b: V): V;
  lessEqual(a: V, b: V): V;
  equal(a: V, b: V): V;
  /** `a` where `test` is not 0, else `b`; the branch not taken does not spoil the result. */
  where(test: V, a: V, b: V): V;
}
