#!/usr/bin/env node
/**
 * How long one analysis takes, from text to report, for every sample: median and slowest of 40 after 10 to warm up.
 *
 *   node tools/build.mjs && node bench/analyze.mjs
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { edited, editorWorker } from "./worker.mjs";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const worker = await editorWorker();
let edit = 0;
/** @param {string} name @param {string} text */
const analyze = (name, text) => worker.analyze(name, edited(name, text, ++edit));

console.log("sample                    median ms   slowest ms");
for (const name of readdirSync(join(ROOT, "samples")).filter((file) => /\.(py|md)$/.test(file)).sort()) {
  const text = readFileSync(join(ROOT, "samples", name), "utf8");
  for (let i = 0; i < 10; i++) await analyze(name, text);
  const times = [];
  for (let i = 0; i < 40; i++) times.push(await analyze(name, text));
  times.sort((a, b) => a - b);
  console.log(`${name.padEnd(24)} ${(times[20] ?? 0).toFixed(1).padStart(10)} ${(times.at(-1) ?? 0).toFixed(1).padStart(12)}`);
}
await worker.end();
