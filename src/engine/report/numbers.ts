/**
 * How numbers are shown: 4 significant digits, a true minus sign (U+2212), engineering form outside 1e-3..1e4,
 * NaN and infinities spelled. The exact form is what JavaScript prints, with a true minus sign.
 */
import type { ArrayView } from "./report.js";

const MINUS = "−";

/** `−0.001234`, `3.142e−7`, `6`, `NaN`, `∞`. */
export function shortNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${MINUS}∞`;
  if (value === 0) return "0";
  const size = Math.abs(value);
  // 9999.6 would round up to 5 digits: the decision is taken on the rounded number.
  const rounded = Number(size.toPrecision(4));
  const text =
    rounded >= 1e-3 && rounded < 1e4
      ? String(rounded)
      : Number.isInteger(size) && size < 1e6
        ? String(size)
        : exponentForm(size);
  return value < 0 ? MINUS + text : text;
}

function exponentForm(size: number): string {
  const [digits = "", exponent = "0"] = size.toExponential(3).split("e");
  const power = Number(exponent);
  const mantissa = String(Number(digits));
  return `${mantissa}e${power < 0 ? MINUS : ""}${Math.abs(power)}`;
}

/** All digits, true minus sign. */
export function exactNumber(value: number): string {
  if (!Number.isFinite(value)) return shortNumber(value);
  return String(value).replaceAll("-", MINUS);
}

export const shapeText = (shape: readonly number[]): string => `[${shape.join(", ")}]`;

/** A scalar's number; for arrays `[2, 3] ‖0.5‖ 0.1, −0.2, 0.3, …` with at most `first` numbers. */
export function arrayText(view: ArrayView, first = 3): string {
  if (view.shape.length === 0) return scalarText(view, shortNumber);
  const shown = view.values.slice(0, first).map((value) => elementText(view, value, shortNumber)).join(", ");
  const count = view.shape.reduce((total, size) => total * size, 1);
  return `${shapeText(view.shape)} ‖${shortNumber(view.norm)}‖ ${shown}${count > first ? ", …" : ""}`;
}

/** Nested brackets with all digits, or the first 8 and an ellipsis. */
export function exactArrayText(view: ArrayView): string {
  if (view.shape.length === 0) return scalarText(view, exactNumber);
  if (!view.whole) return `[${view.values.map((value) => elementText(view, value, exactNumber)).join(", ")}, …]`;
  let at = 0;
  const nested = (axis: number): string =>
    axis === view.shape.length
      ? elementText(view, view.values[at++] ?? Number.NaN, exactNumber)
      : `[${Array.from({ length: view.shape[axis] ?? 0 }, () => nested(axis + 1)).join(", ")}]`;
  return nested(0);
}

const scalarText = (view: ArrayView, print: (value: number) => string): string =>
  elementText(view, view.values[0] ?? Number.NaN, print);

const elementText = (view: ArrayView, value: number, print: (value: number) => string): string =>
  view.dtype === "bool" ? (value ? "True" : "False") : print(value);
