/** A node's gradient as its text gives it: label, number, sign and size. Texts come ready from the engine. */
import type { GraphViewNode } from "../src/engine/report/report.js";

export type GradientReading =
  | {
      readonly kind: "number";
      readonly label: string;
      readonly text: string;
      readonly size: number;
      readonly sign: Sign;
    }
  /** `size` is the norm. Its elements may differ in sign. */
  | { readonly kind: "array"; readonly label: string; readonly text: string; readonly size: number }
  /** No path, cut, not computed: never a zero. */
  | { readonly kind: "none"; readonly reason: string };

export type Sign = "positive" | "negative" | "zero" | "unknown";

export function readGradient(node: Pick<GraphViewNode, "gradient" | "exactGradient">): GradientReading {
  if (node.exactGradient === "") return { kind: "none", reason: node.gradient };
  const at = node.gradient.indexOf(" = ");
  const label = at < 0 ? "" : node.gradient.slice(0, at);
  const text = at < 0 ? node.gradient : node.gradient.slice(at + 3);
  const norm = /‖([^‖]*)‖/.exec(text)?.[1];
  if (norm !== undefined) return { kind: "array", label, text, size: Math.abs(numberOf(norm)) };
  const value = numberOf(text);
  return { kind: "number", label, text, size: Math.abs(value), sign: signOf(value) };
}

/** The leading number of a text with a true minus sign: `−4`, `3.142e−7`, `0 (relu off)`, `∞`. */
export function numberOf(text: string): number {
  const token = text.trim().split(/\s/, 1)[0]?.replaceAll("−", "-").replace("∞", "Infinity") ?? "";
  return token === "" ? Number.NaN : Number(token);
}

const signOf = (value: number): Sign =>
  value > 0 ? "positive" : value < 0 ? "negative" : value === 0 ? "zero" : "unknown";

export const signGlyph: Readonly<Record<Sign, string>> = {
  positive: "▲",
  negative: "▼",
  zero: "",
  unknown: "!",
};

/** The largest finite size; 0 where there is none. */
export const largestSize = (readings: Iterable<GradientReading>): number =>
  [...readings].reduce(
    (largest, reading) =>
      reading.kind !== "none" && Number.isFinite(reading.size) ? Math.max(largest, reading.size) : largest,
    0,
  );

/**
 * 0 … 1 for a bar's width: (size / largest)^0.4. Flatter than linear, so that gradients a thousand times smaller still
 * show, and steeper than a logarithm, so that 4 and 6 differ.
 */
export function magnitude(reading: GradientReading, largest: number): number {
  if (reading.kind === "none" || reading.size === 0) return 0;
  if (!Number.isFinite(reading.size)) return 1;
  return largest > 0 ? Math.max(0.03, (reading.size / largest) ** 0.4) : 0;
}

/** Without the shape in front: the card's head has it already. */
export const withoutShape = (text: string): string => text.replace(/^\[[\d, ]*\] (?=‖)/, "");
