import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { reverse } from "../../src/engine/autodiff/reverse.js";
import { numpyModules } from "../../src/engine/frameworks/numpy/index.js";
import { TracedObject } from "../../src/engine/python/object.js";
import { type Run, runProgram } from "../../src/engine/python/run.js";
import { loadParser, type PythonParser } from "../../src/engine/syntax/parser.js";
import { toNumbers } from "../../src/engine/tensor/array.js";
import type { Node } from "../../src/engine/trace/node.js";
import { Trace } from "../../src/engine/trace/trace.js";
import { root } from "../../tools/paths.mjs";

const wasm = (path: string): Uint8Array => readFileSync(join(root, "node_modules", path));

describe("gradients through NumPy programs", () => {
  let parser: PythonParser;
  before(async () => {
    parser = await loadParser({ runtime: wasm("web-tree-sitter/web-tree-sitter.wasm"), python: wasm("tree-sitter-python/tree-sitter-python.wasm") });
  });
  const run = (source: string): Run =>
    runProgram(parser.parse(source).program, { source, modules: numpyModules, trace: new Trace({ elements: 5e6, bytes: 1e9 }), limits: { steps: 1e8, milliseconds: 60_000 }, clock: () => performance.now(), until: null });
  const node = (of: Run, name: string): Node => of.machine.nodeOf(of.globals.get(name)!.value)!;
  /** Gradient of `loss` for a name, against what another name holds. */
  function same(of: Run, name: string, wanted: readonly number[]): void {
    const got = reverse(node(of, "loss")).get(node(of, name));
    assert.ok(got, `no gradient reaches ${name}`);
    const values = toNumbers(got.value);
    assert.equal(values.length, wanted.length);
    values.forEach((value, i) => assert.ok(Math.abs(value - wanted[i]!) <= 1e-12 * Math.max(1, Math.abs(wanted[i]!)), `${name}[${i}]: ${value}, must be ${wanted[i]}`));
  }

  it("the sample's hand-made gradients are the true ones", () => {
    const done = run(readFileSync(join(root, "samples", "numpy_backprop.py"), "utf8"));
    assert.equal(done.error, null);
    for (const name of ["W1", "b1", "W2", "b2"]) same(done, name, toNumbers(node(done, `d${name}`).value));
  });

  it("arrays made of followed numbers hand their gradient on", () => {
    const done = run("import numpy as np\na = 2.0\nb = 3.0\nw = np.array([a, b])\nloss = np.sum(w ** 2) + a * b\n");
    same(done, "a", [4 + 3]);
    same(done, "b", [6 + 2]);
  });

  it("a write through a view is part of the history", () => {
    const done = run("import numpy as np\nx = np.array([1.0, 2.0, 3.0])\nh = np.zeros(3)\nh[1:] = x[:2] * 2\nh *= h\nloss = h.sum()\n");
    same(done, "x", [8, 16, 0]);
  });

  it("indexing, sorting, maxima and norms", () => {
    const done = run("import numpy as np\nx = np.array([3.0, -4.0, 1.0])\nloss = np.linalg.norm(x[:2]) + np.sort(x)[0] * 2 + x[np.array([2, 2])].sum() + np.maximum(x, 0).max()\n");
    same(done, "x", [0.6 + 1, -0.8 + 2, 2]);
  });

  const table = JSON.parse(readFileSync(join(import.meta.dirname, "lens.json"), "utf8")) as { readonly code: string; readonly gradient: readonly number[] }[];
  for (const { code, gradient } of table) {
    it(`is PyTorch's for ${code.slice(0, 80)}`, () => {
      const done = run(`import numpy as np\n${code}\n`);
      assert.equal(done.error, null);
      const got = reverse(node(done, "loss")).get(node(done, "x"));
      assert.ok(got, "no gradient reaches x");
      toNumbers(got.value).forEach((value, i) => assert.ok(Math.abs(value - gradient[i]!) <= 1e-9 * Math.max(1, Math.abs(gradient[i]!)), `[${i}]: ${value}, must be ${gradient[i]}`));
    });
  }

  it("NumPy keeps no gradients", () => {
    const { globals, machine } = run("import numpy as np\nloss = np.ones(2).sum()\n");
    const { value } = globals.get("loss")!;
    assert.ok(value instanceof TracedObject);
    assert.equal(value.frameworkGradient(machine), undefined);
  });
});
