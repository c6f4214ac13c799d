/** The module `jax.numpy`. */
import { PyFloat, type PyBuiltin, PyType, type Value } from "../../../python/object.js";
import { ABSTRACT } from "../../numpy/array-type.js";
import { PRINTING, printOptionsType } from "../../numpy/print-options.js";
import { dtypeType } from "../../numpy/dtype.js";
import { arrayClass } from "../array.js";
import { SCALAR_NAMES } from "../dtypes.js";
import { named, type Part } from "../part.js";
import { CONTRACTIONS } from "./contractions.js";
import { CREATION } from "./creation.js";
import { ELEMENTWISE } from "./elementwise.js";
import { MAPPING } from "./mapping.js";
import { NUMERICS } from "./numerics.js";
import { ORDERING } from "./ordering.js";
import { REDUCTIONS } from "./reductions.js";
import { SELECTION } from "./selection.js";
import { SHAPES } from "./shapes.js";
import { SUBSCRIPTED } from "./subscripted.js";
import { TYPES } from "./types.js";

/** No array here has it; what asks for it is answered. */
const complexFloating = new PyType("complexfloating", [ABSTRACT.inexact], "numpy");

const CONSTANTS: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E, inf: Number.POSITIVE_INFINITY, nan: Number.NaN, euler_gamma: 0.5772156649015329 };

export const FUNCTIONS: readonly PyBuiltin[] = [...CREATION, ...ELEMENTWISE, ...REDUCTIONS, ...SHAPES, ...CONTRACTIONS, ...SELECTION, ...ORDERING, ...NUMERICS, ...TYPES, ...MAPPING];

export const JAX_NUMPY: Part = {
  "jax.numpy": () => [
    ...named(FUNCTIONS), ...SCALAR_NAMES, ["ndarray", arrayClass], ["newaxis", null], ...SUBSCRIPTED(), ["printoptions", printOptionsType], ...named(PRINTING.filter(({ name }) => name !== "array2string")), ["dtype", dtypeType], ...Object.entries(ABSTRACT), ["complexfloating", complexFloating],
    ...Object.entries(CONSTANTS).map(([name, value]): [string, Value] => [name, new PyFloat(value)]),
  ],
};
