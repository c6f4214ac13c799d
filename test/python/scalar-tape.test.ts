import * as assert from "node:assert/strict";
import { ColumnAdjoints } from "../../src/engine/autodiff/column-sweep.js";
import { backwardOrder, reverse } from "../../src/engine/autodiff/reverse.js";
import { PyFloat } from "../../src/engine/python/object.js";
import type { Node } from "../../src/engine/trace/node.js";
import { analyze } from "../samples/engine.js";
import { run } from "./interpreter.js";

describe("numbers of plain Python on the tape", () => {
  const expressions = [
    "x + 1", "x - y", "2 * x", "x / y", "x ** 2", "2 ** x", "x ** y", "x // 2", "x % 2", "-x", "abs(-x)", "float(x)", "max(x, 0.1)", "min(x, 9.0)", "sum([x, y])", "pow(x, 3)", "round(x, 1)", "+x",
    ...["exp", "expm1", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "atanh", "log1p", "erf", "erfc", "fabs", "lgamma", "degrees", "radians", "exp2", "log", "log2", "log10"].map((name) => `math.${name}(x)`),
    "math.acosh(1 + x)", "math.log(x, 3)", "math.pow(x, 2.5)", "math.atan2(x, y)", "math.hypot(x, y)", "math.copysign(x, -1.0)", "math.prod([x, y])",
  ];
  for (const expression of expressions) {
    it(`${expression} has a node of the same value that leads back to x`, async () => {
      const finished = await run(`import math\nx = 0.75\ny = 1.5\nr = ${expression}\n`);
      assert.deepEqual(finished.problems, []);
      const result = finished.globals.get("r")!.value;
      assert.ok(result instanceof PyFloat);
      const node = finished.machine.nodeOf(result)!;
      const of = (value: typeof node.value): number => value.buffer[value.offset];
      assert.ok(Math.abs(of(node.value) - result.value) <= 1e-14 * Math.abs(result.value), `${of(node.value)} and ${result.value}`);
      const x = finished.machine.nodeOf(finished.globals.get("x")!.value)!;
      const seen = new Set([node]);
      for (const one of seen) for (const input of one.inputs) seen.add(input);
      assert.ok(seen.has(x));
    });
  }

  it("every digit on the tape is the one that Python prints", async () => {
    const numbers = Array.from({ length: 40 }, (_, i) => Math.abs(Math.sin(7.77 * i + 1)) * 0.98 + 0.001);
    const all = expressions.map((expression) => `        results.append(${expression})\n`).join("");
    const finished = await run(`import math\nresults = []\nfor x in ${JSON.stringify(numbers)}:\n    for y in [x * 3.3 + 0.2]:\n${all}`);
    assert.deepEqual(finished.problems, []);
    const results = [...finished.machine.iterate(finished.globals.get("results")!.value)].filter((value) => value instanceof PyFloat);
    assert.equal(results.length, numbers.length * expressions.length);
    for (const [i, result] of results.entries()) assert.equal(finished.machine.nodeOf(result)!.number, result.value, expressions[i % expressions.length]);
  });

  it("a long chain is recorded without recursion, and its oldest part is forgotten", async () => {
    const finished = await run("x = 1.0\nfor i in range(600000):\n    x = x * 1.0\n");
    const node = finished.machine.nodeOf(finished.globals.get("x")!.value)!;
    assert.equal(node.card?.name, "mul");
    const order = backwardOrder([node], () => true);
    assert.equal(order.filter(({ card, origin }) => card === null && origin.kind === "computed").length, 1);
    assert.equal(order.filter(({ card }) => card?.name === "mul").length, 2 ** 19);
    assert.equal(finished.machine.trace.forgotten, 1);
  }).timeout(30_000);
});

/** Enough of them that nodes are made one by one. */
const MANY = "pad = 1.0\nfor i in range(6000):\n    pad = pad * 1.0 + 0.5\n";

describe("many numbers of plain Python", () => {
  const named = async (text: string): Promise<(name: string) => Node> => {
    const finished = await run(MANY + text);
    assert.deepEqual(finished.problems, []);
    return (name) => finished.machine.nodeOf(finished.globals.get(name)!.value)!;
  };

  it("have the adjoints through the columns that they have by nodes, to the last digit", async () => {
    const node = await named(`
import math
w, b, n = 0.7, -0.2, 3
x = 0.3
for i in range(3000):
    h = math.tanh(w * x + b) - abs(x) / 2 ** n
    x = (h + max(h, x)) * 0.5 + math.exp(-x * x) * n - pow(abs(b), 1.5) * i / 3000
`);
    const target = node("x");
    const columns = reverse(target);
    assert.ok(columns instanceof ColumnAdjoints);
    const looked = ["w", "b", "n", "h", "x"].map(node);
    const before = looked.map((one) => columns.get(one)!.number);
    assert.ok(before.every((number) => number !== 0));
    // A condition that the columns do not know: the same pass by nodes.
    const byNodes = reverse(target, { stop: () => false });
    assert.ok(!(byNodes instanceof ColumnAdjoints) && byNodes.size > 30_000);
    assert.deepEqual(looked.map((one) => byNodes.get(one)!.number), before);
    for (const one of backwardOrder([target], () => true)) {
      assert.ok(one.inputs.every(({ id }) => id < one.id), "inputs are older");
      assert.equal(columns.get(one)?.number, byNodes.get(one)?.number);
    }
    assert.deepEqual([...columns.keys()], [...byNodes.keys()]);
  }).timeout(30_000);

  it("made after the run have no history, and change nothing", async () => {
    const finished = await run(`${MANY}x = 2.0\ny = x * x\n`);
    const y = finished.globals.get("y")!.value;
    const after = finished.machine.binary("*", y, y);
    assert.ok(after instanceof PyFloat);
    assert.deepEqual([after.value, finished.machine.nodeOf(after)!.card], [16, null]);
    assert.deepEqual(finished.machine.nodeOf(y)!.inputs.map(({ number }) => number), [2, 2]);
  });

  const programs = {
    "floor division, remainder, int, round": "x = 2.5\nw = 3\nL = x * w + x // 2 + int(x) * x + round(x, 1) % 2\n",
    "branches and dead ends": "a = 2.0\nunused = a * 3\nb = 4.0 if a > 1 else a\nL = max(a, b) * a + min(a, 1.0)\n",
    "a zero gradient with its reason": "a = 0.0\nb = 3.0\nL = a * b * a\n",
    "the tutorial": "a = 2\nw = 3\nb = 4\ny_true = 11\nL = (a * w + b - y_true) ** 2\n",
    lists: "import math\nws = [0.1, -0.2, 0.3]\nxs = [1.0, 2.0, 3.0]\nL = math.exp(sum(w * x for w, x in zip(ws, xs)))\n",
    "a tensor in between": "import torch\nw = 2.0\nt = torch.tensor([w * 3, w])\nL = t.sum() * w\n",
    "a number of a tensor": "import torch\nt = torch.tensor(1.5)\nx = t.item()\nw = 2.0\nL = x * w + w\n",
    "a name of two scopes": "def f(x):\n    y = x * x\n    return y + 1\nx = 3.0\nL = f(x) * f(x + 1)\n",
  };
  for (const [name, text] of Object.entries(programs))
    it(`are told of as few are: ${name}`, async () => {
      const told = async (head: string): Promise<unknown> => {
        const analysis = await analyze("many.py", head + text);
        const { target, lenses, notes, variables, problems } = analysis.report;
        const own = ({ name: one }: { name: string }): boolean => one !== "pad" && one !== "i";
        return {
          problems, target: target && [target.name, target.value],
          lenses: lenses.filter(own).map(({ name: one, value, gradient }) => [one, value, gradient]),
          notes: notes.filter(({ span }) => span.start >= head.length).map(({ text: one, value, gradient }) => [one, value, gradient]),
          variables: variables.filter(own).map(({ name: one, value, lensGrad, origin }) => [one, value, lensGrad, origin]),
          graph: analysis.graph()?.nodes.map(({ name: one, title, value, gradient, span, scope }) => JSON.stringify([one, title, value, gradient, scope, span && text.slice(span.start - head.length, span.end - head.length)])).sort(),
        };
      };
      assert.deepEqual(await told(MANY), await told(""));
    });
});
