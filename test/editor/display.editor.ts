import assert from "node:assert/strict";
import * as vscode from "vscode";
import {
  api,
  closeAll,
  codeLenses,
  hoverText,
  openSample,
  placeOf,
  setting,
  settledLenses,
  until,
} from "./lens-host.js";

async function inlays(document: vscode.TextDocument): Promise<string[]> {
  const all = new vscode.Range(0, 0, document.lineCount, 0);
  const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
    "vscode.executeInlayHintProvider",
    document.uri,
    all,
  );
  return hints
    .map(({ label }) => (typeof label === "string" ? label : label.map(({ value }) => value).join("")))
    .filter((label) => label.startsWith("∂"));
}

describe("gradientLens.display", () => {
  afterEach(async () => {
    await setting("display", undefined);
    await closeAll();
  });

  const expected: Record<string, { lenses: boolean; inlays: boolean }> = {
    codeLens: { lenses: true, inlays: false },
    lineEnd: { lenses: false, inlays: false },
    inlayHint: { lenses: false, inlays: true },
    hoverOnly: { lenses: false, inlays: false },
  };
  for (const [display, wanted] of Object.entries(expected))
    it(`${display}: lenses ${wanted.lenses}, inlay hints ${wanted.inlays}, hovers true`, async () => {
      await setting("display", display);
      const { document } = await openSample("tutorial.py");
      await settledLenses(document.uri);
      assert.equal((await codeLenses(document.uri)).length > 0, wanted.lenses);
      const hints = await inlays(document);
      assert.equal(hints.length > 0, wanted.inlays, hints.join(" | "));
      for (const hint of hints) assert.ok(hint.length <= 12, hint);
      if (wanted.inlays) assert.ok(hints.includes("∂ −4"), hints.join(" | "));
      assert.match(await hoverText(document.uri, placeOf(document, "w = 3.0")), /∂L\/∂w = −4/);
    });

  it("a change of the setting shows at once", async () => {
    const { document } = await openSample("tutorial.py");
    await settledLenses(document.uri);
    await setting("display", "inlayHint");
    await until(
      "no code lens",
      () => codeLenses(document.uri),
      (lenses) => lenses.length === 0,
    );
    await setting("display", "codeLens");
    await until(
      "code lenses",
      () => codeLenses(document.uri),
      (lenses) => lenses.length > 0,
    );
  });

  it("automatic = never leaves every file alone", async () => {
    const { document } = await openSample("tutorial.py");
    await settledLenses(document.uri);
    const { lensTexts } = await api();
    try {
      await setting("automatic", "never");
      await until(
        "no lens",
        () => lensTexts(document.uri),
        (texts) => texts.length === 0,
      );
    } finally {
      await setting("automatic", undefined);
    }
  });
});
