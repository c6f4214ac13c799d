/** Cases recorded from real PyTorch by record.py: NAME.txt holds one program a line, NAME.json what it prints. */
import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FRAMEWORK_MODULES } from "../../src/engine/frameworks/index.js";
import { runProgram } from "../../src/engine/python/run.js";
import { loadParser, type PythonParser } from "../../src/engine/syntax/parser.js";
import { Trace } from "../../src/engine/trace/trace.js";
import { root } from "../../tools/paths.mjs";

/** A program and what real PyTorch printed: see record.py. */
export interface Recorded {
  readonly stdout: string;
  readonly error: string | null;
}

export const read = <T>(name: string): T[] => JSON.parse(readFileSync(join(import.meta.dirname, name), "utf8")) as T[];
const wasm = (path: string): Uint8Array => readFileSync(join(root, "node_modules", path));
const HEAD = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n";

/** A function that runs a program and compares; to be called inside `describe`. */
export function comparison(): (source: string, recorded: Recorded) => void {
  let parser: PythonParser;
  before(async () => {
    parser = await loadParser({ runtime: wasm("web-tree-sitter/web-tree-sitter.wasm"), python: wasm("tree-sitter-python/tree-sitter-python.wasm") });
  });
  return (source, { stdout, error }) => {
    const run = runProgram(parser.parse(source).program, { source, modules: FRAMEWORK_MODULES, trace: new Trace({ elements: 5e6, bytes: 1e9 }), limits: { steps: 1e8, milliseconds: 60_000 }, clock: () => performance.now(), until: null });
    assert.deepEqual(run.problems.filter((problem) => !problem.code.startsWith("python-")), []);
    assert.equal(run.stdout, stdout);
    assert.equal(run.error, error);
  };
}

/** A test a line of NAME.txt. */
export function casesOf(name: string): void {
  const check = comparison();
  for (const one of read<Recorded & { readonly code: string }>(`${name}.json`)) it(one.code.slice(0, 100), () => check(`${HEAD}${one.code}\n`, one));
}
