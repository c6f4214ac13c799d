/** Permutations, choices and categories. */
import { type PyBuiltin, Unsupported, type Value } from "../../../python/object.js";
import * as draw from "../../../tensor/random/threefry-distributions.js";
import { uniform } from "../../../tensor/random/threefry.js";
import { sizeOf } from "../../../tensor/shape.js";
import { frameworkMessages as say } from "../../messages.js";
import { shapeText } from "../../numpy/printing.js";
import { castTo, JaxArray, need } from "../array.js";
import { orderOf } from "../numpy/ordering.js";
import { shapeOf } from "../numpy/arguments.js";
import { integers, run } from "../run.js";
import { defaultInt } from "../state.js";
import { gumbelMode, sampler } from "./samplers.js";

type Draw = Parameters<Parameters<typeof sampler>[1]>[0];

/** Shuffled along an axis: the whole, or (`independent`) each row by itself. */
function permutation(d: Draw, x: JaxArray, axisGiven: number): JaxArray {
  const { machine, j, key } = d;
  if (!x.shape.length) {
    if (x.dtype.includes("float")) throw machine.raise("TypeError", "x must be an integer or at least 1-dimensional");
    const count = Number(x.node.value.buffer[x.node.value.offset]);
    return integers(machine, [Math.max(count, 0)], draw.shuffled(key, Math.max(count, 0)));
  }
  if (d.a.independent !== undefined && d.flag("independent") && x.shape.length > 1) throw new Unsupported("unsupported-call", say.unsupportedArgument("jax.random.permutation", "independent=True"));
  const axis = j.axis(axisGiven, x.shape.length);
  const order = draw.shuffled(key, x.shape[axis]!);
  return j.pick(x, integers(machine, [order.length], order), axis);
}

function choice(d: Draw): Value {
  const { machine, a, j } = d;
  const array = need(machine, a.a, "choice");
  const axis = array.shape.length ? j.axis(d.int("axis"), array.shape.length) : 0;
  const shape = d.shape();
  const count = array.shape.length ? array.shape[axis]! : Number(array.node.value.buffer[array.node.value.offset]);
  const draws = sizeOf(shape);
  const replace = d.flag("replace");
  if (draws > 0 && count <= 0) throw machine.raise("ValueError", "a must be greater than 0 unless no samples are taken");
  if (!replace && draws > count) throw machine.raise("ValueError", `Cannot take a larger sample (size ${draws}) than population (size ${count}) when 'replace=False'`);
  const index = places(d, count, shape, draws, replace);
  if (!array.shape.length) return j.reshape(index, shape);
  const found = j.pick(array, j.reshape(index, [draws]), axis);
  return j.reshape(found, [...array.shape.slice(0, axis), ...shape, ...array.shape.slice(axis + 1)]);
}

function places(d: Draw, count: number, shape: readonly number[], draws: number, replace: boolean): JaxArray {
  const { machine, a, j, key } = d;
  if (a.p === null) {
    if (replace) return d.made(draw.randomIntegers(key, shape, "int32", -(2 ** 31), 2 ** 31 - 1, () => 0, () => count));
    return integers(machine, [draws], draw.shuffled(key, count).slice(0, draws));
  }
  const p = j.strong(j.inexact(need(machine, a.p, "choice")));
  if (p.shape.length !== 1 || p.shape[0] !== count) throw machine.raise("ValueError", `p must be None or a 1D vector with the same size as a.shape[axis]. p has shape ${shapeText(p.shape)} and a.shape[axis] is ${count}.`);
  if (!replace) {
    const scores = j.add(d.made(draw.gumbel(key, [count], p.dtype)), j.call("log", p));
    return j.slice(j.cast(orderOf(j, scores, 0, true), defaultInt(machine)), 0, 0, draws);
  }
  const sums = run(machine, "cumsum", [p.node], { axis: 0 }).value.buffer;
  const u = uniform(key, shape, p.dtype);
  const total = sums[count - 1]!;
  const round = p.dtype === "float64" ? (x: number): number => x : Math.fround;
  return integers(machine, shape, Array.from(u.buffer, (x) => {
    const at = sums.findIndex((sum) => sum >= round(total * round(1 - x)));
    return at < 0 ? count : at;
  }));
}

function categorical(d: Draw): Value {
  gumbelMode(d);
  const { machine, a, j, key } = d;
  const logits = j.strong(need(machine, a.logits, "categorical"));
  const rank = logits.shape.length;
  const axis = j.axis(d.int("axis"), rank);
  const batch = logits.shape.filter((_, i) => i !== axis);
  const shape = a.shape === null ? batch : shapeOf(machine, a.shape!);
  const lead = shape.slice(0, shape.length - batch.length);
  if (a.shape !== null && !batch.every((length, i) => length === shape[lead.length + i] || length === 1)) throw machine.raise("ValueError", `categorical parameter shapes must be broadcast-compatible with shape argument, and the result of broadcasting the shapes must equal the shape argument, but got result ${shapeText(batch)} for shape argument ${shapeText(shape)}.`);
  if (!d.flag("replace")) throw new Unsupported("unsupported-call", say.unsupportedArgument("jax.random.categorical", "replace=False"));
  const inner = shape.slice(lead.length);
  const own = [...inner.slice(0, axis), logits.shape[axis]!, ...inner.slice(axis)];
  const scores = j.add(d.made(draw.gumbel(key, [...lead, ...own], logits.dtype)), logits);
  return new JaxArray(castTo(machine, run(machine, "argmax", [scores.node], { axis: lead.length + axis, keepdim: false }), defaultInt(machine)));
}

export const CHOICES: readonly PyBuiltin[] = [
  sampler("permutation(key, x, axis=0, independent=False, *, out_sharding=None)", (d) => permutation(d, need(d.machine, d.a.x, "permutation"), d.int("axis"))),
  sampler("choice(key, a, shape='', replace=True, p=None, axis=0, mode=None)", choice),
  sampler("categorical(key, logits, axis=-1, shape=None, replace=True, mode=None, *, out_sharding=None)", categorical),
];
