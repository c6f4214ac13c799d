import type { Card } from "../../define.js";
import { bce, bceWithLogits } from "./bce.js";
import { crossEntropy } from "./cross-entropy.js";
import { huber, smoothL1 } from "./huber.js";
import { l1 } from "./l1.js";
import { gaussianNll, klDiv, poissonNll } from "./likelihoods.js";
import { cosineEmbedding, hingeEmbedding, marginRanking, multilabelMargin, multilabelSoftMargin, multiMargin, softMargin, tripletMargin } from "./margins.js";
import { mse } from "./mse.js";
import { nll } from "./nll.js";

export const lossCards: readonly Card[] = [
  mse, l1, huber, smoothL1, bce, bceWithLogits, crossEntropy, nll, klDiv, poissonNll, gaussianNll,
  hingeEmbedding, marginRanking, cosineEmbedding, tripletMargin, softMargin, multiMargin, multilabelMargin, multilabelSoftMargin,
];
