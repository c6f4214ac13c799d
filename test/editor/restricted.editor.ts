import assert from "node:assert/strict";
import * as vscode from "vscode";
import { contributedCommands, extension } from "./extension.js";
import { hoverText, openSample, placeOf, settledLenses } from "./lens-host.js";

describe("Restricted Mode", () => {
  it("the workspace is not trusted", () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });

  it("the extension activates and its commands are there", async () => {
    await extension().activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const { command } of contributedCommands()) assert.ok(registered.has(command), command);
  });

  it("everything is shown as in a trusted workspace: nothing is executed", async () => {
    const { document } = await openSample("tutorial.py");
    const texts = await settledLenses(document.uri);
    assert.ok(texts.includes("∂L/∂w = −4"), texts.join(" | "));
    assert.match(await hoverText(document.uri, placeOf(document, "w = 3.0")), /∂L\/∂w = −4/);
  });
});
