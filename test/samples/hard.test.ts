/** Programs that are too long, too large, or no programs at all. */
import { strict as assert } from "node:assert";
import { analyze } from "./engine.js";

const CASES: readonly (readonly [string, string, string])[] = [
  ["a tensor of 10**12 elements", "import torch\nx = torch.zeros(10**12)\n", "element-limit"],
  ["a text of 10 MB", "x = 1\n".repeat(1_700_000), "file-too-large"],
  ["endless recursion", "def f(x): return f(x + 1)\ny = f(1.0)\n", "python-exception"],
  ["ten thousand brackets", "(".repeat(10_000), "syntax"],
  ["an unknown call", "import torch\nx = torch.lobpcg(torch.ones(3, 3))\n", "unsupported-call"],
];

describe("hard programs", () => {
  for (const [what, text, code] of CASES) {
    it(`${what} is a problem with code ${code}, within 3 s`, async () => {
      const started = performance.now();
      const { report } = await analyze("hard.py", text, { milliseconds: 500 });
      assert.ok(performance.now() - started < 3000);
      assert.ok(report.problems.some((problem) => problem.code === code && problem.message.length > 0), JSON.stringify(report.problems));
    });
  }

  it("the tutorial in whole numbers has the same gradients", async () => {
    const { report } = await analyze("ints.py", "a = 2\nw = 3\nb = 4\ny_true = 11\nL = (a * w + b - y_true) ** 2\n");
    assert.deepEqual(report.target?.value.values, [1]);
    assert.deepEqual(report.lenses.map((lens) => [lens.name, lens.gradient.kind === "value" ? lens.gradient.view.values[0] : null]), [["a", -6], ["w", -4], ["b", -2], ["y_true", 2]]);
  });

  it("a loop without end is ended after as many steps as are given", async () => {
    const { report } = await analyze("loop.py", "while True: pass\n", { steps: 100_000 });
    assert.deepEqual(report.problems.map(({ code }) => code), ["step-limit"]);
  });

  // A quick machine reaches the usual limit of steps first, so there is none here; nor has the command line one.
  it("a loop without end is ended within 1.5 s where 500 ms are given", async () => {
    const started = performance.now();
    const { report } = await analyze("loop.py", "while True: pass\n", { milliseconds: 500, steps: Number.MAX_SAFE_INTEGER });
    assert.ok(performance.now() - started < 1500);
    assert.deepEqual(report.problems.map(({ code }) => code), ["time-limit"]);
  });

  for (const name of ["bytes.py", "bytes.md"]) {
    it(`random bytes in ${name} give a report that says what is wrong`, async () => {
      let state = 20_260_801;
      const byte = (): number => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state >>> 24;
      };
      for (const length of [1, 16, 256, 4096, 65_536]) {
        const { report } = await analyze(name, Buffer.from(Array.from({ length }, byte)).toString("latin1"), { milliseconds: 500 });
        const codes = report.problems.map(({ code }) => code);
        assert.ok(report.target !== null || codes.length > 0, `${length} bytes`);
        assert.ok(!codes.includes("internal"), `${length} bytes: ${report.problems.map(({ message }) => message).join("; ")}`);
      }
    });
  }
});
