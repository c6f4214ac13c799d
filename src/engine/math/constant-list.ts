import { sameShape } from "../tensor/shape.js";
import type { Formula } from "./formula.js";

/** A rectangular nest of plain numbers, or null. */
export function constantList(formula: Formula): { shape: number[]; values: number[] } | null {
  if (formula.kind === "number") return { shape: [], values: [formula.value] };
  if (formula.kind === "negate") {
    const inner = formula.operand.kind === "number" ? formula.operand.value : null;
    return inner === null ? null : { shape: [], values: [-inner] };
  }
  if (formula.kind !== "list") return null;
  const parts = formula.elements.map(constantList);
  const first = parts[0];
  if (!parts.length || !first || parts.some((part) => !part || !sameShape(part.shape, first.shape))) return parts.length ? null : { shape: [0], values: [] };
  return { shape: [parts.length, ...first.shape], values: parts.flatMap((part) => part!.values) };
}
