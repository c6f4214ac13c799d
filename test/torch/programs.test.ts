import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FRAMEWORK_MODULES } from "../../src/engine/frameworks/index.js";
import { runProgram } from "../../src/engine/python/run.js";
import { loadParser, type PythonParser } from "../../src/engine/syntax/parser.js";
import { Trace } from "../../src/engine/trace/trace.js";
import { root } from "../../tools/paths.mjs";

/** A program and what real PyTorch printed: see record.py. */
interface Recorded {
  readonly stdout: string;
  readonly error: string | null;
}

const read = <T>(name: string): T[] => JSON.parse(readFileSync(join(import.meta.dirname, name), "utf8")) as T[];
const cases = read<Recorded & { readonly code: string }>("cases.json");
const programs = read<Recorded & { readonly name: string; readonly source: string }>("programs.json");
const wasm = (path: string): Uint8Array => readFileSync(join(root, "node_modules", path));
const HEAD = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n";

describe("torch programs print what PyTorch prints", () => {
  let parser: PythonParser;
  before(async () => {
    parser = await loadParser({ runtime: wasm("web-tree-sitter/web-tree-sitter.wasm"), python: wasm("tree-sitter-python/tree-sitter-python.wasm") });
  });
  const check = (source: string, { stdout, error }: Recorded): void => {
    const run = runProgram(parser.parse(source).program, { source, modules: FRAMEWORK_MODULES, trace: new Trace({ elements: 5e6, bytes: 1e9 }), limits: { steps: 1e8, milliseconds: 60_000 }, clock: () => performance.now(), until: null });
    assert.deepEqual(run.problems.filter((problem) => !problem.code.startsWith("python-")), []);
    assert.equal(run.stdout, stdout);
    assert.equal(run.error, error);
  };
  for (const one of cases) it(one.code.slice(0, 100), () => check(`${HEAD}${one.code}\n`, one));
  for (const one of programs) it(one.name, () => check(one.source, one));
});
