// A Chromium that Playwright drives.
import { chromium } from "playwright-core";
import { findChromium } from "./find-chromium.mjs";

const flags = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  // Each of these would look up names on the network, which a test machine need not have.
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--font-render-hinting=none",
];

/** A new browser with an empty profile. @param {{ headless?: boolean }} [options] */
export function launchChromium({ headless = true } = {}) {
  const executablePath = findChromium();
  if (executablePath === undefined)
    throw new Error("no Chromium found: run `npm run setup`, or set CHROMIUM");
  const isRoot = process.getuid?.() === 0; // Chromium's sandbox refuses to run as root
  return chromium.launch({ executablePath, headless, args: isRoot ? [...flags, "--no-sandbox"] : flags });
}
