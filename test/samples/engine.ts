/** The engine as tests use it: wasm from node_modules, a clock that runs. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { loadEngine } from "../../src/engine/analyze.js";
import type { Analysis, Engine } from "../../src/engine/engine.js";
import { DEFAULT_LIMITS, type WorkspaceFile } from "../../src/engine/worker/protocol.js";

const ROOT = process.cwd();
const wasm = (name: string): Uint8Array => readFileSync(join(ROOT, "node_modules", name));

const kernel = (name: string): Uint8Array => readFileSync(join(ROOT, "dist", name));
// As the command line does: fused multiply-adds are behind a flag in Node 20.
setFlagsFromString("--experimental-wasm-relaxed-simd");

let engine: Promise<Engine> | null = null;

export const theEngine = (): Promise<Engine> => (engine ??= newEngine(() => performance.now()));

/** `clock`: milliseconds. */
export const newEngine = (clock: () => number): Promise<Engine> =>
  loadEngine({ runtime: wasm("web-tree-sitter/web-tree-sitter.wasm"), python: wasm("tree-sitter-python/tree-sitter-python.wasm"), kernels: { fused: kernel("kernels-fused.wasm"), plain: kernel("kernels.wasm") } }, clock);

export const SAMPLES: readonly string[] = readdirSync(join(ROOT, "samples")).filter((name) => /\.(py|md)$/.test(name)).sort();

export const sampleText = (name: string): string => readFileSync(join(ROOT, "samples", name), "utf8");

interface Asked {
  readonly milliseconds?: number;
  readonly steps?: number;
  readonly wholeArrays?: number;
  readonly files?: readonly WorkspaceFile[];
}

export async function analyze(name: string, text: string, { milliseconds = 20_000, steps = DEFAULT_LIMITS.steps, wholeArrays = 64, files = [] }: Asked = {}): Promise<Analysis> {
  const limits = { ...DEFAULT_LIMITS, milliseconds, steps };
  return (await theEngine()).analyze({ document: name, version: 1, text, language: name.endsWith(".py") ? "python" : "text", region: null, files, limits, wholeArrays });
}
