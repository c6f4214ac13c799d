/** The panel for everyone: axe-core on every tab in four themes, the keyboard alone, 200 % zoom, reduced motion. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "../../tools/host/chromium.mjs";
import { EnginePage, runOf, TAB_NAMES } from "./engine-page.js";
import { THEMES, type ThemeName } from "./themes.js";
import { graphMessage, type OpenOptions, strings } from "./webview.js";

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

  it("axe finds nothing in the check's table, in what has no target, and in a narrow page", async () => {
    const panel = await open("several_paths.py", { width: 320, height: 640 });
    const { page } = panel.webview;
    await page.getByRole("button", { name: strings.check, exact: true }).first().click();
    await page.locator(".check table").waitFor();
    assert.deepEqual(await violations(page), []);
    await panel.webview.say(graphMessage(null, { problems: [{ severity: "warning", message: "x is not known", line: 3, span: { start: 0, end: 1 } }] }));
    assert.deepEqual(await violations(page), []);
  });

  it("Tab alone reaches every part once, with a visible focus, forwards and backwards, and leaves the page", async () => {
    const panel = await open("tutorial.py", { width: 900, height: 700 });
    const { page } = panel.webview;
    await givePlaces(page);
    for (const tab of TAB_NAMES) {
      await panel.show(tab);
      // What comes into focus may be selected, and the strip below then has buttons of its own.
      await walk(page, "Tab", 100);
      await panel.settled();
      const expected = await reachable(page);
      const forwards = await walk(page, "Tab", expected.length + 2);
      assert.deepEqual(forwards.places, expected, `${tab}, forwards`);
      assert.deepEqual(forwards.unseen, [], `${tab}: focus that cannot be seen`);
      const backwards = await walk(page, "Shift+Tab", expected.length + 2);
      assert.deepEqual(backwards.places.toReversed(), expected, `${tab}, backwards`);
    }
  });

  it("every tab is put up by the keys of its row, which keep the focus", async () => {
    const panel = await open("tutorial.py");
    const { page } = panel.webview;
    await page.locator('[role="tab"][aria-selected="true"]').focus();
    for (const tab of [...TAB_NAMES.slice(1), TAB_NAMES[0]]) {
      await page.keyboard.press("ArrowRight");
      await panel.settled();
      assert.equal(await page.evaluate(() => document.activeElement?.id), `tab-${tab}`);
      assert.equal(await page.locator("#tab-panel").getAttribute("aria-labelledby"), `tab-${tab}`);
    }
  });

  it("Enter on a node goes to the editor; Escape does so from anywhere once nothing is selected", async () => {
    const panel = await open("tutorial.py");
    const { page } = panel.webview;
    await panel.show("list");
    await page.locator('.list button[tabindex="0"]').focus();
    await page.keyboard.press("Enter");
    assert.equal((await panel.webview.sent("reveal")).at(-1)?.focus, true);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".list tr.selected").count(), 0);
    assert.equal((await panel.webview.sent("editor")).length, 0);
    await page.keyboard.press("Escape");
    assert.equal((await panel.webview.sent("editor")).length, 1);
    await panel.show("graph");
    await page.locator('.card[tabindex="0"]').focus();
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".card.selected").count(), 0);
    assert.equal((await panel.webview.sent("editor")).length, 1);
    await page.keyboard.press("Escape");
    assert.equal((await panel.webview.sent("editor")).length, 2);
  });

  for (const tab of TAB_NAMES)
    it(`at 200 % nothing of ${tab} is cut off sideways`, async () => {
      for (const sample of ["tutorial.py", "mlp_cross_entropy.py"]) {
        const panel = await open(sample, { width: 480, height: 320, scale: 2 });
        await panel.show(tab);
        assert.deepEqual(await overflow(panel.webview.page), [], sample);
        await panel.webview.page.setViewportSize({ width: 320, height: 480 });
        await panel.settled();
        assert.deepEqual(await overflow(panel.webview.page), [], `${sample}, 320 wide`);
        await panel.webview.screenshot(`zoom-${tab}-${sample.replace(".py", "")}`);
        await panel.webview.close();
        assert.deepEqual(panel.faults, []);
      }
      opened = null;
    });

  for (const by of ["media", "class"] as const)
    it(`nothing moves by itself where motion is to be reduced (${by})`, async () => {
      const panel = await open("tutorial.py");
      const { page } = panel.webview;
      if (by === "media") await page.emulateMedia({ reducedMotion: "reduce" });
      else await page.evaluate(() => document.body.classList.add("vscode-reduce-motion"));
      for (const tab of TAB_NAMES) {
        await panel.show(tab);
        assert.deepEqual(await moving(page), [], tab);
      }
    });
});

declare global {
  interface Window {
    /** Where an element stands in the page; one that is made anew stands where the old one stood. */
    placeOf(element: Element): string;
  }
}

const givePlaces = (page: Page): Promise<void> =>
  page.evaluate(() => {
    window.placeOf = (element) => {
      const steps: number[] = [];
      for (let at: Element = element; at.parentElement !== null; at = at.parentElement) steps.unshift([...at.parentElement.children].indexOf(at));
      return `${element.tagName} ${steps.join(".")}`;
    };
  });

/** Where Tab may stop, in the order of the page: one of each group of radio buttons. */
const reachable = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const all = [...document.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, summary, [tabindex]")].filter(
      (element) => element.tabIndex >= 0 && !element.matches(":disabled") && element.checkVisibility({ visibilityProperty: true }) && !(element instanceof HTMLInputElement && element.type === "radio" && !element.checked),
    );
    return all.map((element) => window.placeOf(element));
  });

/** The stops of so many presses from outside the page, and those where nothing shows that they have the focus. */
async function walk(page: Page, key: "Tab" | "Shift+Tab", presses: number): Promise<{ places: string[]; unseen: string[] }> {
  await page.evaluate((backwards) => {
    // Where the element with the focus is taken away, the next press goes on from that place.
    const start = document.createElement("span");
    start.tabIndex = -1;
    if (backwards) document.body.append(start);
    else document.body.prepend(start);
    start.focus();
    start.remove();
  }, key === "Shift+Tab");
  const places: string[] = [];
  const unseen: string[] = [];
  for (let press = 0; press < presses; press++) {
    await page.keyboard.press(key);
    const place = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement) || element === document.body) return null;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      return { name: window.placeOf(element), seen: (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none" };
    });
    // Out of the page, or round the window and in again; where the keyboard is caught the walk is too short.
    if (place === null || places.includes(place.name)) break;
    places.push(place.name);
    if (!place.seen) unseen.push(place.name);
  }
  return { places, unseen };
}

/** What sticks out of the page, or out of a box that cannot be scrolled sideways and does not end in "…". */
const overflow = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    const say = (what: string, element: Element): void => {
      found.push(`${what}: ${element.tagName} ${element.getAttribute("class") ?? ""} ${(element.textContent ?? "").slice(0, 40)}`);
    };
    if (document.documentElement.scrollWidth > innerWidth) found.push(`the page is ${document.documentElement.scrollWidth} wide`);
    for (const element of document.querySelectorAll<HTMLElement>("main, main *")) {
      if (!(element instanceof HTMLElement) || !element.checkVisibility() || element.closest(".unseen, .canvas, .minimap, .katex, .overview") !== null) continue;
      const style = getComputedStyle(element);
      if (element.scrollWidth > element.clientWidth + 1 && style.overflowX === "hidden" && style.textOverflow !== "ellipsis" && element.clientWidth > 0) say("cut off", element);
      const box = element.getBoundingClientRect();
      const scrolls = ((): boolean => {
        for (let above = element.parentElement; above !== null; above = above.parentElement) if (["auto", "scroll"].includes(getComputedStyle(above).overflowX)) return true;
        return false;
      })();
      if (!scrolls && box.width > 0 && (box.right > innerWidth + 1 || box.left < -1)) say("outside", element);
    }
    return found.slice(0, 8);
  });

/** Animations that run, and transitions that would. */
const moving = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const running = document.getAnimations().filter(({ playState }) => playState === "running").map((one) => `runs: ${(one.effect as KeyframeEffect | null)?.target?.className ?? ""}`);
    const would = [...document.querySelectorAll("main *")].flatMap((element) => {
      const { transitionDuration, animationName, animationDuration, scrollBehavior } = getComputedStyle(element);
      const long = (text: string): boolean => text.split(",").some((one) => parseFloat(one) > 0.01);
      return long(transitionDuration) || (animationName !== "none" && long(animationDuration)) || scrollBehavior === "smooth" ? [`${element.tagName} ${element.getAttribute("class") ?? ""}`] : [];
    });
    return [...new Set([...running, ...would])];
  });
