/** Norms of vectors and matrices in torch's spellings. */
import type { Value } from "../../../python/object.js";
import type { Node } from "../../../trace/node.js";
import { numberOf } from "../../arguments.js";
import type { Call } from "./define.js";

/** A number, or the string that names an infinity; null for other strings. */
export const infinite = (value: Value): number | null => {
  if (value === "inf") return Infinity;
  if (value === "-inf") return -Infinity;
  return value === null || typeof value === "string" ? null : numberOf(value as number); // a number by PyTorch's signature
};

/** Largest or smallest sum of magnitudes along an axis; singular values for 2, −2, "nuc". */
export function matrixNorm(c: Call, x: Node, p: Value, axes: readonly [number, number], keepdim: boolean): Node {
  const rank = x.value.shape.length;
  const [rows, columns] = axes.map((axis) => (axis < 0 ? axis + rank : axis)) as [number, number]; // two in, two out
  const order = p === "fro" || p === null ? "fro" : p === "nuc" ? "nuc" : infinite(p);
  if (order === "fro") return c.apply("norm", [x], { axes: [rows, columns], keepdim, p: 2 });
  if (order === "nuc" || Math.abs(order!) === 2) {
    const rest = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => axis !== rows && axis !== columns);
    const s = c.apply("svd_s", [c.ops.permute(x, [...rest, rows, columns])]);
    const result = order === "nuc" ? c.ops.sum(s, [-1]) : c.apply(order === 2 ? "amax" : "amin", [s], { axes: [-1], keepdim: false });
    return keepdim ? c.ops.reshape(result, x.value.shape.map((length, axis) => (axis === rows || axis === columns ? 1 : length))) : result;
  }
  const along = Math.abs(order!) === 1 ? [rows, columns] : [columns, rows];
  const sums = c.ops.sum(c.ops.unary("abs", x), [along[0]!], true);
  const result = c.apply(order! > 0 ? "amax" : "amin", [sums], { axes: [along[1]!], keepdim: true });
  return keepdim ? result : c.ops.reshape(result, x.value.shape.filter((_, axis) => axis !== rows && axis !== columns));
}

export function norm(c: Call): Node {
  let x = c.floating(c.node("input"));
  const dtype = c.dtype();
  if (dtype) x = c.ops.cast(x, dtype);
  const p = c.raw("p");
  const axes = c.ints("dim");
  if (p === "nuc") return matrixNorm(c, x, p, (axes ?? [-2, -1]) as [number, number], c.bool("keepdim")); // two axes by PyTorch's signature
  return c.apply("norm", [x], { p: p === "fro" || p === null ? 2 : infinite(p)!, axes, keepdim: c.bool("keepdim") });
}

export function linalgNorm(c: Call): Node {
  let x = c.floating(c.node("A"));
  if (c.dtype()) x = c.ops.cast(x, c.dtype()!);
  const order = c.raw("ord");
  const axes = c.ints("dim");
  const rank = x.value.shape.length;
  if (order === null || (axes ? axes.length === 1 : rank === 1)) return c.apply("norm", [x], { p: infinite(order) ?? 2, axes: axes ?? null, keepdim: c.bool("keepdim") });
  return matrixNorm(c, x, order, (axes ?? [0, 1]) as [number, number], c.bool("keepdim")); // two axes remain
}
