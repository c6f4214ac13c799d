/** The sentence of every card of the registry in Chinese, by the card's name. */
import { elementwiseSentences } from "./elementwise/sentences.zh-cn.js";
import { indexingSentences } from "./indexing/sentences.zh-cn.js";
import { jaxSentences } from "./jax/sentences.zh-cn.js";
import { linearSentences } from "./linear/sentences.zh-cn.js";
import { lossSentences } from "./loss/sentences.zh-cn.js";
import { neuralSentences } from "./neural/sentences.zh-cn.js";
import { reductionSentences } from "./reduction/sentences.zh-cn.js";
import { shapeSentences } from "./shape/sentences.zh-cn.js";

export const CARD_SENTENCES: Readonly<Record<string, string>> = {
  ...elementwiseSentences,
  ...reductionSentences,
  ...shapeSentences,
  ...indexingSentences,
  ...linearSentences,
  ...neuralSentences,
  ...lossSentences,
  ...jaxSentences,
};
