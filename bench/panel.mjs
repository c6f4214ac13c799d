#!/usr/bin/env node
/**
 * The panel at every size, in Chromium: milliseconds from the graph's message to the painted drawing, and from frame to
 * frame while it is panned and zoomed (60 frames a second are 16.7 each), for real graphs of 8 to 20,000 nodes.
 * Screenshots of them in four themes go to test-results/screenshots.
 *
 *   node tools/build.mjs && node bench/panel.mjs
 */
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const { status } = spawnSync(process.execPath, [join(ROOT, "test/host/run-mocha.mjs"), "panel", "--grep", "graphs of every size"], { cwd: ROOT, stdio: "inherit" });
process.exit(status ?? 1);
