import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { launchChromium } from "../../tools/host/chromium.mjs";
import { testResults } from "../../tools/paths.mjs";
import { isFromPanel } from "../../src/extension/panel/messages.js";
import { EnginePage, runOf } from "./engine-page.js";
import { strings } from "./webview.js";

describe("pictures of the graph", () => {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());

  const pngOf = async (picture: { text: string; width: number; height: number }): Promise<Buffer | null> => {
    const { webview, faults } = await EnginePage.open(browser, await runOf("tutorial.py"));
    const { text: svg, width, height } = picture;
    await webview.say({ kind: "rasterize", id: 7, svg, width, height });
    await webview.page.waitForFunction(() => window.sent.some(({ kind }) => kind === "raster"));
    const [message] = await webview.sent("raster");
    assert.deepEqual([webview.errors, faults], [[], []]);
    await webview.close();
    assert.ok(message && isFromPanel(message) && message.id === 7);
    return message.png === null ? null : Buffer.from(message.png, "base64");
  };

  it("become PNG at twice the size, of the theme's own background", async () => {
    const picture = (await runOf("tutorial.py")).view("document", { format: "svg", theme: "dark" });
    assert.ok(picture);
    const png = await pngOf(picture);
    assert.ok(png);
    assert.equal(png.subarray(0, 8).toString("hex"), "89504e470d0a1a0a");
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [picture.width * 2, picture.height * 2]);
    writeFileSync(join(testResults, "screenshots", "graph-export.png"), png);
  });

  it("too large for a canvas, or no picture, are refused", async () => {
    assert.equal(await pngOf({ text: '<svg xmlns="http://www.w3.org/2000/svg"/>', width: 60_000, height: 10 }), null);
    assert.equal(await pngOf({ text: "no picture", width: 10, height: 10 }), null);
  });

  it("are asked for by the button that exports", async () => {
    const { webview } = await EnginePage.open(browser, await runOf("tutorial.py"));
    await webview.page.getByRole("button", { name: strings.export }).click();
    assert.deepEqual(await webview.sent("export"), [{ kind: "export" }]);
    await webview.close();
  });
});
