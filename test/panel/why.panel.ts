/** The tab that says why, with the real engine behind the page: paths, keys, lights, blocked paths, tensors. */
import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import type { FromPanel } from "../../src/extension/panel/messages.js";
import { launchChromium } from "../../tools/host/chromium.mjs";
import { analyze } from "../samples/engine.js";
import { EnginePage, runOf } from "./engine-page.js";
import { THEMES, type ThemeName } from "./themes.js";

const BLOCKED = `import torch
w = torch.tensor(2.0, requires_grad=True)
z = w - 3
h = torch.relu(z)
d = w.detach()
with torch.no_grad():
    n = w * 2
L = h * w + d * w + n * w + w * w
L.backward()
`;

describe("why in a browser", () => {
  let browser: Browser;
  let opened: EnginePage | null = null;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());
  afterEach(async () => {
    const [faults, errors] = [opened?.faults ?? [], opened?.webview.errors ?? []];
    await opened?.webview.close();
    opened = null;
    assert.deepEqual(faults, []);
    assert.deepEqual(errors, []);
  });

  const page = () => opened!.webview.page;
  const text = (selector: string): Promise<string> => page().locator(selector).first().innerText();
  const choose = async (name: string): Promise<void> => {
    const value = await page().locator(".why select option", { hasText: new RegExp(`^${name}( ·|$)`) }).first().getAttribute("value");
    await page().locator(".why select").selectOption(value);
    await opened!.settled();
  };
  const sentOf = async <K extends FromPanel["kind"]>(kind: K): Promise<(FromPanel & { kind: K })[]> =>
    (await page().evaluate(() => [...window.sent])).filter((message): message is FromPanel & { kind: K } => message.kind === kind);

  it("writes the product of the tutorial's weight, and its sum is the gradient", async () => {
    opened = await EnginePage.open(browser, await runOf("tutorial.py"), { width: 900, height: 700 });
    await opened.show("why");
    await choose("w");
    assert.equal(await text(".why-title"), "∂L/∂w = −4");
    assert.equal(await text(".why-rows .why-product"), "−2 · 1 · 1 · 2 = −4");
    assert.equal(await text(".why-rows .why-sum"), "Σ −4");
    assert.match(await text(".why-total"), /it is the only path/);
  });

  it("says of a value the target does not depend on what stands between, until another is chosen", async () => {
    opened = await EnginePage.open(browser, await analyze("demo.py", BLOCKED), { width: 900, height: 700 });
    await opened.show("why");
    await opened.webview.say({ kind: "apart", partial: "∂L/∂c", missing: "cut", reason: "the gradient of L stops before this value, cut off by detach" });
    assert.equal(await text(".why .explained"), "∂L/∂c: ⊣ cut off. the gradient of L stops before this value, cut off by detach");
    await choose("w");
    assert.match(await text(".why-title"), /^∂L\/∂w = /);
  });

  it("walks paths by the arrow keys, lights them, and Enter goes to the source", async () => {
    opened = await EnginePage.open(browser, await analyze("demo.py", "w = 3.0\nL = w * w + 2 * w\n"), { width: 900, height: 700 });
    await opened.show("why");
    const rows = page().locator(".why-rows [role=option]");
    assert.ok((await rows.count()) > 1);
    await rows.first().focus();
    await page().keyboard.press("ArrowDown");
    assert.equal(await rows.nth(1).getAttribute("aria-selected"), "true");
    assert.ok(await rows.nth(1).evaluate((row) => row === document.activeElement));
    await page().keyboard.press("ArrowRight");
    assert.equal(await rows.nth(1).locator(".why-at").getAttribute("data-step"), "1");
    const lit = (await sentOf("light")).at(-1)!;
    assert.ok(lit.nodes.length > 1 && lit.at !== null && lit.nodes.includes(lit.at));
    await page().keyboard.press("Enter");
    assert.equal((await sentOf("reveal")).length, 1);
    await opened.show("graph");
    assert.deepEqual((await sentOf("light")).at(-1), { kind: "light", nodes: [], at: null });
  });

  it("lists what blocks paths, cuts unlike zeros", async () => {
    opened = await EnginePage.open(browser, await analyze("demo.py", BLOCKED), { width: 900, height: 700 });
    await opened.show("why");
    await choose("w");
    const found = await page().locator(".why-blocked li").evaluateAll((items) => items.map((item) => [(item as HTMLElement).dataset.block, item.querySelector(".why-reason")?.textContent]));
    assert.deepEqual(found.toSorted(), [
      ["cut", "detach cuts the gradient off (line 5)"],
      ["cut", "no_grad cuts the gradient off (line 7)"],
      ["zero", "relu is off: its input z = −1 is not positive (line 4)"],
      ["zero", "the other factor, h, is 0 (line 8)"],
    ]);
  });

  it("asks about the element that is chosen in the heat map", async () => {
    opened = await EnginePage.open(browser, await runOf("mlp_cross_entropy.py"), { width: 1000, height: 800 });
    await opened.show("why");
    await choose("W2");
    await page().locator(".why .heat").nth(4).click();
    await opened.settled();
    assert.match(await text(".why-title"), /^∂loss\/∂W2\[1, 1\] = /);
    assert.equal(await page().locator(".why .heat[aria-selected=true]").count(), 1);
    assert.match(await text(".why-matrix .why-rule"), /∂loss/);
    assert.match(await text(".why-matrix"), /the shapes leave no other product/);
  });

  for (const theme of Object.keys(THEMES) as ThemeName[])
    it(`is drawn in ${theme}`, async () => {
      opened = await EnginePage.open(browser, await analyze("demo.py", BLOCKED), { theme, width: 900, height: 760 });
      await opened.show("why");
      await choose("w");
      await page().locator(".why-rows [role=option]").first().focus();
      await page().keyboard.press("ArrowRight");
      await opened.webview.screenshot(`why-${theme}`);
      await opened.webview.close();
      opened = await EnginePage.open(browser, await runOf("mlp_cross_entropy.py"), { theme, width: 900, height: 1200 });
      await opened.show("why");
      await choose("W1");
      await opened.webview.screenshot(`why-tensor-${theme}`);
      assert.ok((await page().locator(".why-rows [role=option]").count()) > 10);
    });

  it("has room at 320 pixels: nothing is wider than the page", async () => {
    opened = await EnginePage.open(browser, await runOf("several_paths.py"), { width: 320, height: 700 });
    await opened.show("why");
    assert.ok(await page().locator(".why").evaluate((sheet) => sheet.scrollWidth <= sheet.clientWidth));
    await opened.webview.screenshot("why-narrow");
  });
});
