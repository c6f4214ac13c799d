/** What is not there: unknown values, samples whose shape follows from use, and that nothing made up is shown as real. */
import { strict as assert } from "node:assert";
import type { Report } from "../../src/engine/report/report.js";
import { DEFAULT_LIMITS } from "../../src/engine/worker/protocol.js";
import { analyze, theEngine } from "../samples/engine.js";

const run = async (text: string): Promise<Report> => (await analyze("program.py", text)).report;
const said = (report: Report): string[] => report.problems.filter(({ code }) => code === "placeholder").map(({ message }) => message);
const origins = (report: Report): Record<string, string> => Object.fromEntries(report.variables.map(({ name, origin, gradMadeUp }) => [name, origin + (gradMadeUp ? " ~grad" : "")]));

describe("what is not there", () => {
  it("everything made of an unknown value is unknown; the rest is computed", async () => {
    const report = await run("import pandas as pd\ndf = pd.read_csv('x.csv')\nx = df[['a', 'b']].values.reshape(-1, 2)\na, b = x.shape\nfor row in x: y = row + 1\nwith pd.option_context() as o: o.z = len(x)\nw = 3.0\nL = w * w\n");
    assert.deepEqual(said(report), ["'pandas.read_csv()' is not available: values that come from it are unknown", "'pandas.option_context()' is not available: values that come from it are unknown"]);
    assert.equal(report.error, null);
    assert.deepEqual([report.target?.name, report.target?.madeUp, report.lenses[0]?.name], ["L", false, "w"]);
  });

  it("a name that the program itself misspells is Python's error", async () => {
    assert.equal((await run("import torch\nx = torch.ones(2)\nprint(y)\n")).error, "NameError: name 'y' is not defined");
  });

  it("a name that a selection does not define may be defined elsewhere", async () => {
    const text = "w = 2.0\nL = w * scale\n\nscale = 3.0\n";
    const engine = await theEngine();
    const subject = { document: "program.py", version: 1, text, language: "python" as const, limits: DEFAULT_LIMITS, wholeArrays: 64 };
    const { report } = engine.analyze({ ...subject, region: { start: 0, end: text.indexOf("\n\n") } });
    assert.deepEqual([report.error, said(report)], [null, ["'scale' is not available: values that come from it are unknown"]]);
    assert.equal(engine.analyze({ ...subject, region: null }).report.error, "NameError: name 'scale' is not defined");
  });

  it("a sample takes its place where its shape follows from use, and all that comes from it is marked", async () => {
    const text = "import torch, data\nX, y = data.load(), data.labels()\ntorch.manual_seed(0)\nnet = torch.nn.Linear(3, 5)\nother = torch.nn.Linear(1, 1)\nopt = torch.optim.SGD([*net.parameters(), *other.parameters()], lr=0.1)\nloss = torch.nn.functional.cross_entropy(net(X), y)\nloss.backward()\n";
    const before = await run(text);
    assert.deepEqual(origins(before), { "net.weight": "seededSample ~grad", "net.bias": "seededSample ~grad", "other.weight": "seededSample", "other.bias": "seededSample", loss: "placeholder ~grad" });
    assert.deepEqual([before.target?.madeUp, before.lenses.every(({ madeUp }) => madeUp)], [true, true]);
    assert.match(said(before).join("\n"), /'data.load\(\)' is not available: a made-up sample of shape torch.Size\(\[4, 3\]\), which follows from its use here, stands for it/);
    const after = await run(`${text}opt.step()\nacc = (net(X).argmax(1) == 0).float().mean().item()\n`);
    assert.deepEqual(origins(after), { "net.weight": "placeholder ~grad", "net.bias": "placeholder ~grad", "other.weight": "seededSample", "other.bias": "seededSample", loss: "placeholder ~grad", acc: "placeholder" });
  });

  it("the program's own draws stay what they are beside samples", async () => {
    const drawn = async (use: string) => (await run(`import torch, data\ntorch.manual_seed(1)\nnet = torch.nn.Linear(2, 1)\n${use}print(torch.rand(2))\n`)).stdout;
    assert.equal(await drawn("net(data.load())\n"), await drawn(""));
  });

  it("losses take targets of their input's shape; operands too", async () => {
    for (const use of ["torch.nn.MSELoss()(p, d)", "torch.nn.BCEWithLogitsLoss()(p, d)", "((p - d) ** 2).mean()", "torch.nn.CrossEntropyLoss()(p, d)", "torch.nn.functional.nll_loss(torch.log_softmax(p, 1), d)", "(d - p).abs().sum()"]) {
      const report = await run(`import torch, data\nd = data.load()\np = torch.ones(4, 3, requires_grad=True)\nL = ${use}\nL.backward()\n`);
      assert.deepEqual([report.target?.name, report.target?.madeUp, report.error, report.lenses.map(({ name }) => name)], ["L", true, null, ["p"]], use + JSON.stringify(report.problems));
    }
  });

  it("an exception after a guess is not told as the program's own", async () => {
    const report = await run("import torch, data\nnet = torch.nn.Linear(2, 3)\nout = net(data.load())\nout.view(7, 11)\n");
    assert.equal(report.error, null);
    assert.match(said(report).at(-1) ?? "", /^RuntimeError: shape '\[7, 11\]' is invalid for input of size 12: it may come from the made-up samples before it$/);
  });

  it("a text that is not there is stood in for, and every number after it is marked", async () => {
    const report = await run("import os, requests, torch\na = torch.ones(2)\nif not os.path.exists('input.txt'):\n    with open('input.txt', 'w') as f: f.write(requests.get('u').text)\nwith open('input.txt', encoding='utf-8') as f: text = f.read()\nchars = sorted(set(text))\nx = torch.tensor([chars.index(c) for c in text[:4]], dtype=torch.float32)\nL = (x * a[0]).sum()\n");
    assert.equal(report.error, null);
    assert.deepEqual([origins(report).a, origins(report).x, report.target?.madeUp], ["literal ~grad", "placeholder ~grad", true]);
    assert.ok(said(report).includes("'input.txt' is not read: a made-up text stands for it, and every number after it may come from that"), said(report).join("\n"));
  });

  it("what a program writes it reads again; what it expects to be missing is", async () => {
    const report = await run("import json, os, pickle\nfrom pathlib import Path\nwith open('a.json', 'w') as f: json.dump({'k': [1, 2]}, f)\nprint(json.load(open('a.json')), os.path.exists('a.json'), os.path.exists('b'))\nwith open('b.pkl', 'wb') as f: pickle.dump({'x': (1, 'y')}, f)\nwith open('b.pkl', 'rb') as f: print(pickle.load(f))\nfor word in ('one', 'two'):\n    with open('log.txt', 'a') as f: print(word, file=f) if False else f.write(word + '\\n')\nprint([line.strip() for line in open('log.txt')])\nPath('p.txt').write_text('hi')\nprint(Path('p.txt').read_text(), Path('p.txt').exists())\ntry: open('none.txt')\nexcept FileNotFoundError as e: print(e)\n");
    assert.equal(report.stdout, "{'k': [1, 2]} True False\n{'x': (1, 'y')}\n['one', 'two']\nhi True\n[Errno 2] No such file or directory: 'none.txt'\n");
    assert.deepEqual(said(report), []);
  });

  it("an unknown list is not searched for its end", async () => {
    const report = await run("import torch, data\nX, y, z = data.split(1)\na, b = torch.FloatTensor(X), torch.LongTensor(y)\nloader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(a, b), batch_size=4, shuffle=True)\nnet = torch.nn.Linear(3, 2)\nfor x, t in loader:\n    L = torch.nn.functional.cross_entropy(net(x), t)\nprint(1)\n");
    assert.deepEqual([report.stdout, report.error, report.target?.name, report.target?.madeUp], ["1\n", null, "L", true]);
  });

  it("what is drawn with made-up probabilities is made up", async () => {
    const report = await run("import torch, data\np = torch.nn.Linear(3, 2)(data.load()).softmax(1)\na = torch.distributions.Categorical(p).sample()\nb = torch.multinomial(p, 1)\nc = torch.bernoulli(p)\nd = torch.rand(2)\n");
    const { a, b, c, d } = origins(report);
    assert.deepEqual([a, b, c, d], ["placeholder", "placeholder", "placeholder", "unseededSample"]);
  });

  it("log lines that Python would write to the output are told", async () => {
    assert.deepEqual((await run("import logging, sys\nlogging.basicConfig(stream=sys.stdout, level=logging.INFO)\nlogging.info('x')\nw = 2.0\nL = w * w\n")).problems.map(({ code }) => code), ["inert-text"]);
    assert.deepEqual((await run("import logging\nlogging.basicConfig(level=logging.INFO)\nlogging.info('x')\nw = 2.0\nL = w * w\n")).problems, []);
  });

  it("readers of files give what is unknown, writers do nothing", async () => {
    const report = await run("import numpy as np, torch\nX = np.loadtxt('x.csv', delimiter=',')\nw = torch.ones(2)\nnp.savetxt('y.csv', np.ones(2))\nrows = [line.split(',') for line in open('z.csv')]\nprint(w)\n");
    assert.equal(report.stdout, "tensor([1., 1.])\n");
    assert.deepEqual(said(report), ["'numpy.loadtxt()' is not available: values that come from it are unknown", "'open('z.csv')' is not available: values that come from it are unknown"]);
  });

  it("unknown base classes take arguments and have any attribute", async () => {
    const report = await run("import pl\nclass M(pl.Module):\n    def __init__(self, k):\n        super().__init__()\n        self.k = k\n        self.save()\n    def forward(self, x): return x * self.k\n@pl.wrap\ndef f(x): return x + 1\nprint(f(M(3.0)(2.0)))\n");
    assert.equal(report.stdout, "7.0\n");
  });

  it("no way is taken on what is unknown", async () => {
    const report = await run("import env\nprint(1)\nwhile not env.step().done: print(2)\n");
    assert.equal(report.stdout, "1\n");
    assert.match(said(report).at(-1) ?? "", /is unknown, so it is not known how the program goes on here/);
  });
});
