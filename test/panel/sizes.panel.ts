/** The graph at every size: real graphs of the engine's, with the times that bench/panel.mjs prints. */
import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { graphPrograms } from "../../bench/graph-programs.mjs";
import type { ToPanel } from "../../src/extension/panel/messages.js";
import { launchChromium } from "../../tools/host/chromium.mjs";
import { analyze } from "../samples/engine.js";
import { firstPaint, frameTimes } from "./frames.js";
import { THEMES, type ThemeName } from "./themes.js";
import { graphMessage, type OpenOptions, strings, Webview } from "./webview.js";

type ProgramName = keyof typeof graphPrograms;

const graphs = new Map<ProgramName, Promise<ToPanel & { readonly kind: "graph" }>>();
function graphOf(name: ProgramName): Promise<ToPanel & { readonly kind: "graph" }> {
  const known = graphs.get(name) ?? messageOf(graphPrograms[name], name);
  graphs.set(name, known);
  return known;
}

/** As the extension says it, with the lines of the text. */
async function messageOf(text: string, name: string): Promise<ToPanel & { readonly kind: "graph" }> {
  const view = (await analyze(`${name}.py`, text, { milliseconds: 60_000 })).graph();
  const lineAt: number[] = [];
  for (let i = 0, line = 1; i <= text.length; i++) lineAt.push(text[i] === "\n" ? line++ : line);
  const lines = Object.fromEntries(view.nodes.flatMap(({ id, span }) => (span === null ? [] : [[id, lineAt[span.start] ?? 0]])));
  return graphMessage(view, { lines });
}

/** As the user left it: all cards in view. */
const whole = { view: { tab: "graph", grouped: false } };

interface Case {
  readonly name: ProgramName;
  readonly title: string;
  readonly kept: unknown;
  /** Milliseconds, several times what is measured: other work may run beside it. */
  readonly limit: number;
}

const CASES: readonly Case[] = [
  { name: "tutorial", title: "6 names", kept: null, limit: 10_000 },
  { name: "gpt", title: "GPT, 300 nodes", kept: null, limit: 10_000 },
  { name: "gpt", title: "GPT, 300 nodes, all", kept: whole, limit: 10_000 },
  { name: "straight", title: "straight code, 2,000", kept: null, limit: 10_000 },
  { name: "straight", title: "straight code, 2,000, all", kept: whole, limit: 10_000 },
  { name: "training", title: "training, 20,000", kept: null, limit: 30_000 },
  { name: "training", title: "training, 20,000, all", kept: whole, limit: 30_000 },
];

describe("graphs of every size", () => {
  let browser: Browser;
  let webview: Webview | null = null;
  const lines: string[] = [];
  before(async () => {
    browser = await launchChromium();
  });
  after(async () => {
    await browser.close();
    console.log(["", "milliseconds                 nodes   paint   pan: median 95 %  worst   zoom: median 95 %  worst", ...lines, ""].join("\n"));
  });
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

  for (const { name, title, kept, limit } of CASES)
    it(`${title}: paints and moves`, async () => {
      const message = await graphOf(name);
      const nodes = message.view?.nodes.length ?? 0;
      const panel = await open({ kept });
      const paint = await firstPaint(panel, message);
      if (kept !== null) await panel.page.getByRole("button", { name: strings.fit }).click();
      await panel.page.waitForTimeout(300);
      await panel.screenshot(`size-${title.replaceAll(/\W+/g, "-")}`);
      const { pan, zoom } = await frameTimes(panel);
      const number = (value: number, width: number): string => value.toFixed(1).padStart(width);
      lines.push(
        `${title.padEnd(27)} ${String(nodes).padStart(6)} ${paint.toFixed(0).padStart(7)} ${number(pan.median, 13)} ${number(pan.high, 6)} ${number(pan.worst, 6)} ${number(zoom.median, 14)} ${number(zoom.high, 6)} ${number(zoom.worst, 6)}`,
      );
      assert.ok(paint < limit, `${paint} ms until it is painted`);
      assert.ok(pan.median < 100 && zoom.median < 100, JSON.stringify({ pan, zoom }));
    });

  for (const theme of Object.keys(THEMES) as ThemeName[])
    it(`can be read in ${theme}`, async () => {
      for (const { name, title, kept } of CASES) {
        const panel = await open({ theme, kept });
        await firstPaint(panel, await graphOf(name));
        if (kept !== null) await panel.page.getByRole("button", { name: strings.fit }).click();
        await panel.page.waitForTimeout(200);
        await panel.screenshot(`size-${title.replaceAll(/\W+/g, "-")}-${theme}`);
        await panel.close();
      }
      webview = null;
    });
});
