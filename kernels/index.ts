/** What the engine may call. AssemblyScript: compiled by tools/kernels.mjs, once with fused multiply-adds and once without. */
export { adam } from "./adam";
export { attention, attentionAdjoint, attentionRoom } from "./attention";
export { laneProduct } from "./lanes";
export { layerNorm, layerNormAdjoint } from "./layer-norm";
export { windowMaxima } from "./pool";
export { product, productRoom } from "./product";
export { powerSums, softmaxAdjoint, softmaxRows } from "./softmax";
export { columnSums, rowSums } from "./sums";

/** Where the caller's room begins. */
export function base(): usize {
  return (__heap_base + 15) & ~15;
}
