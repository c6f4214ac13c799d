/** Reports as text for people. */
import type { CheckResult, CheckRow, LensEntry, Report } from "../engine/report/report.js";
import { arrayText, shapeText, shortNumber } from "../engine/report/numbers.js";
import { LineIndex } from "../engine/text/line-index.js";
import { cliMessages as say } from "./messages.js";

export function reportTable(file: string, text: string, report: Report): string {
  const lines = new LineIndex(text);
  const lineOf = (offset: number): string => String(lines.positionOf(offset).line + 1);
  const { target } = report;
  const parts = [file, target ? marked(say.target(target.name, arrayText(target.value)), target.madeUp) : say.noTarget];
  if (report.lenses.length) {
    parts.push(table(say.head, report.lenses.map((lens) => [lineOf(lens.span.start), lens.name, arrayText(lens.value), marked(gradientText(lens, target?.symbol ?? ""), lens.madeUp), frameworkText(lens)])));
  }
  for (const problem of report.problems) parts.push(`${file}:${lineOf(problem.span.start)}: ${problem.message} [${problem.code}]`);
  return parts.join("\n");
}

const marked = (text: string, madeUp: boolean): string => (madeUp ? say.madeUp(text) : text);

function gradientText(lens: LensEntry, symbol: string): string {
  const { gradient } = lens;
  if (gradient.kind !== "value") return gradient.reason;
  return `∂${symbol}/∂${lens.name} = ${arrayText(gradient.view)}${gradient.zeroBecause ? ` (${gradient.zeroBecause})` : ""}`;
}

function frameworkText(lens: LensEntry): string {
  const { framework } = lens;
  if (!framework) return "";
  if (framework.kind === "none") return "None";
  return framework.sameAsLens ? "same" : `${arrayText(framework.view)} (${framework.reason ?? ""})`;
}

export function checkTable(file: string, text: string, result: CheckResult): string {
  if (result.problem) return `${file}: ${result.problem}`;
  if (!result.rows.length) return `${file}: ${say.nothingToCheck}`;
  const lines = new LineIndex(text);
  const place = (row: CheckRow): string => (row.cause?.span ? ` (${say.cause(row.cause.operation, lines.positionOf(row.cause.span.start).line + 1)})` : "");
  const rows = result.rows.map((row) => [
    row.name, shapeText(row.shape), shortNumber(row.analytic), shortNumber(row.numeric), shortNumber(row.relativeError), row.directions ? say.sampled(row.directions, row.checked, row.total) : say.of(row.checked, row.total),
    `${row.verdict}: ${row.reason}${place(row)}`,
  ]);
  return `${file}\n${table(say.checkHead, rows)}`;
}

/** Columns padded to their widest cell, two blanks apart. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => [...row[column]!].length)));
  return all.map((row) => `  ${row.map((cell, column) => cell + " ".repeat(widths[column]! - [...cell].length)).join("  ")}`.trimEnd()).join("\n");
}
