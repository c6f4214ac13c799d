/** Typed keys (`jax.random.key`): arrays whose elements are keys. */
import { define } from "../../../python/define-native.js";
import type { Machine } from "../../../python/machine.js";
import { objectType, PyBuiltin, PyGetter, PyList, PyObject, PyTuple, PyType, type Value } from "../../../python/object.js";
import { contiguous, type NDArray, restride, wrap } from "../../../tensor/array.js";
import type { Key } from "../../../tensor/random/threefry.js";
import { type Shape, sizeOf } from "../../../tensor/shape.js";
import { shapeText } from "../../numpy/printing.js";
import { arrayClass, JaxArray } from "../array.js";

export const keyArrayType = new PyType("PRNGKeyArray", [arrayClass], "jax._src.random.prng");

export class KeyArray extends PyObject {
  /** Two words a key along the last axis, uint32. */
  constructor(readonly words: NDArray) { super(); }
  get type(): PyType { return keyArrayType; }
  get shape(): Shape { return this.words.shape.slice(0, -1); }
}

/** Keys as words, row-major. */
export function wordsOf(keys: readonly Key[], shape: Shape): NDArray {
  const words = new Uint32Array(keys.length * 2);
  keys.forEach(({ high, low }, i) => words.set([high, low], 2 * i));
  return wrap("uint32", [...shape, 2], words);
}

export function keysIn(words: NDArray): Key[] {
  const { buffer } = contiguous(words);
  return Array.from({ length: buffer.length / 2 }, (_, i) => ({ high: buffer[2 * i]!, low: buffer[2 * i + 1]! }));
}

export const wordArray = (machine: Machine, words: NDArray): JaxArray => new JaxArray(machine.trace.leaf(words, { kind: "computed" }));

/** The keys along an axis, and keys joined along a new one: what mapping over keys needs. */
export function keyParts({ words }: KeyArray, axis: number): KeyArray[] {
  const shape = words.shape.filter((_, i) => i !== axis);
  return Array.from({ length: words.shape[axis]! }, (_, i) => new KeyArray(contiguous(restride(words, shape, words.strides.filter((_unused, k) => k !== axis), words.offset + i * words.strides[axis]!))));
}
export function joinKeys(keys: readonly KeyArray[], axis: number): KeyArray {
  const inner = keys[0]!.shape; // there is one
  const outer = [...inner.slice(0, axis), keys.length, ...inner.slice(axis)];
  const block = sizeOf(inner.slice(axis)) * 2;
  const words = new Uint32Array(sizeOf(outer) * 2);
  keys.forEach((one, k) => {
    const { buffer } = contiguous(one.words);
    for (let row = 0; row * block < buffer.length; row++) words.set((buffer as Uint32Array).subarray(row * block, (row + 1) * block), (row * keys.length + k) * block); // words are uint32
  });
  return new KeyArray(wrap("uint32", [...outer, 2], words));
}

const keyDtypeType = new PyType("KeyTy", [objectType], "jax._src.random.prng");
define(keyDtypeType, [new PyBuiltin("__repr__", () => "key<fry>"), new PyBuiltin("__str__", () => "key<fry>"), new PyGetter("name", () => "key<fry>"), new PyGetter("itemsize", () => 8)]);
/** The dtype of typed keys. */
export const keyDtype = (machine: Machine): Value => machine.state("jax-key-dtype", () => machine.instance(keyDtypeType));

/** `jax.dtypes.prng_key`, for `issubdtype`. */
export const prngKeyType = new PyType("prng_key", [objectType], "jax.dtypes");

const of = (value: Value | undefined): KeyArray => value as KeyArray; // methods of this type only
const text = (machine: Machine, self: KeyArray): string => `Array(${shapeText(self.shape)}, dtype=key<fry>) overlaying:\n${machine.str(wordArray(machine, self.words))}`;
const throughWords = (machine: Machine, self: KeyArray, change: (words: Value) => Value): Value => {
  const changed = change(wordArray(machine, self.words));
  return changed instanceof JaxArray ? new KeyArray(contiguous(changed.node.value)) : changed;
};

define(keyArrayType, [
  new PyBuiltin("__repr__", (machine, [self]) => text(machine, of(self))),
  new PyBuiltin("__str__", (machine, [self]) => text(machine, of(self))),
  new PyBuiltin("__len__", (machine, [self]) => {
    const [length] = of(self).shape;
    if (length === undefined) throw machine.raise("TypeError", "len() of unsized object");
    return length;
  }),
  new PyBuiltin("__iter__", (machine, [self]) => {
    if (!of(self).shape.length) throw machine.raise("TypeError", "iteration over a 0-d array");
    return machine.call(machine.getAttribute(new PyList(keyParts(of(self), 0)), "__iter__"), []);
  }),
  new PyBuiltin("__getitem__", (machine, [self, index = null]) => throughWords(machine, of(self), (words) => machine.subscript(words, index))),
  new PyBuiltin("reshape", (machine, [self, ...shape]) => {
    const sizes = shape.length === 1 && shape[0] instanceof PyTuple ? shape[0].items : shape;
    return throughWords(machine, of(self), (words) => machine.call(machine.getAttribute(words, "reshape"), [new PyTuple([...sizes, 2])]));
  }),
  new PyBuiltin("block_until_ready", (_, [self]) => self!),
  new PyBuiltin("__eq__", (machine, [self, other]) => {
    if (!(other instanceof KeyArray)) return false;
    const same = machine.compare("==", wordArray(machine, of(self).words), wordArray(machine, other.words));
    return machine.call(machine.getAttribute(same, "all"), [], new Map<string, Value>([["axis", -1]]));
  }),
  new PyGetter("shape", (_, self) => new PyTuple([...of(self).shape])),
  new PyGetter("ndim", (_, self) => of(self).shape.length),
  new PyGetter("size", (_, self) => sizeOf(of(self).shape)),
  new PyGetter("dtype", (machine) => keyDtype(machine)),
]);
