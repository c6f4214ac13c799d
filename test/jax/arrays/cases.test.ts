import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FRAMEWORK_MODULES } from "../../../src/engine/frameworks/index.js";
import { runProgram } from "../../../src/engine/python/run.js";
import { loadParser, type PythonParser } from "../../../src/engine/syntax/parser.js";
import { Trace } from "../../../src/engine/trace/trace.js";
import { root } from "../../../tools/paths.mjs";

/** One program a line, with what real JAX printed and raised: see record.py. */
interface Case {
  readonly code: string;
  readonly stdout: string;
  readonly error: string | null;
}

const cases = JSON.parse(readFileSync(join(import.meta.dirname, "cases.json"), "utf8")) as Case[];
const wasm = (path: string): Uint8Array => readFileSync(join(root, "node_modules", path));

describe("JAX programs print what JAX prints", () => {
  let parser: PythonParser;
  before(async () => {
    parser = await loadParser({ runtime: wasm("web-tree-sitter/web-tree-sitter.wasm"), python: wasm("tree-sitter-python/tree-sitter-python.wasm") });
  });
  for (const { code, stdout, error } of cases) {
    it(code.slice(0, 100), () => {
      const source = `import jax\nimport jax.numpy as jnp\nimport numpy as np\n${code}\n`;
      const run = runProgram(parser.parse(source).program, { source, modules: FRAMEWORK_MODULES, trace: new Trace({ elements: 5e6, bytes: 1e9 }), limits: { steps: 1e8, milliseconds: 60_000 }, clock: () => performance.now(), until: null });
      assert.deepEqual(run.problems.filter((problem) => problem.code !== "python-exception" && problem.code !== "python-warning"), []);
      assert.equal(run.stdout, stdout);
      assert.equal(run.error, error);
    });
  }
});
