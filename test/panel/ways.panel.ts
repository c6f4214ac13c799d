import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { launchChromium } from "../../tools/host/chromium.mjs";
import { EnginePage, runOf } from "./engine-page.js";
import { strings } from "./webview.js";
import { THEMES, type ThemeName } from "./themes.js";

const SCALARS = "tutorial.py";
const TENSORS = "mlp_cross_entropy.py";

describe("the tab of the four ways", () => {
  let browser: Browser;
  let open: EnginePage | null = null;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());
  afterEach(async () => {
    const errors = [...(open?.webview.errors ?? []), ...(open?.faults ?? [])];
    await open?.webview.close();
    open = null;
    // What the content security policy refuses (a font, a style) is an error of the console.
    assert.deepEqual(errors, []);
  });
  const ways = async (sample: string, options: { theme?: ThemeName; width?: number; height?: number } = {}): Promise<EnginePage> => {
    open = await EnginePage.open(browser, await runOf(sample), { height: 1400, ...options });
    await open.show("ways");
    await open.webview.page.locator(".ways-table tbody tr").first().waitFor();
    return open;
  };

  it("shows five rows whose values are those of the engine, and the formula in KaTeX's fonts", async () => {
    const { webview } = await ways(SCALARS);
    const answer = (await runOf(SCALARS)).view("ways", { node: null, element: null });
    assert.ok(answer);
    const shown = await webview.page.locator(".ways-table tbody tr td:nth-child(2)").allTextContents();
    assert.deepEqual(shown, answer.ways.map(({ value }) => value?.exact));
    const math = webview.page.locator(".ways-written .formula");
    assert.equal(await math.getAttribute("aria-label"), answer.symbolic.kind === "written" ? answer.symbolic.text : "");
    await math.locator(".katex-html").waitFor();
    assert.equal(await webview.page.evaluate(() => document.fonts.check("16px KaTeX_Math")), true);
    const loaded = await webview.page.evaluate(() => [...document.fonts].filter(({ status }) => status === "loaded").map(({ family }) => family.replaceAll('"', "")));
    assert.ok(loaded.includes("KaTeX_Math"), loaded.join());
  });

  it("draws the error curve with its best steps, and has the same numbers in a table", async () => {
    const { webview } = await ways(SCALARS);
    const figure = webview.page.locator("figure", { hasText: strings.waysCurve });
    assert.equal(await figure.locator(".series .line").count(), 4, "two curves, two samples in the legend");
    await figure.locator("summary").click();
    assert.equal(await figure.locator("tbody tr").count(), 45);
  });

  it("another leaf and another element are asked for, and kept", async () => {
    const page = await ways(TENSORS);
    const { webview } = page;
    const options = await webview.page.locator(".ways-choice select option").count();
    assert.ok(options > 1, String(options));
    await webview.page.locator(".ways-choice select").selectOption({ index: 0 });
    await page.settled();
    const field = webview.page.locator(".element-fields input").first();
    await field.fill("1");
    await field.press("Enter");
    await page.settled();
    const title = (await webview.page.locator(".ways h2").textContent()) ?? "";
    assert.match(title, /\[1[,\]]/);
    const kept = await webview.page.evaluate(() => JSON.stringify(window.kept));
    assert.match(kept, /"ways":\{"node":"n\d+","element":\d+,"selected":null\}/);
  });

  it("fits 320 pixels without a sideways scroll of the page", async () => {
    const { webview } = await ways(SCALARS, { width: 320 });
    const { scroll, client } = await webview.page.locator(".ways").evaluate(({ scrollWidth, clientWidth }) => ({ scroll: scrollWidth, client: clientWidth }));
    assert.ok(scroll <= client, `${scroll} > ${client}`);
    await webview.screenshot("ways-narrow");
  });

  for (const theme of Object.keys(THEMES) as ThemeName[])
    it(`can be read in ${theme}`, async () => {
      const { webview } = await ways(SCALARS, { theme });
      await webview.screenshot(`ways-${theme}`);
    });

  it("a matrix program says why it has no formula", async () => {
    const { webview } = await ways(TENSORS);
    await webview.page.locator(".way-reason", { hasText: "tensors take part" }).waitFor();
    await webview.screenshot("ways-tensors");
  });
});
