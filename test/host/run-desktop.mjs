// Runs the editor suite in a desktop VS Code: `node test/host/run-desktop.mjs`. Takes the one in VSCODE_EXECUTABLE, or
// has @vscode/test-electron fetch one. On Linux without a screen: `xvfb-run -a npm run test:desktop`.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { downloadAndUnzipVSCode } from "@vscode/test-electron";
import { sampleWorkspace } from "../../tools/host/workspace.mjs";
import { dist, root } from "../../tools/paths.mjs";
import { report } from "../../tools/results.mjs";
import { hearLines } from "./hear-lines.mjs";

const executable = process.env.VSCODE_EXECUTABLE || (await downloadAndUnzipVSCode());
const workspace = sampleWorkspace();
const profile = mkdtempSync(join(tmpdir(), "gl-desktop-")); // short: a socket's path in it has a length limit
const heard = hearLines();
const code = await new Promise((resolve, reject) => {
  const child = spawn(
    executable,
    [
      workspace.folder,
      `--extensionDevelopmentPath=${root}`,
      `--extensionTestsPath=${join(dist, "test", "editor", "index.js")}`,
      `--user-data-dir=${profile}`,
      "--disable-extensions",
      "--disable-workspace-trust",
      "--skip-welcome",
      "--skip-release-notes",
      "--disable-updates",
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ],
    { stdio: ["ignore", "pipe", "pipe"], shell: process.platform === "win32" },
  );
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on("line", heard.hear);
  child.once("error", reject);
  child.once("exit", resolve);
});
workspace.remove();
rmSync(profile, { recursive: true, force: true });
if (!heard.isComplete()) console.error(heard.rest());
if (code !== 0) process.exitCode = 1;
report("desktop", heard.counts());
