/** What is kept of the page over a reload: every tab with its own options, what is selected, where the graph stood. */
import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { launchChromium } from "../../tools/host/chromium.mjs";
import { EnginePage, runOf, TAB_NAMES } from "./engine-page.js";

describe("the page after a reload", () => {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());

  for (const tab of TAB_NAMES)
    it(`${tab} is up again with the same content`, async () => {
      const analysis = await runOf("tutorial.py");
      const leaf = analysis.graph().nodes.find(({ name }) => name === "w")!;
      const first = await EnginePage.open(browser, analysis);
      await first.webview.say({ kind: "cursor", nodes: [leaf.id], show: true });
      await first.show(tab);
      const { page } = first.webview;
      // What each tab keeps of its own: a box that is ticked, a choice among several.
      await page.evaluate(() => {
        for (const box of document.querySelectorAll<HTMLInputElement>('#tab-panel input[type="checkbox"]:not(:disabled)')) {
          box.click();
          break;
        }
        for (const choice of document.querySelectorAll<HTMLSelectElement>("#tab-panel select")) {
          choice.selectedIndex = choice.options.length - 1;
          choice.dispatchEvent(new Event("change", { bubbles: true }));
        }
      });
      await first.settled();
      const before = await content(first);
      const kept = await page.evaluate(() => window.kept);
      await first.webview.close();
      const second = await EnginePage.open(browser, analysis, { kept });
      // The layout is made in a worker of the page.
      if (tab === "graph" || tab === "steps" || tab === "why") await second.webview.page.locator(".card.selected").waitFor();
      await second.settled();
      assert.equal(await second.webview.page.locator('[role="tab"][aria-selected="true"]').getAttribute("id"), `tab-${tab}`);
      assert.deepEqual(await content(second), before);
      assert.deepEqual([...first.faults, ...second.faults, ...second.webview.errors], []);
      await second.webview.close();
    });
});

/** What stands in the tab and in its fields, and where the plane of the graph is. Times of measurements differ. */
const content = ({ webview: { page } }: EnginePage): Promise<unknown> =>
  page.evaluate(() => ({
    text: (document.querySelector<HTMLElement>("#tab-panel")?.innerText ?? "").replaceAll(/[\d.]+ ?(?:ms|µs|ns|s)\b/g, "… s"),
    fields: [...document.querySelectorAll<HTMLInputElement | HTMLSelectElement>("#tab-panel input, #tab-panel select")].map((field) =>
      field instanceof HTMLInputElement && field.type === "checkbox" ? field.checked : field.value,
    ),
    selected: document.querySelector(".details h2")?.textContent ?? null,
    plane: document.querySelector<HTMLElement>(".plane")?.style.transform ?? null,
  }));
