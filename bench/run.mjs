#!/usr/bin/env node
/**
 * `node bench/run.mjs [--works abc] [--rounds N] [--python PY] [--json FILE]`: forward pass and all gradients, graph building
 * included, of Gradient Lens and its peers, each in a process of its own on one thread, in alternation. Prints medians in
 * milliseconds and ratios, after it has seen that all gradients agree.
 */
import { execFileSync, fork, spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { ENGINES } from "./engine-process.mjs";
import { BLOCK, CHAIN, works } from "./works.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const options = new Map(process.argv.slice(2).flatMap((flag, i, all) => (flag.startsWith("--") ? [[flag.slice(2), all[i + 1] ?? ""]] : [])));
const chosen = options.get("works") ?? "abcdef";
const rounds = Number(options.get("rounds") ?? 7);
const sizes = { chain: CHAIN, block: BLOCK };

/** @typedef {import("./engine-process.mjs").Gradients} Gradients */

function installPeers() {
  if (existsSync(join(HERE, "peers", "node_modules", "@jax-js"))) return;
  console.log("installing the peers …");
  execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], { cwd: join(HERE, "peers"), stdio: "inherit" });
}

/** One of `ENGINES`. @param {string} name */
async function started(name) {
  // Relaxed SIMD is behind a flag in Node 20, for everybody.
  const child = fork(join(HERE, "engine-process.mjs"), [name], { execArgv: ["--experimental-wasm-relaxed-simd"], serialization: "advanced" });
  /** @returns {Promise<any>} */
  const heard = () => new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", (code) => reject(new Error(`${name} ended with ${code}`)));
  });
  await heard();
  /** @param {import("./engine-process.mjs").Question} question */
  const ask = (question) => {
    const answer = heard();
    child.send(question);
    return answer;
  };
  return {
    name,
    /** @param {string} work @returns {Promise<Gradients | null>} null: it has no such work */
    define: async (work) => (await ask({ kind: "define", work })).gradients,
    /** Milliseconds of one run. @returns {Promise<number>} */
    time: async () => (await ask({ kind: "time" })).milliseconds,
    end: () => child.disconnect(),
  };
}

/** PyTorch on one thread, in a process of its own that answers a line with a line. @param {string} python */
function torch(python) {
  const child = spawn(python, [join(HERE, "torch_works.py")], { stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1" } });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  /** @param {object} question */
  const ask = async (question) => {
    child.stdin.write(`${JSON.stringify(question)}\n`);
    return JSON.parse((await lines.next()).value);
  };
  return {
    /** @param {import("./works.mjs").Work} work */
    define: ({ name, parameters, data }) => {
      /** @param {Readonly<Record<string, import("./works.mjs").Tensor>>} tensors */
      const plain = (tensors) => Object.fromEntries(Object.entries(tensors).map(([key, { shape, values }]) => [key, { shape, values: [...values], whole: values instanceof Int32Array }]));
      return ask({ kind: "define", name, parameters: plain(parameters), data: plain(data), ...sizes });
    },
    /** Milliseconds of one repetition. @param {string} name @param {number} repeats */
    time: (name, repeats) => ask({ kind: "time", name, repeats }),
    end: () => child.stdin.end(),
  };
}

/** Milliseconds of a sample of PyTorch. */
const SAMPLE = 200;

/** @param {readonly number[]} values */
const median = (values) => values.slice().sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** @param {ArrayLike<number> | number} gradient @returns {ArrayLike<number>} */
const elements = (gradient) => (typeof gradient === "number" ? [gradient] : gradient);

/**
 * Largest difference of two sets of gradients, relative to the largest gradient of the parameter.
 * @param {Gradients} a @param {Gradients} b
 */
function disagreement(a, b) {
  let worst = 0;
  for (const [i, gradient] of a.entries()) {
    const one = elements(gradient);
    const other = elements(b[i] ?? []);
    let largest = 1e-30;
    let error = 0;
    for (let k = 0; k < one.length; k++) {
      largest = Math.max(largest, Math.abs(one[k] ?? Number.NaN));
      error = Math.max(error, Math.abs((one[k] ?? Number.NaN) - (other[k] ?? Number.NaN)));
    }
    worst = Math.max(worst, error / largest);
  }
  return worst;
}

/** @type {{ work: string, title: string, milliseconds: Record<string, number> }[]} */
const results = [];
installPeers();
const all = [];
for (const name of Object.keys(ENGINES)) all.push(await started(name));
const python = options.get("python");
const native = python ? torch(python) : null;
for (const work of works.filter(({ name }) => chosen.includes(name))) {
  /** @type {{ name: string, time: () => Promise<number>, gradients: Gradients, times: number[] }[]} */
  const runs = [];
  for (const { name, define, time } of all) {
    const gradients = await define(work.name);
    if (gradients !== null) runs.push({ name, time, gradients, times: [] });
  }
  const [own] = runs; // the first of the engines
  if (own === undefined) continue;
  /** @type {number[]} */
  const nativeTimes = [];
  if (native) {
    const { gradients } = await native.define(work);
    const error = disagreement(own.gradients, Object.keys(work.parameters).map((name) => gradients[name]));
    if (!(error < 1e-3)) throw new Error(`${work.name}: PyTorch has other gradients (${error})`);
    await native.time(work.name, 3);
  }
  for (const other of runs) {
    const error = disagreement(own.gradients, other.gradients);
    if (!(error < 1e-3)) throw new Error(`${work.name}: ${other.name} has other gradients (${error})`);
  }
  for (let round = 0; round < rounds; round++) {
    for (const one of runs) one.times.push(await one.time());
    if (native) nativeTimes.push((await native.time(work.name, Math.max(1, Math.round(SAMPLE / (median(own.times) || 1))))).milliseconds);
  }
  const row = { work: work.name, title: work.title, milliseconds: Object.fromEntries(runs.map(({ name, times }) => [name, median(times)])) };
  if (native) row.milliseconds.torch = median(nativeTimes);
  results.push(row);
}
native?.end();
for (const { end } of all) end();

const names = [...new Set(results.flatMap(({ milliseconds }) => Object.keys(milliseconds)))];
/** @param {number | undefined} value */
const cell = (value) => (value === undefined ? "–" : value >= 100 ? value.toFixed(0) : value.toPrecision(3)).padStart(12);
/** @param {number | undefined} value @param {number | undefined} unit */
const ratio = (value, unit) => (value === undefined || unit === undefined ? undefined : value / unit);
console.log(`\nmedian of ${rounds}, ms: forward pass and all gradients, float32, one thread, node ${process.version}`);
console.log(["work".padEnd(6), ...names.map((name) => name.padStart(12))].join(""));
for (const { work, milliseconds } of results) console.log([work.padEnd(6), ...names.map((name) => cell(milliseconds[name]))].join(""));
console.log("\ntimes the time of Gradient Lens");
for (const { work, milliseconds } of results) console.log([work.padEnd(6), ...names.map((name) => cell(ratio(milliseconds[name], milliseconds.lens)))].join(""));
console.log(`\n${works.map(({ name, title }) => `${name}: ${title}`).join("\n")}`);
const file = options.get("json");
if (file) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ node: process.version, rounds, results }, null, 2)}\n`);
}
process.exit(0);
