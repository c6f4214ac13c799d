/** The built kernels, for tests that compare them with the computation in JavaScript. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import type { KernelBytes } from "../../src/engine/tensor/wasm/kernels.js";
import { dist } from "../../tools/paths.mjs";

setFlagsFromString("--experimental-wasm-relaxed-simd");
const bytes = (name: string): Uint8Array => new Uint8Array(readFileSync(join(dist, name)));

export const KERNEL_BYTES: KernelBytes = { plain: bytes("kernels.wasm"), fused: bytes("kernels-fused.wasm") };
