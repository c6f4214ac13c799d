/** The rule of a hover as an image: hovers show no formulas of their own, and an image knows no colours of the theme. */
import * as vscode from "vscode";
import type { Rule } from "../../engine/report/report.js";
import { readLatex } from "../../engine/typeset/read.js";
import { formulaSvg } from "../../engine/typeset/svg.js";

/** Inputs whose derivatives are drawn, as many as are written below each other. */
const MOST = 3;
const SIZE = 15;
/** Characters of the address: past it hovers grow slow. */
const LONGEST = 60_000;

/** Markdown of the image; null: there is no formula, or it cannot be drawn. Its text stands in the lines beside it. */
export function formulaImage(rule: Rule, theme: vscode.ColorThemeKind): string | null {
  const formulas = rule.derivatives.slice(0, MOST).map(({ latex }) => readLatex(latex));
  const drawn = formulas.filter((formula) => formula !== null);
  if (drawn.length === 0 || drawn.length < formulas.length) return null;
  const image = formulaSvg(drawn, { size: SIZE, color: COLORS[theme] });
  if (image === null) return null;
  const address = `data:image/svg+xml;base64,${base64(image.svg)}`;
  return address.length > LONGEST ? null : `![](${address})`;
}

/** Of the text in hovers, in VS Code's default themes. */
const COLORS: Readonly<Record<vscode.ColorThemeKind, string>> = {
  [vscode.ColorThemeKind.Light]: "#3b3b3b",
  [vscode.ColorThemeKind.Dark]: "#cccccc",
  [vscode.ColorThemeKind.HighContrast]: "#ffffff",
  [vscode.ColorThemeKind.HighContrastLight]: "#292929",
};

/** Of UTF-8, in Node and in a browser. */
const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
