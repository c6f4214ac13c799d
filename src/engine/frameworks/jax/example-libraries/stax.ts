/** `jax.example_libraries.stax`: layers as pairs of functions, init(key, shape) → (shape, params) and apply(params, inputs, **kwargs). */
import { native } from "../../../python/define-native.js";
import type { Machine } from "../../../python/machine.js";
import { type Keywords, PyBuiltin, PyFloat, PyList, PyTuple, Unsupported, type Value } from "../../../python/object.js";
import { split } from "../../../tensor/random/threefry.js";
import { frameworkMessages as say } from "../../messages.js";
import { type JaxArray, need } from "../array.js";
import { INITIALIZERS } from "../initializers.js";
import { jnpOf } from "../jnp.js";
import { convolve, layoutOf } from "../lax/convolution.js";
import { paddingOf, perAxis, reduceWindow } from "../lax/reductions.js";
import { JAX_NN } from "../nn.js";
import { FUNCTIONS } from "../numpy/index.js";
import { intsOf } from "../numpy/arguments.js";
import { named, type Part } from "../part.js";
import { KeyArray, wordArray, wordsOf } from "../random/key-array.js";
import { keyOf } from "../random/keys.js";
import { SAMPLERS } from "../random/samplers.js";

type Init = (machine: Machine, key: Value, shape: Value) => readonly [shape: Value, params: Value];
type Apply = (machine: Machine, params: Value, inputs: Value, keywords: Keywords) => Value;

const layer = (init: Init, apply: Apply): Value => new PyTuple([
  new PyBuiltin("init_fun", (machine, [key = null, shape = null]) => new PyTuple(init(machine, key, shape)), "static"),
  new PyBuiltin("apply_fun", (machine, [params = null, inputs = null], keywords) => apply(machine, params, inputs, keywords), "static"),
]);
const empty = new PyTuple([]);
const same: Init = (_, __, shape) => [shape, empty];

/** Keys of the kind that was given. */
function keys(machine: Machine, key: Value, count: number): Value[] {
  const given = keyOf(machine, key, "split");
  return split(given.key, count).map((one) => (given.typed ? new KeyArray(wordsOf([one], [])) : wordArray(machine, wordsOf([one], []))));
}

const find = (part: Part, module: string, machine: Machine, name: string): Value => [...part[module]!(machine)].find(([own]) => own === name)![1]; // one of its names
const initializer = (machine: Machine, name: string): Value => find(INITIALIZERS, "jax.nn.initializers", machine, name);
const made = (given: Value | undefined, otherwise: () => Value): Value => (given === null || given === undefined ? otherwise() : given);

const elementwise = (call: (machine: Machine, x: Value) => Value): Value => layer(same, (machine, _, inputs) => call(machine, inputs));
const activation = (name: string): Value => elementwise((machine, x) => machine.call(find(JAX_NN, "jax.nn", machine, name), [x]));
const function_ = (name: string): Value => elementwise((machine, x) => machine.call(FUNCTIONS.find((one) => one.name === name)!, [x]));

const ints = (machine: Machine, value: Value): number[] => intsOf(machine, value instanceof PyList ? new PyTuple(value.items) : value);
/** Rows may be counted by −1: that axis is not looked at. */
const pooled = (lengths: readonly number[], windows: readonly number[], strides: readonly number[], padding: readonly (readonly [number, number])[]): number[] =>
  lengths.map((length, axis) => (length < 0 ? length : Math.floor((length + padding[axis]![0] + padding[axis]![1] - windows[axis]!) / strides[axis]!) + 1));

function convolution(machine: Machine, numbers: Value, a: Readonly<Record<string, Value>>): Value {
  const [lhs, rhs, out] = [...machine.iterate(numbers)].map(String) as [string, string, string]; // three texts
  const filter = ints(machine, a.filter_shape!);
  const strides = perAxis(machine, a.strides, filter.length);
  const channels = Number(a.out_chan);
  const init: Init = (inner, key, shape) => {
    const sizes = ints(inner, shape);
    const windows = [...filter];
    const kernel = [...rhs].map((letter) => (letter === "O" ? channels : letter === "I" ? sizes[lhs.indexOf("C")]! : windows.shift()!));
    const [k1, k2] = keys(inner, key, 2) as [Value, Value]; // two were asked for
    const weights = made(a.W_init, () => inner.call(initializer(inner, "glorot_normal"), [rhs.indexOf("I"), rhs.indexOf("O")]));
    const bias = made(a.b_init, () => inner.call(initializer(inner, "normal"), [new PyFloat(1e-6)]));
    const space = [...lhs].flatMap((letter, axis) => (letter === "N" || letter === "C" ? [] : [sizes[axis]!]));
    const lengths = pooled(space, filter, strides, paddingOf(inner, a.padding!, space, filter, strides));
    const output = [...out].map((letter) => (letter === "N" ? sizes[lhs.indexOf("N")]! : letter === "C" ? channels : lengths.shift()!));
    const w = inner.call(weights, [k1, new PyTuple(kernel)]);
    return [new PyTuple(output), new PyTuple([w, inner.call(bias, [k2, new PyTuple([...out].map((letter) => (letter === "C" ? channels : 1)))])])];
  };
  return layer(init, (inner, params, inputs) => {
    const [w, b] = [...inner.iterate(params)];
    const ones = filter.map(() => 1);
    const x = need(inner, inputs, "conv_general_dilated");
    return inner.binary("+", convolve(jnpOf(inner), x, need(inner, w, "conv_general_dilated", 1), { strides, padding: a.padding!, inputDilation: ones, kernelDilation: ones, groups: 1, layout: layoutOf(inner, numbers, x.shape.length) }), b!);
  });
}

function pool(machine: Machine, kind: "max" | "sum" | "average", a: Readonly<Record<string, Value>>): Value {
  const space = ints(machine, a.window_shape!);
  const spec = typeof a.spec === "string" ? a.spec : null;
  const around = spec ? [spec.indexOf("N"), spec.indexOf("C")].sort((p, q) => p - q) : [0, space.length + 1];
  const [windows, strides] = [[...space], perAxis(machine, a.strides, space.length)];
  for (const axis of around) { windows.splice(axis, 0, 1); strides.splice(axis, 0, 1); }
  const ones = windows.map(() => 1);
  const run = (inner: Machine, x: JaxArray, how: "max" | "sum"): JaxArray => {
    const j = jnpOf(inner);
    return reduceWindow(j, how, x, j.constant(how === "max" ? Number.NEGATIVE_INFINITY : 0, x.dtype), windows, strides, paddingOf(inner, a.padding!, x.shape, windows, strides), ones);
  };
  return layer((inner, _, shape) => {
    const sizes = ints(inner, shape);
    return [new PyTuple(pooled(sizes, windows, strides, paddingOf(inner, a.padding!, sizes, windows, strides))), empty];
  }, (inner, _, inputs) => {
    const x = need(inner, inputs, "reduce_window");
    if (kind !== "average") return run(inner, x, kind);
    const j = jnpOf(inner);
    return j.div(run(inner, x, "sum"), run(inner, j.expand(j.reshape(j.constant(1, x.dtype), x.shape.map(() => 1)), x.shape.map((length, axis) => (around.includes(axis) ? 1 : length))), "sum"));
  });
}

const pairs = (machine: Machine, layers: readonly Value[]): { readonly init: Value; readonly apply: Value }[] => layers.map((one) => {
  const [init, apply] = [...machine.iterate(one)];
  return { init: init!, apply: apply! };
});

/** The key in `rng=`, one for each of the layers; the other keywords go to all. */
function handedOn(machine: Machine, keywords: Keywords, count: number): Keywords[] {
  const key = keywords.get("rng") ?? null;
  const own = key === null ? null : keys(machine, key, count);
  return Array.from({ length: count }, (_, i) => new Map([...keywords, ["rng", own ? own[i]! : null]]));
}

const COMBINATORS: readonly PyBuiltin[] = [
  native("serial(*layers)", (machine, _, { rest }) => {
    const parts = pairs(machine, rest);
    return layer((inner, key, shape) => {
      const params: Value[] = [];
      for (const { init } of parts) {
        const [next, own] = keys(inner, key, 2) as [Value, Value]; // two were asked for
        key = next;
        const [output, param] = [...inner.iterate(inner.call(init, [own, shape]))];
        shape = output!;
        params.push(param!);
      }
      return [shape, new PyList(params)];
    }, (inner, params, inputs, keywords) => {
      const own = [...inner.iterate(params)];
      const given = handedOn(inner, keywords, parts.length);
      return parts.reduce((x, { apply }, i) => inner.call(apply, [own[i]!, x], given[i]), inputs);
    });
  }),
  native("parallel(*layers)", (machine, _, { rest }) => {
    const parts = pairs(machine, rest);
    return layer((inner, key, shapes) => {
      const own = keys(inner, key, parts.length);
      const given = [...inner.iterate(shapes)];
      const results = parts.map(({ init }, i) => [...inner.iterate(inner.call(init, [own[i]!, given[i]!]))]);
      return [new PyTuple(results.map(([shape]) => shape!)), new PyTuple(results.map(([, params]) => params!))];
    }, (inner, params, inputs, keywords) => {
      const [own, given, named_] = [[...inner.iterate(params)], [...inner.iterate(inputs)], handedOn(inner, keywords, parts.length)];
      return new PyList(parts.map(({ apply }, i) => inner.call(apply, [own[i]!, given[i]!], named_[i])));
    });
  }),
];

const LAYERS: readonly PyBuiltin[] = [
  native("Dense(out_dim, W_init=None, b_init=None)", (_, a) => layer((machine, key, shape) => {
    const sizes = [...machine.iterate(shape)];
    const [k1, k2] = keys(machine, key, 2) as [Value, Value]; // two were asked for
    const weights = made(a.W_init, () => machine.call(initializer(machine, "glorot_normal"), []));
    const bias = made(a.b_init, () => machine.call(initializer(machine, "normal"), []));
    const w = machine.call(weights, [k1, new PyTuple([sizes.at(-1)!, a.out_dim!])]);
    return [new PyTuple([...sizes.slice(0, -1), a.out_dim!]), new PyTuple([w, machine.call(bias, [k2, new PyTuple([a.out_dim!])])])];
  }, (machine, params, inputs) => {
    const [w, b] = [...machine.iterate(params)];
    return machine.binary("+", machine.call(FUNCTIONS.find((one) => one.name === "dot")!, [inputs, w!]), b!);
  })),
  native("Conv(out_chan, filter_shape, strides=None, padding='VALID', W_init=None, b_init=None)", (machine, a) => convolution(machine, new PyTuple(["NHWC", "HWIO", "NHWC"]), a)),
  native("GeneralConv(dimension_numbers, out_chan, filter_shape, strides=None, padding='VALID', W_init=None, b_init=None)", (machine, a) => convolution(machine, a.dimension_numbers!, a)),
  ...(["max", "sum", "average"] as const).map((kind) => native(`${{ max: "MaxPool", sum: "SumPool", average: "AvgPool" }[kind]}(window_shape, strides=None, padding='VALID', spec=None)`, (machine, a) => pool(machine, kind, a))),
  native("Dropout(rate, mode='train')", (_, a) => layer(same, (machine, __, inputs, keywords) => {
    const key = keywords.get("rng") ?? null;
    if (key === null) throw machine.raise("ValueError", "Dropout layer requires apply_fun to be called with a PRNG key argument. That is, instead of `apply_fun(params, inputs)`, call it like `apply_fun(params, inputs, rng)` where `rng` is a PRNG key (e.g. from `jax.random.key`).");
    if (a.mode !== "train") return inputs;
    const x = need(machine, inputs, "Dropout");
    const keep = machine.call(SAMPLERS.find((one) => one.name === "bernoulli")!, [key, a.rate!, new PyTuple([...x.shape])]);
    return jnpOf(machine).where(need(machine, keep, "Dropout"), need(machine, machine.binary("/", x, a.rate!), "Dropout"), 0);
  })),
  native("FanOut(num)", (_, a) => { const many = (value: Value): Value => new PyList(new Array<Value>(Number(a.num)).fill(value)); return layer((_machine, __, shape) => [many(shape), empty], (_machine, __, inputs) => many(inputs)); }),
  native("FanInConcat(axis=-1)", (_, a) => layer((machine, __, shapes) => {
    const all = [...machine.iterate(shapes)].map((shape) => ints(machine, shape));
    const at = (Number(a.axis) + all[0]!.length) % all[0]!.length;
    return [new PyTuple(all[0]!.map((length, i) => (i === at ? all.reduce((sum, shape) => sum + shape[at]!, 0) : length))), empty];
  }, (machine, __, inputs) => machine.call(FUNCTIONS.find((one) => one.name === "concatenate")!, [inputs, a.axis!]))),
  ...["BatchNorm", "GeneralConvTranspose", "Conv1DTranspose", "ConvTranspose", "shape_dependent"].map((name) => new PyBuiltin(name, () => { throw new Unsupported("unsupported-call", say.unsupportedName(`stax.${name}`)); }, "static")),
];

export const STAX: Part = {
  "jax.example_libraries.stax": () => [
    ...named([...COMBINATORS, ...LAYERS]),
    ...Object.entries({ Relu: "relu", LogSoftmax: "log_softmax", Softmax: "softmax", Softplus: "softplus", Sigmoid: "sigmoid", Elu: "elu", LeakyRelu: "leaky_relu", Selu: "selu", Gelu: "gelu" }).map(([name, of]): [string, Value] => [name, activation(of)]),
    ["Tanh", function_("tanh")], ["Exp", function_("exp")], ["Identity", elementwise((_, x) => x)],
    ["Flatten", layer((machine, _, shape) => { const sizes = ints(machine, shape); return [new PyTuple([sizes[0]!, sizes.slice(1).reduce((product, length) => product * length, 1)]), empty]; }, (machine, _, inputs) => { const x = need(machine, inputs, "reshape"); return jnpOf(machine).reshape(x, [x.shape[0]!, -1]); })],
    ["FanInSum", layer((machine, _, shapes) => [[...machine.iterate(shapes)][0]!, empty], (machine, _, inputs) => [...machine.iterate(inputs)].reduce((sum, one) => machine.binary("+", sum, one)))],
  ],
};
