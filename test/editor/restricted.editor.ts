import assert from "node:assert/strict";
import * as vscode from "vscode";
import { contributedCommands, extension } from "./extension.js";

describe("Restricted Mode", () => {
  it("the workspace is not trusted", () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });

  it("the extension activates and its commands are there", async () => {
    await extension().activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const { command } of contributedCommands()) assert.ok(registered.has(command), command);
  });
});
