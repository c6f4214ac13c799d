import type { Card } from "../../define.js";
import { index, indexAdjoint, indexPut } from "./advanced.js";
import { argsort } from "./argsort.js";
import { gather, scatter, scatterAdd } from "./gather.js";
import { maskedFill } from "./masks.js";
import { diagonalScatter, maskedScatter, put, selectScatter, sliceScatter } from "./parts.js";
import { indexReduce, scatterReduce } from "./reduce.js";
import { slice, sliceAdjoint } from "./slice.js";

export const indexingCards: readonly Card[] = [
  slice,
  sliceAdjoint,
  gather,
  scatter,
  scatterAdd,
  scatterReduce,
  indexReduce,
  index,
  indexAdjoint,
  indexPut,
  maskedFill,
  maskedScatter,
  put,
  selectScatter,
  sliceScatter,
  diagonalScatter,
  argsort,
];
