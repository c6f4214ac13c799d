/** Stacks equal-shaped pieces of a nested list. */
import type { Machine } from "../python/machine.js";
import type { Nested } from "./arguments.js";
import { sameShape } from "../tensor/shape.js";

const KINDS = ["bool", "int", "float"] as const;

export function stackShape(machine: Machine, parts: readonly Nested[]): Nested {
  const [first] = parts;
  if (!first) return { shape: [0], values: [], kind: "float", dtype: null };
  const odd = parts.findIndex((part) => !sameShape(part.shape, first.shape));
  if (odd >= 0) {
    const [wanted, found] = [first.shape[0], parts[odd]!.shape[0]];
    throw machine.raise("ValueError", wanted !== undefined && found !== undefined ? `expected sequence of length ${wanted} at dim 1 (got ${found})` : "only one element tensors can be converted to Python scalars");
  }
  const values: number[] = [];
  for (const part of parts) for (const value of part.values) values.push(value);
  return { shape: [parts.length, ...first.shape], values, kind: KINDS[Math.max(...parts.map((part) => KINDS.indexOf(part.kind)))]!, dtype: first.dtype };
}
