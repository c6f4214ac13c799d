/** The worker as a thread of Node, and what it is given from the disk. */
import { readFile } from "node:fs/promises";
import { Worker } from "node:worker_threads";
import type { FromWorker } from "../../engine/worker/protocol.js";
import { SHARED, type SpawnWorker } from "./spawn.js";

/** A program's recursion is the interpreter's recursion; Python's own limit of 1000 calls must fit well inside. */
const STACK_MEGABYTES = 32;
const HEAP_MEGABYTES = 2048;

export function spawnNodeWorker(path: string): SpawnWorker {
  return () => {
    const shared = new Int32Array(new SharedArrayBuffer(Object.keys(SHARED).length * Int32Array.BYTES_PER_ELEMENT));
    const worker = new Worker(path, {
      workerData: shared,
      resourceLimits: { stackSizeMb: STACK_MEGABYTES, maxOldGenerationSizeMb: HEAP_MEGABYTES },
      // The host's own flags and arguments (an inspector's port, for one) are not for this thread.
      execArgv: [],
      argv: [],
    });
    worker.unref();
    let ended = false;
    let lastError: string | null = null;
    let exitListener: ((reason: string) => void) | null = null;
    worker.on("error", (error) => {
      lastError = error instanceof Error ? error.message : String(error);
    });
    worker.on("exit", (code) => {
      if (ended) return;
      ended = true;
      exitListener?.(lastError ?? `exit code ${code}`);
    });
    return {
      post(message) {
        Atomics.add(shared, SHARED.posted, 1);
        worker.postMessage(message);
      },
      // `as`: the only sender is the server, which is typed with FromWorker.
      onMessage: (listener) => worker.on("message", (message: unknown) => listener(message as FromWorker)),
      onExit: (listener) => {
        exitListener = listener;
      },
      giveUp: (id) => {
        Atomics.store(shared, SHARED.givenUp, id);
      },
      terminate() {
        ended = true;
        void worker.terminate();
      },
    };
  };
}

export const readFromDisk = (path: string): Promise<Uint8Array> => readFile(path);
