/** Axis attributes of cards: one axis, several, or null for all; negative ones count from the end. */
import { normalizeAxis } from "../tensor/shape.js";
import { type Attribute, type Attributes, OperationError } from "./define.js";

export function axisIn(name: string, axis: Attribute | undefined, rank: number): number {
  const normalized = typeof axis === "number" ? normalizeAxis(axis, rank) : null;
  if (normalized !== null) return normalized;
  const bound = Math.max(rank, 1);
  throw new OperationError(`${name}: axis ${String(axis)} is outside a tensor of ${rank} axes`, {
    torch: {
      type: "IndexError",
      message: `Dimension out of range (expected to be in range of [${-bound}, ${bound - 1}], but got ${String(axis)})`,
    },
    numpy: {
      type: "AxisError",
      message: `axis ${String(axis)} is out of bounds for array of dimension ${rank}`,
    },
  });
}

/** The attribute `axes`; null and an empty list mean all. */
export function axesIn(name: string, attributes: Attributes, rank: number): number[] {
  const { axes } = attributes;
  if (axes === null || axes === undefined || (Array.isArray(axes) && axes.length === 0))
    return Array.from({ length: rank }, (_, axis) => axis);
  const list = Array.isArray(axes)
    ? axes.map((axis) => axisIn(name, axis, rank))
    : [axisIn(name, axes, rank)];
  if (new Set(list).size !== list.length) {
    throw new OperationError(`${name}: an axis is named twice`, {
      torch: {
        type: "RuntimeError",
        message: `dim ${list.find((axis, i) => list.indexOf(axis) !== i)} appears multiple times in the list of dims`,
      },
      numpy: { type: "ValueError", message: "duplicate value in 'axis'" },
    });
  }
  // A scalar has no axis to reduce.
  return rank === 0 ? [] : list;
}

export const numbersOf = (attribute: Attribute | undefined): number[] =>
  Array.isArray(attribute) ? attribute.map(Number) : [];
