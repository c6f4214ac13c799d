// Compiles kernels/, and those written from the elementwise cards, to dist/kernels.wasm and, with relaxed SIMD,
// dist/kernels-fused.wasm; only what is newer than its result.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as esbuild from "esbuild";
import { root } from "./paths.mjs";

/** Module and compiler flags. */
const BUILDS = /** @type {const} */ ({ "kernels.wasm": [], "kernels-fused.wasm": ["--enable", "relaxed-simd"] });

export const KERNELS = Object.keys(BUILDS);

const KERNEL_FOLDER = join(root, "kernels");
const WRITER = join(root, "tools", "elementwise-kernels.ts");
/** What the written kernels come from. */
const CARDS = ["src/engine/ops/algebra", "src/engine/ops/cards/elementwise"].map((folder) => join(root, folder));
const WRITTEN = "kernels/elementwise.ts";

/** @param {string} dist */
export async function buildKernels(dist) {
  const folders = [KERNEL_FOLDER, ...CARDS].flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  const sources = [...folders, WRITER, join(root, "src/engine/ops/elementwise.ts"), import.meta.filename];
  const newest = Math.max(...sources.map((path) => statSync(path).mtimeMs));
  const old = Object.entries(BUILDS).filter(([name]) => !existsSync(join(dist, name)) || statSync(join(dist, name)).mtimeMs <= newest);
  if (old.length === 0) return;
  // By a name that is not looked into: its types are those of another platform.
  const { default: asc } = await import(String("assemblyscript/asc"));
  const written = await elementwiseSource();
  /** @param {string} name @param {string} folder */
  const readFile = (name, folder) => {
    if (name === WRITTEN) return written;
    const path = join(folder, name);
    return existsSync(path) ? readFileSync(path, "utf8") : null;
  };
  for (const [name, features] of old) {
    const flags = ["-O3", "--runtime", "stub", "--noAssert", "--initialMemory", "1", "--enable", "simd", ...features];
    const { error, stderr } = await asc.main(["kernels/index.ts", WRITTEN, "--baseDir", root, "-o", name, ...flags], {
      readFile,
      /** @param {string} path @param {Uint8Array | string} contents */
      writeFile: (path, contents) => writeFileSync(join(dist, path), contents),
    });
    if (error) throw new Error(`kernels: ${stderr.toString()}`);
  }
}

async function elementwiseSource() {
  const { outputFiles: [bundle] } = await esbuild.build({ entryPoints: [WRITER], bundle: true, format: "esm", write: false, logLevel: "warning" });
  if (!bundle) throw new Error(`${WRITER}: nothing was written`);
  const { elementwiseKernels } = await import(`data:text/javascript;base64,${Buffer.from(bundle.contents).toString("base64")}`);
  return elementwiseKernels();
}
