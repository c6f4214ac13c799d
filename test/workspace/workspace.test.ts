/** Programs that import files beside them. */
import { strict as assert } from "node:assert";
import { GATHER_BOUNDS, gatherFiles } from "../../src/engine/workspace/gather.js";
import { importsOf } from "../../src/engine/workspace/imports.js";
import { absoluteName, parentOf } from "../../src/engine/workspace/names.js";
import type { Report } from "../../src/engine/report/report.js";
import { analyze } from "../samples/engine.js";

type Files = Readonly<Record<string, string>>;

const gathered = (text: string, files: Files, asked: string[] = []) =>
  gatherFiles(text, (path) => {
    asked.push(path);
    return Promise.resolve(files[path] ?? null);
  });

async function run(text: string, files: Files, milliseconds = 5000): Promise<Report> {
  return (await analyze("program.py", text, { files: await gathered(text, files), milliseconds })).report;
}

const problemsOf = (report: Report, text: string): string[][] => report.problems.map(({ code, message, span }) => [code, message, text.slice(span.start, span.end)]);

describe("imports of files beside the program", () => {
  const cases: readonly { readonly what: string; readonly text: string; readonly files: Files; readonly prints: string }[] = [
    { what: "a module, its names and its state", text: "import m\nfrom m import f as g\nm.K = 5\nprint(m.__name__, m.__file__, g(2), m.f is g)\n", files: { "m.py": "K = 3\ndef f(x): return K * x\nif __name__ == '__main__': print('never')\n" }, prints: "m m.py 10 True\n" },
    { what: "a package, its parts, relative imports", text: "import pkg.a\nfrom pkg import b, X\nprint(pkg.a.f(2), b.C, X)\n", files: { "pkg/__init__.py": "from .b import C as X\n", "pkg/a.py": "from . import b\nfrom .sub.c import g\ndef f(x): return g(x) + b.C\n", "pkg/b.py": "C = 7\n", "pkg/sub/c.py": "from ..b import C\ndef g(x): return x * C\n" }, prints: "21 7 7\n" },
    { what: "everything, or what __all__ lists", text: "from m import *\nfrom n import *\nprint(a, b)\ntry: _c\nexcept NameError as e: print(e)\ntry: d\nexcept NameError as e: print(e)\n", files: { "m.py": "a = 1\n_c = 2\n", "n.py": "__all__ = ['b']\nb = 3\nd = 4\n" }, prints: "1 3\nname '_c' is not defined\nname 'd' is not defined\n" },
    { what: "modules that import each other", text: "import a\nprint(a.f())\n", files: { "a.py": "import b\nX = 1\ndef f(): return b.g()\n", "b.py": "import a\ndef g(): return a.X\n" }, prints: "1\n" },
    { what: "classes know their module", text: "from m import A, E\nprint(A, A.__module__)\ntry: raise E('x')\nexcept E as e: print(repr(e))\n", files: { "m.py": "class A: pass\nclass E(ValueError): pass\n" }, prints: "<class 'm.A'> m\nE('x')\n" },
    { what: "folders above", text: "from lib.m import x\nfrom ..shared import y\nprint(x, y)\n", files: { "../../lib/m.py": "x = 1\n", "../shared.py": "y = 2\n" }, prints: "1 2\n" },
    { what: "a file beside goes before a library", text: "import einops\nprint(einops.X)\n", files: { "einops.py": "X = 1\n" }, prints: "1\n" },
    { what: "but not before torch", text: "import torch\nprint(torch.tensor(1))\n", files: { "torch.py": "raise ValueError\n" }, prints: "tensor(1)\n" },
    { what: "a name that is not there is Python's error", text: "try:\n    from m import nothing\nexcept ImportError as e: print(e)\n", files: { "m.py": "x = 1\n" }, prints: "cannot import name 'nothing' from 'm' (m.py)\n" },
    { what: "a cell of a torch module", text: "import torch\nfrom model import Net\ntorch.manual_seed(0)\nprint(Net()(torch.ones(2)).shape)\n", files: { "model.py": "import torch.nn as nn\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.fc = nn.Linear(2, 3)\n    def forward(self, x): return self.fc(x)\n" }, prints: "torch.Size([3])\n" },
  ];
  for (const { what, text, files, prints } of cases) {
    it(what, async () => {
      const report = await run(text, files);
      assert.equal(report.stdout + (report.error ?? ""), prints);
      assert.deepEqual(report.problems.filter(({ code }) => code !== "no-target"), []);
    });
  }

  it("what goes wrong is told where the program called, with the other file's line", async () => {
    const text = "import m\nx = 1\nm.f(x)\n";
    const report = await run(text, { "m.py": "def f(x):\n    y = x\n    return y / 0\n" });
    assert.deepEqual(problemsOf(report, text), [["python-exception", "ZeroDivisionError: division by zero (m.py, line 3)", "m.f(x)"]]);
    assert.equal(report.error, "ZeroDivisionError: division by zero");
  });

  it("what goes wrong while importing is told at the import", async () => {
    const text = "x = 1\nimport m\n";
    assert.deepEqual(problemsOf(await run(text, { "m.py": "\nraise ValueError('no')\n" }), text), [["python-exception", "ValueError: no (m.py, line 2)", "m"]]);
    assert.deepEqual(problemsOf(await run(text, { "m.py": "\nimport strange\nx = )\n" }), text).map(([code, message, at]) => [code, message?.replace(/^.*?(?= \()/, ""), at]), [["syntax", " (m.py, line 3)", "m"], ["unsupported-module", " (m.py, line 2)", "m"]]);
    assert.match(problemsOf(await run(text, { "m.py": "while True: pass\n" }, 200), text)[0]!.join(), /^time-limit,stopped in iteration \d+ after 0.2 s \(m.py, line 1\),m$/);
  });

  it("no span of another file reaches the report", async () => {
    const text = "from m import f\nw = 2.0\nL = f(w)\nL\n";
    const report = await run(text, { "m.py": `${"\n".repeat(500)}def f(x):\n    y = x * x\n    return y + 1\n` });
    assert.deepEqual(report.lenses.map(({ name, gradient }) => [name, gradient.kind === "value" && gradient.view.values[0]]), [["w", 4]]);
    const spans = JSON.stringify(report).matchAll(/"end":(\d+)/g);
    for (const [, end] of spans) assert.ok(Number(end) <= text.length, end);
  });
});

describe("gathering files", () => {
  it("reads import statements by their looks", () => {
    assert.deepEqual(importsOf("import a.b as c, d\n  from ..x.y import (p,  # why\n    q as r)\nfrom . import z\nfrom m import *\n# import no\nimport\nfrom  import x\n"), [
      { level: 0, module: "a.b", names: [] }, { level: 0, module: "d", names: [] },
      { level: 2, module: "x.y", names: ["p", "q"] }, { level: 1, module: "", names: ["z"] }, { level: 0, module: "m", names: ["*"] },
    ]);
  });

  it("names modules as Python does, and by their folder where there is no package", () => {
    assert.deepEqual(["pkg.a", "a", ".a", ".p.a", ".", ".."].map(parentOf), ["pkg", "", ".", ".p", "..", "..."]);
    assert.deepEqual([absoluteName("pkg.sub", 1, "c"), absoluteName("pkg.sub", 2, "c"), absoluteName(".", 1, "m"), absoluteName(".", 2, "m"), absoluteName(".", 1, ""), absoluteName("pkg", 0, "m")], ["pkg.sub.c", "pkg.c", ".m", "..m", ".", "m"]);
  });

  it("asks for nothing that is a part of Python or of the frameworks", async () => {
    const asked: string[] = [];
    await gathered("import torch.nn as nn, os, numpy\nfrom torchvision import datasets\n", {}, asked);
    assert.deepEqual(asked, []);
  });

  it("is bounded in files, reads and size, and leaves binary files out", async () => {
    const chain = (path: string): string => `import m${Number(/\d+/.exec(path)) + 1}\n`;
    const asked: string[] = [];
    const files = await gatherFiles("import m0\n", (path) => { asked.push(path); return Promise.resolve(/^m\d+\.py$/.test(path) ? chain(path) : null); });
    assert.equal(files.length, GATHER_BOUNDS.files);
    const none: string[] = [];
    await gathered(Array.from({ length: 5000 }, (_, i) => `import n${i}\n`).join(""), {}, none);
    assert.equal(none.length, GATHER_BOUNDS.reads);
    assert.deepEqual(await gathered("import a, b\n", { "a.py": "x = 1\0", "b.py": "#".repeat(GATHER_BOUNDS.one + 1) }), []);
  });
});
