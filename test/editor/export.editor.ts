import assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, openSample, run, settledLenses, until } from "./lens-host.js";

/** Answers the two dialogs of the command: the format, and the file. */
async function exported(label: string, file: vscode.Uri): Promise<Uint8Array> {
  const { showQuickPick, showSaveDialog } = vscode.window;
  Object.assign(vscode.window, {
    showQuickPick: (items: readonly vscode.QuickPickItem[]) => Promise.resolve(items.find((item) => item.label === label)),
    showSaveDialog: () => Promise.resolve(file),
  });
  try {
    // Its last message waits for a button that nobody presses here.
    void run("export");
    return await until(
      `${label} in a file`,
      async () => {
        try {
          return await vscode.workspace.fs.readFile(file);
        } catch {
          return new Uint8Array();
        }
      },
      ({ length }) => length > 0,
    );
  } finally {
    Object.assign(vscode.window, { showQuickPick, showSaveDialog });
    await vscode.workspace.fs.delete(file);
  }
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe("Export Explanation", () => {
  afterEach(closeAll);

  for (const [label, ending, begins, says] of [
    ["Markdown", "md", "# Backprop of L", "−2 · 3 = −6"],
    ["HTML", "html", "<!DOCTYPE html>", "∂L/∂a = −6"],
    ["LaTeX", "tex", "\\documentclass", "\\frac{\\partial L}{\\partial a}"],
    ["SVG", "svg", "<svg ", "∂L/∂a = −6"],
  ] as const)
    it(label, async () => {
      const { document } = await openSample("tutorial.py");
      await settledLenses(document.uri);
      const written = text(await exported(label, vscode.Uri.joinPath(document.uri, `../exported.${ending}`)));
      assert.ok(written.startsWith(begins), written.slice(0, 80));
      assert.ok(written.includes(says), written.slice(0, 2000));
    });

  it("PNG, drawn by the panel that opens for it", async () => {
    const { document } = await openSample("tutorial.py");
    await settledLenses(document.uri);
    const png = await exported("PNG", vscode.Uri.joinPath(document.uri, "../exported.png"));
    assert.deepEqual([...png.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    assert.ok(png.length > 1000, String(png.length));
  });
});
