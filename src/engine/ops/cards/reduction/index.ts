import type { Card } from "../../define.js";
import { cumprod, cumsum } from "./cumulative.js";
import { amax, amin, argmax, argmin } from "./extremes.js";
import { logsumexp } from "./logsumexp.js";
import { mean } from "./mean.js";
import { norm } from "./norm.js";
import { prod } from "./prod.js";
import { sum } from "./sum.js";
import { all, any, countNonzero } from "./truth.js";
import { std, varCard } from "./variance.js";

export const reductionCards: readonly Card[] = [sum, mean, prod, varCard, std, amax, amin, argmax, argmin, logsumexp, norm, all, any, countNonzero, cumsum, cumprod];
