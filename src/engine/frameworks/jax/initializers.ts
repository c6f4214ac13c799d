/** `jax.nn.initializers`: functions of a key, a shape and a dtype. */
import { native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { PyFloat, type PyBuiltin, PyTuple, type Value } from "../../python/object.js";
import { floatArgument, isInt } from "../arguments.js";
import { JaxArray } from "./array.js";
import { dtypeOf } from "./dtypes.js";
import { jnpOf } from "./jnp.js";
import { intsOf, shapeOf } from "./numpy/arguments.js";
import { named, type Part } from "./part.js";
import { SAMPLERS } from "./random/samplers.js";
import { run } from "./run.js";
import { defaultFloat } from "./state.js";
import type { Dtype } from "../../tensor/dtype.js";

interface Wanted {
  readonly machine: Machine;
  readonly key: Value;
  readonly shape: readonly number[];
  readonly dtype: Dtype;
}

const asFloat = (x: number): Value => new PyFloat(x);

/** A draw from `jax.random`, in the wanted shape and dtype. */
function drawn({ machine, key, shape, dtype }: Wanted, name: string, ...parameters: readonly Value[]): JaxArray {
  const sampler = SAMPLERS.find((one) => one.name === name)!; // one of its names
  return machine.call(sampler, [key, ...parameters], new Map<string, Value>([["shape", new PyTuple([...shape])], ["dtype", dtype]])) as JaxArray; // a sampler's result
}

/** What an initializer gives: `init(key, shape, dtype)`. */
const initializer = (standard: Value, work: (wanted: Wanted) => Value): PyBuiltin => native("init(key, shape, dtype=None, out_sharding=None)", (machine, a) =>
  work({ machine, key: a.key!, shape: shapeOf(machine, a.shape!), dtype: dtypeOf(machine, a.dtype, "init") ?? dtypeOf(machine, standard, "init") ?? defaultFloat(machine) }));

const places = (value: Value, machine: Machine): number[] => intsOf(machine, isInt(value) ? new PyTuple([value]) : value);

interface Scaling {
  readonly scale: number;
  readonly mode: string;
  readonly distribution: string;
  readonly inAxis: Value;
  readonly outAxis: Value;
  readonly batchAxis: Value;
}

function fans(machine: Machine, shape: readonly number[], { inAxis, outAxis, batchAxis }: Scaling): readonly [number, number] {
  if (shape.length <= 1) throw machine.raise("ValueError", `Can't compute input and output sizes of a ${shape.length}-dimensional weights tensor. Must be at least 2D.`);
  const [inside, outside, batch] = [inAxis, outAxis, batchAxis].map((axes) => places(axes, machine).reduce((product, axis) => product * shape.at(axis)!, 1)) as [number, number, number]; // three went in
  const field = shape.reduce((product, length) => product * length, 1) / inside / outside / batch;
  return [inside * field, outside * field];
}

/** A distribution whose variance is scale / fan. */
function scaled(wanted: Wanted, scaling: Scaling): Value {
  const { machine, shape, dtype } = wanted;
  const j = jnpOf(machine);
  const [fanIn, fanOut] = fans(machine, shape, scaling);
  const fan = { fan_in: fanIn, fan_out: fanOut, fan_avg: (fanIn + fanOut) / 2, fan_geo_avg: Math.sqrt(fanIn * fanOut) }[scaling.mode];
  if (fan === undefined) throw machine.raise("ValueError", `invalid mode for variance scaling initializer: ${scaling.mode}`);
  const variance = j.constant(scaling.scale / fan, dtype);
  switch (scaling.distribution) {
    case "truncated_normal":
      // The divisor is the standard deviation of a normal cut off at ±2.
      return j.mul(drawn(wanted, "truncated_normal", -2, 2), j.div(j.call("sqrt", variance), j.constant(0.87962566103423978, dtype)));
    case "normal":
      return j.mul(drawn(wanted, "normal"), j.call("sqrt", variance));
    case "uniform": {
      const sampler = SAMPLERS.find((one) => one.name === "uniform")!; // one of its names
      const u = machine.call(sampler, [wanted.key], new Map<string, Value>([["shape", new PyTuple([...shape])], ["dtype", dtype], ["minval", -1]])) as JaxArray; // a sampler's result
      return j.mul(u, j.call("sqrt", j.mul(3, variance)));
    }
    default:
      throw machine.raise("ValueError", `invalid distribution for variance scaling initializer: ${scaling.distribution}`);
  }
}

/** Name → scale, fan and distribution. */
const SCALINGS: Readonly<Record<string, readonly [number, string, string]>> = {
  glorot_uniform: [1, "fan_avg", "uniform"], glorot_normal: [1, "fan_avg", "truncated_normal"], lecun_uniform: [1, "fan_in", "uniform"], lecun_normal: [1, "fan_in", "truncated_normal"], he_uniform: [2, "fan_in", "uniform"], he_normal: [2, "fan_in", "truncated_normal"],
};
const ALIASES: Readonly<Record<string, string>> = { xavier_uniform: "glorot_uniform", xavier_normal: "glorot_normal", kaiming_uniform: "he_uniform", kaiming_normal: "he_normal" };

const scaling = (name: string, [scale, mode, distribution]: readonly [number, string, string]): PyBuiltin => native(`${name}(in_axis=-2, out_axis=-1, batch_axis=None, dtype=None)`, (_, a) =>
  initializer(a.dtype!, (wanted) => scaled(wanted, { scale, mode, distribution, inAxis: a.in_axis!, outAxis: a.out_axis!, batchAxis: a.batch_axis ?? new PyTuple([]) })));

const number = (machine: Machine, value: Value, otherwise: number, name: string): number => (value === null ? otherwise : floatArgument(machine, value, name));

/** Columns at right angles, with the signs of R's diagonal taken in. */
function orthogonal(wanted: Wanted, scale: number, axis: number): Value {
  const { machine, shape, dtype } = wanted;
  if (shape.length < 2) throw machine.raise("ValueError", "orthogonal initializer requires at least a 2D shape");
  const j = jnpOf(machine);
  const columns = shape.at(axis)!;
  const rows = shape.reduce((product, length) => product * length, 1) / columns;
  const z = drawn({ ...wanted, shape: [Math.max(rows, columns), Math.min(rows, columns)] }, "normal");
  const [q, r] = ["qr_q", "qr_r"].map((card) => new JaxArray(run(machine, card, [z.node], { mode: "reduced" }))) as [JaxArray, JaxArray]; // two cards
  const signs = j.keep("sign", new JaxArray(run(machine, "diagonal", [r.node], { offset: 0 })));
  const turned = j.mul(q, signs);
  const matrix = rows < columns ? j.permute(turned, [1, 0]) : turned;
  const at = axis < 0 ? axis + shape.length : axis;
  return j.mul(j.constant(scale, dtype), j.moveaxis(j.reshape(matrix, [...shape.filter((_, i) => i !== at), columns]), shape.length - 1, at));
}

const filled = (name: string, value: number): PyBuiltin => native(`${name}(key, shape, dtype=None, out_sharding=None)`, (machine, a) => {
  const shape = shapeOf(machine, a.shape!);
  return constant(machine, value, shape, dtypeOf(machine, a.dtype, name) ?? defaultFloat(machine));
});
const constant = (machine: Machine, value: number, shape: readonly number[], dtype: Dtype): JaxArray => {
  const j = jnpOf(machine);
  return j.expand(j.reshape(j.constant(value, dtype), shape.map(() => 1)), shape);
};

const NAMED = Object.entries(SCALINGS).map(([name, how]) => scaling(name, how));

export const INITIALIZERS: Part = {
  "jax.nn.initializers": () => [
    ...named([
      filled("zeros", 0), filled("ones", 1), ...NAMED,
      native("constant(value, dtype=None)", (machine, a) => initializer(a.dtype!, ({ shape, dtype }) => constant(machine, floatArgument(machine, a.value!, "value"), shape, dtype))),
      native("uniform(scale=None, dtype=None)", (machine, a) => initializer(a.dtype!, (wanted) => jnpOf(machine).mul(drawn(wanted, "uniform"), jnpOf(machine).constant(number(machine, a.scale!, 0.01, "scale"), wanted.dtype)))),
      native("normal(stddev=None, dtype=None)", (machine, a) => initializer(a.dtype!, (wanted) => jnpOf(machine).mul(drawn(wanted, "normal"), jnpOf(machine).constant(number(machine, a.stddev!, 0.01, "stddev"), wanted.dtype)))),
      native("truncated_normal(stddev=None, dtype=None, lower=None, upper=None)", (machine, a) => initializer(a.dtype!, (wanted) => {
        const [low, high] = [number(machine, a.lower!, -2, "lower"), number(machine, a.upper!, 2, "upper")];
        return jnpOf(machine).mul(drawn(wanted, "truncated_normal", asFloat(low), asFloat(high)), jnpOf(machine).constant(number(machine, a.stddev!, 0.01, "stddev"), wanted.dtype));
      })),
      native("variance_scaling(scale, mode, distribution, in_axis=-2, out_axis=-1, batch_axis=None, dtype=None)", (machine, a) => initializer(a.dtype!, (wanted) => scaled(wanted, { scale: floatArgument(machine, a.scale!, "scale"), mode: machine.str(a.mode!), distribution: machine.str(a.distribution!), inAxis: a.in_axis!, outAxis: a.out_axis!, batchAxis: a.batch_axis ?? new PyTuple([]) }))),
      native("orthogonal(scale=None, column_axis=-1, dtype=None)", (machine, a) => initializer(a.dtype!, (wanted) => orthogonal(wanted, number(machine, a.scale!, 1, "scale"), Number(a.column_axis)))),
    ]),
    ...Object.entries(ALIASES).map(([name, of]): [string, Value] => [name, NAMED.find((one) => one.name === of)!]),
  ],
};
