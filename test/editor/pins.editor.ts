import assert from "node:assert/strict";
import * as vscode from "vscode";
import {
  api,
  closeAll,
  lensesWith,
  openSample,
  openText,
  run,
  select,
  settledLenses,
  show,
} from "./lens-host.js";

async function pinned(uri: vscode.Uri, document: vscode.TextDocument): Promise<string[]> {
  const { regions } = await api();
  return regions(uri).flatMap(({ region }) =>
    region.kind === "pin" && region.span !== null
      ? [
          document.getText(
            new vscode.Range(document.positionAt(region.span.start), document.positionAt(region.span.end)),
          ),
        ]
      : [],
  );
}

async function unpinAll(uri: vscode.Uri): Promise<void> {
  const { regions } = await api();
  for (const { region } of regions(uri)) {
    const editor = vscode.window.activeTextEditor;
    if (region.kind !== "pin" || editor === undefined) continue;
    const place = editor.document.positionAt(region.span?.start ?? 0);
    editor.selection = new vscode.Selection(place, place);
    await run("unpin");
  }
}

const LINE = "L = (y - 1.0) ** 2";

describe("pins", () => {
  afterEach(closeAll);

  it("a pin shows its gradients, moves with the text and can be taken away", async () => {
    const editor = await openText(`w = 3.0\ny = w * 2.0\n${LINE}\n`);
    const { uri } = editor.document;
    select(editor, LINE);
    await run("pin");
    assert.ok((await settledLenses(uri)).includes("∂L/∂w = 20"));
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "# a new first line\n"));
    assert.deepEqual(await pinned(uri, editor.document), [LINE]);
    await unpinAll(uri);
    assert.deepEqual((await api()).lensTexts(uri), []);
  });

  it("a pin survives a reload", async () => {
    const editor = await openSample("several_paths.py");
    const { uri, document } = { uri: editor.document.uri, document: editor.document };
    const line =
      document
        .getText()
        .split("\n")
        .find((text) => /^\w+ = /.test(text)) ?? "";
    select(editor, line);
    await run("pin");
    await settledLenses(uri);
    const host = await api();
    host.reload();
    assert.deepEqual(await pinned(uri, document), [line]);
    await settledLenses(uri);
    await unpinAll(uri);
    host.reload();
    assert.deepEqual(await pinned(uri, document), []);
  });

  it("a pin goes with its file when that is renamed", async () => {
    const folder = vscode.workspace.workspaceFolders?.[0];
    assert.ok(folder);
    const before = vscode.Uri.joinPath(folder.uri, "before-a-rename.py");
    const after = vscode.Uri.joinPath(folder.uri, "after-a-rename.py");
    await vscode.workspace.fs.writeFile(before, new TextEncoder().encode(`w = 3.0\ny = w * 2.0\n${LINE}\n`));
    select(await show(before), LINE);
    await run("pin");
    await lensesWith(before, "∂L/∂w = 20");
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(before, after);
    assert.ok(await vscode.workspace.applyEdit(edit));
    await show(after);
    await lensesWith(after, "∂L/∂w = 20");
    await unpinAll(after);
    await closeAll();
    await vscode.workspace.fs.delete(after);
  });

  it("a pin is found again in a file that was changed while it was closed", async () => {
    const folder = vscode.workspace.workspaceFolders?.[0];
    assert.ok(folder);
    const file = vscode.Uri.joinPath(folder.uri, "pinned-by-a-test.py");
    const write = (text: string): Thenable<void> =>
      vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    await write(`w = 3.0\ny = w * 2.0\n${LINE}\n`);
    const editor = await show(file);
    select(editor, LINE);
    await run("pin");
    await lensesWith(file, "∂L/∂w = 20");
    await closeAll();
    await write(`# changed elsewhere\n# twice\nw = 4.0\ny = w * 2.0\n${LINE}\n`);
    const again = await show(file);
    (await api()).reload();
    assert.deepEqual(await pinned(file, again.document), [LINE]);
    await lensesWith(file, "∂L/∂w = 28");
    await unpinAll(file);
    await closeAll();
    await vscode.workspace.fs.delete(file);
  });
});
