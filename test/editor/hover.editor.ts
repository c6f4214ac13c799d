import assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, hoverText, openSample, openText, placeOf, settledLenses } from "./lens-host.js";

describe("hovers", () => {
  afterEach(closeAll);

  it("on a name: gradient, exact value, type, origin and links", async () => {
    const { document } = await openSample("tutorial.py");
    await settledLenses(document.uri);
    const text = await hoverText(document.uri, placeOf(document, "w = 3.0"));
    assert.ok(text.startsWith("**∂L/∂w = −4**"), text);
    for (const part of [
      "`w` = `3`",
      "float",
      "command:gradientLens.copyGradient",
      "command:gradientLens.why",
      "command:gradientLens.explain",
      "command:gradientLens.openGraph",
    ])
      assert.ok(text.includes(part), `${part} is not in\n${text}`);
    assert.ok(text.split("\n").length <= 12, text);
  });

  it("on a sub-expression: the rule with its numbers", async () => {
    const { document } = await openSample("tutorial.py");
    await settledLenses(document.uri);
    const operator = placeOf(document, "a * w").translate(0, 2);
    const text = await hoverText(document.uri, operator);
    assert.match(text, /∂L\/∂.*a \\\* w.*= −2/);
    assert.ok(text.includes("`a * w` = `6`"), text);
    for (const number of ["−6", "−4"]) assert.ok(text.includes(number), `${number} is not in\n${text}`);
  });

  it("the rule as an image, unless the setting says no", async () => {
    const { document } = await openSample("tutorial.py");
    await settledLenses(document.uri);
    const operator = placeOf(document, "a * w").translate(0, 2);
    const [, image = ""] = /!\[\]\(data:image\/svg\+xml;base64,([A-Za-z0-9+/=]+)\)/.exec(await hoverText(document.uri, operator)) ?? [];
    const svg = new TextDecoder().decode(Uint8Array.from(atob(image), (letter) => letter.charCodeAt(0)));
    assert.ok(svg.startsWith("<svg ") && svg.includes("∂") && svg.includes("<rect"), svg.slice(0, 300));
    const settings = vscode.workspace.getConfiguration("gradientLens");
    await settings.update("hoverFormula", false, vscode.ConfigurationTarget.Global);
    try {
      assert.equal((await hoverText(document.uri, operator)).includes("data:image"), false);
    } finally {
      await settings.update("hoverFormula", undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it("only the named commands may be called from it", async () => {
    const { document } = await openSample("tutorial.py");
    await settledLenses(document.uri);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      "vscode.executeHoverProvider",
      document.uri,
      placeOf(document, "w = 3.0"),
    );
    const ours = hovers
      .flatMap(({ contents }) => contents)
      .find((content) => content instanceof vscode.MarkdownString && content.value.includes("gradientLens"));
    assert.ok(ours instanceof vscode.MarkdownString);
    assert.notEqual(ours.isTrusted, true);
    assert.notEqual(ours.supportHtml, true);
  });

  it("says both where .grad is accumulated", async () => {
    const { document } = await openText(
      "import torch\nw = torch.tensor(3.0, requires_grad=True)\nL = w * w\nL.backward(retain_graph=True)\nL.backward()\n",
    );
    await settledLenses(document.uri);
    const text = await hoverText(document.uri, placeOf(document, "w = "));
    assert.ok(text.startsWith("**∂L/∂w = 6**"), text);
    assert.match(text, /`\.grad` is `12`/);
  });

  it("says nothing in a file without a region", async () => {
    const { document } = await openText("w = 3.0\n");
    assert.equal((await hoverText(document.uri, new vscode.Position(0, 0))).includes("∂"), false);
  });
});
