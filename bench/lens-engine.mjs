// Gradient Lens's side, bundled for the bench, with its kernels.
import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";
import * as esbuild from "esbuild";
import { buildKernels } from "../tools/kernels.mjs";

// Relaxed SIMD is behind a flag in Node 20; the command line sets it, too.
setFlagsFromString("--experimental-wasm-relaxed-simd");

const HERE = dirname(fileURLToPath(import.meta.url));

export async function lensEngine() {
  const out = join(HERE, "..", "dist", "bench", "lens.mjs");
  mkdirSync(dirname(out), { recursive: true });
  await esbuild.build({ entryPoints: [join(HERE, "lens.ts")], outfile: out, bundle: true, platform: "node", format: "esm", logLevel: "warning" });
  await buildKernels(join(HERE, "..", "dist"));
  /** @param {string} name */
  const read = (name) => new Uint8Array(readFileSync(join(HERE, "..", "dist", name)));
  return (await import(pathToFileURL(out).href)).lens({ fused: read("kernels-fused.wasm"), plain: read("kernels.wasm") });
}
