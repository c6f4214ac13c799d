/** `jax.nn`: activations, normalizations and attention, as JAX composes them. */
import type { PyBuiltin } from "../../python/object.js";
import { isFloating } from "../../tensor/dtype.js";
import { floatArgument } from "../arguments.js";
import { arrayFrom, type JaxArray, need } from "./array.js";
import { dtypeOf } from "./dtypes.js";
import { arrayOfValue } from "./from-values.js";
import type { Jnp } from "./jnp.js";
import { axesOf, type Call, define } from "./numpy/arguments.js";
import { named, type Part } from "./part.js";
import { elementwise, integers } from "./run.js";
import { defaultFloat } from "./state.js";

type Activation = (j: Jnp, x: JaxArray) => JaxArray;

const activation = (name: string, work: Activation): PyBuiltin => define(`${name}(x)`, ({ j, array }) => work(j, array("x")));

/** Only floats are taken, as by XLA's own operation. */
export const sigmoid: Activation = (j, x) => {
  if (!isFloating(x.dtype)) throw j.machine.raise("TypeError", `logistic does not accept dtype ${x.dtype}. Accepted dtypes are subtypes of floating, complexfloating.`);
  return j.call("sigmoid", x);
};
export const softplus: Activation = (j, x) => j.call("logaddexp", x, 0);
const relu: Activation = (j, x) => (isFloating(x.dtype) ? j.call("relu", x) : j.maximum(x, 0));
const relu6: Activation = (j, x) => (isFloating(x.dtype) ? j.call("relu6", x) : j.minimum(j.maximum(x, 0), j.float(6)));
const hardSigmoid: Activation = (j, x) => j.div(relu6(j, j.add(x, j.float(3))), j.float(6));
const elu = (j: Jnp, x: JaxArray, alpha: JaxArray): JaxArray => {
  const positive = j.compare("gt", x, 0);
  return j.where(positive, x, j.mul(alpha, j.call("expm1", j.where(positive, j.float(0), x))));
};

function gelu({ j, array, flag }: Call): JaxArray {
  const x = j.strong(j.inexact(array("x")));
  if (!flag("approximate")) return j.mul(j.mul(j.float(0.5), x), j.call("erfc", j.mul(j.neg(x), j.constant(Math.SQRT1_2, x.dtype))));
  const inner = j.mul(j.constant(Math.sqrt(2 / Math.PI), x.dtype), j.add(x, j.mul(j.float(0.044715), j.pow(x, 3))));
  return j.mul(x, j.mul(j.float(0.5), j.add(j.float(1), j.call("tanh", inner))));
}

/** Elements outside the mask are −∞. */
const masked = ({ j, machine, given, a }: Call, x: JaxArray): JaxArray => (given("where") ? j.where(need(machine, a.where, "where"), x, j.float(-Infinity)) : x);

function softmax(call: Call): JaxArray {
  const { j, machine, a, array, given } = call;
  const x = masked(call, array("x"));
  const axes = axesOf(machine, a.axis!, x.shape.length);
  const exponentials = j.call("exp", j.sub(x, j.stop(j.max(x, axes, true))));
  const result = j.div(exponentials, j.sum(exponentials, axes, true));
  return given("where") ? j.where(need(machine, a.where, "where"), result, 0) : j.strong(result);
}

function logSoftmax(call: Call): JaxArray {
  const { j, machine, a, array, given } = call;
  const x = masked(call, array("x"));
  const axes = axesOf(machine, a.axis!, x.shape.length);
  const shifted = j.sub(x, j.stop(j.max(x, axes, true)));
  const result = j.sub(shifted, j.call("log", j.sum(j.call("exp", shifted), axes, true)));
  return given("where") ? j.where(need(machine, a.where, "where"), result, j.float(-Infinity)) : j.strong(result);
}

/** log Σ b·exp(a), the largest exponent taken out first. */
export function logsumexp({ j, machine }: Pick<Call, "j" | "machine">, given: JaxArray, axis: Call["a"][string], keepdims: boolean, weights: JaxArray | null, mask: JaxArray | null): { value: JaxArray; sum: JaxArray } {
  const x = j.strong(j.inexact(given));
  const inside = mask ? j.where(mask, x, j.float(-Infinity)) : x;
  const axes = axesOf(machine, axis, x.shape.length);
  const largest = j.stop(j.max(inside, axes, true));
  const finite = j.where(elementwise(machine, "isfinite", [largest]), largest, j.float(0));
  const exponentials = j.call("exp", j.sub(inside, finite));
  const sum = j.sum(weights ? j.mul(exponentials, weights) : exponentials, axes, keepdims);
  const shift = keepdims ? finite : j.reshape(finite, sum.shape);
  return { value: j.add(j.call("log", weights ? j.abs(sum) : sum), shift), sum };
}

function standardize({ j, machine, a, array, given }: Call): JaxArray {
  const x = j.strong(j.inexact(array("x")));
  const axes = axesOf(machine, a.axis!, x.shape.length);
  const mean = given("mean") ? array("mean") : j.mean(x, axes, true);
  const centred = j.sub(x, mean);
  const fast = (): JaxArray => j.maximum(0, j.sub(j.mean(j.mul(x, x), axes, true), j.mul(mean, mean)));
  const variance = given("variance") ? array("variance") : a.algorithm === "stable" ? j.mean(j.mul(centred, centred), axes, true) : fast();
  return j.mul(centred, j.call("rsqrt", j.add(variance, j.float(given("epsilon") ? floatArgument(machine, a.epsilon!, "epsilon") : 1e-5))));
}

function oneHot({ j, machine, a, int }: Call): JaxArray {
  const x = arrayOfValue(machine, a.x!, null);
  const count = int("num_classes");
  const axis = j.axis(int("axis"), x.shape.length + 1);
  const classes = j.reshape(integers(machine, [count], Array.from({ length: count }, (_, i) => i)), Array.from({ length: x.shape.length + 1 }, (_, i) => (i === axis ? count : 1)));
  return j.cast(j.compare("eq", j.unsqueeze(x, axis), classes), dtypeOf(machine, a.dtype!, "one_hot") ?? defaultFloat(machine));
}

/** softmax(QKᵀ/√d + bias)·V; arrays are (batch, length, heads, size), heads of keys may be shared by several of queries. */
function attention({ j, machine, a, array, given, flag }: Call): JaxArray {
  const whole = (x: JaxArray): JaxArray => (x.shape.length === 4 ? x : j.reshape(x, [...new Array<number>(4 - x.shape.length).fill(1), ...x.shape]));
  const given4 = array("query");
  const [query, key, value] = [whole(given4), whole(array("key", 1)), whole(array("value", 2))];
  const [heads, shared] = [query.shape[2]!, key.shape[2]!];
  if (heads % shared) throw machine.raise("ValueError", `The number of query heads must be a multiple of key/value heads, but got ${heads} vs ${shared}`);
  const spread = (x: JaxArray): JaxArray => (heads === shared ? x : j.reshape(j.expand(j.unsqueeze(x, 3), [x.shape[0]!, x.shape[1]!, shared, heads / shared, x.shape[3]!]), [x.shape[0]!, x.shape[1]!, heads, x.shape[3]!]));
  const [q, k, v] = [query, spread(key), spread(value)].map((x) => j.permute(x, [0, 2, 1, 3]));
  const scale = given("scale") ? floatArgument(machine, a.scale!, "scale") : 1 / Math.sqrt(query.shape[3]!);
  let logits = j.mul(j.matmul(q!, j.permute(k!, [0, 1, 3, 2])), j.constant(scale, query.dtype));
  if (given("bias")) logits = j.add(logits, whole(array("bias")));
  const [rows, columns] = [logits.shape[2]!, logits.shape[3]!];
  const masks: JaxArray[] = given("mask") ? [whole(array("mask"))] : [];
  const places = (length: number, shape: number[]): JaxArray => j.reshape(integers(machine, [length], Array.from({ length }, (_, i) => i)), shape);
  if (flag("is_causal")) masks.push(j.compare("ge", places(rows, [rows, 1]), places(columns, [1, columns])));
  if (given("key_value_seq_lengths")) masks.push(j.compare("lt", places(columns, [1, 1, 1, columns]), j.reshape(array("key_value_seq_lengths"), [-1, 1, 1, 1])));
  const open = masks.reduce<JaxArray | null>((so, mask) => (so ? j.and(so, mask) : mask), null);
  const shown = open ? j.where(open, logits, j.constant(-0.7 * 3.4028234663852886e38, logits.dtype)) : logits;
  const exponentials = j.call("exp", j.sub(shown, j.stop(j.max(shown, [3], true))));
  const result = j.permute(j.matmul(j.div(exponentials, j.sum(exponentials, [3], true)), v!), [0, 2, 1, 3]);
  return j.strong(given4.shape.length === 4 ? result : j.reshape(result, given4.shape));
}

const FUNCTIONS: readonly PyBuiltin[] = [
  activation("identity", (_, x) => x), activation("relu", relu), activation("relu6", relu6), activation("sigmoid", sigmoid), activation("softplus", softplus), activation("hard_sigmoid", hardSigmoid),
  activation("tanh", (j, x) => j.call("tanh", x)),
  ...["silu", "swish"].map((name) => activation(name, (j, x) => j.mul(x, sigmoid(j, x)))), ...["hard_silu", "hard_swish"].map((name) => activation(name, (j, x) => j.mul(x, hardSigmoid(j, x)))),
  activation("soft_sign", (j, x) => j.div(x, j.add(j.abs(x), 1))), activation("mish", (j, x) => j.mul(x, j.call("tanh", softplus(j, x)))), activation("log_sigmoid", (j, x) => j.neg(softplus(j, j.neg(x)))),
  activation("sparse_plus", (j, x) => { const up = j.add(x, j.float(1)); return j.where(j.compare("le", x, j.float(-1)), j.float(0), j.where(j.compare("ge", x, j.float(1)), x, j.div(j.pow(up, 2), 4))); }),
  activation("sparse_sigmoid", (j, x) => j.mul(j.float(0.5), j.minimum(j.float(2), j.maximum(j.float(0), j.add(x, j.float(1)))))),
  activation("hard_tanh", (j, x) => j.where(j.compare("gt", x, 1), 1, j.where(j.compare("lt", x, -1), -1, x))),
  activation("selu", (j, x) => j.mul(j.float(1.0507009873554805), elu(j, x, j.float(1.6732632423543772)))),
  activation("log1mexp", (j, x) => j.where(j.compare("lt", x, j.float(Math.LN2)), j.call("log", j.neg(j.call("expm1", j.neg(x)))), j.call("log1p", j.neg(j.call("exp", j.neg(x)))))),
  define("elu(x, alpha=None)", (call) => elu(call.j, call.array("x"), arrayFrom(call.machine, call.a.alpha!) ?? call.j.float(1))),
  define("celu(x, alpha=None)", ({ j, machine, a, array }) => { const alpha = arrayFrom(machine, a.alpha!) ?? j.float(1); const x = array("x"); return j.add(j.maximum(x, j.float(0)), j.mul(alpha, j.call("expm1", j.div(j.minimum(x, j.float(0)), alpha)))); }),
  define("leaky_relu(x, negative_slope=None)", ({ j, machine, a, array }) => { const x = array("x"); return j.where(j.compare("ge", x, 0), x, j.mul(arrayFrom(machine, a.negative_slope!) ?? j.float(0.01), x)); }),
  define("squareplus(x, b=4)", ({ j, array }) => { const x = array("x"); return j.div(j.add(x, j.call("sqrt", j.add(j.mul(x, x), array("b", 1)))), 2); }),
  define("gelu(x, approximate=True)", gelu),
  define("glu(x, axis=-1)", ({ j, machine, array, int }) => {
    const x = array("x");
    const axis = j.axis(int("axis"), x.shape.length);
    const length = x.shape[axis]!;
    if (length % 2) throw machine.raise("AssertionError", "axis size must be divisible by 2");
    return j.mul(j.slice(x, axis, 0, length / 2), sigmoid(j, j.slice(x, axis, length / 2, length)));
  }),
  define("softmax(x, axis=-1, where=None)", softmax), define("log_softmax(x, axis=-1, where=None)", logSoftmax),
  define("logsumexp(a, axis=None, b=None, keepdims=False, return_sign=False, where=None)", (call) => logsumexp(call, call.array("a"), call.a.axis!, call.flag("keepdims"), arrayFrom(call.machine, call.a.b!), arrayFrom(call.machine, call.a.where!)).value),
  define("logmeanexp(x, axis=None, where=None, keepdims=False)", (call) => { const { j, machine, a, array } = call; const x = array("x"); return j.sub(logsumexp(call, x, a.axis!, call.flag("keepdims"), null, null).value, j.call("log", j.of(j.count(x, axesOf(machine, a.axis!, x.shape.length))))); }),
  define("standardize(x, axis=-1, mean=None, variance=None, epsilon=None, where=None, *, algorithm='fast')", standardize),
  define("one_hot(x, num_classes, *, dtype=None, axis=-1)", oneHot),
  define("dot_product_attention(query, key, value, bias=None, mask=None, *, scale=None, is_causal=False, query_seq_lengths=None, key_value_seq_lengths=None, local_window_size=None, implementation=None, return_residual=False)", attention),
];

export const JAX_NN: Part = { "jax.nn": () => named(FUNCTIONS) };
