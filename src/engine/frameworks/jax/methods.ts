/** Methods of arrays that are functions of jax.numpy, and those with a form of their own. */
import { define, native } from "../../python/define-native.js";
import { type PyBuiltin, PyGetter, type Value } from "../../python/object.js";
import { shapeArgument } from "../arguments.js";
import { nestedList } from "../numpy/conversion.js";
import { arrayClass, arrayType, asArray } from "./array.js";
import { SCALARS } from "./dtypes.js";
import { arrayOfValue } from "./from-values.js";
import { jnpOf } from "./jnp.js";
import { pythonNumber } from "./members.js";
import { cast, kept } from "./run.js";
import { astype } from "./numpy/creation.js";
import { FUNCTIONS } from "./numpy/index.js";
import { matrixTransposed, reshaped, transposed } from "./numpy/shapes.js";
import { canonical } from "./state.js";

const SHARED = new Set("all any argmax argmin argpartition argsort choose clip conj conjugate cumprod cumsum diagonal dot max mean min nonzero prod ptp ravel repeat round searchsorted sort squeeze std sum swapaxes take trace var".split(" "));

/** `x.reshape(2, 3)`, `x.reshape((2, 3))`. */
const spread = (name: string, work: (args: { machine: Parameters<PyBuiltin["call"]>[0]; x: ReturnType<typeof asArray>; rest: readonly Value[]; order: Value }) => Value): PyBuiltin =>
  native(`${name}(self, *args, order='C', copy=None, out_sharding=None)`, (machine, a, { rest }) => work({ machine, x: asArray(a.self), rest, order: a.order! }));

define(arrayType, [
  ...FUNCTIONS.filter(({ name }) => SHARED.has(name)),
  spread("reshape", ({ machine, x, rest, order }) => reshaped({ machine, j: jnpOf(machine) }, x, shapeArgument(machine, rest), order)),
  spread("transpose", ({ machine, x, rest }) => transposed(machine, jnpOf(machine), x, rest.length === 0 || rest[0] === null ? null : shapeArgument(machine, rest))),
  native("flatten(self, order='C', *, out_sharding=None)", (machine, a) => reshaped({ machine, j: jnpOf(machine) }, asArray(a.self), [-1], a.order!)),
  native("astype(self, dtype, copy=False, device=None)", (machine, a) => astype(machine, asArray(a.self), a.dtype!)),
  native("compress(self, condition, axis=None, out=None, size=None, fill_value=0)", (machine, a) => machine.call(FUNCTIONS.find(({ name }) => name === "compress")!, [a.condition!, a.self!, a.axis!], new Map([["size", a.size!], ["fill_value", a.fill_value!]]))),
  native("view(self, dtype=None)", (_, a) => a.self!),
  native("copy(self)", (machine, a) => kept(machine, "clone", asArray(a.self))),
  native("tolist(self)", (machine, a) => (asArray(a.self).shape.length ? nestedList(asArray(a.self).node.value) : pythonNumber(machine, asArray(a.self)))),
  native("to_device(self, device, *, stream=None)", (_, a) => a.self!),
  new PyGetter("T", (machine, x) => transposed(machine, jnpOf(machine), asArray(x), null)),
  new PyGetter("mT", (machine, x) => matrixTransposed(jnpOf(machine), asArray(x))),
  new PyGetter("real", (_, x) => x),
  new PyGetter("imag", (machine, x) => jnpOf(machine).mul(asArray(x), 0)),
]);

/** `jnp.float32(x)` makes an array. */
for (const [, type, dtype] of SCALARS) type.construct = (machine, [given = 0]) => cast(machine, arrayOfValue(machine, given, null), canonical(machine, dtype));

arrayClass.construct = (machine) => { throw machine.raise("TypeError", "jax.numpy.ndarray() should not be instantiated explicitly. Use jax.numpy.array, or jax.numpy.zeros instead."); };
