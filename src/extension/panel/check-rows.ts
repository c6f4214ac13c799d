/** The gradient check's result as the panel shows it. */
import { exactNumber, shapeText, shortNumber } from "../../engine/report/numbers.js";
import type { CheckResult } from "../../engine/report/report.js";
import type { NumberText, PanelCheckRow } from "./messages.js";

export const checkRows = ({ rows }: CheckResult): PanelCheckRow[] =>
  rows.map((row) => ({
    name: row.name,
    shape: row.shape.length === 0 ? "" : shapeText(row.shape),
    analytic: numberText(row.analytic),
    numeric: numberText(row.numeric),
    relativeError: numberText(row.relativeError),
    index: row.index.length === 0 ? "" : shapeText(row.index),
    checked: row.checked,
    total: row.total,
    verdict: row.verdict,
    reason: row.reason,
  }));

const numberText = (value: number): NumberText => ({ short: shortNumber(value), exact: exactNumber(value) });
