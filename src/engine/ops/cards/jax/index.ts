import type { Card } from "../../define.js";
import { jaxAbs } from "./abs.js";
import { jaxAtan2 } from "./atan2.js";
import { jaxIntegerPow } from "./integer-pow.js";
import { jaxLogaddexp } from "./logaddexp.js";
import { jaxMatmul } from "./matmul.js";
import { jaxPow } from "./pow.js";
import { primitiveCards } from "./primitives.js";
import { jaxSum, jaxSumOfSquares } from "./sum.js";

/** Operations that other frameworks have too, with JAX's rules at kinks and XLA's digits in single precision. */
export const jaxCards: readonly Card[] = [jaxAbs, jaxAtan2, jaxPow, jaxIntegerPow, jaxLogaddexp, jaxSum, jaxSumOfSquares, jaxMatmul, ...primitiveCards];
