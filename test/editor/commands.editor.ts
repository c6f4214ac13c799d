import assert from "node:assert/strict";
import * as vscode from "vscode";
import {
  api,
  closeAll,
  lensesWith,
  openSample,
  openText,
  placeOf,
  replace,
  run,
  select,
  setting,
  settledLenses,
  until,
} from "./lens-host.js";

const explanation = (): vscode.TextDocument | undefined =>
  vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === "gradient-lens");

describe("commands", () => {
  afterEach(closeAll);

  it("Show Gradients for Selection: code", async () => {
    const editor = await openText("a = 2.0\nw = 3.0\nL = a * w\nunrelated = 7.0\n");
    select(editor, "a * w");
    await run("showForSelection");
    const texts = await settledLenses(editor.document.uri);
    assert.ok(texts.includes("∂L/∂w = 2"), texts.join(" | "));
    assert.ok(texts.includes("$(selection) L = 6"), texts.join(" | "));
    await run("clearSelection");
    assert.deepEqual((await api()).lensTexts(editor.document.uri), []);
  });

  it("Show Gradients for Selection: a formula in any text", async () => {
    const editor = await openText(
      "Some prose.\nL = (a·w + b − 11)²  with a=2, w=3, b=4\nMore prose.\n",
      "markdown",
    );
    select(editor, "L = (a·w + b − 11)²  with a=2, w=3, b=4");
    await run("showForSelection");
    const texts = await settledLenses(editor.document.uri);
    assert.ok(texts.includes("∂L/∂w = −4"), texts.join(" | "));
  });

  it("Show Gradients for Selection: a comment in Python", async () => {
    const editor = await openText("x = 1\n# L = (a·w)²  with a=2, w=3\ny = 2\n");
    select(editor, "L = (a·w)²  with a=2, w=3");
    await run("showForSelection");
    const texts = await settledLenses(editor.document.uri);
    assert.ok(texts.includes("∂L/∂w = 24"), texts.join(" | "));
  });

  it("Show Gradients for Selection: the lens is there at once, with a placeholder", async () => {
    const editor = await openText("a = 2.0\nL = a * a\n");
    select(editor, "L = a * a");
    await run("showForSelection");
    assert.match((await api()).lensTexts(editor.document.uri)[0] ?? "", /^\$\(selection\)/);
  });

  it("Explain Backprop as Text opens a read-only Markdown document beside, which follows the source", async () => {
    const editor = await openSample("tutorial.py");
    await settledLenses(editor.document.uri);
    await run("explainText");
    const document = await until("the explanation", explanation, (found) => found !== undefined);
    assert.ok(document);
    assert.equal(document.languageId, "markdown");
    assert.match(document.uri.path, /Explain L in tutorial\.py\.md$/);
    for (const number of ["−6", "−4", "−2"])
      assert.ok(document.getText().includes(number), `${number} is not in\n${document.getText()}`);
    const before = document.getText();
    await replace(editor, "w = 3.0", "w = 5.0");
    await until(
      "a new explanation",
      () => document.getText(),
      (text) => text !== before,
    );
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), editor.document.uri.toString());
  });

  it("Copy Gradient copies all digits of what is at the cursor", async () => {
    const editor = await openText("# gradient-lens\nx = 3.0\nL = x / 7.0\n");
    await settledLenses(editor.document.uri);
    const place = placeOf(editor.document, "x = 3.0");
    editor.selection = new vscode.Selection(place, place);
    await vscode.env.clipboard.writeText("");
    await run("copyGradient");
    assert.equal(Number(await vscode.env.clipboard.readText()), 1 / 7);
  });

  it("Toggle Lens takes all lenses away and brings them back", async () => {
    const { document } = await openSample("tutorial.py");
    await settledLenses(document.uri);
    const { lensTexts, status } = await api();
    try {
      await run("toggle");
      await until(
        "no lens",
        () => lensTexts(document.uri),
        (texts) => texts.length === 0,
      );
      assert.equal(status()?.text, "∂ off");
      await run("toggle");
      await lensesWith(document.uri, "∂L/∂w = −4");
    } finally {
      await setting("enabled", undefined);
    }
  });

  it("Open Gradient Graph and Run Numerical Gradient Check open the panel", async () => {
    const { document } = await openSample("tutorial.py");
    await settledLenses(document.uri);
    for (const command of ["openGraph", "runCheck"]) {
      await run(command);
      const tabs = await until(
        "the panel's tab",
        () =>
          vscode.window.tabGroups.all
            .flatMap((group) => group.tabs)
            .filter(
              ({ input }) =>
                input instanceof vscode.TabInputWebview && input.viewType.includes("gradientLens.graph"),
            ),
        (found) => found.length > 0,
      );
      assert.equal(tabs.length, 1);
      await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
    }
  });

  it("each command with nothing to work on does no harm", async () => {
    await closeAll();
    for (const command of ["clearSelection", "unpin", "showProblem"]) await run(command);
    await openText("", "plaintext");
    for (const command of ["clearSelection", "showProblem"]) await run(command);
  });
});
