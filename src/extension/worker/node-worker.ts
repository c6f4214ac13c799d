/** Entry of the worker thread in Node: its own bundle. */
import { parentPort, workerData } from "node:worker_threads";
import { loadEngine } from "../../engine/analyze.js";
import type { ToWorker } from "../../engine/worker/protocol.js";
import { serve } from "../../engine/worker/server.js";
import { SHARED } from "./spawn.js";

const port = parentPort;
if (port === null) throw new Error("node-worker: runs outside a worker thread; start it with new Worker(…)");

// Given by spawn-node.ts, and by nobody where something else starts the bundle.
const shared: Int32Array | null = workerData instanceof Int32Array ? workerData : null;
let heard = 0;

const handle = serve({
  post: (message) => port.postMessage(message),
  load: loadEngine,
  clock: () => performance.now(),
  givenUp: () => (shared === null ? 0 : Atomics.load(shared, SHARED.givenUp)),
  // setImmediate comes after the event loop has delivered the messages that wait.
  pause: () => new Promise((resolve) => setImmediate(resolve)),
  ...(shared === null ? {} : { isAwaited: () => Atomics.load(shared, SHARED.posted) !== heard }),
});
// `as`: the only sender is the client, which is typed with ToWorker.
port.on("message", (message: unknown) => {
  heard++;
  handle(message as ToWorker);
});
