import assert from "node:assert/strict";
import * as vscode from "vscode";
import {
  api,
  closeAll,
  lensesWith,
  openText,
  replace,
  run,
  setting,
  settledLenses,
  show,
  until,
} from "./lens-host.js";

const LONG = (iterations: number): string =>
  `import torch\nw = torch.tensor(1.0, requires_grad=True)\nfor step in range(${iterations}):\n    L = (2 * w - 3) ** 2\n    L.backward()\nprint(step)\n`;

const stopped = (uri: vscode.Uri): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri).filter(({ code }) => code === "time-limit");

describe("long runs", function () {
  this.timeout(120_000);
  afterEach(async () => {
    await setting("timeLimit", undefined);
    await setting("fullTimeLimit", undefined);
    await closeAll();
  });

  it("say how far they came, offer to go on, and keep the numbers of that point", async () => {
    await setting("timeLimit", 100);
    const { document } = await openText(LONG(3000));
    const texts = await settledLenses(document.uri);
    assert.ok(texts.includes("∂L/∂w = −4"), texts.join(" | "));
    const [problem] = await until(
      "the problem",
      () => stopped(document.uri),
      (found) => found.length === 1,
    );
    assert.match(problem?.message ?? "", /^stopped in iteration \d+ of 3000 after 0.1 s$/);
    assert.equal(problem?.range.start.line, 2);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      problem?.range,
    );
    const action = actions.find(({ title }) => title === "Run to the End");
    assert.equal(action?.command?.command, "gradientLens.runToEnd");
    await vscode.commands.executeCommand("gradientLens.runToEnd", ...(action?.command?.arguments ?? []));
    await until(
      "no problem any more",
      () => stopped(document.uri),
      (found) => found.length === 0,
    );
  });

  it("keep their result until the text changes", async () => {
    await setting("timeLimit", 100);
    const editor = await openText(LONG(3000));
    const { uri } = editor.document;
    await until(
      "the problem",
      () => stopped(uri),
      (found) => found.length === 1,
    );
    await run("runToEnd");
    await until(
      "the end",
      () => stopped(uri),
      (found) => found.length === 0,
    );
    await replace(editor, "w - 3", "w - 5");
    await until(
      "the problem again",
      () => stopped(uri),
      (found) => found.length === 1,
    );
  });

  it("end with the next edit, and the editor answers again", async () => {
    await setting("timeLimit", 100);
    const editor = await openText(LONG(2_000_000_000));
    const { uri } = editor.document;
    await until(
      "the problem",
      () => stopped(uri),
      (found) => found.length === 1,
    );
    const running = run("runToEnd");
    await new Promise((resolve) => setTimeout(resolve, 500));
    await replace(editor, "range(2000000000)", "range(1)");
    await running;
    assert.ok((await lensesWith(uri, "∂L/∂w = −4")).length > 0);
    await until(
      "no problem",
      () => stopped(uri),
      (found) => found.length === 0,
    );
  });
});

describe("files beside a document", () => {
  afterEach(closeAll);

  it("are followed as they stand in open editors, and change what depends on them", async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const file = (name: string): vscode.Uri => vscode.Uri.joinPath(folder, "beside", name);
    const write = (name: string, text: string): Thenable<void> =>
      vscode.workspace.fs.writeFile(file(name), new TextEncoder().encode(text));
    await write("part.py", "def f(x):\n    return x * 3.0\n");
    await write("whole.py", "# gradient-lens\nfrom part import f\nw = 2.0\nL = f(w)\n");
    const { document } = await show(file("whole.py"));
    assert.ok(
      (await settledLenses(document.uri)).includes("∂L/∂w = 3"),
      (await api()).lensTexts(document.uri).join(" | "),
    );
    await replace(await show(file("part.py")), "3.0", "5.0");
    await lensesWith(document.uri, "∂L/∂w = 5");
    await closeAll();
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder, "beside"), { recursive: true });
  });
});
