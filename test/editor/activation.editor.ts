import assert from "node:assert/strict";
import * as vscode from "vscode";
import { contributedCommands, extension } from "./extension.js";

describe("activation", () => {
  it("the extension activates", async () => {
    await extension().activate();
    assert.equal(extension().isActive, true);
  });

  it("every contributed command is registered and listed under Gradient Lens", async () => {
    await extension().activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const { command, category } of contributedCommands()) {
      assert.equal(category, "Gradient Lens", command);
      assert.ok(registered.has(command), `${command} is contributed but not registered`);
    }
  });

  it("the workspace is a copy that a test may change", async () => {
    const folder = vscode.workspace.workspaceFolders?.[0];
    assert.ok(folder);
    const file = vscode.Uri.joinPath(folder.uri, "written-by-a-test.py");
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode("x = 1.0\n"));
    const document = await vscode.workspace.openTextDocument(file);
    assert.equal(document.getText(), "x = 1.0\n");
    await vscode.workspace.fs.delete(file);
  });
});
