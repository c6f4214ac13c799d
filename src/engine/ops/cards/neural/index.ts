import type { Card } from "../../define.js";
import { scaledDotProductAttention } from "./attention.js";
import { convTranspose1d, convTranspose2d, convTranspose3d } from "./conv-transpose.js";
import { conv1d, conv2d, conv3d } from "./conv.js";
import { convolution, convolutionInputAdjoint, convolutionWeightAdjoint } from "./convolution.js";
import { cdist, cosineSimilarity, normalize, pairwiseDistance, pdist } from "./distance.js";
import { dropout } from "./dropout.js";
import { embedding } from "./embedding.js";
import { glu, prelu } from "./gates.js";
import { gridSample } from "./grid-sample.js";
import { adaptiveMaxPoolCards, maxPoolCards } from "./max-pool.js";
import { batchNorm, batchNormEval, groupNorm, instanceNorm, layerNorm, localResponseNorm, rmsNorm } from "./normalization.js";
import { channelShuffle, fold, maxUnpoolCards, pixelShuffle, pixelUnshuffle, unfold } from "./rearrangements.js";
import { averagePoolCards, axisMap, interpolate } from "./resample.js";
import { logSoftmax, softmax, softmin } from "./softmax.js";

export const neuralCards: readonly Card[] = [
  conv1d, conv2d, conv3d, convTranspose1d, convTranspose2d, convTranspose3d,
  convolution, convolutionInputAdjoint, convolutionWeightAdjoint,
  ...maxPoolCards, ...adaptiveMaxPoolCards, ...maxUnpoolCards,
  axisMap, ...averagePoolCards, interpolate, gridSample,
  softmax, logSoftmax, softmin,
  layerNorm, rmsNorm, batchNorm, batchNormEval, groupNorm, instanceNorm, localResponseNorm,
  embedding, dropout, scaledDotProductAttention, glu, prelu,
  normalize, cosineSimilarity, pairwiseDistance, cdist, pdist,
  pixelShuffle, pixelUnshuffle, channelShuffle, unfold, fold,
];
