import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FRAMEWORK_MODULES } from "../../src/engine/frameworks/index.js";
import { runProgram } from "../../src/engine/python/run.js";
import { loadParser, type PythonParser } from "../../src/engine/syntax/parser.js";
import { Trace } from "../../src/engine/trace/trace.js";
import { root } from "../../tools/paths.mjs";

/** A program and what real PyTorch printed: see surface/record.py. */
interface Recorded {
  readonly group: string;
  readonly code: string;
  readonly stdout: string;
  readonly error: string | null;
}

const cases = JSON.parse(readFileSync(join(import.meta.dirname, "surface", "surface.json"), "utf8")) as Recorded[];
const wasm = (path: string): Uint8Array => readFileSync(join(root, "node_modules", path));
const HEAD = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\nimport torch.optim as optim\nimport copy, math\nimport numpy as np\ntorch.manual_seed(0)\n";

describe("torch's surface prints what PyTorch prints", () => {
  let parser: PythonParser;
  before(async () => {
    parser = await loadParser({ runtime: wasm("web-tree-sitter/web-tree-sitter.wasm"), python: wasm("tree-sitter-python/tree-sitter-python.wasm") });
  });
  for (const { group, code, stdout, error } of cases) {
    it(`${group}: ${code.slice(0, 90).replaceAll("\n", "; ")}`, () => {
      const source = `${HEAD}${code}\n`;
      const run = runProgram(parser.parse(source).program, { source, modules: FRAMEWORK_MODULES, trace: new Trace({ elements: 5e6, bytes: 1e9 }), limits: { steps: 1e8, milliseconds: 60_000 }, clock: () => performance.now(), until: null });
      assert.deepEqual(run.problems.filter((problem) => !problem.code.startsWith("python-")), []);
      assert.equal(run.stdout, stdout);
      assert.equal(run.error, error);
    });
  }
});
