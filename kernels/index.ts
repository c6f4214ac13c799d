/** What the engine may call. AssemblyScript: compiled by tools/kernels.mjs, once with fused multiply-adds and once without. */
export { laneProduct } from "./lanes";
export { product, productRoom } from "./product";

/** Where the caller's room begins. */
export function base(): usize {
  return (__heap_base + 15) & ~15;
}
