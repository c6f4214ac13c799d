// Runs a suite in the extension host of the embedded VS Code: `node test/host/run-editor-suite.mjs [index|restricted]`.
import { join } from "node:path";
import { launchChromium } from "../../tools/host/chromium.mjs";
import { startVsCode } from "../../tools/host/vscode.mjs";
import { sampleWorkspace } from "../../tools/host/workspace.mjs";
import { dist, root } from "../../tools/paths.mjs";
import { report } from "../../tools/results.mjs";
import { hearLines } from "./hear-lines.mjs";

const suite = process.argv[2] ?? "index";
const name = suite === "index" ? "editor" : suite;
/** A host that says nothing for so long has hung. The suite itself has a limit for each test. */
const limit = Number(process.env.EDITOR_SUITE_SECONDS ?? 300) * 1000;

const workspace = sampleWorkspace();
const vscode = await startVsCode({
  workspace: workspace.folder,
  extensionDir: root,
  trust: suite !== "restricted",
});
const browser = await launchChromium();
const heard = hearLines();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.exposeFunction(
    "codeAutomationLog",
    (/** @type {string} */ _type, /** @type {unknown[]} */ args) =>
      heard.hear([args].flat().map(String).join(" ")),
  );
  const ended = new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the suite did not end in ${limit / 1000} s`)), limit);
    page.exposeFunction("codeAutomationExit", (/** @type {number} */ code) => {
      clearTimeout(late);
      resolve(code);
    });
    page.once("crash", () => reject(new Error("the page crashed")));
  });
  await page.goto(vscode.url({ testsPath: join(dist, "test", "editor", `${suite}.js`) }));
  const code = await ended;
  if (code !== 0) process.exitCode = 1;
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await browser.close();
  await vscode.stop();
  workspace.remove();
}
// Cut off: the host ended or hung, or never started. Then what the editor said matters.
if (!heard.isComplete()) console.error(`${heard.rest()}\n${vscode.log()}`);
report(name, heard.counts());
process.exit();
