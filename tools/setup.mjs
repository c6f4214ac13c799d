// Makes a fresh clone ready: packages, a Chromium, an embedded VS Code. Built-ins only, since nothing is there yet.
// Each part is done once and skipped while it is up to date.
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { findChromium } from "./host/find-chromium.mjs";
import { ensureVsCode } from "./host/install.mjs";
import { root } from "./paths.mjs";
import { run } from "./run.mjs";

/** Runs `npm ci` where node_modules is missing or older than the lock file. */
export function ensurePackages() {
  const installed = join(root, "node_modules", ".package-lock.json");
  const lock = join(root, "package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  console.log("setup: installing npm packages");
  // No package of ours needs its install script: the binaries of esbuild and Biome are packages of their own.
  run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: root });
}

/** Installs a Chromium where none is found. */
export function ensureChromium() {
  if (findChromium()) return;
  const isRootOnDebian = existsSync("/etc/debian_version") && process.getuid?.() === 0;
  if (isRootOnDebian) {
    console.log("setup: installing Debian's chromium");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    run("apt-get", ["update", "-qq"], { env });
    // Without a font, every text of a page is boxes, and a test that looks at widths sees nonsense.
    run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"], {
      env,
    });
  } else {
    console.log("setup: installing Playwright's chromium");
    run("npx", ["playwright-core", "install", "chromium"], { cwd: root });
  }
  if (!findChromium())
    throw new Error("setup: no Chromium after installing one; set CHROMIUM to its executable");
}

/** @param {{ browser?: boolean, vscode?: boolean }} [parts] */
export function setup({ browser = true, vscode = true } = {}) {
  ensurePackages();
  if (browser) ensureChromium();
  if (vscode) ensureVsCode();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) setup();
