/** The answer for a file whose thread had to be ended. */
import { REPORT_SCHEMA, type Report } from "../engine/report/report.js";
import type { Printed } from "./answer.js";
import { reportJson } from "./json.js";
import { cliMessages as say } from "./messages.js";
import type { Options } from "./options.js";
import { reportTable } from "./table.js";

export function stoppedReport(options: Options, file: string, text: string): Printed {
  const report: Report = {
    schema: REPORT_SCHEMA, language: file.endsWith(".py") ? "python" : "formula", region: null, target: null,
    lenses: [], notes: [], variables: [], stdout: "", error: null,
    problems: [{ code: "time-limit", severity: "warning", message: say.stopped, span: { start: 0, end: 0 } }],
    work: { steps: 0, operations: 0 },
  };
  return { text: options.json ? reportJson(file, text, report) : reportTable(file, text, report), failed: options.command === "check" };
}
