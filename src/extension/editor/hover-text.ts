/** The Markdown of a hover: at most 12 lines, the gradient first. Everything of the user's is escaped. */
import { arrayText, exactArrayText, shapeText } from "../../engine/report/numbers.js";
import type { ArrayView, FrameworkGradient, Inspection, Rule } from "../../engine/report/report.js";
import { fraction, gradientText, valueText } from "./lens-text.js";
import type { Translate } from "./translate.js";

/** Inputs of one operation whose rules are shown. */
const RULES = 3;

/** Without the links; `symbol` is what stands above the fraction bar, null where there is no target. */
export function hoverLines(inspection: Inspection, symbol: string | null, t: Translate): string[] {
  const { gradient, value, text, rule, framework } = inspection;
  const lines: string[] = [];
  if (symbol === null && gradient.kind !== "value") {
    lines.push(`**${escaped(gradientText(t("gradient"), gradient, t))}** — ${escaped(gradient.reason)}`);
  } else {
    const shown = gradientText(fraction(symbol ?? "", inBrackets(text)), gradient, t);
    lines.push(
      `**${escaped(shown)}**${gradient.kind === "value" ? exactNote(gradient.view, t) : ` — ${escaped(gradient.reason)}`}`,
    );
  }
  lines.push(`${code(text)} = ${code(valueText(value))} · ${typeText(value)}`);
  if (rule !== null) lines.push(...ruleLines(rule));
  lines.push(
    escaped(inspection.origin) +
      (inspection.evaluations > 1
        ? ` · ${t("last of {count} evaluations", { count: inspection.evaluations })}`
        : ""),
  );
  const own = frameworkLine(framework, t);
  if (own !== null) lines.push(own);
  return lines;
}

/** `∂L/∂(a * w)`, but `∂L/∂net.fc1.weight` and `∂L/∂p[0]`. */
const inBrackets = (text: string): string =>
  /^[\p{L}\p{N}_.]+(\[[^\]]*\])*$/u.test(text) ? text : `(${text})`;

/** Only where the short number has lost digits. */
function exactNote(view: ArrayView, t: Translate): string {
  const exact = exactArrayText(view);
  if (exact === arrayText(view) || exact.length > 120) return "";
  return ` · ${t("exact {value}", { value: code(exact) })}`;
}

const typeText = (view: ArrayView): string =>
  `${escaped(view.dtype)}${view.shape.length === 0 ? "" : ` ${escaped(shapeText(view.shape))}`}`;

function ruleLines(rule: Rule): string[] {
  const derivatives = rule.derivatives
    .slice(0, RULES)
    .map(({ rule: general, numbers }) => `${code(general)}${numbers === "" ? "" : ` : ${code(numbers)}`}`);
  const more = rule.derivatives.length > RULES ? ["…"] : [];
  return [
    `${code(rule.value)}${rule.valueNumbers === "" ? "" : ` : ${code(rule.valueNumbers)}`}`,
    ...derivatives,
    ...more,
    ...(rule.convention === null ? [] : [escaped(rule.convention)]),
  ];
}

/** Where `.grad` is not what the lens says, both are said. */
function frameworkLine(framework: FrameworkGradient | null, t: Translate): string | null {
  if (framework === null) return null;
  if (framework.kind === "none")
    return t("{grad} is None: {reason}", { grad: "`.grad`", reason: escaped(framework.reason) });
  if (framework.sameAsLens) return null;
  const value = code(valueText(framework.view));
  return framework.reason === null
    ? t("{grad} is {value}", { grad: "`.grad`", value })
    : t("{grad} is {value}: {reason}", { grad: "`.grad`", value, reason: escaped(framework.reason) });
}

/** In a code span nothing is read as Markdown, except the backtick that would end it. */
export const code = (text: string): string => `\`${text.replaceAll("`", "ˋ").replaceAll(/\s+/g, " ")}\``;

/** As VS Code's own `appendText`: what Markdown or a themed icon `$(name)` would read is escaped. */
export const escaped = (text: string): string =>
  text.replaceAll(/[\\`*_{}[\]()#+\-!~<>|$&]/g, "\\$&").replaceAll(/\s+/g, " ");
