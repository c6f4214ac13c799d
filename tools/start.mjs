// `npm start`: a VS Code with this extension and the samples, from a fresh clone on.
// A desktop VS Code if there is one on the PATH (or in VSCODE_EXECUTABLE), else the embedded one in a browser.
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { findDesktopCode } from "./host/desktop.mjs";
import { root } from "./paths.mjs";
import { setup } from "./setup.mjs";

const flags = new Set(process.argv.slice(2));
const code = flags.has("--embedded") ? undefined : findDesktopCode();
setup({ browser: false, vscode: code === undefined });
const build = spawnSync(process.execPath, [join(root, "tools", "build.mjs"), "--no-tests"], {
  stdio: "inherit",
});
if (build.status !== 0) process.exit(1);

if (code !== undefined) {
  const args = [`--extensionDevelopmentPath=${root}`, join(root, "samples")];
  const opened = spawnSync(code, args, { stdio: "inherit", shell: process.platform === "win32" });
  process.exit(opened.status ?? 1);
}

const { startVsCode } = await import("./host/vscode.mjs");
const { findChromium } = await import("./host/find-chromium.mjs");
// The samples themselves, not a copy: what a person writes here is meant to stay.
const vscode = await startVsCode({
  workspace: join(root, "samples"),
  extensionDir: root,
  port: Number(process.env.PORT ?? 0),
});
console.log(`\nGradient Lens in VS Code: ${vscode.url()}\nCtrl-C ends it.`);

const hasDisplay = process.platform !== "linux" || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
const chromium = findChromium();
if (hasDisplay && chromium !== undefined && !flags.has("--no-window")) {
  // A profile of its own under the ignored folder: settings and open files are there the next time.
  const profile = join(root, ".vscode-test", "window");
  const args = [`--app=${vscode.url()}`, `--user-data-dir=${profile}`, "--no-first-run", "--disable-sync"];
  if (process.getuid?.() === 0) args.push("--no-sandbox");
  spawn(chromium, args, { stdio: "ignore" }).on("error", (error) =>
    console.log(`no window: ${error.message}`),
  );
}

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, async () => {
    await vscode.stop();
    process.exit(0);
  });
}
