/** The gradient check's result as the panel shows it. */
import { exactNumber, shapeText, shortNumber } from "../../engine/report/numbers.js";
import type { CheckResult } from "../../engine/report/report.js";
import type { NumberText, PanelCheckRow } from "./messages.js";

/** `lineOf`: from 1, of an offset in the text that was checked. */
export const checkRows = ({ rows }: CheckResult, lineOf: (offset: number) => number): PanelCheckRow[] =>
  rows.map((row) => ({
    name: row.name,
    shape: row.shape.length === 0 ? "" : shapeText(row.shape),
    analytic: numberText(row.analytic),
    numeric: numberText(row.numeric),
    relativeError: numberText(row.relativeError),
    exact: numberText(row.exact),
    left: numberText(row.left),
    right: numberText(row.right),
    step: numberText(row.step),
    noise: numberText(row.noise),
    index: row.index.length === 0 ? "" : shapeText(row.index),
    direction: row.direction,
    checked: row.checked,
    directions: row.directions,
    total: row.total,
    counts: row.counts,
    verdict: row.verdict,
    reason: row.reason,
    cause: row.cause?.span ? { operation: row.cause.operation, line: lineOf(row.cause.span.start), span: row.cause.span } : null,
  }));

const numberText = (value: number): NumberText => ({ short: shortNumber(value), exact: exactNumber(value) });
