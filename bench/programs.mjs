#!/usr/bin/env node
/**
 * The slowest programs of test/programs under `gradient-lens eval` and under real Python, start of the process included
 * for both, alternating; medians.
 *
 *   node tools/build.mjs && node bench/programs.mjs --python PYTHON [--count 20] [--rounds 3]
 */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const FOLDER = join(ROOT, "test/programs");
/** @param {string} name @param {string} otherwise */
const option = (name, otherwise) => (process.argv.includes(name) ? (process.argv[process.argv.indexOf(name) + 1] ?? otherwise) : otherwise);
const python = option("--python", "python3");
const rounds = Number(option("--rounds", "3"));

/** @param {string} command @param {string[]} args */
function milliseconds(command, args) {
  const started = performance.now();
  spawnSync(command, args, { stdio: "ignore" });
  return performance.now() - started;
}
/** @param {string} path */
const ours = (path) => milliseconds(process.execPath, [join(ROOT, "dist/cli.js"), "eval", "--json", join(FOLDER, path)]);
/** @param {string} path */
const theirs = (path) => milliseconds(python, ["-W", "ignore", join(FOLDER, path)]);
/** @param {number[]} times */
const median = (times) => times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;

const programs = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".py") && path !== "record.py");
const slowest = programs
  .map((path) => ({ path, once: ours(path) }))
  .sort((a, b) => b.once - a.once)
  .slice(0, Number(option("--count", "20")));

console.log("program                                        ours ms   python ms    ours / python");
const ratios = [];
for (const { path } of slowest) {
  /** @type {number[]} */
  const mine = [];
  /** @type {number[]} */
  const real = [];
  for (let i = 0; i < rounds; i++) {
    mine.push(ours(path));
    real.push(theirs(path));
  }
  const ratio = median(mine) / median(real);
  ratios.push(ratio);
  console.log(`${path.padEnd(44)} ${median(mine).toFixed(0).padStart(9)} ${median(real).toFixed(0).padStart(11)} ${ratio.toFixed(2).padStart(16)}`);
}
console.log(`median of the ratios: ${median(ratios).toFixed(2)}`);
