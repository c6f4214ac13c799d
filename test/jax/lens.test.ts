import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { reverse } from "../../src/engine/autodiff/reverse.js";
import { FRAMEWORK_MODULES } from "../../src/engine/frameworks/index.js";
import { evaluatedFrom } from "../../src/engine/python/evaluated.js";
import { type Run, runProgram } from "../../src/engine/python/run.js";
import { loadParser, type PythonParser } from "../../src/engine/syntax/parser.js";
import { toNumbers } from "../../src/engine/tensor/array.js";
import type { Node } from "../../src/engine/trace/node.js";
import { Trace } from "../../src/engine/trace/trace.js";
import { root } from "../../tools/paths.mjs";

const wasm = (path: string): Uint8Array => readFileSync(join(root, "node_modules", path));
const HEAD = "import jax\nimport jax.numpy as jnp\n";

describe("the lens in JAX programs", () => {
  let parser: PythonParser;
  before(async () => {
    parser = await loadParser({ runtime: wasm("web-tree-sitter/web-tree-sitter.wasm"), python: wasm("tree-sitter-python/tree-sitter-python.wasm") });
  });
  const run = (code: string): { readonly done: Run; readonly target: ReturnType<typeof evaluatedFrom>["target"] } => {
    const source = `${HEAD}${code}`;
    const { program } = parser.parse(source);
    const done = runProgram(program, { source, modules: FRAMEWORK_MODULES, trace: new Trace({ elements: 5e6, bytes: 1e9 }), limits: { steps: 1e8, milliseconds: 60_000 }, clock: () => performance.now(), until: null });
    assert.equal(done.error, null);
    return { done, target: evaluatedFrom(done, program, source, null).target };
  };
  const node = (of: Run, name: string): Node => of.machine.nodeOf(of.globals.get(name)!.value)!;
  const near = (got: Node | undefined, wanted: readonly number[]): void => {
    assert.ok(got);
    toNumbers(got.value).forEach((value, i) => assert.ok(Math.abs(value - wanted[i]!) <= 1e-6 * Math.max(1, Math.abs(wanted[i]!)), `${value}, must be ${wanted[i]}`));
  };

  it("the value of the last outermost grad is the target", () => {
    const { target } = run("f = lambda w: (w ** 2).sum()\nw = jnp.array([1., 2.])\ng = jax.grad(f)(w)\n");
    assert.equal(target?.name, "jax.grad(f)(w)");
    assert.equal(toNumbers(target!.node.value)[0], 5);
  });

  it("steps of gradient descent are differentiated through", () => {
    const { done, target } = run("w0 = jnp.array([1., 2.])\nlr = 0.1\nf = lambda w: (w ** 3).sum()\nw = w0\nfor _ in range(2):\n    w = w - lr * jax.grad(f)(w)\nl, g = jax.value_and_grad(f)(w)\n");
    const adjoints = reverse(target!.node);
    near(adjoints.get(node(done, "w")), toNumbers(node(done, "g").value));
    // What jax.grad gives for the whole descent.
    near(adjoints.get(node(done, "w0")), [0.21284303, -0.11533517]);
    near(adjoints.get(node(done, "lr")), [-11.994314]);
  });

  it("a gradient's own derivative is the second one", () => {
    const { done } = run("x = jnp.float32(2.)\ng = jax.grad(lambda t: t ** 4)(x)\n");
    near(reverse(node(done, "g")).get(node(done, "x")), [48]);
  });
});
