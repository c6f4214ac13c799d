/** The command line as its users meet it. */
import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const run = (...words: string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [join(process.cwd(), "dist/cli.js"), ...words], { encoding: "utf8", cwd: process.cwd(), timeout: 60_000 });

/** A file in a folder that is gone after the tests. */
const folder = mkdtempSync(join(tmpdir(), "gradient-lens-"));
after(() => rmSync(folder, { recursive: true, force: true }));
function temporary(name: string, text: string | Uint8Array): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

describe("command line", function () {
  this.timeout(60_000);

  it("eval --json prints one object a file, in their order, by the contract", () => {
    const { status, stdout } = run("eval", "--json", "samples/tutorial.py", "samples/tutorial_torch.py");
    assert.equal(status, 0);
    const [plain, torch, ...rest] = stdout.trim().split("\n").map((line) => JSON.parse(line));
    assert.equal(rest.length, 0);
    assert.deepEqual([plain.schema, plain.file, plain.language, plain.target.name, plain.target.value], [1, "samples/tutorial.py", "python", "L", 1]);
    assert.deepEqual([plain.variables.w.dtype, plain.variables.w.value, plain.variables.w.grad, plain.variables.w.lensGrad, plain.variables.w.line], ["float", 3, null, -4, 4]);
    assert.deepEqual([torch.variables.a.grad, torch.variables.w.grad, torch.variables.b.grad, torch.variables.y_true.lensGrad], [-6, -4, -2, 2]);
    assert.equal(torch.stdout, "1.0 tensor(-6.) tensor(-4.) tensor(-2.)\n");
  });

  it("what V8 kept may be missing, damaged or of another text: the answer is the same", () => {
    const dist = join(folder, "dist");
    mkdirSync(dist);
    for (const name of readdirSync("dist").filter((file) => /^cli.*\.js$|\.wasm$/.test(file))) copyFileSync(join("dist", name), join(dist, name));
    const answer = (): string => spawnSync(process.execPath, [join(dist, "cli.js"), "eval", "samples/tutorial.py"], { encoding: "utf8", timeout: 60_000 }).stdout;
    const expected = run("eval", "samples/tutorial.py").stdout;
    assert.equal(answer(), expected);
    const whole = readFileSync("dist/cli-engine.cache");
    // As a file whose last pages were never written: V8 itself would die of it.
    const unwritten = Buffer.from(whole).fill(0, whole.length >> 1);
    for (const kept of ["", "no code", Buffer.alloc(100_000, 7), whole.subarray(0, whole.length >> 1), unwritten]) {
      writeFileSync(join(dist, "cli-engine.cache"), kept);
      assert.equal(answer(), expected);
    }
  });

  it("eval prints a table", () => {
    const { status, stdout, stderr } = run("eval", "samples/tutorial.py");
    assert.deepEqual([status, stderr], [0, ""]);
    assert.match(stdout, /^samples\/tutorial\.py\ntarget L = 1\n/);
    assert.match(stdout, /line +name +value +gradient/);
    for (const gradient of ["∂L/∂a = −6", "∂L/∂w = −4", "∂L/∂b = −2", "∂L/∂y_true = 2"]) assert.ok(stdout.includes(gradient), gradient);
  });

  it("eval --limit summarizes longer arrays", () => {
    const { variables } = JSON.parse(run("eval", "--json", "--limit", "8", "samples/mlp_module.py").stdout);
    const { summary } = variables["net.fc1.weight"].value;
    assert.deepEqual([Object.keys(summary), summary.numel, summary.first.length], [["numel", "sum", "abs_sum", "first"], 32, 8]);
    assert.equal(variables["net.fc1.bias"].value.length, 8);
  });

  it("eval --limit below 8 gives no more numbers than that", () => {
    const { variables } = JSON.parse(run("eval", "--json", "--limit", "3", "samples/mlp_module.py").stdout);
    const { summary } = variables["net.fc1.bias"].value;
    assert.deepEqual([summary.numel, summary.first.length], [8, 3]);
  });

  it("eval --budget ends a long loop, says how far it came and keeps the numbers of that point", () => {
    const file = temporary("long.py", "import torch\nw = torch.tensor(1.0, requires_grad=True)\nfor step in range(30_000_000):\n    L = (2 * w - 3) ** 2\n    L.backward()\n");
    const { status, stdout } = run("eval", "--json", "--budget", "0.5", file);
    const { variables, problems, target } = JSON.parse(stdout);
    assert.deepEqual([status, problems.length, problems[0].code, problems[0].start], [0, 1, "time-limit", { line: 3, column: 0 }]);
    const [, at] = /^stopped in iteration (\d+) of 30000000 after 0.5 s$/.exec(problems[0].message) ?? [];
    assert.ok(Number(at) > 1, problems[0].message);
    assert.deepEqual([target.value, variables.w.value, variables.w.lensGrad], [1, 1, -4]);
    assert.ok(Math.abs(variables.w.grad / -4 - Number(at)) <= 1, `${variables.w.grad} after ${at}`);
  });

  it("eval follows imports of files beside the program and in folders above", () => {
    temporary("shared/scale.py", "K = 3.0\n");
    temporary("app/model.py", "from shared.scale import K\ndef f(x): return K * x * x\n");
    temporary("app/data.py", new Uint8Array([0xff, 0xfe, 0, 1]));
    const file = temporary("app/main.py", "from model import f\nimport data\nw = 2.0\nL = f(w)\nprint(L)\n");
    const { stdout, variables, problems } = JSON.parse(run("eval", "--json", file).stdout);
    assert.deepEqual([stdout, variables.w.lensGrad, problems.map(({ code }: { code: string }) => code)], ["12.0\n", 12, ["unsupported-module"]]);
  });

  it("explain prints the explanation of a region", () => {
    const { status, stdout } = run("explain", "samples/formulas.md", "--lines", "8:8");
    assert.equal(status, 0);
    assert.match(stdout, /# Backprop of L[\s\S]*∂L\/∂a = ∂L\/∂v1 · w = −2 · 3 = −6/);
  });

  it("check says match and exits with 0", () => {
    const { status, stdout } = run("check", "samples/linear_layer.py");
    assert.equal(status, 0, stdout);
    assert.match(stdout, /W .*match/);
  });

  it("a file that is not there is exit code 1, and the others are answered", () => {
    const { status, stdout, stderr } = run("eval", "--json", "samples/nowhere.py", "samples/tutorial.py");
    assert.equal(status, 1);
    assert.match(stderr, /nowhere/);
    assert.equal(stdout.trim().split("\n").length, 1);
  });

  it("check exits with 0 for the tutorial", () => {
    const { status, stdout } = run("check", "samples/tutorial_torch.py");
    assert.equal(status, 0, stdout);
    assert.ok(!stdout.includes("wrong"), stdout);
  });

  it("check says wrong with the operation and its line, and exits with 1", () => {
    const file = temporary("wrong.py", "import torch\nclass Own(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x):\n        ctx.save_for_backward(x)\n        return x ** 2\n    @staticmethod\n    def backward(ctx, g):\n        x, = ctx.saved_tensors\n        return g * x\nx = torch.tensor([1.0, 2.0], requires_grad=True)\nL = Own.apply(x).sum()\nL.backward()\n");
    const { status, stdout } = run("check", file);
    assert.equal(status, 1, stdout);
    assert.match(stdout, /x .*wrong: .*own backward of Own is not the derivative of its forward \(Own at line 12\)/);
  });

  it("words it does not know are exit code 2", () => {
    for (const words of [["evaluate"], ["eval"], ["eval", "--nothing", "samples/tutorial.py"], ["explain", "--lines", "8", "samples/formulas.md"], ["eval", "--budget", "0", "samples/tutorial.py"]]) {
      const { status, stdout, stderr } = run(...words);
      assert.deepEqual([status, stdout], [2, ""], words.join(" "));
      assert.match(stderr, /\S/);
    }
  });
});
