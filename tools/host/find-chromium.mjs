// Finds a Chromium on this machine. Built-ins only.
import { readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { firstExisting } from "../paths.mjs";

const names = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome.exe",
  "msedge.exe",
];

/** Path of an executable, or undefined. `CHROMIUM` in the environment goes first. */
export function findChromium() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return firstExisting([
    process.env.CHROMIUM || undefined,
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ...playwrightChromiums(),
  ]);
}

/** Where `npx playwright-core install chromium` puts it. */
function playwrightChromiums() {
  const caches = new Map([
    ["darwin", join(homedir(), "Library", "Caches")],
    ["win32", process.env.LOCALAPPDATA ?? homedir()],
  ]);
  const cache = caches.get(process.platform) ?? join(homedir(), ".cache");
  const folder = process.env.PLAYWRIGHT_BROWSERS_PATH || join(cache, "ms-playwright");
  const inside = [
    ["chrome-linux64", "chrome"],
    ["chrome-linux", "chrome"],
    ["chrome-mac-arm64", "Google Chrome for Testing.app", "Contents", "MacOS", "Google Chrome for Testing"],
    ["chrome-mac", "Chromium.app", "Contents", "MacOS", "Chromium"],
    ["chrome-win64", "chrome.exe"],
    ["chrome-win", "chrome.exe"],
  ];
  try {
    return readdirSync(folder)
      .filter((name) => name.startsWith("chromium-"))
      .flatMap((name) => inside.map((parts) => join(folder, name, ...parts)));
  } catch {
    return []; // no such folder: Playwright never installed one
  }
}
