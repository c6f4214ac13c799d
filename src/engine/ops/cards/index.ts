import type { Card } from "../define.js";
import { elementwiseCards } from "./elementwise/index.js";
import { indexingCards } from "./indexing/index.js";
import { jaxCards } from "./jax/index.js";
import { linearCards } from "./linear/index.js";
import { lossCards } from "./loss/index.js";
import { neuralCards } from "./neural/index.js";
import { reductionCards } from "./reduction/index.js";
import { shapeCards } from "./shape/index.js";

export const ALL_CARDS: readonly Card[] = [
  ...elementwiseCards,
  ...reductionCards,
  ...shapeCards,
  ...indexingCards,
  ...linearCards,
  ...neuralCards,
  ...lossCards,
  ...jaxCards,
];
