/** Someone in front of a VS Code: what they press and point at, and what they then see. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, FrameLocator, Locator, Page } from "playwright-core";
import { launchChromium } from "../../tools/host/chromium.mjs";
import { startVsCode } from "../../tools/host/vscode.mjs";
import { sampleWorkspace } from "../../tools/host/workspace.mjs";
import { root, testResults } from "../../tools/paths.mjs";

export const THEMES = {
  light: "Default Light Modern",
  dark: "Default Dark Modern",
  contrast: "Dark High Contrast",
  contrastLight: "Light High Contrast",
} as const;

/** Classes of the workbench: a theme that VS Code does not take is silently another. */
const KINDS = { light: "vs", dark: "vs-dark", contrast: "hc-black", contrastLight: "hc-light" } as const;

export interface Visit {
  readonly theme?: keyof typeof THEMES;
  /** A packaged extension to install; default: the extension in this repository, under development. */
  readonly vsix?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Files besides the samples: name and text. */
  readonly files?: Readonly<Record<string, string>>;
  /** false: Restricted Mode. */
  readonly trust?: boolean;
  /** What VS Code itself is said to speak, "zh-cn": its own words stay English where the language pack is not there. */
  readonly language?: string;
  /** Pixels of the picture for each of the page; 2 for pictures in the documentation. */
  readonly scale?: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** How long a person would wait for something to show. */
const PATIENCE = 20_000;

export class Person {
  /** Faults in the page that nobody caught, ours among them. */
  readonly pageErrors: string[] = [];

  private constructor(
    readonly page: Page,
    /** The folder that is open: a copy of samples/. */
    readonly folder: string,
    private readonly leave: () => Promise<void>,
  ) {
    page.setDefaultTimeout(PATIENCE);
    page.on("pageerror", (error) => this.pageErrors.push(String(error)));
  }

  static async sitDown(visit: Visit = {}): Promise<Person> {
    const theme = visit.theme ?? "dark";
    const workspace = sampleWorkspace(visit.files);
    const vscode = await startVsCode({
      workspace: workspace.folder,
      ...(visit.vsix === undefined ? { extensionDir: root } : { vsix: visit.vsix }),
      trust: visit.trust ?? true,
      settings: { "workbench.colorTheme": THEMES[theme], ...visit.settings },
    });
    let browser: Browser | undefined;
    const leave = async () => {
      await browser?.close();
      await vscode.stop();
      workspace.remove();
    };
    try {
      browser = await launchChromium();
      const viewport = { width: 1280, height: 800 };
      const page = await browser.newPage({ viewport, deviceScaleFactor: visit.scale ?? 1 });
      const person = new Person(page, workspace.folder, leave);
      if (visit.language !== undefined)
        await page.addInitScript((tag) => Object.defineProperty(globalThis, "_VSCODE_NLS_LANGUAGE", { value: tag, writable: true }), visit.language);
      await page.goto(vscode.url());
      await page.locator(".monaco-workbench .statusbar").waitFor({ timeout: 60_000 });
      // Commands of extensions are offered only once the extension host runs.
      await page.locator(".explorer-folders-view .monaco-list-row").first().waitFor();
      // VS Code in a browser takes light and dark themes from the settings of its server, but not the others.
      if (theme === "contrast" || theme === "contrastLight") await person.chooseTheme(THEMES[theme]);
      await page.locator(`.monaco-workbench.${KINDS[theme]}`).first().waitFor();
      return person;
    } catch (error) {
      await leave();
      throw error;
    }
  }

  /** By Ctrl+P. */
  async openFile(name: string): Promise<void> {
    await this.openQuickInput("Control+P");
    await this.pick(name, name);
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    await this.page.locator(".editor-group-container.active .view-line").first().waitFor();
  }

  /** From a panel back to the text; once it is here, keys go there. */
  async toEditor(): Promise<void> {
    await this.page.keyboard.press("Control+1");
    await this.page.locator(".editor-group-container.active .monaco-editor.focused").first().waitFor();
  }

  /** By F1; `title` as the palette shows it, for instance `Gradient Lens: Explain Backprop`. */
  async runCommand(title: string): Promise<void> {
    await this.openQuickInput("F1");
    await this.pick(`>${title}`, title);
  }

  /** By the palette; again where the list of themes stays empty, as it does now and then just after the start. */
  private async chooseTheme(label: string): Promise<void> {
    const rows = this.page.locator(".quick-input-widget .monaco-list-row");
    for (let left = 3; ; left--) {
      const input = await this.openQuickInput("F1");
      await input.fill(">Preferences: Color Theme");
      await rows.filter({ hasText: "Preferences: Color Theme" }).first().click();
      // The list of themes has an input of its own; what is typed before it is there would be a search for files.
      await this.page.locator('.quick-input-widget input.input[placeholder*="Color Theme"]').fill(label);
      try {
        await rows.filter({ hasText: label }).first().click({ timeout: PATIENCE / 4 });
        await input.waitFor({ state: "hidden" });
        return;
      } catch (error) {
        if (left === 1) throw error;
        await this.page.keyboard.press("Escape");
      }
    }
  }

  /** By F1: this command asks which one, in the same quick input. */
  async openWalkthrough(title: string): Promise<void> {
    const input = await this.openQuickInput("F1");
    const rows = this.page.locator(".quick-input-widget .monaco-list-row");
    await input.fill(">Welcome: Open Walkthrough");
    await rows.filter({ hasText: "Welcome: Open Walkthrough" }).first().click();
    await rows.filter({ hasText: title }).first().click();
    await input.waitFor({ state: "hidden" });
  }

  /** Presses again, as a person would, where the key went to a frame that was just losing the keyboard. */
  private async openQuickInput(key: string): Promise<Locator> {
    const input = this.page.locator(".quick-input-widget input.input");
    for (let left = 5; ; left--) {
      await this.page.keyboard.press(key);
      try {
        await input.waitFor({ timeout: PATIENCE / 5 });
        return input;
      } catch (error) {
        if (left === 1) throw error;
      }
    }
  }

  /** Types into the quick input and takes the entry whose label is `label`. */
  async pick(text: string, label: string): Promise<void> {
    const widget = this.page.locator(".quick-input-widget");
    const input = widget.locator("input.input");
    await input.waitFor();
    await input.fill(text);
    // Exactly this one: the list is filtered some time after the typing, and shows near misses before.
    const entry = widget
      .locator(".monaco-list-row")
      .filter({ has: this.page.getByText(label, { exact: true }) })
      .first();
    await entry.click();
    await widget.waitFor({ state: "hidden" });
  }

  /** Entries of the palette for `text`, as far as they are on the screen. */
  async paletteEntries(text: string): Promise<string[]> {
    const input = await this.openQuickInput("F1");
    const widget = this.page.locator(".quick-input-widget");
    await input.fill(`>${text}`);
    await widget.locator(".monaco-list-row").first().waitFor();
    await this.page.waitForTimeout(500); // the filter answers in several steps
    const entries = await widget.locator(".monaco-list-row .label-name").allInnerTexts();
    await this.page.keyboard.press("Escape");
    return entries;
  }

  /** `line` and `column` count from 1. */
  async goTo(line: number, column = 1): Promise<void> {
    const input = await this.openQuickInput("Control+G");
    await input.fill(`:${line}:${column}`);
    await input.press("Enter");
    await input.waitFor({ state: "hidden" });
  }

  /** Selects whole lines, the last one included. */
  async selectLines(first: number, last: number): Promise<void> {
    await this.goTo(first);
    for (let line = first; line < last; line++) await this.page.keyboard.press("Shift+ArrowDown");
    await this.page.keyboard.press("Shift+End");
  }

  /** At the cursor, key by key. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text, { delay: 30 });
  }

  /** Lenses on the screen, from top to bottom; those of one line are joined by ` | `. */
  async lensTexts(): Promise<string[]> {
    const lenses = await this.page.locator(".codelens-decoration").evaluateAll((elements) =>
      elements
        .map((element) => ({
          top: element.getBoundingClientRect().top,
          // `as`: a lens is HTML; only its tag says so.
          text: (element as HTMLElement).innerText.replaceAll("\u00a0", " ").trim(),
        }))
        .filter(({ text }) => text !== "")
        .sort((a, b) => a.top - b.top),
    );
    return lenses.map(({ text }) => text);
  }

  /** Waits until a lens says so, then gives all; lenses are redrawn, so wait for the last one expected. */
  async lensesOnceThereIs(expected: string | RegExp): Promise<string[]> {
    const matches = (text: string) =>
      typeof expected === "string" ? text.includes(expected) : expected.test(text);
    const end = Date.now() + PATIENCE;
    for (;;) {
      const texts = await this.lensTexts();
      if (texts.some(matches)) return texts;
      if (Date.now() > end) throw new Error(`no lens says ${expected}; lenses: ${JSON.stringify(texts)}`);
      await this.page.waitForTimeout(100);
    }
  }

  /** Lines of the active editor on the screen, from top to bottom, with the inlay hints in them. */
  async lines(): Promise<string[]> {
    return this.page.locator(".editor-group-container.active .view-lines .view-line").evaluateAll((lines) =>
      lines
        .map((line) => ({ top: line.getBoundingClientRect().top, text: line.textContent ?? "" }))
        .sort((a, b) => a.top - b.top)
        .map(({ text }) => text.replaceAll("\u00a0", " ")),
    );
  }

  /** What decorations put behind or before texts, from top to bottom. */
  async decorationTexts(): Promise<string[]> {
    return this.page
      .locator(".editor-group-container.active .view-lines .view-line span")
      .evaluateAll((spans) =>
        spans
          .flatMap((span) =>
            ["::before", "::after"].map((pseudo) => ({
              top: span.getBoundingClientRect().top,
              content: getComputedStyle(span, pseudo).content,
            })),
          )
          .filter(({ content }) => content.startsWith('"'))
          .sort((a, b) => a.top - b.top)
          .map(({ content }) => content.slice(1, -1).replaceAll("\u00a0", " ")),
      );
  }

  /** Points at the `nth` occurrence (from 0) of `text` on the screen and reads what comes up. */
  async hover(text: string, nth = 0): Promise<string> {
    const { x, y } = await this.find(text, nth);
    // A hover that is still up from before would be read instead.
    await this.page.mouse.move(2, 2);
    await this.page.locator(".monaco-hover:visible").first().waitFor({ state: "hidden" });
    await this.page.mouse.move(x - 2, y);
    await this.page.mouse.move(x, y, { steps: 3 });
    const hover = this.page.locator(".monaco-hover:visible").first();
    await hover.waitFor();
    // "Loading..." stands there while the providers think.
    await this.page.waitForFunction(
      () =>
        ![...document.querySelectorAll(".monaco-hover")].some((element) =>
          /Loading\.\.\./.test(element.textContent ?? ""),
        ),
    );
    return hover.innerText();
  }

  async click(text: string, nth = 0): Promise<void> {
    const { x, y } = await this.find(text, nth);
    await this.page.mouse.click(x, y);
  }

  /** Content of the webview that is showing. */
  webview(): FrameLocator {
    return this.page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
  }

  async notifications(): Promise<string[]> {
    return this.page.locator(".notification-list-item-message").allInnerTexts();
  }

  async statusBar(): Promise<string[]> {
    const items = await this.page.locator(".statusbar-item").allInnerTexts();
    return items.map((text) => text.trim()).filter((text) => text !== "");
  }

  /** Into test-results/screenshots/; @returns its path. */
  async screenshot(name: string): Promise<string> {
    const folder = join(testResults, "screenshots");
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `${name}.png`);
    await this.page.screenshot({ path });
    return path;
  }

  async standUp(): Promise<void> {
    await this.leave();
  }

  /** The middle of the `nth` occurrence of `text` within a line of the active editor. */
  private async find(text: string, nth: number): Promise<Point> {
    const found = await this.page
      .locator(".editor-group-container.active .view-lines .view-line")
      .evaluateAll(locateText, { text, nth });
    if (found === null) throw new Error(`"${text}" (occurrence ${nth}) is not on the screen`);
    return found;
  }
}

/** Runs in the page. The highlighter cuts a line into spans, so the text is looked for across them. */
function locateText(lines: Element[], { text, nth }: { text: string; nth: number }): Point | null {
  const ordered = [...lines].sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top);
  let left = nth;
  for (const line of ordered) {
    const nodes: Node[] = [];
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) nodes.push(node);
    const whole = nodes.map((node) => node.textContent ?? "").join("");
    const plain = whole.replaceAll("\u00a0", " ");
    for (let at = plain.indexOf(text); at >= 0; at = plain.indexOf(text, at + 1)) {
      if (left-- > 0) continue;
      const range = document.createRange();
      const place = (offset: number): [Node, number] => {
        let before = 0;
        for (const node of nodes) {
          const length = node.textContent?.length ?? 0;
          if (offset <= before + length) return [node, offset - before];
          before += length;
        }
        return [line, 0];
      };
      range.setStart(...place(at));
      range.setEnd(...place(at + text.length));
      const box = range.getBoundingClientRect();
      return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
    }
  }
  return null;
}
