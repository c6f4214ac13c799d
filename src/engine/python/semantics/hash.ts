/** Which dict key a value is, and `hash`. */
import { PyFloat, PyInstance, type PyObject, PyTracedInt, PyTuple, PyType, TracedObject, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { PyComplex } from "../values/complex.js";
import { PyBytes } from "../values/bytes.js";
import { PyDict } from "../values/dict.js";
import { PyFunction, PyMethod } from "../values/function.js";
import { PyRange } from "../values/range.js";
import { PySet } from "../values/set.js";
import { typeName } from "../values/types.js";

/** Equal values have the same key: a string or number is its own; a tuple's is spelt out; an object without `__eq__` is its own. */
export type Key = string | number | bigint | null | object;

/** Begins the keys of composites: no text of a program begins with it, or it is escaped. */
const MARK = "\u0000";

export function keyOf(rt: Runtime, value: Value): Key {
  switch (typeof value) {
    case "string":
      return value.startsWith(MARK) ? `${MARK}s${value}` : value;
    case "number":
    case "bigint":
      return value;
    case "boolean":
      return value ? 1 : 0;
    default:
  }
  if (value === null) return null;
  if (value instanceof PyTracedInt) return value.value;
  if (value instanceof PyFloat) return floatKey(value.value) ?? value;
  if (value instanceof TracedObject && value.keyNumber !== null) return floatKey(value.keyNumber) ?? value;
  if (value instanceof PyComplex) return value.im === 0 ? (floatKey(value.re) ?? value) : `${MARK}c${value.re},${value.im}`;
  if (value instanceof PyTuple) return `${MARK}t${value.items.map((item) => part(rt, keyOf(rt, item))).join(",")}`;
  if (value instanceof PySet && value.frozen) return `${MARK}f${[...value.entries.keys()].map((key) => part(rt, key)).sort().join(",")}`;
  if (value instanceof PyBytes) return `${MARK}b${value.data.join(",")}`;
  if (value instanceof PyRange) return `${MARK}r${value.length ? `${value.start},${value.length},${value.length > 1 ? value.step : 0}` : ""}`;
  if (value instanceof PyMethod) return `${MARK}m${part(rt, keyOf(rt, value.self))},${part(rt, keyOf(rt, value.callee))}`;
  const own = value.type.lookup("__hash__");
  if (own === null || isUnhashable(value)) throw rt.raise("TypeError", `unhashable type: '${value instanceof TracedObject && !value.type.namedWithModule ? `${value.type.module}.` : ""}${typeName(value)}'`);
  if (value instanceof PyInstance && own !== undefined && !rt.isDefault(own)) return customKey(rt, value);
  return value;
}

const isUnhashable = (value: PyObject): boolean => {
  if (value instanceof PyType || value instanceof PyFunction) return false;
  return value instanceof PyDict || value instanceof PySet || ["list", "dict", "set", "slice", "bytearray", "deque"].some((name) => value.type.order.some((type) => type.name === name && type.module === "builtins"));
};

/** null for NaN, which is equal to nothing. */
function floatKey(number: number): number | bigint | null {
  if (Number.isNaN(number)) return null;
  return Number.isSafeInteger(number) || !Number.isInteger(number) ? number + 0 : BigInt(number);
}

function part(rt: Runtime, key: Key): string {
  switch (typeof key) {
    case "string":
      return `s${key.length}:${key}`;
    case "number":
      return `n${key}`;
    case "bigint":
      return `n${key}`;
    default:
      return key === null ? "N" : `o${rt.identity(key)}`;
  }
}

/** Objects with a `__hash__` of their own: the first with that hash that is equal stands for all. */
function customKey(rt: Runtime, value: PyInstance): Key {
  const hash = rt.call(rt.getAttribute(value, "__hash__"), []);
  const known = rt.representatives(String(part(rt, keyOf(rt, hash))));
  const same = known.find((other) => other === value) ?? known.find((other) => other.type === value.type && rt.equals(other, value));
  if (same) return same;
  known.push(value);
  return value;
}

/** `hash(value)`: CPython's numbers for numbers; for other values some number that equal values share. */
export function hashOf(rt: Runtime, value: Value): number | bigint {
  if (value instanceof TracedObject && value.keyNumber !== null) return hashOf(rt, new PyFloat(value.keyNumber));
  if (value instanceof PyInstance) {
    const own = value.type.lookup("__hash__");
    if (own !== undefined && own !== null && !rt.isDefault(own)) return rt.call(rt.getAttribute(value, "__hash__"), []) as number; // an int, or the program is wrong
  }
  const key = keyOf(rt, value);
  if (typeof key === "number") return numberHash(key);
  if (typeof key === "bigint") return bigHash(key);
  if (key === null) return 0xfca86420;
  if (typeof key === "object") return rt.identity(key) * 16;
  let hash = 5381;
  for (let i = 0; i < key.length; i++) hash = (Math.imul(hash, 33) ^ key.charCodeAt(i)) | 0;
  return hash;
}

const MODULUS = (1n << 61n) - 1n;

function bigHash(value: bigint): number | bigint {
  const magnitude = (value < 0n ? -value : value) % MODULUS;
  const hash = value < 0n ? -magnitude : magnitude;
  const result = hash === -1n ? -2n : hash;
  return result >= BigInt(Number.MIN_SAFE_INTEGER) && result <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(result) : result;
}

/** https://docs.python.org/3/library/stdtypes.html#hashing-of-numeric-types */
function numberHash(value: number): number | bigint {
  if (!Number.isFinite(value)) return value > 0 ? 314159 : value < 0 ? -314159 : 0;
  if (Number.isInteger(value)) return bigHash(BigInt(value));
  let denominator = 1n;
  let numerator = Math.abs(value);
  while (!Number.isInteger(numerator)) { numerator *= 2; denominator *= 2n; }
  let inverse = 1n;
  // The modulus is a Mersenne prime: 1 / 2^k is 2^(61 - k mod 61).
  const twos = denominator.toString(2).length - 1;
  inverse = 1n << BigInt((61 - (twos % 61)) % 61);
  const hash = ((BigInt(numerator) % MODULUS) * inverse) % MODULUS;
  return bigHash(value < 0 ? -hash : hash);
}
