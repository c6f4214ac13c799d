/** `format(z, spec)`: both parts by the same spec, the second always with its sign. */
import type { Runtime } from "../runtime.js";
import { complexText } from "../semantics/complex-text.js";
import type { Complex } from "../values/complex.js";
import { formatFloat } from "./spec.js";

export const formatComplex = (rt: Runtime, { re, im }: Complex, spec: string): string => (spec === "" ? complexText({ re, im }) : `${formatFloat(rt, re, spec)}${formatFloat(rt, im, `+${spec}`)}j`);
