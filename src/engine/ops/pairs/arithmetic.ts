/** Arithmetic and elementary functions of complex numbers kept as pairs (see pair.ts). */
import { fromNumbers } from "../../tensor/array.js";
import { constantNode, type Node } from "../../trace/node.js";
import type { Operations } from "../operations.js";
import { join, type Parts, partsOf, spread } from "./pair.js";

export type Unary = (ops: Operations, z: Node) => Node;
export type Binary = (ops: Operations, a: Node, b: Node) => Node;

const build = (ops: Operations, z: Node, make: (parts: Parts) => Parts): Node => join(ops, make(partsOf(ops, z)));

export const conjugate: Unary = (ops, z) => ops.mul(z, constantNode(fromNumbers(z.value.dtype, [2], [1, -1]), true));

/** i·z */
export const turned: Unary = (ops, z) => build(ops, z, ({ re, im }) => ({ re: ops.neg(im), im: re }));

/** A product of any bilinear kind: (a + ib)(c + id). */
export function bilinear(ops: Operations, x: Node, y: Node, product: (p: Node, q: Node) => Node): Node {
  const [a, b] = [partsOf(ops, x), partsOf(ops, y)];
  return join(ops, { re: ops.sub(product(a.re, b.re), product(a.im, b.im)), im: ops.add(product(a.re, b.im), product(a.im, b.re)) });
}

export const multiply: Binary = (ops, a, b) => bilinear(ops, a, b, (p, q) => ops.mul(p, q));

const squaredSize: Unary = (ops, z) => {
  const { re, im } = partsOf(ops, z);
  return ops.add(ops.mul(re, re), ops.mul(im, im));
};

export const divide: Binary = (ops, a, b) => ops.div(multiply(ops, a, conjugate(ops, b)), spread(ops, squaredSize(ops, b)));

export const reciprocal: Unary = (ops, z) => ops.div(conjugate(ops, z), spread(ops, squaredSize(ops, z)));

/** |z|; at 0 the gradient is 0. */
export const absolute: Unary = (ops, z) => {
  const { re, im } = partsOf(ops, z);
  const zero = ops.constant(0);
  const none = ops.apply("logical_and", [ops.compare("eq", re, zero), ops.compare("eq", im, zero)]);
  return ops.where(none, ops.zerosLike(re), ops.apply("hypot", [ops.where(none, ops.onesLike(re), re), im]));
};

/** arg z; at 0 the gradient is 0. */
export const angle: Unary = (ops, z) => {
  const { re, im } = partsOf(ops, z);
  const zero = ops.constant(0);
  const none = ops.apply("logical_and", [ops.compare("eq", re, zero), ops.compare("eq", im, zero)]);
  return ops.apply("atan2", [im, ops.where(none, ops.constant(fromNumbers(re.value.dtype, [], [1])), re)]);
};

/** z/|z|, 0 at 0. */
export const sign: Unary = (ops, z) => {
  const size = absolute(ops, z);
  return ops.div(z, spread(ops, ops.where(ops.compare("eq", size, ops.constant(0)), ops.onesLike(size), size)));
};

export const polar = (ops: Operations, radius: Node, phase: Node): Node => join(ops, { re: ops.mul(radius, ops.unary("cos", phase)), im: ops.mul(radius, ops.unary("sin", phase)) });

export const exponential: Unary = (ops, z) => {
  const { re, im } = partsOf(ops, z);
  return polar(ops, ops.unary("exp", re), im);
};

export const logarithm: Unary = (ops, z) => join(ops, { re: ops.unary("log", absolute(ops, z)), im: angle(ops, z) });

/** The root with a real part that is not negative: √((|z| + |re|)/2) and im over twice that, exchanged where re < 0. */
export const root: Unary = (ops, z) => {
  const { re, im } = partsOf(ops, z);
  const size = absolute(ops, z);
  const zero = ops.constant(0);
  const none = ops.compare("eq", size, zero);
  const half = ops.unary("sqrt", ops.where(none, ops.onesLike(re), ops.scale(ops.add(size, ops.unary("abs", re)), 0.5)));
  const other = ops.div(im, ops.scale(half, 2));
  const left = ops.compare("lt", re, zero);
  const turn = ops.where(ops.compare("lt", im, zero), ops.neg(ops.onesLike(im)), ops.onesLike(im));
  const result = { re: ops.where(left, ops.mul(other, turn), half), im: ops.where(left, ops.mul(half, turn), other) };
  return join(ops, { re: ops.where(none, ops.zerosLike(re), result.re), im: ops.where(none, im, result.im) });
};

const hyperbolic = (even: boolean): Unary => (ops, z) => build(ops, z, ({ re, im }) => {
  const [c, s] = [ops.unary("cosh", re), ops.unary("sinh", re)];
  return { re: ops.mul(even ? c : s, ops.unary("cos", im)), im: ops.mul(even ? s : c, ops.unary("sin", im)) };
});
export const cosh = hyperbolic(true);
export const sinh = hyperbolic(false);
export const tanh: Unary = (ops, z) => build(ops, z, ({ re, im }) => {
  const [t, c, s] = [ops.unary("tanh", re), ops.unary("cos", im), ops.unary("sin", im)];
  // (tanh a + i·tan b)/(1 + i·tanh a·tan b), both sides times cos² b.
  const below = ops.add(ops.mul(c, c), ops.mul(ops.mul(t, t), ops.mul(s, s)));
  const sech = ops.sub(ops.onesLike(t), ops.mul(t, t));
  return { re: ops.div(t, below), im: ops.div(ops.mul(sech, ops.mul(s, c)), below) };
});
/** f(iz)/i. */
const around = (of: Unary): Unary => (ops, z) => ops.neg(turned(ops, of(ops, turned(ops, z))));
export const cos: Unary = (ops, z) => cosh(ops, turned(ops, z));
export const sin = around(sinh);
export const tan = around(tanh);
export const sigmoid: Unary = (ops, z) => {
  const below = exponential(ops, ops.neg(z));
  return reciprocal(ops, ops.add(below, constantNode(fromNumbers(z.value.dtype, [2], [1, 0]), true)));
};

/** z^w: whole numbers up to 4 by products, others exp(w·log z), and 0^w = 0. */
export const power: Binary = (ops, z, w) => {
  const exponent = w.value.shape.length === 1 && w.value.buffer[w.value.offset + (w.value.strides[0] ?? 0)] === 0 ? w.value.buffer[w.value.offset]! : null;
  if (exponent !== null && Number.isInteger(exponent) && exponent >= 1 && exponent <= 4) {
    let result = z;
    for (let i = 1; i < exponent; i++) result = multiply(ops, result, z);
    return result;
  }
  if (exponent === -1) return reciprocal(ops, z);
  if (exponent === 0.5) return root(ops, z);
  const zero = ops.compare("eq", spread(ops, squaredSize(ops, z)), ops.constant(0));
  const safe = ops.where(zero, ops.onesLike(z), z);
  const raised = exponential(ops, multiply(ops, w, logarithm(ops, safe)));
  return exponent === 0 ? raised : ops.where(zero, ops.zerosLike(raised), raised);
};
