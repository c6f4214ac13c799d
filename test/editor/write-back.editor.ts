import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { WriteBackAnswer } from "../../src/engine/report/views/play.js";
import { writtenBack } from "../../src/extension/panel/write-back.js";
import { closeAll, openText } from "./lens-host.js";

const TEXT = "a = 2.0\r\nw = 3.0\r\nL = a * w\r\n";

const answer = (edits: WriteBackAnswer["edits"], refused: WriteBackAnswer["refused"] = []) =>
  ({ kind: "answer", answer: { edits, refused } }) as const;

describe("writing numbers back", () => {
  afterEach(closeAll);

  it("changes all of them at once; one undo gives the text from before", async () => {
    const { document } = await openText(TEXT);
    const before = document.getText();
    const [a, w] = [before.indexOf("2.0"), before.indexOf("3.0")];
    const done = await writtenBack(
      document,
      document.version,
      answer([{ start: w, end: w + 3, text: "-4.25" }, { start: a, end: a + 3, text: "0.5" }]),
    );
    assert.deepEqual(done, { written: 2, refused: [], failure: null });
    assert.equal(document.getText(), before.replace("2.0", "0.5").replace("3.0", "-4.25"));
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("undo");
    assert.equal(document.getText(), before);
    await vscode.commands.executeCommand("redo");
    assert.equal(document.getText(), before.replace("2.0", "0.5").replace("3.0", "-4.25"));
  });

  it("leaves a text alone that is another one than the numbers were played on", async () => {
    const { document } = await openText(TEXT);
    const before = document.getText();
    const done = await writtenBack(document, document.version - 1, answer([{ start: 4, end: 7, text: "9.0" }]));
    assert.equal(done.written, 0);
    assert.match(done.failure ?? "", /changed/);
    assert.equal(document.getText(), before);
  });

  it("hands on what was refused, and why nothing was written", async () => {
    const { document } = await openText(TEXT);
    const refused = [{ node: "n0", name: "r", reason: "it is a random sample of torch.randn" }];
    const { version } = document;
    assert.deepEqual(await writtenBack(document, version, answer([], refused)), { written: 0, refused, failure: null });
    assert.equal((await writtenBack(document, version, { kind: "failed", message: "broken" })).failure, "broken");
    assert.equal(document.version, version);
  });
});
