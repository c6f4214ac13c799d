/** `jnp.vectorize`: a function of cores mapped over the axes in front of them. */
import type { Machine } from "../../../python/machine.js";
import { type Keywords, PyBuiltin, PyTuple, type Value } from "../../../python/object.js";
import { sizeOf } from "../../../tensor/shape.js";
import { intList, isInt, numberOf } from "../../arguments.js";
import { arrayFrom, type JaxArray, need } from "../array.js";
import { type Jnp, jnpOf } from "../jnp.js";
import { broadcastShape } from "../run.js";
import { define } from "./arguments.js";

interface Cores {
  /** Names of core axes of each argument. */
  readonly inputs: readonly (readonly string[])[];
  readonly outputs: readonly (readonly string[])[];
}

/** `(m,n),(n)->(m)`. */
function parse(machine: Machine, text: string): Cores {
  const sides = text.replaceAll(" ", "").split("->");
  if (sides.length !== 2 || !/^(\([^()]*\),?)+$/.test(sides[0]!)) throw machine.raise("ValueError", `not a valid gufunc signature: ${text}`);
  const [inputs, outputs] = sides.map((side) => [...side!.matchAll(/\(([^()]*)\)/g)].map((match) => match[1]!.split(",").filter(Boolean)));
  return { inputs: inputs!, outputs: outputs! };
}

/** The cores of an array spread over the outer shape, one by one. */
function coresOf(j: Jnp, x: JaxArray, outer: readonly number[], rank: number): JaxArray[] {
  const core = x.shape.slice(x.shape.length - rank);
  const flat = j.reshape(j.expand(x, [...outer, ...core]), [sizeOf(outer), ...core]);
  return Array.from({ length: sizeOf(outer) }, (_, i) => j.reshape(j.slice(flat, 0, i, i + 1), core));
}

export function mapped(machine: Machine, callee: Value, args: readonly Value[], keywords: Keywords, excluded: ReadonlySet<number>, cores: Cores | null): Value {
  const j = jnpOf(machine);
  const places = args.flatMap((_, i) => (excluded.has(i) ? [] : [i]));
  if (cores && cores.inputs.length !== places.length) throw machine.raise("TypeError", `wrong number of positional arguments: expected ${cores.inputs.length}, got ${places.length}`);
  const arrays = places.map((place) => arrayFrom(machine, args[place]) ?? need(machine, args[place], "vectorize", place));
  const ranks = arrays.map((_, i) => (cores ? cores.inputs[i]!.length : 0));
  arrays.forEach((array, i) => {
    if (array.shape.length < ranks[i]!) throw machine.raise("ValueError", `input with shape ${machine.repr(new PyTuple([...array.shape]))} does not have enough dimensions for all core dimensions (${cores!.inputs[i]!.map((name) => `'${name}'`).join(", ")}) on vectorized function with excluded=frozenset() and signature=None`);
  });
  const outer = broadcastShape(machine, "vectorize", arrays.map((array, i) => array.shape.slice(0, array.shape.length - ranks[i]!)));
  const pieces = arrays.map((array, i) => coresOf(j, array, outer, ranks[i]!));
  const results = Array.from({ length: sizeOf(outer) }, (_, k) => machine.call(callee, args.map((value, place) => (excluded.has(place) ? value : pieces[places.indexOf(place)]![k]!)), keywords));
  const whole = (parts: readonly Value[]): JaxArray => {
    const own = parts.map((part) => need(machine, part, "vectorize"));
    return own.length ? j.reshape(j.stack(own), [...outer, ...own[0]!.shape]) : j.expand(j.of(0), outer);
  };
  const [first] = results;
  if (!(first instanceof PyTuple)) return whole(results);
  return new PyTuple(first.items.map((_, i) => whole(results.map((result) => (result as PyTuple).items[i]!)))); // all calls are of one function
}

export const MAPPING: readonly PyBuiltin[] = [
  define("vectorize(pyfunc, *, excluded=None, signature=None)", ({ machine, a }) => {
    const cores = typeof a.signature === "string" ? parse(machine, a.signature) : null;
    const excluded = new Set(a.excluded === null ? [] : [...machine.iterate(a.excluded!)].flatMap((one) => (isInt(one) ? [numberOf(one)] : (intList(one) ?? []))));
    return new PyBuiltin("vectorize", (inner, args, keywords) => mapped(inner, a.pyfunc!, args, keywords, excluded, cores), "static");
  }),
];
