/** The page with the real engine behind it: every question of a tab is answered from one finished run. */
import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import type { Analysis } from "../../src/engine/engine.js";
import { TAB_NAMES, type TabName } from "../../media/tab.js";
import { checkRows } from "../../src/extension/panel/check-rows.js";
import { type FromPanel, isFromPanel } from "../../src/extension/panel/messages.js";
import { analyze, sampleText } from "../samples/engine.js";
import { graphMessage, type OpenOptions, Webview } from "./webview.js";

export { TAB_NAMES, type TabName };

const runs = new Map<string, Promise<Analysis>>();

/** The run of a sample, made once. */
export function runOf(sample: string): Promise<Analysis> {
  const known = runs.get(sample) ?? analyze(sample, sampleText(sample));
  runs.set(sample, known);
  return known;
}

export class EnginePage {
  /** Messages that are no message of the panel's, and questions that failed. */
  readonly faults: string[] = [];
  private open = 0;

  private constructor(
    readonly webview: Webview,
    private readonly analysis: Analysis,
  ) {}

  static async open(browser: Browser, analysis: Analysis, options: OpenOptions = {}): Promise<EnginePage> {
    const webview = await Webview.open(browser, options);
    const page = new EnginePage(webview, analysis);
    await webview.page.exposeFunction("hearPanel", (message: unknown) => page.hear(message));
    await webview.page.evaluate(() => {
      const { sent } = window;
      const hear = (window as unknown as { hearPanel: (message: FromPanel) => void }).hearPanel;
      sent.push = (message: FromPanel) => {
        hear(message);
        return Array.prototype.push.call(sent, message);
      };
    });
    const graph = analysis.graph();
    const details = Object.fromEntries(graph.nodes.map(({ id }) => [id, analysis.view("node", { node: id })]));
    await webview.page.evaluate((known) => Object.defineProperty(window, "details", { get: () => known, set: () => undefined }), details);
    await webview.say(graphMessage(graph));
    await webview.page.locator("#tab-panel > *").first().waitFor();
    return page;
  }

  /** Puts a tab up, and waits until nothing is asked and nothing moves any more. */
  async show(tab: TabName): Promise<void> {
    await this.webview.say({ kind: "open", tab });
    await this.settled();
  }

  async settled(): Promise<void> {
    const { page } = this.webview;
    for (let quiet = 0; quiet < 3; ) {
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      await page.waitForTimeout(40);
      quiet = this.open === 0 ? quiet + 1 : 0;
    }
  }

  private async hear(message: unknown): Promise<void> {
    if (!isFromPanel(message)) {
      this.faults.push(`not a message of the panel: ${JSON.stringify(message)}`);
      return;
    }
    if (message.kind === "check") await this.check();
    if (message.kind !== "ask" || message.ask.view === "node") return;
    this.open++;
    try {
      const answer = this.analysis.view(message.ask.view, message.ask.request);
      assert.deepEqual(JSON.parse(JSON.stringify(answer)), answer, "an answer survives JSON");
      await this.webview.say({ kind: "view", id: message.id, answer, failure: null });
    } catch (error) {
      this.faults.push(`${message.ask.view}: ${String(error)}`);
    } finally {
      this.open--;
    }
  }

  private async check(): Promise<void> {
    const steps = this.analysis.check();
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    const { cancelled, problem } = step.value;
    await this.webview.say({ kind: "check", check: { kind: "done", rows: checkRows(step.value, () => 1), cancelled, problem, outdated: false } });
  }
}
