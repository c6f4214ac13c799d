/** How a worker is started and spoken to. One implementation for each host: `spawn-node.ts`; a web host adds its own. */
import type { FromWorker, ToWorker, WasmBytes } from "../../engine/worker/protocol.js";

export interface WorkerHandle {
  /** May throw where the worker has gone; `onExit` is called then too. */
  post(message: ToWorker): void;
  onMessage(listener: (message: FromWorker) => void): void;
  /** Called once, with a reason for people, unless `terminate` was called. */
  onExit(listener: (reason: string) => void): void;
  /** Nobody waits for this question any more: a run in the middle of it stops, where the host lets a worker hear while it computes. */
  giveUp(id: number): void;
  terminate(): void;
}

/** May throw: then nothing was started. */
export type SpawnWorker = () => WorkerHandle;

/** Called once for each start of a worker; an implementation keeps the bytes. */
export type LoadWasm = () => Promise<WasmBytes>;

/** Numbers that both threads see at once, by their places: a worker hears no message while it computes. */
export const SHARED = {
  /** The question that nobody waits for any more; 0: none. */
  givenUp: 0,
  /** Messages posted so far. */
  posted: 1,
} as const;
