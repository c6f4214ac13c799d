/** Runs Python texts for the tests of this folder. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ModuleTable } from "../../src/engine/python/machine.js";
import { type Run, runProgram } from "../../src/engine/python/run.js";
import { loadParser, type PythonParser } from "../../src/engine/syntax/parser.js";
import { Trace } from "../../src/engine/trace/trace.js";

let parser: Promise<PythonParser> | null = null;

const grammar = (): Promise<PythonParser> =>
  (parser ??= loadParser({
    runtime: readFileSync(join("node_modules", "web-tree-sitter", "web-tree-sitter.wasm")),
    python: readFileSync(join("node_modules", "tree-sitter-python", "tree-sitter-python.wasm")),
  }));

export interface Settings {
  readonly steps?: number;
  readonly milliseconds?: number;
  readonly modules?: ModuleTable;
  readonly until?: number;
}

export async function run(source: string, { steps = 50_000_000, milliseconds = 30_000, modules = new Map(), until }: Settings = {}): Promise<Run> {
  const parsed = (await grammar()).parse(source);
  try {
    return runProgram(parsed.program, {
      source, modules, until: until ?? null,
      trace: new Trace({ elements: 1e7, bytes: 5e8 }),
      limits: { steps, milliseconds },
      clock: () => performance.now(),
    });
  } finally {
    parsed.dispose();
  }
}

/** What a terminal would show: the output, and the last line of a traceback. */
export const shown = (finished: Run): string => finished.stdout + (finished.error === null || finished.error.startsWith("SystemExit: ") ? "" : `${finished.error}\n`);
