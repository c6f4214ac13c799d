/** The built panel in a bare page, under the extension's own content security policy, with a stand-in for VS Code. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import type { GraphView } from "../../src/engine/report/report.js";
import { panelHtml } from "../../src/extension/panel/html.js";
import type { FromPanel, PanelGraph, PanelSubject, ToPanel } from "../../src/extension/panel/messages.js";
import { panelStrings } from "../../src/extension/panel/strings/panel-strings.js";
import { dist, testResults } from "../../tools/paths.mjs";
import { detailsOf } from "./graphs.js";
import { THEMES, type ThemeName } from "./themes.js";

export const subject: PanelSubject = {
  uri: "file:///demo.py",
  file: "demo.py",
  regionId: "automatic-0",
  isSelection: false,
  span: null,
};

export const strings = panelStrings("en");

export function graphMessage(view: GraphView | null, change: Partial<PanelGraph> = {}): ToPanel & { readonly kind: "graph" } {
  const target = view?.nodes.find(({ isTarget }) => isTarget);
  const lines = (view?.nodes ?? []).flatMap(({ id, span }, index) =>
    span === null ? [] : [[id, 1 + (index % 40)] as const],
  );
  return {
    kind: "graph",
    view,
    target: { name: target?.name ?? "", value: target?.value ?? "" },
    lines: Object.fromEntries(lines),
    problems: [],
    stale: false,
    notice: null,
    ...change,
  };
}

declare global {
  interface Window {
    /** What the stand-in for the engine says about nodes. */
    details: Readonly<Record<string, unknown>>;
    sent: FromPanel[];
    kept: unknown;
  }
}

export interface OpenOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  /** What VS Code kept of an earlier page. */
  readonly kept?: unknown;
  /** Runs before the page's own script. */
  readonly script?: string;
  /** A tag as the editor gives it. */
  readonly language?: string;
  /** Device pixels a CSS pixel: 2 is a page at 200 % of its size. */
  readonly scale?: number;
}

const ORIGIN = "https://panel.test";

export class Webview {
  /** Faults nobody caught, and whatever the content security policy refused. */
  readonly errors: string[] = [];

  private constructor(readonly page: Page) {}

  static async open(browser: Browser, options: OpenOptions = {}): Promise<Webview> {
    const { theme = "dark", width = 960, height = 640, kept = null, language = "en", scale = 1 } = options;
    const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: scale });
    const webview = new Webview(page);
    page.setDefaultTimeout(20_000);
    page.on("pageerror", (error) => webview.errors.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") webview.errors.push(message.text());
    });
    const html = panelHtml({
      script: `${ORIGIN}/panel.js`,
      style: `${ORIGIN}/panel.css`,
      layout: `${ORIGIN}/layout-worker.js`,
      cspSource: ORIGIN,
      nonce: "bm9uY2U",
      language,
      title: "demo",
    });
    await page.route(`${ORIGIN}/**`, (route) => {
      const file = new URL(route.request().url()).pathname.slice(1);
      if (file === "") return route.fulfill({ contentType: "text/html", body: html });
      const ending = /^(panel\.(?:js|css)|layout-worker\.js|fonts\/\w+-\w+\.woff2)$/.exec(file) ? file.split(".").at(-1) : undefined;
      if (ending === undefined) return route.fulfill({ status: 204 });
      const contentType = { js: "text/javascript", css: "text/css", woff2: "font/woff2" }[ending] ?? "";
      return route.fulfill({ contentType, body: readFileSync(join(dist, file)) });
    });
    // As VS Code does: before the page's own script, outside its policy.
    await page.addInitScript((before) => {
      window.sent = [];
      window.details = {};
      window.kept = before;
      Object.assign(window, {
        acquireVsCodeApi: () => ({
          postMessage: (message: FromPanel) => {
            window.sent.push(message);
            if (message.kind !== "ask" || message.ask.view !== "node") return;
            const answer = window.details[message.ask.request.node] ?? null;
            window.postMessage({ kind: "view", id: message.id, answer, failure: null }, "*");
          },
          getState: () => window.kept,
          setState: (state: unknown) => {
            window.kept = JSON.parse(JSON.stringify(state));
          },
        }),
      });
    }, kept);
    if (options.script !== undefined) await page.addInitScript(options.script);
    await page.goto(`${ORIGIN}/`);
    await webview.dress(theme);
    await webview.say({ kind: "hello", strings: panelStrings(language), subject });
    return webview;
  }

  async dress(theme: ThemeName): Promise<void> {
    await this.page.evaluate(({ kind, colors }) => {
      document.body.className = kind;
      document.documentElement.removeAttribute("style");
      for (const [name, value] of Object.entries(colors))
        document.documentElement.style.setProperty(`--vscode-${name}`, value);
    }, THEMES[theme]);
  }

  /** What the extension says comes as JSON. */
  async say(message: unknown): Promise<void> {
    await this.page.evaluate((data) => {
      window.postMessage(JSON.parse(data), "*");
      // Messages arrive in order: once this one is there, the panel has heard the one before.
      return new Promise<void>((resolve) => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => setTimeout(resolve, 0);
        setTimeout(() => channel.port2.postMessage(null), 0);
      });
    }, JSON.stringify(message));
  }

  async draw(view: GraphView, change: Partial<PanelGraph> = {}): Promise<void> {
    const details = Object.fromEntries(view.nodes.map((node) => [node.id, detailsOf(node)]));
    await this.page.evaluate((known) => Object.assign(window, { details: known }), details);
    await this.say(graphMessage(view, change));
    await this.page.locator(".card").first().waitFor();
  }

  async sent<K extends FromPanel["kind"]>(kind: K): Promise<(FromPanel & { readonly kind: K })[]> {
    const all = await this.page.evaluate(() => window.sent);
    return all.filter((message): message is FromPanel & { readonly kind: K } => message.kind === kind);
  }

  card(id: string): Locator {
    return this.page.locator(`.card[data-card="${id}"]`);
  }

  async screenshot(name: string): Promise<void> {
    const folder = join(testResults, "screenshots");
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `panel-${name}.png`) });
  }

  close(): Promise<void> {
    return this.page.close();
  }
}
