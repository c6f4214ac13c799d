import type { Machine } from "../../../python/machine.js";
import type { Value } from "../../../python/object.js";

/** A float as repr writes it: 1e-05, 0.1. */
export const floatText = (machine: Machine, value: Value): string => machine.repr(value);
