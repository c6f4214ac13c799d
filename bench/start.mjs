#!/usr/bin/env node
/**
 * What a start costs: the command line on the smallest program beside Node alone, the editor's worker until it listens and
 * until the first gradients of a sample, and its memory over 10,000 edits. Medians; sizes of the bundles. Fails where the
 * memory, without garbage, is larger at the end than after a tenth of the edits.
 *
 *   node tools/build.mjs && node bench/start.mjs [--rounds 9] [--edits 10000]
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { MessageChannel } from "node:worker_threads";
import { edited, editorWorker } from "./worker.mjs";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: options } = parseArgs({ options: { rounds: { type: "string", default: "9" }, edits: { type: "string", default: "10000" } } });
const rounds = Number(options.rounds);
const edits = Number(options.edits);
/** Of memory, between the first tenth of the edits and the last. */
const GROWTH = 0.15;
/** @param {number[]} times */
const median = (times) => times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN;

/** @param {string[]} words */
function spawned(words) {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return performance.now() - started;
}

const sample = "mlp_cross_entropy.py";
const text = readFileSync(join(ROOT, "samples", sample), "utf8");
const folder = mkdtempSync(join(tmpdir(), "gradient-lens-start-"));
const smallest = join(folder, "smallest.py");
writeFileSync(smallest, "x = 2.0\nL = x * x\n");
/** @type {Record<string, number[]>} */
const times = { "Node alone": [], "command line, smallest program": [], "worker until it listens": [], "worker, first gradients of a sample": [], "worker, the same again": [] };
for (let i = 0; i < rounds; i++) {
  times["Node alone"]?.push(spawned(["-e", "0"]));
  times["command line, smallest program"]?.push(spawned([join(ROOT, "dist/cli.js"), "eval", "--json", smallest]));
  const started = performance.now();
  const worker = await editorWorker();
  times["worker until it listens"]?.push(performance.now() - started);
  await worker.analyze(sample, text);
  times["worker, first gradients of a sample"]?.push(performance.now() - started);
  times["worker, the same again"]?.push(await worker.analyze(sample, edited(sample, text, i)));
  await worker.end();
}
rmSync(folder, { recursive: true });
for (const [what, all] of Object.entries(times)) console.log(`${what.padEnd(38)}${median(all).toFixed(0).padStart(6)} ms`);

for (const name of ["extension.js", "worker.js", "cli.js", "cli-engine.js", "panel.js", "layout-worker.js"])
  console.log(`dist/${name.padEnd(33)}${(statSync(join(ROOT, "dist", name)).size / 1024).toFixed(0).padStart(6)} KiB, not minified`);

/** What is typed: numbers change, lines come and go, now and then the text is broken. @param {number} i */
function typed(i) {
  if (i % 97 === 0) return `${text}\nloss = (`;
  if (i % 53 === 0) return "";
  return edited(sample, i % 7 === 0 ? `${text}\nextra = torch.ones(${(i % 40) + 1}, 20).sum() * ${i}\n` : text, i);
}
console.log(`\nmemory over ${edits.toLocaleString("en")} edits of ${sample}`);
// Of each thread that starts from here on.
setFlagsFromString("--expose-gc");
const { port1: asks, port2: answers } = new MessageChannel();
const worker = await editorWorker({ workerData: answers, transferList: [answers] }, join(ROOT, "bench/collected-worker.mjs"));
/** @returns {Promise<NodeJS.MemoryUsage>} without garbage; `rss`: of the process, the rest of the worker's thread */
const memory = () =>
  new Promise((resolve) => {
    asks.once("message", resolve);
    asks.postMessage(null);
  });
/** @param {NodeJS.MemoryUsage} usage */
const sizes = ({ rss, heapUsed, external }) => ({ process: rss, "worker's objects": heapUsed, "arrays and WebAssembly": external });
/** @type {Record<string, number>[]} */
const tenths = [];
for (let i = 1; i <= edits; i++) {
  await worker.analyze(sample, typed(i));
  if (i % (edits / 10) !== 0) continue;
  // Always of the same text: a broken one holds less.
  await worker.analyze(sample, text);
  const now = sizes(await memory());
  tenths.push(now);
  console.log(`${i.toLocaleString("en").padStart(7)} edits${Object.entries(now).map(([name, bytes]) => `${(bytes / 2 ** 20).toFixed(1).padStart(8)} MiB ${name}`).join("")}`);
}
await worker.end();
for (const [name, first] of Object.entries(tenths[0] ?? {})) {
  // A process gives back what it does not need when it likes.
  const growth = Math.min(...tenths.slice(-3).map((tenth) => tenth[name] ?? Number.NaN)) / first - 1;
  if (growth <= GROWTH) continue;
  console.error(`${name}: ${(100 * growth).toFixed(0)} % more than after ${edits / 10} edits; at most ${100 * GROWTH} % are allowed`);
  process.exitCode = 1;
}
