/** What a lens says, long (above or behind a line) and short (inside a line). */
import { arrayText, exactArrayText, shapeText, shortNumber } from "../../engine/report/numbers.js";
import type { ArrayView, Gradient, LensEntry, Target } from "../../engine/report/report.js";
import type { Translate } from "./translate.js";

/** Appended where a value is older than the text; it takes no place in the line's height and moves nothing. */
const STALE = " …";

/** `∂L/∂w = −4`, `∂L/∂W  [2, 3] ‖0.5‖ 0.1, −0.2, …`, `∂L/∂x = 0 (relu off)`, `∂L/∂b: no path`. */
export function lensText(entry: LensEntry, symbol: string, t: Translate): string {
  return marked(gradientText(fraction(symbol, entry.name), entry.gradient, t), entry.madeUp, t);
}

/** Numbers that made-up data went into are never shown as real ones. */
export const marked = (text: string, madeUp: boolean, t: Translate): string =>
  madeUp ? t("{text} (placeholder)", { text }) : text;

export const fraction = (symbol: string, name: string): string => `∂${symbol}/∂${name}`;

export function gradientText(label: string, gradient: Gradient, t: Translate, print = arrayText): string {
  switch (gradient.kind) {
    case "value": {
      const because = gradient.zeroBecause === null ? "" : ` (${gradient.zeroBecause})`;
      const isScalar = gradient.view.shape.length === 0;
      return `${label}${isScalar ? " = " : "  "}${print(gradient.view)}${because}`;
    }
    case "noPath":
      return t("{label}: no path", { label });
    case "cut":
      return t("{label}: cut by {what}", { label, what: gradient.by });
    case "notComputed":
      return t("{label}: not computed", { label });
    case "unknown":
      return t("{label}: unknown", { label });
  }
}

/** The target's own lens: `L = 1`. */
export const targetText = (target: Target, t: Translate): string =>
  marked(
    `${target.name}${target.value.shape.length === 0 ? " = " : "  "}${arrayText(target.value)}`,
    target.madeUp,
    t,
  );

export const staleText = (text: string): string => text + STALE;

/** Characters of one inlay hint: VS Code cuts a line's hints at 43 all together. */
const SHORT = 12;

/** Made-up: `∂~−4`. Else `∂ −4`, `∂ ‖0.5‖`, `∂ off 0`, `∂ none`, `∂ cut`, `∂ –`, `∂ ?`, never longer than 12 characters. */
export function shortText(gradient: Gradient, madeUp: boolean): string {
  return `∂${madeUp ? "~" : " "}${shortGradient(gradient)}`.slice(0, SHORT);
}

function shortGradient(gradient: Gradient): string {
  switch (gradient.kind) {
    case "value":
      if (gradient.zeroBecause !== null) return "0 off";
      return gradient.view.shape.length === 0
        ? compact(arrayText(gradient.view))
        : `‖${compact(shortNumber(gradient.view.norm), 7)}‖`;
    case "noPath":
      return "none";
    case "cut":
      return "cut";
    case "notComputed":
      return "–";
    case "unknown":
      return "?";
  }
}

/** `−1.234e−10` has 10 characters: where the room ends, digits go before the exponent does. */
function compact(text: string, room = SHORT - 2): string {
  if (text.length <= room) return text;
  const [digits = "", exponent] = text.split("e");
  return exponent === undefined
    ? text.slice(0, room)
    : `${digits.slice(0, Math.max(1, room - exponent.length - 1))}e${exponent}`;
}

/** All digits, for tooltips and copying; null where there is no number. */
export const exactGradient = (gradient: Gradient): string | null =>
  gradient.kind === "value" ? exactArrayText(gradient.view) : null;

/** Why there is no number, or what the number is exactly. */
export function gradientDetail(entry: LensEntry, symbol: string, t: Translate): string {
  const { gradient, value } = entry;
  const label = fraction(symbol, entry.name);
  const about = `${entry.name} = ${valueText(value)}`;
  return gradient.kind === "value"
    ? `${gradientText(label, gradient, t, exactArrayText)}\n${about}`
    : `${gradientText(label, gradient, t)}. ${gradient.reason}\n${about}`;
}

/** Exact for few elements, with the shape for arrays. */
export function valueText(view: ArrayView): string {
  const exact = exactArrayText(view);
  if (view.shape.length === 0) return exact;
  return exact.length <= 60 ? `${shapeText(view.shape)} ${exact}` : arrayText(view, 8);
}
