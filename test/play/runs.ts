/** Finished runs with their tapes, for tests that look behind the report. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TargetGraph } from "../../src/engine/explain/target-graph.js";
import { FRAMEWORK_MODULES } from "../../src/engine/frameworks/index.js";
import { evaluateFormula } from "../../src/engine/math/evaluate.js";
import { formulaRegion } from "../../src/engine/math/region.js";
import { evaluatedFrom } from "../../src/engine/python/evaluated.js";
import { runProgram } from "../../src/engine/python/run.js";
import type { Evaluated } from "../../src/engine/report/evaluated.js";
import { LensGradients } from "../../src/engine/report/gradients.js";
import { loadParser, type PythonParser } from "../../src/engine/syntax/parser.js";
import { Trace } from "../../src/engine/trace/trace.js";
import { DEFAULT_LIMITS, type Subject } from "../../src/engine/worker/protocol.js";

let parser: Promise<PythonParser> | null = null;

const wasm = (name: string): Uint8Array => readFileSync(join("node_modules", name));
const grammar = (): Promise<PythonParser> =>
  (parser ??= loadParser({ runtime: wasm("web-tree-sitter/web-tree-sitter.wasm"), python: wasm("tree-sitter-python/tree-sitter-python.wasm") }));

/** Python, or the text of a formula's document. */
export async function evaluated(text: string, language: Subject["language"] = "python"): Promise<Evaluated> {
  const limits = { ...DEFAULT_LIMITS, milliseconds: 60_000 };
  const formula = formulaRegion({ text, language, region: null });
  if (formula) return evaluateFormula(text, formula, limits);
  const parsed = (await grammar()).parse(text);
  try {
    const run = runProgram(parsed.program, { source: text, modules: FRAMEWORK_MODULES, trace: new Trace(limits), limits, clock: () => performance.now(), until: null });
    return evaluatedFrom(run, parsed.program, text, null);
  } finally {
    parsed.dispose();
  }
}

/** null: nothing in the text could be a target. */
export async function graphOf(text: string, language: Subject["language"] = "python"): Promise<TargetGraph | null> {
  const run = await evaluated(text, language);
  return TargetGraph.of(run, new LensGradients(run.target));
}
