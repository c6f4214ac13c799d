import type { Card } from "../../define.js";
import { jaxAbs } from "./abs.js";
import { jaxAtan2 } from "./atan2.js";
import { jaxPow } from "./pow.js";

/** Operations that other frameworks have too, with JAX's rules at kinks. */
export const jaxCards: readonly Card[] = [jaxAbs, jaxAtan2, jaxPow];
