/** The drawing of large graphs: what is in the page, what is painted, search, groups, the keyboard, the long table. */
import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { graphPrograms } from "../../bench/graph-programs.mjs";
import type { GraphView } from "../../src/engine/report/report.js";
import { launchChromium } from "../../tools/host/chromium.mjs";
import { analyze } from "../samples/engine.js";
import { loops, network, tutorial } from "./graphs.js";
import { graphMessage, type OpenOptions, strings, Webview } from "./webview.js";

const ungrouped = { view: { tab: "graph", grouped: false } };

describe("drawing large graphs", () => {
  let browser: Browser;
  let webview: Webview | null = null;
  let straight: GraphView;
  before(async () => {
    browser = await launchChromium();
    straight = (await analyze("straight.py", graphPrograms.straight, { milliseconds: 60_000 })).graph();
  });
  after(() => browser.close());
  afterEach(async () => {
    const errors = webview?.errors ?? [];
    await webview?.close();
    webview = null;
    assert.deepEqual(errors, []);
  });
  const open = async (options: OpenOptions = {}): Promise<Webview> => {
    webview = await Webview.open(browser, { width: 1280, height: 800, ...options });
    return webview;
  };
  const count = (panel: Webview, selector: string): Promise<number> => panel.page.locator(selector).count();
  const focused = (panel: Webview): Promise<string | null> =>
    panel.page.evaluate(() => document.activeElement?.getAttribute("data-card") ?? null);

  it("layouts come from a worker", async () => {
    const panel = await open();
    await panel.draw(tutorial);
    assert.equal(panel.page.workers().length, 1);
  });

  it("where workers are refused, the page lays out by itself", async () => {
    const panel = await open({ script: "window.Worker = class { constructor() { throw new Error('refused'); } };" });
    await panel.draw(tutorial);
    assert.equal(panel.page.workers().length, 0);
    assert.equal(await count(panel, ".card"), 8);
  });

  it("only what is in and around the view is in the page, and more comes as it moves", async () => {
    const panel = await open({ kept: ungrouped });
    await panel.draw(straight);
    const cards = await count(panel, ".card");
    assert.ok(cards > 5 && cards < 300, String(cards));
    const target = panel.card(straight.targetId ?? "");
    assert.ok(await target.isVisible());
    const before = await panel.page.locator(".card").evaluateAll((all) => all.map((card) => card.getAttribute("data-card")));
    await panel.page.mouse.move(640, 400);
    for (let i = 0; i < 6; i++) await panel.page.mouse.wheel(0, -400);
    await panel.page.waitForFunction(
      (known) => [...document.querySelectorAll(".card")].some((card) => !known.includes(card.getAttribute("data-card"))),
      before,
    );
    assert.ok((await count(panel, ".card")) < 300);
    assert.equal(await count(panel, '.card[tabindex="0"]'), 1, "Tab finds its card, out of view or not");
  });

  it("from afar cards are painted, and still answer to the pointer", async () => {
    const panel = await open({ kept: ungrouped });
    await panel.draw(straight);
    await panel.page.getByRole("button", { name: strings.fit }).click();
    await panel.page.locator(".from-afar").waitFor();
    assert.ok((await count(panel, ".card")) <= 3);
    assert.ok(await panel.page.locator(".far").isVisible());
    const colours = await panel.page.locator(".far").evaluate((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const data = (canvas as HTMLCanvasElement).getContext("2d")?.getImageData(0, 0, width, height).data ?? [];
      const found = new Set<string>();
      for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) found.add(`${data[i]} ${data[i + 1]} ${data[i + 2]}`);
      return found.size;
    });
    assert.ok(colours > 4, `${colours} colours: several shades`);
    // Somewhere along the middle there is a card.
    let name = "";
    for (let i = 0; i < 200 && name === ""; i++) {
      const [x, y] = [400 + ((i * 37) % 480), 250 + ((i * 11) % 240)];
      await panel.page.mouse.move(x, y);
      if ((await count(panel, ".canvas.over-card")) === 0) continue;
      await panel.page.mouse.click(x, y);
      await panel.page.locator(".details h2").waitFor();
      name = (await panel.page.locator(".details h2").textContent()) ?? "";
    }
    assert.notEqual(name, "");
    assert.equal((await panel.sent("reveal")).length, 1);
  });

  it("the arrow keys walk on where the cards are not in the page yet", async () => {
    const panel = await open({ kept: ungrouped });
    await panel.draw(straight);
    await panel.card(straight.targetId ?? "").focus();
    const seen = new Set<string | null>();
    for (let i = 0; i < 40; i++) {
      await panel.page.keyboard.press("ArrowLeft");
      seen.add(await focused(panel));
    }
    assert.ok(seen.size > 30 && !seen.has(null), String(seen.size));
    await panel.page.keyboard.press("Home");
    const first = await focused(panel);
    assert.ok(first !== null && (await panel.card(first).isVisible()));
  });

  it("search counts, walks, and opens the groups around what it finds", async () => {
    const panel = await open();
    await panel.draw(loops());
    await panel.page.keyboard.press("Control+f");
    const field = panel.page.getByRole("searchbox", { name: strings.search });
    assert.ok(await field.evaluate((element) => element === document.activeElement));
    await field.fill("xs[20]");
    assert.equal(await panel.page.locator(".search .count").textContent(), "– of 1");
    await field.press("Enter");
    await panel.page.locator(".card.found", { hasText: "xs[20]" }).waitFor();
    assert.ok(await panel.page.locator(".card.selected", { hasText: "xs[20]" }).isVisible());
    assert.equal(await panel.page.locator(".details h2").textContent(), "xs[20]");
    await panel.screenshot("search-dark");
    await field.fill("tanh");
    assert.match((await panel.page.locator(".search .count").textContent()) ?? "", /of 40$/);
    await field.press("Shift+Enter");
    await panel.page.locator(".card.found.selected").waitFor();
    await field.fill("nothing of the kind");
    assert.equal(await panel.page.locator(".search .count").textContent(), strings.searchNone);
    await field.press("Escape");
    assert.equal(await panel.page.locator(".search").isVisible(), false);
    assert.equal(await count(panel, ".found"), 0);
  });

  it("groups open with all inside them by Shift, close by Backspace, and stay where they were", async () => {
    const panel = await open();
    await panel.draw(loops());
    const group = panel.page.locator(".card.group", { hasText: "cell" }).last();
    await group.focus();
    await panel.page.waitForTimeout(250);
    const before = await group.boundingBox();
    const title = (await group.locator(".title").textContent()) ?? "";
    const cards = await count(panel, ".card");
    await panel.page.keyboard.press("Enter");
    await panel.page.waitForFunction((known) => document.querySelectorAll(".card").length !== known, cards);
    const frames = panel.page.locator(".frame-head", { hasText: title });
    const after = await panel.page.locator(".frame").evaluateAll((all) => all.map((frame) => frame.getBoundingClientRect()).map(({ x, y }) => ({ x, y })));
    assert.ok(after.some(({ x, y }) => Math.abs(x - (before?.x ?? 0)) < 3 && Math.abs(y - (before?.y ?? 0)) < 3), JSON.stringify({ before, after }));
    assert.ok((await frames.count()) > 0);
    assert.notEqual(await focused(panel), null, "the keyboard stays in the drawing");
    await panel.page.keyboard.press("Backspace");
    await panel.page.waitForFunction((known) => document.querySelectorAll(".card.group").length >= known, 1);
    const row = panel.page.locator(".card.group", { hasText: "×36" });
    await row.click({ modifiers: ["Shift"] });
    const toggled = await panel.page.evaluate(() => Object.values((window.kept as { view: { toggled: Record<string, boolean> } }).view.toggled));
    assert.ok(toggled.filter(Boolean).length > 36, "every iteration of the row, and what is inside it");
    await panel.page.waitForFunction(() => document.querySelectorAll(".frame").length > 2);
    await panel.screenshot("row-open-dark");
  });

  it("a group says what is in it and how large its gradients are", async () => {
    const panel = await open();
    await panel.draw(loops());
    const text = (await panel.page.locator(".card.group", { hasText: "×36" }).textContent()) ?? "";
    assert.match(text, /\d+ operations, \d+ inputs/);
    assert.match(text, /∂ of inputs.*\d/);
  });

  it("while the text is edited the graph stays, dimmed, without being sent again", async () => {
    const panel = await open();
    await panel.draw(tutorial);
    await panel.card("n1").evaluate((card) => card.setAttribute("data-mine", ""));
    await panel.say({ kind: "state", problems: [], stale: true, notice: null });
    assert.equal(await count(panel, "body.stale"), 1);
    await panel.say({ kind: "state", problems: [], stale: false, notice: "closed" });
    assert.equal(await count(panel, "body.stale"), 0);
    assert.ok(await panel.page.getByText("closed", { exact: true }).isVisible());
    assert.equal(await panel.card("n1").getAttribute("data-mine"), "");
  });

  it("the edges at the selected card stand out", async () => {
    const panel = await open();
    await panel.draw(tutorial);
    await panel.card("n2").click();
    assert.equal(await count(panel, ".edge.near"), 3);
    await panel.screenshot("near-dark");
  });

  it("the shades run from the smallest to the largest gradient, with numbers", async () => {
    const panel = await open();
    await panel.draw(network());
    const legend = panel.page.locator(".legend .sizes");
    assert.match((await legend.textContent()) ?? "", /^0\.\d+1$/);
    const lightness = await panel.page.locator(".legend .swatch").evaluateAll((all) =>
      all.map((swatch) => {
        const context = document.createElement("canvas").getContext("2d");
        if (context === null) return 0;
        context.fillStyle = getComputedStyle(swatch).backgroundColor;
        context.fillRect(0, 0, 1, 1);
        const [r = 0, g = 0, b = 0] = context.getImageData(0, 0, 1, 1).data;
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      }),
    );
    assert.equal(lightness.length, 6);
    lightness.forEach((one, i) => assert.ok(i === 0 || one > (lightness[i - 1] ?? 0) + 5, lightness.join()));
  });

  it("a long table has the rows in view, all of them by scrolling, and one that Tab goes to", async () => {
    const panel = await open();
    await panel.say(graphMessage(straight));
    await panel.page.getByRole("tab", { name: strings.tabList, exact: true }).click();
    const rows = '.list tbody tr[data-card]';
    assert.ok((await count(panel, rows)) < 120);
    assert.equal(await panel.page.locator(".list table").getAttribute("aria-rowcount"), String(straight.nodes.length + 1));
    await panel.page.locator('.list button[tabindex="0"]').first().focus();
    await panel.page.keyboard.press("End");
    const last = straight.nodes.at(-1);
    assert.ok(await panel.page.locator(`.list tr[data-card="${last?.id}"]`).isVisible());
    assert.equal(await panel.page.evaluate(() => document.activeElement?.closest("tr")?.getAttribute("aria-rowindex")), String(straight.nodes.length + 1));
    await panel.screenshot("long-table-dark");
    await panel.page.keyboard.press("Home");
    assert.ok(await panel.page.locator('.list tr[data-card="n0"]').isVisible());
  });

  it("is usable at 320 pixels", async () => {
    const panel = await open({ width: 320, height: 640 });
    await panel.draw(loops());
    await panel.page.keyboard.press("Control+f");
    assert.equal(await panel.page.evaluate(() => document.documentElement.scrollWidth), 320);
    const field = await panel.page.getByRole("searchbox").boundingBox();
    assert.ok(field !== null && field.width >= 80);
    await panel.screenshot("search-narrow-dark");
  });
});
