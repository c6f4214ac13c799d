/** Numbers and counts of paths as texts. */
import { exactNumber, shortNumber } from "../../report/numbers.js";
import type { WhyNumber } from "../../report/views/why.js";

export const numberOf = (value: number): WhyNumber => ({ text: shortNumber(value), exact: exactNumber(value), number: Number.isFinite(value) ? value : null });

/** Digits up to which a count is written whole. */
const WHOLE = 12;

/** "1,152,921,504,606,846,976" is no number to read: "1.152·10¹⁸" is. */
export function countText(count: bigint): string {
  const digits = count.toString();
  if (digits.length <= WHOLE) return digits;
  const exponent = [...String(digits.length - 1)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("");
  return `${digits[0]}.${digits.slice(1, 4)}·10${exponent}`;
}

/** "[0, 2]" of a row-major place; "" for scalars. */
export function indexOf(place: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  let rest = place;
  for (const length of shape.toReversed()) {
    index.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return index;
}

/** Row-major; null: no such element. */
export function placeOf(index: readonly number[], shape: readonly number[]): number | null {
  if (index.length !== shape.length || index.some((at, axis) => at < 0 || at >= shape[axis]!)) return null;
  return index.reduce((place, at, axis) => place * shape[axis]! + at, 0);
}
