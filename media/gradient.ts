/** A node's gradient as its text gives it: label, number, sign and size. Texts come ready from the engine. */
import type { GradientSign, GraphViewNode, Missing } from "../src/engine/report/report.js";
import type { PanelStrings } from "../src/extension/panel/messages.js";
import { level, type Scale } from "./scale.js";

export type GradientReading =
  | {
      readonly kind: "number";
      readonly label: string;
      readonly text: string;
      readonly size: number;
      readonly sign: Sign;
    }
  /** `size` is the norm; infinite where it is no number. Its elements may differ in sign. */
  | { readonly kind: "array"; readonly label: string; readonly text: string; readonly size: number }
  /** No path, cut, not computed: never a zero. */
  | { readonly kind: "none"; readonly missing: Missing; readonly reason: string };

export type Sign = Exclude<GradientSign, "array" | "none">;

export function readGradient({ gradient, sign, size, missing }: Pick<GraphViewNode, "gradient" | "sign" | "size" | "missing">): GradientReading {
  if (sign === "none") return { kind: "none", missing: missing ?? "unknown", reason: gradient };
  const at = gradient.indexOf(" = ");
  const label = at < 0 ? "" : gradient.slice(0, at);
  const text = at < 0 ? gradient : gradient.slice(at + 3);
  const known = size ?? Number.POSITIVE_INFINITY;
  return sign === "array" ? { kind: "array", label, text, size: known } : { kind: "number", label, text, size: known, sign };
}

export const signGlyph: Readonly<Record<Sign, string>> = {
  positive: "▲",
  negative: "▼",
  zero: "",
  nan: "!",
};

/** Signs for what has no number, each another. */
export const missingGlyph: Readonly<Record<Missing, string>> = {
  noPath: "∅",
  cut: "⊣",
  notComputed: "–",
  unknown: "?",
};

const MISSING = { noPath: "missingNoPath", cut: "missingCut", notComputed: "missingNotComputed", unknown: "missingUnknown" } as const satisfies Readonly<Record<Missing, keyof PanelStrings>>;

export const missingText = (missing: Missing, strings: PanelStrings): string => strings[MISSING[missing]];

/** 0 … 1 for a bar's width. */
export const magnitude = (reading: GradientReading, scale: Scale): number =>
  reading.kind === "none" ? 0 : level(reading.size, scale);

/** Without the shape in front: the card's head has it already. */
export const withoutShape = (text: string): string => text.replace(/^\[[\d, ]*\] (?=‖)/, "");

/** "0 (relu off)" → "0" and why. */
export function splitReason(text: string): readonly [string, string?] {
  const [, number, because] = /^(.*?)(?: \((.*)\))?$/.exec(text) ?? [];
  return because === undefined ? [text] : [number ?? text, because];
}
