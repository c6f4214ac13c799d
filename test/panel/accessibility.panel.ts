/** The panel for everyone: axe-core on every tab in four themes, the keyboard alone, 200 % zoom, reduced motion. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "../../tools/host/chromium.mjs";
import { EnginePage, runOf, TAB_NAMES } from "./engine-page.js";
import { THEMES, type ThemeName } from "./themes.js";
import type { OpenOptions } from "./webview.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Violations, each with what it is about. A webview is a part of a window: it needs no page heading of its own. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations: found } = await page.evaluate(
    () => (window as unknown as { axe: { run(where: Document, options: object): Promise<AxeResults> } }).axe.run(document, { resultTypes: ["violations"], rules: { "page-has-heading-one": { enabled: false } } }),
  );
  return found.flatMap(({ id, nodes }) => nodes.slice(0, 4).map(({ target, failureSummary, html }) => `${id} at ${target.join(" ")}: ${html.slice(0, 160)} ${failureSummary?.replaceAll(/\s+/g, " ")}`));
}

describe("the panel for everyone", () => {
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
  const open = async (sample: string, options: OpenOptions = {}): Promise<EnginePage> => {
    opened = await EnginePage.open(browser, await runOf(sample), options);
    return opened;
  };

  for (const theme of Object.keys(THEMES) as ThemeName[])
    for (const sample of ["tutorial.py", "mlp_cross_entropy.py"])
      it(`axe finds nothing in any tab of ${sample} in ${theme}`, async () => {
        const panel = await open(sample, { theme, width: 1000, height: 700 });
        const found: string[] = [];
        for (const tab of TAB_NAMES) {
          await panel.show(tab);
          found.push(...(await violations(panel.webview.page)).map((text) => `${tab}: ${text}`));
          await panel.webview.screenshot(`axe-${tab}-${sample.replace(".py", "")}-${theme}`);
        }
        assert.deepEqual(found, []);
      });
});
