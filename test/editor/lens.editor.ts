import assert from "node:assert/strict";
import * as vscode from "vscode";
import {
  api,
  closeAll,
  codeLenses,
  lensesWith,
  openSample,
  openText,
  replace,
  settledLenses,
  until,
} from "./lens-host.js";

const TUTORIAL = ["∂L/∂a = −6", "∂L/∂w = −4", "∂L/∂b = −2", "∂L/∂y_true = 2"];

describe("lenses", () => {
  afterEach(closeAll);

  it("the tutorial's example shows its gradients and L = 1", async () => {
    const { document } = await openSample("tutorial.py");
    const texts = await settledLenses(document.uri);
    for (const text of [...TUTORIAL, "L = 1"])
      assert.ok(texts.includes(text), `${text} is not in ${texts.join(" | ")}`);
  });

  it("VS Code gets them above the lines that define the names", async () => {
    const { document } = await openSample("tutorial.py");
    await settledLenses(document.uri);
    const lenses = await codeLenses(document.uri);
    for (const text of TUTORIAL) {
      const lens = lenses.find(({ title }) => title === text);
      const name = text.slice(text.indexOf("/∂") + 2, text.indexOf(" "));
      assert.ok(lens, `${text} is not in ${JSON.stringify(lenses)}`);
      assert.ok(
        document.lineAt(lens.line).text.startsWith(`${name} =`),
        `${text} stands above ${document.lineAt(lens.line).text}`,
      );
    }
  });

  it("they follow a change, and neither their number nor their lines change meanwhile", async () => {
    const editor = await openSample("tutorial.py");
    const { uri } = editor.document;
    await settledLenses(uri);
    const before = (await codeLenses(uri)).map(({ line }) => line);
    await replace(editor, "w = 3.0", "w = 4.0");
    assert.deepEqual(
      (await codeLenses(uri)).map(({ line }) => line),
      before,
    );
    await lensesWith(uri, "∂L/∂w = 4");
    assert.deepEqual(
      (await codeLenses(uri)).map(({ line }) => line),
      before,
    );
  });

  it("old values stay in place, marked as old, until new ones come", async () => {
    const editor = await openSample("tutorial.py");
    const { uri } = editor.document;
    const before = await settledLenses(uri);
    const { lensTexts, regions } = await api();
    await replace(editor, "w = 3.0", "w = 4.0");
    assert.equal(regions(uri)[0]?.stale, true);
    assert.deepEqual(lensTexts(uri), before);
    await lensesWith(uri, "∂L/∂w = 4");
    assert.equal(regions(uri)[0]?.stale, false);
  });

  it("half a word typed moves no lens", async () => {
    const editor = await openSample("tutorial.py");
    const { uri } = editor.document;
    await settledLenses(uri);
    const names = (await codeLenses(uri)).length;
    await replace(editor, "b = 4.0", "b = (");
    await settledLenses(uri);
    const held = await codeLenses(uri);
    assert.equal(held.length, names);
    await replace(editor, "b = (", "b = 5.0");
    await lensesWith(uri, "∂L/∂w = 0");
    assert.equal((await codeLenses(uri)).length, names);
  });

  it("PyTorch code shows the same numbers", async () => {
    const { document } = await openSample("tutorial_torch.py");
    const texts = await settledLenses(document.uri);
    for (const text of TUTORIAL.slice(0, 3))
      assert.ok(texts.includes(text), `${text} is not in ${texts.join(" | ")}`);
  });

  it("a dead ReLU is 0 with its cause", async () => {
    const { document } = await openSample("dead_relu.py");
    const texts = await settledLenses(document.uri);
    assert.ok(
      texts.some((text) => /∂L\/∂x = 0 \(.*relu.*\)/i.test(text)),
      texts.join(" | "),
    );
  });

  it("a marked formula in Markdown has lenses", async () => {
    const { document } = await openSample("formulas.md");
    const texts = await settledLenses(document.uri);
    assert.ok(texts.includes("∂L/∂w = −4"), texts.join(" | "));
  });

  it("a file without a region has none, and no problems either", async () => {
    const { document } = await openText("x = = 1\n");
    const { regions } = await api();
    assert.deepEqual(regions(document.uri), []);
    assert.deepEqual(await codeLenses(document.uri), []);
    assert.deepEqual(
      vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === "Gradient Lens"),
      [],
    );
  });

  it("the first thing that cannot be done is a diagnostic of our own", async () => {
    const { document } = await openText(
      "# gradient-lens\nimport torch\nx = torch.tensor(2.0)\ny = torch.no_such_function(x)\n",
    );
    const [first] = await until(
      "a diagnostic",
      () => vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === "Gradient Lens"),
      (diagnostics) => diagnostics.length > 0,
    );
    assert.ok(first);
    assert.equal(first.range.start.line, 3);
    assert.notEqual(first.severity, vscode.DiagnosticSeverity.Error);
    assert.ok(first.code);
  });

  it("the status bar says the target", async () => {
    const { document } = await openSample("tutorial.py");
    await settledLenses(document.uri);
    const { status } = await api();
    const shown = await until("a settled status", status, (value) => value?.text.includes("L = 1") === true);
    assert.equal(shown?.text, "∂ L = 1");
    assert.match(shown?.tooltip ?? "", /tutorial\.py/);
  });
});
