import type { Card } from "../../define.js";
import { argcummax, argcummin, argmedian, argmode, argnanmedian } from "./chosen.js";
import { corrcoef, cov } from "./covariance.js";
import { cumprod, cumsum } from "./cumulative.js";
import { cumulativeTrapezoid, diff, trapezoid } from "./differences.js";
import { amax, amin, argmax, argmin } from "./extremes.js";
import { dist, renorm } from "./lengths.js";
import { logcumsumexp } from "./log-cumulative.js";
import { logsumexp } from "./logsumexp.js";
import { mean } from "./mean.js";
import { median, nanmedian } from "./median.js";
import { nanmean, nansum } from "./nan.js";
import { norm } from "./norm.js";
import { prod } from "./prod.js";
import { nanquantile, quantile } from "./quantile.js";
import { sum } from "./sum.js";
import { all, any, countNonzero } from "./truth.js";
import { std, varCard } from "./variance.js";

export const reductionCards: readonly Card[] = [
  sum,
  mean,
  prod,
  varCard,
  std,
  amax,
  amin,
  argmax,
  argmin,
  logsumexp,
  norm,
  all,
  any,
  countNonzero,
  cumsum,
  cumprod,
  logcumsumexp,
  nansum,
  nanmean,
  median,
  nanmedian,
  quantile,
  nanquantile,
  argmedian,
  argnanmedian,
  argmode,
  argcummax,
  argcummin,
  diff,
  trapezoid,
  cumulativeTrapezoid,
  dist,
  renorm,
  cov,
  corrcoef,
];
