import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { overviewView } from "../../src/engine/explain/views/overview.js";
import { setLanguage } from "../../src/engine/text/language.js";
import { graphOf } from "../play/runs.js";

interface Case {
  readonly title: string;
  readonly code: string;
  readonly pass: "forward" | "backward";
  /** Name of the operation where it arose, or "leaf". */
  readonly at: string;
  readonly sentence: RegExp;
  readonly hint: RegExp;
  /** The text of the line that is named. */
  readonly line?: RegExp;
}

const torch = (lines: string): string => `import torch\n${lines}\nL.backward()\n`;

const CASES: readonly Case[] = [
  {
    title: "log of 0", pass: "forward", at: "log", sentence: /\[1\] is −∞: log\(0\) is −∞/, hint: /log1p/,
    code: torch("x = torch.tensor([1.0, 0.0], requires_grad=True)\nL = torch.log(x).sum()"),
  },
  {
    title: "log of a negative number", pass: "forward", at: "log", sentence: /is NaN: log of −2 is not a real number/, hint: /positive/,
    code: torch("x = torch.tensor([1.0, -2.0], requires_grad=True)\ny = torch.log(x)\nL = y.sum()"),
  },
  {
    title: "the square root of a negative number", pass: "forward", at: "sqrt", sentence: /square root of −1/, hint: /clamp/,
    code: torch("x = torch.tensor(-1.0, requires_grad=True)\nL = torch.sqrt(x) * 2"),
  },
  {
    title: "0 divided by 0", pass: "forward", at: "div", sentence: /0 divided by 0/, hint: /denominator/,
    code: torch("a = torch.tensor([0.0, 1.0], requires_grad=True)\nL = (a / a).sum()"),
  },
  {
    title: "a number divided by 0", pass: "forward", at: "div", sentence: /is ∞: 3 is divided by 0/, hint: /denominator/,
    code: torch("a = torch.tensor(3.0, requires_grad=True)\nb = torch.tensor(0.0)\nL = a / b"),
  },
  {
    title: "exp that overflows, divided by its sum", pass: "forward", at: "div", sentence: /exp\(1000\) is larger than the largest float32/, hint: /Subtract the maximum/,
    code: torch("z = torch.tensor([1000.0, 0.0], requires_grad=True)\ne = torch.exp(z)\nL = (e / e.sum())[0]"),
  },
  {
    title: "0 times infinity", pass: "forward", at: "mul", sentence: /0 · ∞ has no value\. .*log\(0\)/, hint: /log/,
    code: torch("p = torch.tensor([0.0, 1.0], requires_grad=True)\nL = (p * torch.log(p)).sum()"),
  },
  {
    title: "softmax of a masked row", pass: "forward", at: "softmax", sentence: /row that is −∞ throughout/, hint: /unmasked/,
    code: torch("s = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)\nm = torch.tensor([[False, False], [True, True]])\nL = torch.softmax(s.masked_fill(m, float('-inf')), dim=-1).sum()"),
  },
  {
    title: "a power of a negative number", pass: "forward", at: "pow", sentence: /−8 to the power of 0\.5/, hint: /abs/,
    code: torch("x = torch.tensor(-8.0, requires_grad=True)\nL = x ** 0.5"),
  },
  {
    title: "the standard deviation of one element", pass: "forward", at: "std", sentence: /single element/, hint: /correction=0/,
    code: torch("x = torch.tensor([2.0], requires_grad=True)\nL = x.std()"),
  },
  {
    title: "an overflow in float32", pass: "forward", at: "mul", sentence: /larger than the largest float32/, hint: /smaller/,
    code: torch("x = torch.tensor(1e30, requires_grad=True)\nL = x * x"),
  },
  {
    title: "NaN in the data", pass: "forward", at: "leaf", sentence: /x\[1\] is NaN in the data itself/, hint: /Clean/,
    code: torch("x = torch.tensor([1.0, float('nan')], requires_grad=True)\nL = (x * 2).sum()"),
  },
  {
    title: "acos outside its range", pass: "forward", at: "acos", sentence: /acos has no value at 1\.5/, hint: /inside its range/,
    code: torch("x = torch.tensor(1.5, requires_grad=True)\nL = torch.acos(x)"),
  },
  {
    title: "where hides a value, not its gradient", pass: "backward", at: "sqrt", line: /torch\.sqrt\(x\)/,
    sentence: /gradient of x\[0\] is NaN: .* slope of sqrt at 0 is infinite, and the gradient that arrives is 0: 0 · ∞ is NaN/, hint: /where\(ok, sqrt\(safe\), 0\)/,
    code: torch("x = torch.tensor([0.0, 4.0], requires_grad=True)\nL = torch.where(x > 0, torch.sqrt(x), torch.zeros(2)).sum()"),
  },
  {
    title: "where around a division", pass: "backward", at: "div", sentence: /slope of div at 1, 0 is infinite, and the gradient that arrives is 0/, hint: /div\(safe\)/,
    code: torch("x = torch.tensor([0.0, 2.0], requires_grad=True)\nL = torch.where(x > 0, 1 / x, torch.zeros(2)).sum()").replace("1 / x", "torch.ones(2) / x"),
  },
  {
    title: "where around an exp that overflows", pass: "backward", at: "exp", sentence: /rule of exp at 200 .* arrives is 0/, hint: /exp\(safe\)/,
    code: torch("x = torch.tensor([200.0, 1.0], requires_grad=True)\nL = torch.where(x < 100, torch.exp(x), x).sum()"),
  },
  {
    title: "the norm of a zero vector, written out", pass: "backward", at: "sqrt", sentence: /slope of sqrt at 0 is infinite/, hint: /1e-12/,
    code: torch("v = torch.zeros(3, requires_grad=True)\nL = torch.sqrt((v ** 2).sum())"),
  },
  {
    title: "a square root at 0", pass: "backward", at: "sqrt", sentence: /gradient of x is ∞: .* arrives is 2/, hint: /1e-12/,
    code: torch("x = torch.tensor(0.0, requires_grad=True)\nL = torch.sqrt(x) * 2"),
  },
  {
    title: "acos at its edge", pass: "backward", at: "acos", sentence: /slope of acos at 1 is infinite/, hint: /inside its range/,
    code: torch("x = torch.tensor(1.0, requires_grad=True)\nL = torch.acos(x)"),
  },
  {
    title: "a small power at 0", pass: "backward", at: "pow", sentence: /slope of pow at 0, 0\.5 is infinite/, hint: /./,
    code: torch("x = torch.tensor([0.0, 1.0], requires_grad=True)\nL = (x ** 0.5).sum()"),
  },
];

describe("overview: where a NaN came from", () => {
  for (const { title, code, pass, at, sentence, hint, line } of CASES)
    it(title, async () => {
      const graph = await graphOf(code);
      assert.ok(graph);
      const { nonFinite } = overviewView(graph, { learningRate: 0.01 });
      assert.ok(nonFinite, "found");
      const node = graph.nodeOf(nonFinite.id);
      assert.equal(nonFinite.pass, pass);
      assert.equal(node?.card?.name ?? "leaf", at, nonFinite.sentence);
      assert.match(nonFinite.sentence, sentence);
      assert.match(nonFinite.hint, hint);
      if (line) assert.match(code.slice(node!.span!.start, node!.span!.end), line);
      setLanguage("zh-CN");
      const chinese = overviewView(graph, { learningRate: 0.01 }).nonFinite;
      setLanguage("en");
      assert.match(chinese?.sentence ?? "", /[\u4e00-\u9fff]/);
      assert.notEqual(chinese?.hint, nonFinite.hint);
    });

  const quiet: readonly [string, string][] = [
    ["a mask of −∞ before softmax", torch("s = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)\nm = torch.tensor([False, True, False])\nL = (torch.softmax(s.masked_fill(m, float('-inf')), dim=-1) ** 2).sum()")],
    ["where with a harmless argument inside", torch("x = torch.tensor([0.0, 4.0], requires_grad=True)\nsafe = torch.where(x > 0, x, torch.ones(2))\nL = torch.where(x > 0, torch.sqrt(safe), torch.zeros(2)).sum()")],
    ["the exponent of a negative number", "a = 2.0\nL = (a - 5) ** 2\n"],
    ["an exponent with a name, in torch", torch("p = 2.0\nx = torch.tensor([-1.0, 2.0], requires_grad=True)\nL = (x ** p).sum()")],
    ["a norm that PyTorch differentiates at 0", torch("v = torch.zeros(3, requires_grad=True)\nL = v.norm()")],
  ];
  for (const [title, code] of quiet)
    it(`no fault: ${title}`, async () => {
      const graph = await graphOf(code);
      assert.ok(graph);
      assert.equal(overviewView(graph, { learningRate: 0.01 }).nonFinite, null);
    });
});

describe("overview: the samples", () => {
  for (const file of readdirSync("samples").filter((name) => name.endsWith(".py")))
    it(`${file} has no false alarm`, async () => {
      const graph = await graphOf(readFileSync(`samples/${file}`, "utf8"));
      assert.ok(graph);
      const { nonFinite, findings } = overviewView(graph, { learningRate: 0.01 });
      assert.equal(nonFinite, null);
      assert.deepEqual(
        findings.map(({ kind }) => kind),
        file === "dead_relu.py" ? ["dead", "noGradient"] : [],
      );
    });
});
