/** The steps in the page: transport, keys, levels, boxes, elements, with the real engine answering behind the page. */
import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import type { Analysis } from "../../src/engine/engine.js";
import type { FromPanel } from "../../src/extension/panel/messages.js";
import { isFromPanel } from "../../src/extension/panel/messages.js";
import { launchChromium } from "../../tools/host/chromium.mjs";
import { analyze, sampleText } from "../samples/engine.js";
import { THEMES, type ThemeName } from "./themes.js";
import { graphMessage, type OpenOptions, strings, Webview } from "./webview.js";

const TUTORIAL = "a = 2.0\nw = 3.0\nb = 4.0\ny_true = 11.0\nL = (a * w + b - y_true) ** 2\n";

describe("steps in a browser", () => {
  let browser: Browser;
  let webview: Webview | null = null;
  let analysis: Analysis;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());
  afterEach(async () => {
    const errors = webview?.errors ?? [];
    await webview?.close();
    webview = null;
    assert.deepEqual(errors, []);
  });

  const open = async (text: string, options: OpenOptions = {}): Promise<Webview> => {
    webview = await Webview.open(browser, { width: 960, height: 760, ...options });
    const opened = webview;
    const { page } = opened;
    await page.exposeFunction("hearAsk", async (message: unknown) => {
      assert.ok(isFromPanel(message), JSON.stringify(message));
      if (message.kind === "ask") await opened.say({ kind: "view", id: message.id, answer: analysis.view(message.ask.view, message.ask.request), failure: null });
    });
    await page.evaluate(() => {
      const { sent } = window;
      const hear = (window as unknown as { hearAsk: (message: FromPanel) => void }).hearAsk;
      sent.push = (message: FromPanel) => {
        hear(message);
        return Array.prototype.push.call(sent, message);
      };
    });
    await code(text);
    await webview.say({ kind: "open", tab: "steps" });
    await page.locator(".step.current").waitFor();
    return webview;
  };

  const code = async (text: string): Promise<void> => {
    analysis = await analyze("demo.py", text);
    await webview?.say(graphMessage(analysis.graph()));
  };

  const current = () => webview!.page.locator(".step.current");
  const stands = (at: number) => webview!.page.locator(`.step.current[data-at="${at}"]`).waitFor();
  const press = (key: string) => webview!.page.locator(".steps-list").press(key);
  const named = (name: string) => webview!.page.getByRole("button", { name });

  it("what a step talks about is lit in the graph, with the edges between", async () => {
    const panel = await open(TUTORIAL);
    for (let i = 0; i < 3; i++) await press("ArrowRight");
    await panel.page.getByRole("tab", { name: strings.tabGraph, exact: true }).click();
    await panel.page.locator(".card.lit").first().waitFor();
    assert.ok((await panel.page.locator(".edge.lit").count()) >= 1);
    assert.equal(await panel.page.locator(".card.in-middle").count(), 1);
    await panel.screenshot("lit-dark");
    await panel.page.locator(".card:not(.lit)").first().click();
    assert.equal(await panel.page.locator(".card.lit").count(), 0);
  });

  it("the graph above the cards shows where the step is, and a click on a node goes to its step", async () => {
    const { page } = await open(TUTORIAL);
    const board = page.locator(".beside-graph");
    await board.locator(".card").first().waitFor();
    for (let i = 0; i < 2; i++) await press("ArrowRight");
    await stands(2);
    assert.equal(await board.locator(".card.in-middle").getAttribute("data-card"), "n5");
    await board.locator('.card[data-card="n4"]').click();
    await stands(1);
    assert.equal(await board.locator(".card.in-middle").getAttribute("data-card"), "n4");
  });

  it("where the panel is low the cards have all of it", async () => {
    const { page } = await open(TUTORIAL, { height: 420 });
    assert.equal(await page.locator(".beside-graph").isVisible(), false);
    await press("ArrowRight");
    await stands(1);
  });

  it("keys walk through the forward and the backward pass, and node and places are lit with the card", async () => {
    const { page, ...panel } = await open(TUTORIAL);
    assert.ok(panel);
    await stands(0);
    await press("ArrowRight");
    await stands(1);
    assert.match(await current().innerText(), /2 · 3 = 6/);
    await press("j");
    await stands(2);
    await press("k");
    await stands(1);
    const lights = await webview!.sent("light");
    assert.deepEqual(lights.at(-1), { kind: "light", nodes: ["n4", "n0", "n1"], at: "n4" });
    await press("End");
    await stands(10);
    assert.match(await current().innerText(), /−6[\s\S]*−4[\s\S]*−2/);
    await press("Home");
    await stands(0);
    assert.equal(await page.locator("[aria-live]").first().textContent(), "The leaves that L is computed from");
  });

  it("the backward pass multiplies what arrived by the local derivative", async () => {
    await open(TUTORIAL);
    await press("End");
    await press("ArrowLeft");
    await stands(9);
    const text = await current().innerText();
    assert.ok(text.includes("−2 · 3 = −6") && text.includes("−2 · 2 = −4"), text);
  });

  it("plays by itself, faster if asked, pauses, and stops at the end", async () => {
    const { page } = await open(TUTORIAL);
    await page.locator(".steps-speed").selectOption("4");
    await press("Space");
    await named(strings.stepsPause).waitFor();
    await stands(2);
    await press("Space");
    await named(strings.stepsPlay).waitFor();
    const at = await current().getAttribute("data-at");
    await page.waitForTimeout(700);
    assert.equal(await current().getAttribute("data-at"), at);
    await page.locator(".steps-scrubber").fill("9");
    await stands(9);
    await named(strings.stepsPlay).click();
    await stands(10);
    await named(strings.stepsPlay).waitFor();
  });

  it("values change while it stands at a card: the card stays, its numbers follow", async () => {
    await open(TUTORIAL);
    for (const _ of [1, 2, 3]) await press("ArrowRight");
    await stands(3);
    assert.match(await current().innerText(), /10 − 11 = −1/);
    await code(TUTORIAL.replace("w = 3.0", "w = 5.0"));
    await webview!.page.getByText("14 − 11 = 3").waitFor();
    await stands(3);
  });

  it("position, level and speed are kept over a reload", async () => {
    const before = await open(TUTORIAL);
    await press("3");
    for (const _ of [1, 2, 3, 4, 5, 6]) await press("ArrowRight");
    await stands(6);
    const kept = await before.page.evaluate(() => window.kept);
    await before.close();
    await open(TUTORIAL, { kept });
    await stands(6);
    assert.equal(await named(strings.stepsElement).getAttribute("aria-pressed"), "true");
  });

  it("layers: a loop's iterations are one box, ×4, which opens; the place in the backward pass stays", async () => {
    const { page } = await open(sampleText("rnn_cell.py"), { height: 1100 });
    await press("1");
    const box = page.locator(".step.box.backward").first();
    await page.locator(".step.box.forward .badge", { hasText: "×4" }).waitFor();
    await press("End");
    await box.waitFor();
    assert.match(await box.innerText(), /×4[\s\S]*∂L\/∂|‖/);
    const before = await page.locator(".step").count();
    await box.getByRole("button").click();
    await page.locator('.step.current.box.backward [aria-expanded="true"]').waitFor();
    assert.ok((await page.locator(".step").count()) > before);
  });

  it("elements: one element in scalars, and another one if chosen", async () => {
    const { page } = await open("import torch\nX = torch.tensor([[1., 2.], [3., 4.]])\nW = torch.tensor([[5., 6.], [7., 8.]], requires_grad=True)\nY = X @ W\nL = (Y * Y).sum()\n");
    await press("3");
    await press("ArrowRight");
    await stands(1);
    const fields = current().locator(".step-index");
    await fields.nth(0).fill("0");
    await fields.nth(0).press("Tab");
    await page.getByText("1 · 6 + 2 · 8 = 22").waitFor();
    await current().locator(".step-index").nth(1).fill("0");
    await current().locator(".step-index").nth(1).press("Tab");
    await page.getByText("1 · 5 + 2 · 7 = 19").waitFor();
  });

  it("of thousands of cards only those in sight are in the page, and the last is a key away", async () => {
    const kept = { subject: null, view: { tab: "steps" } };
    const { page } = await open("x = 1.001\ny = x\nfor i in range(3000):\n    y = y * x\nL = y + 0.0\n", { kept });
    await press("2");
    await page.waitForFunction(() => document.querySelector(".steps-count")?.textContent?.includes("6"));
    await press("End");
    await current().getByText(strings.stepsGradients).waitFor();
    assert.ok((await page.locator(".step").count()) < 40);
    await page.locator(".steps-scrubber").fill("4000");
    await stands(4000);
    assert.ok(await current().evaluate((card) => {
      const { top, bottom } = card.getBoundingClientRect();
      return top > 0 && bottom < innerHeight;
    }));
  });

  it("reduced motion: it steps, and nothing scrolls smoothly", async () => {
    const { page } = await open(TUTORIAL);
    await page.evaluate(() => {
      document.body.classList.add("vscode-reduce-motion");
      Element.prototype.scrollTo = () => { throw new Error("smooth"); };
    });
    await press("ArrowRight");
    await stands(1);
    await page.locator(".steps-speed").selectOption("4");
    await press("Space");
    await stands(2);
  });

  for (const theme of Object.keys(THEMES) as ThemeName[])
    it(`is drawn in ${theme}`, async () => {
      const panel = await open(TUTORIAL, { theme });
      await panel.page.locator(".beside-graph .card").first().waitFor();
      await panel.page.locator(".steps-scrubber").fill("9");
      await stands(9);
      await panel.screenshot(`steps-${theme}`);
      await code(sampleText("several_paths.py"));
      await code(sampleText("mlp_module.py"));
      await press("1");
      await panel.page.locator(".step.box").first().waitFor();
      await press("ArrowRight");
      await panel.screenshot(`steps-layers-${theme}`);
    });

  it("is drawn at 320 pixels", async () => {
    const panel = await open(TUTORIAL, { width: 320, height: 700 });
    await panel.page.locator(".steps-scrubber").fill("9");
    await stands(9);
    assert.equal(await panel.page.evaluate(() => document.documentElement.scrollWidth), 320);
    await panel.screenshot("steps-narrow");
  });
});
