// Compiles kernels/ to dist/kernels.wasm and, with relaxed SIMD, dist/kernels-fused.wasm; only what is newer than its result.
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.mjs";

/** Module and compiler flags. */
const BUILDS = /** @type {const} */ ({ "kernels.wasm": [], "kernels-fused.wasm": ["--enable", "relaxed-simd"] });

export const KERNELS = Object.keys(BUILDS);

/** @param {string} dist */
export async function buildKernels(dist) {
  // By a name that is not looked into: its types are those of another platform.
  const { default: asc } = await import(String("assemblyscript/asc"));
  const sources = readdirSync(join(root, "kernels")).map((name) => join(root, "kernels", name));
  const newest = Math.max(...[...sources, import.meta.filename].map((path) => statSync(path).mtimeMs));
  for (const [name, features] of Object.entries(BUILDS)) {
    const out = join(dist, name);
    if (existsSync(out) && statSync(out).mtimeMs > newest) continue;
    const flags = ["-O3", "--runtime", "stub", "--noAssert", "--initialMemory", "1", "--enable", "simd", ...features];
    const { error, stderr } = await asc.main([join("kernels", "index.ts"), "--baseDir", root, "-o", out, ...flags]);
    if (error) throw new Error(`kernels: ${stderr.toString()}`);
  }
}
