#!/usr/bin/env node
/**
 * Programs that are mostly loops (bench/programs) under Gradient Lens and under real Python, alternating; medians and
 * ratios. *Whole*: `gradient-lens eval --json` and `python FILE`, start of the process included for both. *Run*: from
 * text to report in the editor's worker after one analysis to warm up, and `exec` inside Python with torch and NumPy
 * imported before. Memory is the most that our process held.
 *
 *   node tools/build.mjs && node bench/interpreter.mjs --python PYTHON [--rounds 3] [--only training]
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { edited, editorWorker } from "./worker.mjs";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const FOLDER = join(ROOT, "bench/programs");
/** @param {string} name @param {string} otherwise */
const option = (name, otherwise) => (process.argv.includes(name) ? (process.argv[process.argv.indexOf(name) + 1] ?? otherwise) : otherwise);
const python = option("--python", "python3");
const rounds = Number(option("--rounds", "3"));
const only = option("--only", "");

/** @param {number[]} times */
const median = (times) => times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;

/** Milliseconds and what was printed. @param {string} command @param {string[]} args @param {NodeJS.ProcessEnv} env */
function spawned(command, args, env = process.env) {
  const started = performance.now();
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: "utf8", env, maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
  return { milliseconds: performance.now() - started, stdout };
}
/** @param {string} path */
const ours = (path) => spawned(process.execPath, [join(ROOT, "dist/cli.js"), "eval", "--json", path]);
/** @param {string} path @param {string} threads "": Python's own choice */
const theirs = (path, threads) => spawned(python, ["-W", "ignore", path], threads ? { ...process.env, OMP_NUM_THREADS: threads } : process.env);

/** Runs the text with its imports done, and prints the seconds that took. */
const TIMED = `
import sys, time, io, contextlib
text = open(sys.argv[1]).read()
for name in ("torch", "numpy"):
    if "import " + name in text: __import__(name)
code = compile(text, sys.argv[1], "exec")
with contextlib.redirect_stdout(io.StringIO()):
    start = time.perf_counter()
    exec(code, {"__name__": "__main__"})
    took = time.perf_counter() - start
print(took)
`;
/** @param {string} path */
const insidePython = (path) => 1000 * Number(spawned(python, ["-W", "ignore", "-c", TIMED, path], { ...process.env, OMP_NUM_THREADS: "1" }).stdout);

/** Most that the process held, in MB; null where /usr/bin/time is not GNU's. @param {string} path */
function memory(path) {
  const { stderr } = spawnSync("/usr/bin/time", ["-f", "%M", process.execPath, join(ROOT, "dist/cli.js"), "eval", "--json", path], { encoding: "utf8", maxBuffer: 1 << 28 });
  const kilobytes = Number(stderr?.trim().split("\n").at(-1));
  return Number.isFinite(kilobytes) ? kilobytes / 1024 : null;
}

let edit = 0;
console.log("program           whole: ours  python  1 thread    ratio     run: ours  python    ratio    MB");
for (const name of readdirSync(FOLDER).filter((file) => file.endsWith(".py") && file.includes(only)).sort()) {
  const path = join(FOLDER, name);
  const columns = Array.from({ length: 5 }, () => /** @type {number[]} */ ([]));
  const worker = await editorWorker();
  const text = readFileSync(path, "utf8");
  const analyze = () => worker.analyze(path, edited(path, text, ++edit));
  await analyze();
  for (let i = 0; i < rounds; i++) {
    const times = [ours(path).milliseconds, theirs(path, "").milliseconds, theirs(path, "1").milliseconds, await analyze(), insidePython(path)];
    times.forEach((time, column) => columns[column]?.push(time));
  }
  await worker.end();
  const [whole = 0, real = 0, single = 0, run = 0, exec = 0] = columns.map(median);
  /** @param {number} value @param {number} width */
  const shown = (value, width, digits = 0) => value.toFixed(digits).padStart(width);
  console.log(`${name.padEnd(18)}${shown(whole, 11)}${shown(real, 8)}${shown(single, 10)}${shown(whole / Math.min(real, single), 9, 2)}${shown(run, 14)}${shown(exec, 8)}${shown(run / exec, 9, 2)}${shown(memory(path) ?? Number.NaN, 6)}`);
}
