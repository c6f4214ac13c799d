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
import { Worker } from "node:worker_threads";

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

/** The editor's worker, as the extension starts it. */
async function editorWorker() {
  /** @param {string} name */
  const wasm = (name) => new Uint8Array(readFileSync(join(ROOT, "dist", name)));
  const worker = new Worker(join(ROOT, "dist/worker.js"), { workerData: null, resourceLimits: { stackSizeMb: 32 } });
  /** @type {(message: { kind: string, id?: number }) => void} */
  let heard = () => undefined;
  worker.on("message", (message) => heard(message));
  /** @param {(message: { kind: string, id?: number }) => boolean} wanted */
  const next = (wanted) => new Promise((resolve) => { heard = (message) => { if (wanted(message)) resolve(message); }; });
  const ready = next((message) => message.kind === "ready");
  worker.postMessage({ kind: "start", language: "en", wasm: { runtime: wasm("web-tree-sitter.wasm"), python: wasm("tree-sitter-python.wasm"), kernels: { fused: wasm("kernels-fused.wasm"), plain: wasm("kernels.wasm") } } });
  await ready;
  let id = 0;
  return {
    /** @param {string} path */
    async analyze(path) {
      const own = ++id;
      // The first statement changes from call to call, so that nothing is answered from memory.
      const subject = { document: path, version: own, text: `call = ${own}\n${readFileSync(path, "utf8")}`, language: "python", region: null, limits: { milliseconds: 60_000, steps: 50_000_000, elements: 50_000_000, bytes: 1 << 28 }, wholeArrays: 8 };
      const started = performance.now();
      const answered = next((message) => message.id === own && message.kind !== "progress");
      worker.postMessage({ kind: "ask", id: own, question: { kind: "analyze", subject } });
      const { kind, message } = /** @type {{ kind: string, message?: string }} */ (await answered);
      if (kind !== "answer") throw new Error(`${path}: ${message}`);
      return performance.now() - started;
    },
    end: () => worker.terminate(),
  };
}

/** Most that the process held, in MB; null where /usr/bin/time is not GNU's. @param {string} path */
function memory(path) {
  const { stderr } = spawnSync("/usr/bin/time", ["-f", "%M", process.execPath, join(ROOT, "dist/cli.js"), "eval", "--json", path], { encoding: "utf8", maxBuffer: 1 << 28 });
  const kilobytes = Number(stderr?.trim().split("\n").at(-1));
  return Number.isFinite(kilobytes) ? kilobytes / 1024 : null;
}

console.log("program           whole: ours  python  1 thread    ratio     run: ours  python    ratio    MB");
for (const name of readdirSync(FOLDER).filter((file) => file.endsWith(".py") && file.includes(only)).sort()) {
  const path = join(FOLDER, name);
  const columns = Array.from({ length: 5 }, () => /** @type {number[]} */ ([]));
  const worker = await editorWorker();
  await worker.analyze(path);
  for (let i = 0; i < rounds; i++) {
    const times = [ours(path).milliseconds, theirs(path, "").milliseconds, theirs(path, "1").milliseconds, await worker.analyze(path), insidePython(path)];
    times.forEach((time, column) => columns[column]?.push(time));
  }
  await worker.end();
  const [whole = 0, real = 0, single = 0, run = 0, exec = 0] = columns.map(median);
  /** @param {number} value @param {number} width */
  const shown = (value, width, digits = 0) => value.toFixed(digits).padStart(width);
  console.log(`${name.padEnd(18)}${shown(whole, 11)}${shown(real, 8)}${shown(single, 10)}${shown(whole / Math.min(real, single), 9, 2)}${shown(run, 14)}${shown(exec, 8)}${shown(run / exec, 9, 2)}${shown(memory(path) ?? Number.NaN, 6)}`);
}
