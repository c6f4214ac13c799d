/** One file → what is printed for it. Runs inside the worker thread. */
import type { Engine } from "../engine/engine.js";
import { DEFAULT_LIMITS, type Subject, type WorkspaceFile } from "../engine/worker/protocol.js";
import { LineIndex } from "../engine/text/line-index.js";
import { reportJson } from "./json.js";
import type { Options } from "./options.js";
import { checkTable, reportTable } from "./table.js";

export interface Printed {
  readonly text: string;
  /** Whether a gradient was found wrong. */
  readonly failed: boolean;
}

/** Of the tape: more than an editor's worker may take beside everything else there. */
const BYTES = 1 << 30;

export function answer(engine: Engine, options: Options, file: string, text: string, files: readonly WorkspaceFile[]): Printed {
  const analysis = engine.analyze(subjectOf(options, file, text, files));
  switch (options.command) {
    case "eval": {
      const print = options.json ? reportJson : reportTable;
      return { text: print(file, text, analysis.report), failed: false };
    }
    case "explain":
      if (options.format === "md") return { text: analysis.explain(), failed: false };
      // Without a target there is nothing but the sentence that says so.
      return { text: analysis.view("document", { format: options.format, theme: "light" })?.text ?? analysis.explain(), failed: false };
    case "check": {
      const slices = analysis.check();
      for (;;) {
        const slice = slices.next();
        if (!slice.done) continue;
        const result = slice.value;
        return { text: checkTable(file, text, result), failed: result.problem !== null || result.rows.some((row) => row.verdict === "wrong") };
      }
    }
  }
}

function subjectOf(options: Options, file: string, text: string, files: readonly WorkspaceFile[]): Subject {
  const lines = new LineIndex(text);
  const region = options.lines && {
    start: lines.offsetOf({ line: options.lines.first - 1, column: 0 }),
    end: lines.offsetOf({ line: options.lines.last, column: 0 }),
  };
  return {
    document: file, version: 0, text, region, files,
    language: file.endsWith(".py") ? "python" : "text",
    limits: { ...DEFAULT_LIMITS, milliseconds: options.milliseconds, bytes: BYTES },
    wholeArrays: options.limit,
  };
}
