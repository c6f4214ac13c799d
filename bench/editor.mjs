#!/usr/bin/env node
/**
 * From a key to the new lens text, in the real editor: a page types into a sample, the extension host notes its stages
 * (`bench/editor/host.ts`), the page says when the text stands in the DOM. Prints fastest, median, 95 % and slowest of each
 * stage beyond the delay, and the longest tasks of ours on the extension host's thread.
 *
 *   node tools/build.mjs && node bench/editor.mjs [--edits 100] [--display lineEnd] [--json FILE] [--profile FILE]
 */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import * as esbuild from "esbuild";
import { launchChromium } from "../tools/host/chromium.mjs";
import { startVsCode } from "../tools/host/vscode.mjs";
import { sampleWorkspace } from "../tools/host/workspace.mjs";
import { dist, root } from "../tools/paths.mjs";

const { values: options } = parseArgs({
  options: { edits: { type: "string", default: "100" }, display: { type: "string", default: "lineEnd" }, json: { type: "string" }, profile: { type: "string" } },
});
const edits = Number(options.edits);
const DELAY = 150;
const SAMPLE = "mlp_cross_entropy.py";
/** The keys go behind this: a digit makes 0.d25 of 0.25, the next one takes it away. */
const BEFORE = "torch.randn(16, 3) * 0.";

const hostBundle = join(dist, "bench-editor-host.js");
await esbuild.build({ entryPoints: [join(root, "bench/editor/host.ts")], outfile: hostBundle, bundle: true, platform: "node", target: "node20", format: "cjs", external: ["vscode"], logLevel: "warning" });
const workspace = sampleWorkspace();
const vscode = await startVsCode({
  workspace: workspace.folder,
  extensionDir: root,
  settings: { "gradientLens.display": options.display, "gradientLens.delay": DELAY, "editor.autoClosingBrackets": "never", "editor.quickSuggestions": "off", "editor.cursorBlinking": "solid" },
  env: { GRADIENT_LENS_BENCH: JSON.stringify({ sample: SAMPLE, before: BEFORE, edits, profile: options.profile }) },
});
const browser = await launchChromium();
/** @type {Map<string, (value: never) => void>} */
const awaited = new Map();
/** @template T @param {string} kind @returns {Promise<T>} */
const told = (kind) => new Promise((resolve) => awaited.set(kind, /** @type {(value: never) => void} */ (resolve)));

try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.exposeFunction("codeAutomationLog", (/** @type {string} */ _type, /** @type {unknown[]} */ args) => {
    const line = [args].flat().map(String).join(" ");
    const found = /gradient-lens-bench\|(\w+)\|(.*)/s.exec(line);
    if (found !== null) awaited.get(found[1] ?? "")?.(/** @type {never} */ (JSON.parse(found[2] ?? "null")));
  });
  /** @type {Promise<number>} */
  const exited = new Promise((resolve) => void page.exposeFunction("codeAutomationExit", resolve));
  const ready = told("ready");
  const marked = /** @type {Promise<import("./editor/marks.js").HostMarks[]>} */ (told("marks"));
  const profiled = /** @type {Promise<{ milliseconds: number, top: string }[]>} */ (told("tasks"));
  await page.goto(vscode.url({ testsPath: hostBundle }));
  await Promise.race([ready, exited.then((code) => Promise.reject(new Error(`the host ended with ${code}:\n${vscode.log()}`)))]);
  await page.locator(".editor-group-container.active .view-line").first().click({ trial: true });
  await page.evaluate(() => /** @type {HTMLElement | null} */ (document.querySelector(".editor-group-container.active .native-edit-context, .editor-group-container.active textarea.inputarea"))?.focus());
  await page.waitForTimeout(2000);

  /** @type {{ key: number, shown: number }[]} */
  const seen = [];
  for (let edit = 0; edit < edits; edit++) {
    const shown = page.evaluate(keyToText);
    await page.waitForTimeout(250 + (edit % 7) * 10);
    await page.keyboard.press(edit % 2 === 0 ? String(1 + (edit / 2) % 9) : "Backspace");
    seen.push(await shown);
  }
  const marks = await marked;
  const tasks = await profiled;
  await exited;

  const stages = /** @type {Record<string, number[]>} */ ({
    "key → document change": seen.map(({ key }, i) => (marks[i]?.changed ?? 0) - key),
    "change → question": marks.map(({ changed, asked }) => asked - changed),
    "question → answer": marks.map(({ asked, answered }) => answered - asked),
    "change → kept, beyond the delay": marks.map(({ changed, kept }) => kept - changed - DELAY),
    "kept → DOM": seen.map(({ shown }, i) => shown - (marks[i]?.kept ?? 0)),
    "key → DOM, beyond the delay": seen.map(({ key, shown }) => shown - key - DELAY),
  });
  console.log(`${SAMPLE}, ${options.display}, ${edits} edits, delay ${DELAY} ms; milliseconds`);
  console.log(`${"".padEnd(38)}${["fastest", "median", "95 %", "slowest"].map((head) => head.padStart(9)).join("")}`);
  for (const [name, times] of Object.entries(stages)) {
    const sorted = [...times].sort((a, b) => a - b);
    const at = (/** @type {number} */ part) => (sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN).toFixed(1).padStart(9);
    console.log(`${name.padEnd(38)}${at(0)}${at(0.5)}${at(0.95)}${at(1)}`);
  }
  console.log(`longest tasks of ours on the extension host's thread: ${tasks.slice(0, 5).map(({ milliseconds, top }) => `${milliseconds.toFixed(1)} ms (${top})`).join(", ")}`);
  if (options.json !== undefined) writeFileSync(options.json, JSON.stringify({ stages, tasks }, null, 1));
} finally {
  await browser.close();
  await vscode.stop();
  workspace.remove();
  rmSync(hostBundle, { force: true });
}
process.exit();

/**
 * Runs in the page: the times (milliseconds of the epoch) of the next key and of the change of the lens of W1.
 * @returns {Promise<{ key: number, shown: number }>}
 */
function keyToText() {
  const now = () => performance.timeOrigin + performance.now();
  const lensOfW1 = () => {
    for (const lens of document.querySelectorAll(".codelens-decoration")) {
      const text = /** @type {HTMLElement} */ (lens).innerText.replaceAll("\u00a0", " ");
      if (text.includes("/∂W1 ")) return text.replace(/ …$/, "");
    }
    for (const span of document.querySelectorAll(".view-lines .view-line span[class*='ced-']"))
      if (span.closest(".view-line")?.textContent?.startsWith("W1")) {
        const text = ["::before", "::after"].map((pseudo) => getComputedStyle(span, pseudo).content).join("").replaceAll("\u00a0", " ");
        if (text.includes("/∂W1 ")) return text;
      }
    return null;
  };
  return new Promise((resolve) => {
    const before = lensOfW1();
    let key = 0;
    const watch = new MutationObserver(() => {
      const text = key > 0 ? lensOfW1() : null;
      if (text === null || text === before) return;
      watch.disconnect();
      resolve({ key, shown: now() });
    });
    const lines = document.querySelector(".editor-group-container.active .lines-content");
    if (lines !== null) watch.observe(lines, { subtree: true, childList: true, attributes: true, characterData: true });
    window.addEventListener("keydown", () => (key = now()), { capture: true, once: true });
  });
}
