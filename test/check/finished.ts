/** The check run to its end, and tables of what came out. */
import type { CheckResult } from "../../src/engine/report/report.js";

export function finished(slices: Generator<unknown, CheckResult, void>): CheckResult {
  for (;;) {
    const slice = slices.next();
    if (slice.done) return slice.value;
  }
}

export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ")}`.trimEnd()).join("\n");
}
