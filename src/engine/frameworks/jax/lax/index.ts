/** The module `jax.lax`. */
import { PyBuiltin, PyInstance, PyType, objectType } from "../../../python/object.js";
import { define } from "../../../python/define-native.js";
import { named, type Part } from "../part.js";
import { stopGradient } from "../transform/functions.js";
import { CONTROL_FLOW } from "./control-flow.js";
import { CONVOLUTIONS } from "./convolution.js";
import { ELEMENTWISE } from "./elementwise.js";
import { REDUCTIONS } from "./reductions.js";
import { SHAPES } from "./shapes.js";

/** Collectives need a mapped axis with a name. */
const COLLECTIVES = ["psum", "pmean", "pmax", "pmin", "all_gather", "all_to_all", "ppermute", "axis_index", "psum_scatter"].map((name) => new PyBuiltin(name, (machine, args, keywords) => {
  const axis = keywords.get("axis_name") ?? args[name === "axis_index" ? 0 : 1] ?? null;
  throw machine.raise("NameError", `unbound axis name: ${machine.str(axis)}`);
}, "static"));

const precisionType = new PyType("Precision", [objectType], "jax.lax");
for (const name of ["DEFAULT", "HIGH", "HIGHEST"]) {
  const member = new PyInstance(define(new PyType("Precision", [precisionType], "jax.lax"), [new PyBuiltin("__repr__", () => name), new PyBuiltin("__str__", () => name)]));
  precisionType.dict.set(name, member);
}

export const LAX: Part = {
  "jax.lax": () => [...named([...ELEMENTWISE, ...SHAPES, ...REDUCTIONS, ...CONVOLUTIONS, ...CONTROL_FLOW, stopGradient, ...COLLECTIVES]), ["Precision", precisionType]],
};
