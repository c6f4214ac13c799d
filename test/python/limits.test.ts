import * as assert from "node:assert/strict";
import { PyFloat, PyTracedInt } from "../../src/engine/python/object.js";
import { FRAMEWORK_MODULES } from "../../src/engine/frameworks/index.js";
import { run } from "./interpreter.js";

const textAt = (source: string, span: { start: number; end: number }): string => source.slice(span.start, span.end);

describe("a run that cannot go on", () => {
  const cases: readonly { readonly what: string; readonly source: string; readonly code: string; readonly at: string; readonly says: RegExp; readonly prints?: string }[] = [
    { what: "an endless loop stops at the step limit and says where", source: "print(1)\nwhile True: pass\n", code: "step-limit", at: "while True", says: /stopped in iteration \d+ after [\d,]+ steps/, prints: "1\n" },
    { what: "a loop with a known end says how far it came", source: "for i in range(10**9):\n    x = i\n", code: "step-limit", at: "for i in range(10**9)", says: /in iteration \d+ of 1000000000/ },
    { what: "an endless recursion is Python's RecursionError", source: "def f(n): return f(n + 1)\nf(0)\n", code: "python-exception", at: "f(n + 1)", says: /RecursionError: maximum recursion depth exceeded/ },
    { what: "an endless generator in a native stops too", source: "def g():\n    while True: yield 1\nsum(g())\n", code: "step-limit", at: "sum(g())", says: /steps/ },
    { what: "an unknown module is told once, where it is imported", source: "import strange_module\nprint(2)\n", code: "unsupported-module", at: "strange_module", says: /strange_module/, prints: "2\n" },
    { what: "what an unknown module gives is unknown, and said so where it arises", source: "import strange_module as s\nx = s.load()\ny = x.a[0] + 1\nprint(2)\n", code: "placeholder", at: "s.load()", says: /^'strange_module.load\(\)' is not available: values that come from it are unknown$/, prints: "2\n" },
    { what: "no way is taken on an unknown value", source: "import strange_module as s\nprint(1)\nif s.load() > 3: print(2)\n", code: "placeholder", at: "s.load() > 3", says: /is unknown, so it is not known how the program goes on here/, prints: "1\n" },
    { what: "an unknown value that a text shows is said to be another text", source: "import strange_module as s\nprint(f'{s.load():.2f}')\n", code: "inert-text", at: "s.load()", says: /another text/ },
    { what: "an uncaught exception has the span where it was raised", source: "def f():\n    return [1][3]\nprint(0)\nf()\n", code: "python-exception", at: "[1][3]", says: /^IndexError: list index out of range$/, prints: "0\n" },
    { what: "a line that cannot be read is left out", source: "a = 1\nb = )(\nprint(a)\n", code: "syntax", at: ")", says: /invalid syntax|unmatched/, prints: "1\n" },
    { what: "what depends on an unread line is unknown", source: "b = 1 +* 2\nprint(1)\nc = b + 1\n", code: "depends-on-unread-line", at: "b + 1", says: /'b' depends on a line that could not be read/, prints: "1\n" },
    { what: "input() is not waited for", source: "x = input('> ')\n", code: "unsupported-input", at: "input('> ')", says: /input/ },
  ];
  for (const { what, source, code, at, says, prints } of cases) {
    it(what, async () => {
      const finished = await run(source, { steps: 100_000 });
      const problem = finished.problems.findLast((one) => one.code === code);
      assert.ok(problem, JSON.stringify(finished.problems));
      assert.match(problem.message, says);
      assert.equal(textAt(source, problem.span), at);
      if (prints !== undefined) assert.equal(finished.stdout, prints);
    });
  }

  it("tells the steps it took, and no fewer of them than iterations", async () => {
    const finished = await run("while True: pass\n", { steps: 10 });
    const [, iterations, steps] = /iteration (\d+) after (\d+) steps/.exec(finished.problems[0]!.message)!;
    assert.deepEqual([Number(steps), Number(iterations) <= Number(steps)], [11, true]);
  });

  it("is bounded by time where operations are long, not only by steps", async () => {
    const source = "import torch\nx = torch.ones(200, 200)\nfor i in range(100000):\n    for j in range(1):\n        y = x @ x\n";
    const finished = await run(source, { milliseconds: 300, modules: FRAMEWORK_MODULES });
    assert.match(finished.problems[0]!.message, /^stopped in iteration \d+ of 100000 after 0.3 s$/);
  });

  it("asks a loader how long it is", async () => {
    const source = "from torch.utils.data import DataLoader\nfor i, b in enumerate(DataLoader(list(range(100)), batch_size=10)):\n    while i == 3: pass\n";
    const finished = await run(source, { steps: 10_000, modules: FRAMEWORK_MODULES });
    assert.match(finished.problems[0]!.message, /^stopped in iteration 4 of 10 after/);
  });

  it("keeps what came before", async () => {
    const finished = await run("w = 3.0\nn = 2\nL = w * n\n1 / 0\nM = 5.0\n");
    assert.deepEqual([...finished.globals.keys()], ["w", "n", "L"]);
    const loss = finished.globals.get("L")!.value;
    assert.ok(loss instanceof PyFloat && loss.value === 6);
  });

  it("runs only the statements that begin before `until`", async () => {
    const source = "a = 1\nb = 2\nc = 3\n";
    const finished = await run(source, { until: source.indexOf("c") });
    assert.deepEqual([...finished.globals.keys()], ["a", "b"]);
  });
});

describe("what a run remembers", () => {
  it("follows int literals that get a name, and what is computed from them", async () => {
    const finished = await run("a = 2\nb = a * 3 + 1\nfor i in range(2): k = i\n");
    assert.ok(finished.globals.get("a")!.value instanceof PyTracedInt);
    assert.ok(finished.globals.get("b")!.value instanceof PyTracedInt);
    assert.equal(finished.globals.get("k")!.value, 1);
  });

  it("records the operations on the way to a number when its node is asked for", async () => {
    const finished = await run("w = 3.0\nx = 2\nL = (w * x - 1) ** 2\n");
    const node = finished.machine.nodeOf(finished.globals.get("L")!.value)!;
    assert.equal(node.card?.name, "pow");
    assert.equal(node.inputs[0].card?.name, "sub");
    assert.equal(node.inputs[0].inputs[0].card?.name, "mul");
    assert.equal(node.inputs[0].inputs[0].inputs[0], finished.machine.nodeOf(finished.globals.get("w")!.value));
  });

  it("keeps the last value of each expression and how often it was evaluated", async () => {
    const finished = await run("t = 0.0\nfor i in range(3):\n    t = t + i\n");
    const site = finished.bindings.findLast((binding) => binding.name === "t")!;
    assert.equal(site.evaluations, 3);
    assert.ok(site.value instanceof PyFloat && site.value.value === 3);
  });

  it("gives a bare last expression with its value", async () => {
    const finished = await run("a = 2.0\na * 3\n");
    const last = finished.lastExpression!;
    assert.ok(last.value instanceof PyFloat && last.value.value === 6);
  });
});
