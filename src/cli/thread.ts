/** The thread of the command line: the engine, asked for one file after the other. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { parentPort, workerData } from "node:worker_threads";
import { loadEngine } from "../engine/analyze.js";
import type { WorkspaceFile } from "../engine/worker/protocol.js";
import { answer } from "./answer.js";
import type { Options } from "./options.js";

export interface Asked {
  readonly file: string;
  readonly text: string;
  readonly files: readonly WorkspaceFile[];
}

const HERE = dirname(typeof __filename === "string" ? __filename : fileURLToPath(import.meta.url));

async function serve(port: NonNullable<typeof parentPort>, options: Options): Promise<void> {
  // Node 20 has the fused multiply-adds of WebAssembly behind a flag; where it is not known, nothing happens.
  setFlagsFromString("--experimental-wasm-relaxed-simd");
  const wasm = (name: string): Uint8Array => readFileSync(join(HERE, name));
  const engine = await loadEngine({ runtime: wasm("web-tree-sitter.wasm"), python: wasm("tree-sitter-python.wasm"), kernels: { fused: wasm("kernels-fused.wasm"), plain: wasm("kernels.wasm") } }, () => performance.now());
  port.on("message", ({ file, text, files }: Asked) => port.postMessage(answer(engine, options, file, text, files)));
}

// Only read, to keep what is compiled, by compiled.ts in a main thread.
if (parentPort) void serve(parentPort, workerData as Options); // given by main.ts
