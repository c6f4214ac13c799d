// The editor's worker, with a second port: whoever asks there has its garbage collected and hears what memory is left.
import { createRequire } from "node:module";
import { memoryUsage } from "node:process";
import { workerData } from "node:worker_threads";
import { WORKER } from "./worker.mjs";

/** @type {import("node:worker_threads").MessagePort} */
const port = workerData;
port.on("message", () => {
  if (globalThis.gc === undefined) throw new Error("bench: the thread runs without --expose-gc");
  // What arrays leave is swept behind the first collection.
  globalThis.gc();
  globalThis.gc();
  port.postMessage(memoryUsage());
});
createRequire(import.meta.url)(WORKER);
