/** Making, splitting and reading keys. */
import { native } from "../../../python/define-native.js";
import type { Machine } from "../../../python/machine.js";
import { type PyBuiltin, TracedObject, Unsupported, type Value } from "../../../python/object.js";
import { contiguous, item, size } from "../../../tensor/array.js";
import { foldIn, type Key, seeded, split } from "../../../tensor/random/threefry.js";
import { isInt, numberOf } from "../../arguments.js";
import { frameworkMessages as say } from "../../messages.js";
import { shapeText } from "../../numpy/printing.js";
import { arrayFrom } from "../array.js";
import { shapeOf } from "../numpy/arguments.js";
import { jaxState } from "../state.js";
import { KeyArray, keysIn, wordArray, wordsOf } from "./key-array.js";

/** A key and how it was given: a typed one, or raw words. */
export interface GivenKey {
  readonly key: Key;
  readonly typed: boolean;
}

function keyArray(machine: Machine, value: Value | undefined): { readonly keys: KeyArray; readonly typed: boolean } {
  if (value instanceof KeyArray) return { keys: value, typed: true };
  const array = value === undefined ? null : arrayFrom(machine, value);
  if (!array) throw machine.raise("TypeError", `unexpected PRNG key type ${machine.repr(machine.typeOf(value ?? null))}`);
  if (!(value instanceof TracedObject)) throw machine.raise("TypeError", `JAX encountered invalid PRNG key data: expected key_data to have ndim, shape, and dtype attributes. Got ${machine.repr(value ?? null)}`);
  if (array.shape.at(-1) !== 2) throw machine.raise("TypeError", `JAX encountered invalid PRNG key data: expected key_data.shape to end in (2,); got shape=${shapeText(array.shape)}`);
  if (array.dtype !== "uint32") throw machine.raise("TypeError", `JAX encountered invalid PRNG key data: expected key_data.dtype = uint32; got dtype=${array.dtype}`);
  return { keys: new KeyArray(contiguous(array.node.value)), typed: false };
}

/** The one key a function works with. */
export function keyOf(machine: Machine, value: Value | undefined, name: string): GivenKey {
  const { keys, typed } = keyArray(machine, value);
  if (keys.shape.length) throw machine.raise("ValueError", `${name} accepts a single key, but was given a key array of shape ${shapeText(typed ? keys.shape : keys.words.shape)} != (). Use jax.vmap for batching.`);
  return { key: keysIn(keys.words)[0]!, typed };
}

const result = (machine: Machine, keys: readonly Key[], shape: readonly number[], typed: boolean): Value => {
  const words = wordsOf(keys, shape);
  return typed ? new KeyArray(words) : wordArray(machine, words);
};

/** A seed: with 64-bit types off, its low 32 bits. */
function seedOf(machine: Machine, value: Value, name: string): Key {
  if (value instanceof KeyArray) throw machine.raise("TypeError", `${name} accepts a scalar seed, but was given a PRNG key.`);
  const array = isInt(value) ? null : arrayFrom(machine, value);
  if (array && size(array.node.value) !== 1) throw machine.raise("TypeError", `${name} accepts a scalar seed, but was given an array of shape ${shapeText(array.shape)} != (). Use jax.vmap for batching`);
  if (array && array.dtype.includes("float")) throw machine.raise("TypeError", `PRNG key seed must be an integer; got ${machine.repr(array)}`);
  if (!array && !isInt(value)) throw machine.raise("TypeError", `PRNG key seed must be an integer; got ${machine.repr(value)}`);
  const seed = array ? BigInt(item(array.node.value)) : typeof value === "bigint" ? value : BigInt(numberOf(value as number)); // an int by now
  return seeded(jaxState(machine).x64 ? seed : BigInt.asUintN(32, seed));
}

const implementation = (value: Value | undefined): void => {
  if (value !== null && value !== undefined && value !== "threefry2x32") throw new Unsupported("unsupported-call", say.unsupportedArgument("jax.random.key", `impl=${String(value)}`));
};

export const KEYS: readonly PyBuiltin[] = [
  native("key(seed, *, impl=None, dtype=None)", (machine, a) => {
    implementation(a.impl);
    return result(machine, [seedOf(machine, a.seed!, "key")], [], true);
  }),
  native("PRNGKey(seed, *, impl=None)", (machine, a) => {
    implementation(a.impl);
    return result(machine, [seedOf(machine, a.seed!, "PRNGKey")], [], false);
  }),
  native("split(key, num=2)", (machine, a) => {
    const { key, typed } = keyOf(machine, a.key, "split");
    const shape = shapeOf(machine, a.num!);
    return result(machine, split(key, shape.reduce((product, length) => product * length, 1)), shape, typed);
  }),
  native("fold_in(key, data)", (machine, a) => {
    const { key, typed } = keyOf(machine, a.key, "fold_in");
    const array = arrayFrom(machine, a.data!);
    if (!array || array.shape.length) throw machine.raise("TypeError", `fold_in accepts a scalar, but was given an array of shape ${shapeText(array?.shape ?? [])} != (). Use jax.vmap for batching.`);
    return result(machine, [foldIn(key, item(array.node.value))], [], typed);
  }),
  native("key_data(keys)", (machine, a) => wordArray(machine, keyArray(machine, a.keys).keys.words)),
  native("wrap_key_data(key_bits_array, *, impl=None, dtype=None)", (machine, a) => keyArray(machine, a.key_bits_array).keys),
  native("key_impl(keys)", (machine, a) => { keyArray(machine, a.keys); return "threefry2x32"; }),
  native("clone(key)", (_, a) => a.key!),
];


