import type { Card } from "../../define.js";
import { expand, squeeze, unsqueeze } from "./axes-of-one.js";
import { blockDiag } from "./block-diag.js";
import { cat } from "./cat.js";
import { diagonalCards } from "./diagonals.js";
import { permute, transpose } from "./permute.js";
import { rearrangeCards } from "./rearrange.js";
import { reshape } from "./reshape.js";
import {
  asStrided,
  asStridedAdjoint,
  asStridedScatter,
  cast,
  clone,
  torchAsStridedScatter,
} from "./strided.js";
import { tril, triu } from "./triangle.js";

export const shapeCards: readonly Card[] = [
  reshape,
  permute,
  transpose,
  unsqueeze,
  squeeze,
  expand,
  cat,
  blockDiag,
  asStrided,
  asStridedAdjoint,
  asStridedScatter,
  torchAsStridedScatter,
  clone,
  cast,
  tril,
  triu,
  ...rearrangeCards,
  ...diagonalCards,
];
