#!/usr/bin/env node
/**
 * How long one analysis takes, from text to report, for every sample: median and slowest of 40 after 10 to warm up.
 *
 *   node tools/build.mjs && node bench/analyze.mjs
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/** @param {string} name */
const wasm = (name) => new Uint8Array(readFileSync(join(ROOT, "dist", name)));
const worker = new Worker(join(ROOT, "dist/worker.js"), { workerData: null, resourceLimits: { stackSizeMb: 32 } });
const limits = { milliseconds: 10_000, steps: 50_000_000, elements: 50_000_000, bytes: 1 << 28 };

/** @type {(message: { kind: string, id?: number }) => void} */
let heard = () => undefined;
worker.on("message", (message) => heard(message));
/** @param {(message: { kind: string, id?: number }) => boolean} wanted */
const next = (wanted) =>
  new Promise((resolve) => {
    heard = (message) => {
      if (wanted(message)) resolve(message);
    };
  });

const ready = next((message) => message.kind === "ready");
const kernels = { fused: wasm("kernels-fused.wasm"), plain: wasm("kernels.wasm") };
worker.postMessage({ kind: "start", language: "en", wasm: { runtime: wasm("web-tree-sitter.wasm"), python: wasm("tree-sitter-python.wasm"), kernels } });
await ready;

let id = 0;
/** @param {string} name @param {string} text */
async function analyze(name, text) {
  const own = ++id;
  const started = performance.now();
  const answered = next((message) => message.id === own);
  // A number in the code changes from call to call, so that nothing is answered from memory or carried over.
  const subject = { document: name, version: own, text: `${text}\n${name.endsWith(".py") ? "edits =" : "#"} ${own}\n`, language: name.endsWith(".py") ? "python" : "text", region: null, limits, wholeArrays: 8 };
  worker.postMessage({ kind: "ask", id: own, question: { kind: "analyze", subject } });
  const { kind, message } = await answered;
  if (kind !== "answer") throw new Error(`${name}: ${message}`);
  return performance.now() - started;
}

console.log("sample                    median ms   slowest ms");
for (const name of readdirSync(join(ROOT, "samples")).filter((file) => /\.(py|md)$/.test(file)).sort()) {
  const text = readFileSync(join(ROOT, "samples", name), "utf8");
  for (let i = 0; i < 10; i++) await analyze(name, text);
  const times = [];
  for (let i = 0; i < 40; i++) times.push(await analyze(name, text));
  times.sort((a, b) => a - b);
  console.log(`${name.padEnd(24)} ${(times[20] ?? 0).toFixed(1).padStart(10)} ${(times.at(-1) ?? 0).toFixed(1).padStart(12)}`);
}
await worker.terminate();
