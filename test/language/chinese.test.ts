/** A run in Chinese: not one sentence in English, and the same numbers as in English. */
import assert from "node:assert/strict";
import { CARDS } from "../../src/engine/ops/registry.js";
import { setLanguage } from "../../src/engine/text/language.js";
import { analyze, SAMPLES, sampleText } from "../samples/engine.js";
import { readings, tables } from "./tables.js";

/** Programs that meet what samples do not: limits, what is not there, cuts, errors of our own wording. */
const PROGRAMS: Readonly<Record<string, string>> = {
  "unknown.py": "import torch\nimport secret_library\nx = torch.ones(3, requires_grad=True)\ny = (x * secret_library.load('a')).sum()\ny.backward()\n",
  "cuts.py": "import torch\nx = torch.tensor([1., -2.], requires_grad=True)\nn = torch.tensor([1, 2])\ny = x.detach() * 2\nz = (torch.relu(x - 5) + y).sum()\nwith torch.no_grad():\n    c = x * 3\nz.backward()\nz.backward\n",
  "loop.py": "x = 1.0\nfor i in range(10**9):\n    x = x * 1.0000001\n",
  "file.py": "import numpy as np\ndata = open('data.txt').read()\nx = np.float64(len(data))\ny = x * 2\n",
  "unsupported.py": "import torch\nx = torch.ones(2, requires_grad=True)\ny = torch.fft.hfftn(x)\n",
  "own.py":
    "import torch\nclass Twice(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x):\n        return x * 2\n    @staticmethod\n    def backward(ctx, g):\n        return g * 2\n    @staticmethod\n    def jvp(ctx, t):\n        return t * 2\nx = torch.tensor(3., requires_grad=True)\ny = Twice.apply(x) ** 2\ny.backward()\n",
  "formula.md": "```gradient\nL = (a·x + b)²\n```\n",
};

/** The fixed parts of the English sentences that are long enough to be nobody else's words. */
async function englishParts(): Promise<Set<string>> {
  const found = new Set<string>();
  const add = (text: string): void => {
    for (const part of text.split(/⟦\d+⟧|[\n|]/)) if (/[a-z]{2,} [a-z]{2,} [a-z]{2,}/.test(part) && part.trim().length >= 14) found.add(part.trim());
  };
  for (const { value } of await tables()) for (const { en } of readings(value).values()) add(en.text);
  for (const card of CARDS) {
    if (typeof card.sentence === "string") add(card.sentence);
    if (card.kind === "structural")
      for (const { text } of [card.formula.value, ...Object.values(card.formula.derivatives)]) add(text.replaceAll(/\{\w+\}/g, "⟦0⟧"));
  }
  return found;
}

/** All that a user may read of a run. */
async function said(name: string, text: string): Promise<unknown> {
  const analysis = await analyze(name, text, { steps: name === "loop.py" ? 1_000 : 200_000 });
  const { report } = analysis;
  const check = analysis.check();
  for (let step = check.next(); ; step = check.next())
    if (step.done) {
      return {
        report: { ...report, stdout: "" },
        inspections: report.notes.slice(0, 200).map(({ span }) => analysis.inspect(span.start)),
        graph: analysis.graph(),
        nodes: analysis.graph().nodes.slice(0, 200).map(({ id }) => analysis.view("node", { node: id })),
        explanation: analysis.explain().split("\n"),
        check: step.value,
      };
    }
}

/** Only the numbers and what they are called, in order. */
const numbersOf = (value: unknown): unknown =>
  typeof value === "number" ? (Number.isNaN(value) ? "NaN" : value) : Array.isArray(value) ? value.map(numbersOf) : value !== null && typeof value === "object" ? Object.entries(value).map(([key, inner]) => [key, numbersOf(inner)]) : null;

describe("a run in Chinese", () => {
  let english: Set<string>;
  before(async () => {
    english = await englishParts();
    assert.ok(english.size > 300, String(english.size));
  });
  afterEach(() => setLanguage("en"));

  const texts: [string, string][] = [...SAMPLES.map((name): [string, string] => [name, sampleText(name)]), ...Object.entries(PROGRAMS)];
  for (const [name, text] of texts)
    it(`${name} has no English sentence in it, and the same numbers`, async () => {
      setLanguage("en");
      const inEnglish = await said(name, text);
      setLanguage("zh-CN");
      const inChinese = await said(name, text);
      assert.deepEqual(numbersOf(inChinese), numbersOf(inEnglish));
      const words = JSON.stringify(inChinese);
      const of = [...english].filter((part) => words.includes(JSON.stringify(part).slice(1, -1)));
      assert.deepEqual(of, []);
      const before = JSON.stringify(inEnglish);
      assert.ok([...english].some((part) => before.includes(JSON.stringify(part).slice(1, -1))), "the English run says nothing that could be found");
    });
});
