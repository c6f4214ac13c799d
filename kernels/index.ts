/** What the engine may call. AssemblyScript: compiled by tools/kernels.mjs, once with fused multiply-adds and once without. */
export { adam } from "./adam";
export { attention, attentionAdjoint, attentionRoom } from "./attention";
export { doubleProduct } from "./double-product";
export { laneProduct } from "./lanes";
export { layerNorm, layerNormAdjoint } from "./layer-norm";
export { turn } from "./pack";
export { product, productRoom } from "./product";
export { powerSums, softmaxAdjoint, softmaxColumns, softmaxRows } from "./softmax";
export { columnSums, rowSums } from "./sums";
export { addPart } from "./tile";
export { listedMaxima, spreadPlanes, sumAtPlaces, windowMaxima, windowProduct, windowProductRoom, windowRows } from "./windows";

/** Where the caller's room begins. */
export function base(): usize {
  return (__heap_base + 15) & ~15;
}
