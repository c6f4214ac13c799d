/** `jax.jit`: the function itself. What it prints is printed when JAX would trace it: once for each kind of arguments. */
import { define, native } from "../../../python/define-native.js";
import type { Machine } from "../../../python/machine.js";
import { type Keywords, objectType, PyBuiltin, PyRaise, PyType, type Value } from "../../../python/object.js";
import { isInt } from "../../arguments.js";
import { arrayFrom, JaxArray } from "../array.js";
import { KeyArray } from "../random/key-array.js";
import { flatten, structureText, unflatten } from "../tree/structure.js";
import { avalText, nameOf, parametersOf, wrapped } from "./leaves.js";
import { inside, muted } from "./levels.js";

/** How many `disable_jit()` are open. */
const switches = (machine: Machine): { off: number } => machine.state("jax-disable-jit", () => ({ off: 0 }));

const disabledType = define(new PyType("disable_jit", [objectType], "jax"), [
  new PyBuiltin("__enter__", (machine) => { switches(machine).off++; return null; }),
  new PyBuiltin("__exit__", (machine) => { switches(machine).off--; return null; }),
]);
export const disableJit = native("disable_jit(disable=True)", (machine) => machine.instance(disabledType));

interface Options {
  readonly numbers: readonly number[];
  readonly names: readonly string[];
}

const numbersIn = (machine: Machine, value: Value): number[] => (value === null ? [] : isInt(value) ? [Number(value)] : [...machine.iterate(value)].map(Number));
const namesIn = (machine: Machine, value: Value): string[] => (value === null ? [] : typeof value === "string" ? [value] : [...machine.iterate(value)].map((one) => machine.str(one)));

/** Static arguments by position and by name mean the same parameters. */
function optionsOf(machine: Machine, callee: Value, statics: Value, names: Value): Options {
  const parameters = parametersOf(callee);
  const numbers = numbersIn(machine, statics);
  const named = namesIn(machine, names);
  return {
    numbers: [...numbers, ...named.map((name) => parameters.indexOf(name)).filter((at) => at >= 0)],
    names: [...named, ...numbers.flatMap((at) => parameters.at(at) ?? [])],
  };
}

/** What a static argument is known by; JAX needs its hash. */
function staticKey(machine: Machine, value: Value, identities: Map<Value, number>): string {
  try {
    machine.makeDict([[value, null]]);
  } catch (error) {
    if (!(error instanceof PyRaise) || error.exception.type.name !== "TypeError") throw error;
    throw machine.raise("ValueError", `Non-hashable static arguments are not supported. An error occurred while trying to hash an object of type ${machine.repr(machine.typeOf(value))}, ${machine.repr(value)}. The error was:\nTypeError: ${machine.str(error.exception)}\n`);
  }
  if (typeof value === "object" && value !== null) {
    if (!identities.has(value)) identities.set(value, identities.size);
    return `#${identities.get(value)}`;
  }
  return `${typeof value}:${String(value)}`;
}

/** A leaf as the traced function sees it, and what it adds to the signature. */
function abstracted(machine: Machine, callee: Value, leaf: Value, path: () => string): { readonly value: Value; readonly text: string } {
  if (leaf instanceof KeyArray) return { value: leaf, text: `key[${leaf.shape.join(",")}]` };
  const array = arrayFrom(machine, leaf);
  if (array) return { value: array, text: avalText(array, true) };
  throw machine.raise("TypeError", `Error interpreting argument to ${machine.repr(callee)} as an abstract array. The problematic value is of type ${machine.repr(machine.typeOf(leaf))} and was passed to the function at path ${path()}.\nThis typically means that a jit-wrapped function was called with a non-array argument, and this argument was not marked as static using the static_argnums or static_argnames parameters of jax.jit.`);
}

/** What a function has been traced for: JAX keeps it with the function, however often it is wrapped. */
interface Traces {
  readonly seen: Set<string>;
  readonly identities: Map<Value, number>;
}
function tracesOf(machine: Machine, callee: Value): Traces {
  const all = machine.state("jax-traces", () => new Map<Value, Traces>());
  let own = all.get(callee);
  if (!own) all.set(callee, own = { seen: new Set(), identities: new Map() });
  return own;
}

function jitted(machine: Machine, callee: Value, options: Options): Value {
  const { seen, identities } = tracesOf(machine, callee);
  const name = nameOf(machine, callee);
  const call = (inner: Machine, args: readonly Value[], keywords: Keywords): Value => {
    if (switches(inner).off > 0) return inner.call(callee, args, keywords);
    const signature: string[] = [];
    const inputs = new Set<JaxArray["node"]>();
    const abstract = (value: Value, place: string): Value => {
      const { leaves, structure } = flatten(inner, value);
      signature.push(structureText(inner, structure));
      return unflatten(inner, structure, leaves.map((leaf) => {
        const one = abstracted(inner, callee, leaf, () => place);
        signature.push(one.text);
        if (one.value instanceof JaxArray) inputs.add(one.value.node);
        return one.value;
      }));
    };
    const parameters = parametersOf(callee);
    const isStatic = (at: number): boolean => options.numbers.some((one) => (one < 0 ? one + args.length : one) === at);
    const mark = inner.trace.next;
    const own = args.map((arg, at) => {
      if (!isStatic(at)) return abstract(arg, parameters[at] ?? `args[${at}]`);
      signature.push(staticKey(inner, arg, identities));
      return arg;
    });
    const named = new Map([...keywords].map(([key, value]): [string, Value] => {
      signature.push(key);
      if (!options.names.includes(key)) return [key, abstract(value, key)];
      signature.push(staticKey(inner, value, identities));
      return [key, value];
    }));
    const key = signature.join("|");
    const known = seen.has(key);
    seen.add(key);
    const about = (): string => `The error occurred while tracing the function ${name} for jit. This concrete value was not available in Python because it depends on the value of the argument ${parameters[0] ?? "x"}.`;
    const result = inside(inner, { kind: "jit", mark, inputs, about }, () => muted(inner, known, () => inner.call(callee, own, named)));
    const { leaves, structure } = flatten(inner, result);
    return unflatten(inner, structure, leaves.map((leaf) => {
      if (leaf instanceof KeyArray) return leaf;
      const array = arrayFrom(inner, leaf);
      if (array) return array;
      throw inner.raise("TypeError", `function ${name} traced for jit returned a value of type ${inner.repr(inner.typeOf(leaf))}, which is not a valid JAX type`);
    }));
  };
  return wrapped(machine, callee, call);
}

const SIGNATURE = "(fun=None, in_shardings=None, out_shardings=None, static_argnums=None, static_argnames=None, donate_argnums=None, donate_argnames=None, keep_unused=False, device=None, backend=None, inline=False, abstracted_axes=None, compiler_options=None)";

export const jit = native(`jit${SIGNATURE}`, (machine, a) => {
  const apply = (callee: Value): Value => jitted(machine, callee, optionsOf(machine, callee, a.static_argnums!, a.static_argnames!));
  return a.fun === null ? new PyBuiltin("jit", (_, [callee = null]) => apply(callee), "static") : apply(a.fun!);
});
