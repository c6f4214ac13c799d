// The editor's worker, as the extension starts it, and what it is asked.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const LIMITS = { milliseconds: 60_000, steps: 50_000_000, elements: 50_000_000, bytes: 1 << 28 };
/** @param {string} name */
const wasm = (name) => new Uint8Array(readFileSync(join(ROOT, "dist", name)));

export const WORKER = join(ROOT, "dist/worker.js");

/** `options`: of the thread, over the extension's. @param {import("node:worker_threads").WorkerOptions} [options] @param {string} [file] loads the bundle, or is it */
export async function editorWorker(options = {}, file = WORKER) {
  const worker = new Worker(file, { workerData: null, resourceLimits: { stackSizeMb: 32 }, ...options });
  /** @type {(message: { kind: string, id?: number, message?: string }) => void} */
  let heard = () => undefined;
  worker.on("message", (message) => heard(message));
  /** @param {(message: { kind: string, id?: number, message?: string }) => boolean} wanted @returns {Promise<{ kind: string, message?: string }>} */
  const next = (wanted) =>
    new Promise((resolve) => {
      heard = (message) => {
        if (wanted(message)) resolve(message);
      };
    });
  const ready = next((message) => message.kind === "ready");
  worker.postMessage({ kind: "start", language: "en", wasm: { runtime: wasm("web-tree-sitter.wasm"), python: wasm("tree-sitter-python.wasm"), kernels: { fused: wasm("kernels-fused.wasm"), plain: wasm("kernels.wasm") } } });
  await ready;
  let id = 0;
  return {
    /** Milliseconds until the report of the whole text is there; its name says the language. @param {string} document @param {string} text */
    async analyze(document, text) {
      const own = ++id;
      const subject = { document, version: own, text, language: document.endsWith(".py") ? "python" : "text", region: null, limits: LIMITS, wholeArrays: 8 };
      const started = performance.now();
      const answered = next((message) => message.id === own && message.kind !== "progress");
      worker.postMessage({ kind: "ask", id: own, question: { kind: "analyze", subject } });
      const { kind, message } = await answered;
      if (kind !== "answer") throw new Error(`${document}: ${message}`);
      return performance.now() - started;
    },
    worker,
    end: () => worker.terminate(),
  };
}

/** With something that changes from call to call in the code, so that nothing is answered from memory or carried over. @param {string} document @param {string} text @param {number} edit */
export const edited = (document, text, edit) => `${text}\n${document.endsWith(".py") ? "edits =" : "#"} ${edit}\n`;
