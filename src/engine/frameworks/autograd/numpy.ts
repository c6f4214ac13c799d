/** NumPy's functions whose gradient HIPS autograd defines in its own way where the derivative does not exist. */
import { native } from "../../python/define-native.js";
import type { PyBuiltin } from "../../python/object.js";
import { isFloating } from "../../tensor/dtype.js";
import { resultOf } from "../numpy/array-type.js";
import { castTo, need, run } from "../numpy/call.js";

/** The bound's own value where it is reached: no gradient there, at the bound itself neither (autograd/numpy/numpy_vjps.py). */
export const KINKS: readonly PyBuiltin[] = [
  native("clip(a, a_min, a_max)", (machine, a) => {
    const given = need(machine, a.a);
    const x = isFloating(given.value.dtype) ? given : castTo(machine, given, "float64");
    const [low, high] = [need(machine, a.a_min), need(machine, a.a_max)];
    const inside = run(machine, "logical_and", [run(machine, "gt", [x, low]), run(machine, "lt", [x, high])]);
    const held = run(machine, "minimum", [run(machine, "maximum", [x, low]), high]).value;
    return resultOf(run(machine, "where", [inside, x, machine.trace.leaf(held, { kind: "computed" })]));
  }),
];
