/** `random`: Python's own use of the Mersenne Twister (Modules/_randommodule.c, Lib/random.py). */

import { MersenneTwister, wordsOf } from "../../tensor/random/mt19937.js";
import { utf8 } from "../builtins/bytes.js";
import { method, raw } from "../builtins/own.js";
import { objectType, PyBuiltin, PyFloat, PyList, PyModule, PyObject, PyTuple, PyType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import * as elementary from "../../tensor/kernels/elementary.js";
import { narrow } from "../semantics/integers.js";
import { listOf } from "../semantics/iteration.js";
import { PyRange } from "../values/range.js";
import { intOf, typeName } from "../values/types.js";
import { sha512 } from "./sha512.js";

/** Programs that do not seed get this one: same text, same report. */
const UNSEEDED = 0n;

class Random {
  private readonly twister = new MersenneTwister();
  private nextGauss: number | null = null;
  constructor(seed: bigint) { this.seed(seed); }

  seed(seed: bigint): void {
    this.twister.seedByArray(wordsOf(seed < 0n ? -seed : seed));
    this.nextGauss = null;
  }
  /** 53 bits, as `genrand_res53`. */
  random(): number {
    const a = this.twister.next() >>> 5;
    const b = this.twister.next() >>> 6;
    return (a * 67108864 + b) / 9007199254740992;
  }
  bits(count: number): bigint {
    if (count <= 32) return BigInt(this.twister.next() >>> (32 - count));
    let value = 0n;
    for (let left = count, shift = 0n; left > 0; left -= 32, shift += 32n) {
      let word = this.twister.next();
      if (left < 32) word >>>= 32 - left;
      value |= BigInt(word) << shift;
    }
    return value;
  }
  below(n: bigint): bigint {
    if (n <= 0n) return 0n;
    const count = n.toString(2).length;
    for (let value = this.bits(count); ; value = this.bits(count)) if (value < n) return value;
  }
  index(n: number): number { return Number(this.below(BigInt(n))); }
  gauss(mean: number, deviation: number): number {
    let z = this.nextGauss;
    this.nextGauss = null;
    if (z === null) {
      const angle = this.random() * 2 * Math.PI;
      const radius = Math.sqrt(-2 * elementary.log(1 - this.random()));
      z = elementary.cos(angle) * radius;
      this.nextGauss = elementary.sin(angle) * radius;
    }
    return mean + z * deviation;
  }
  normal(mean: number, deviation: number): number {
    const magic = (4 * elementary.exp(-0.5)) / Math.sqrt(2);
    for (;;) {
      const u = this.random();
      const v = 1 - this.random();
      const z = (magic * (u - 0.5)) / v;
      if ((z * z) / 4 <= -elementary.log(v)) return mean + z * deviation;
    }
  }
  shuffle(items: Value[]): void {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.index(i + 1);
      [items[i], items[j]] = [items[j], items[i]];
    }
  }
  sample(items: readonly Value[], count: number): Value[] {
    const n = items.length;
    let setSize = 21;
    if (count > 5) setSize += 4 ** Math.ceil(elementary.log(count * 3) / elementary.log(4));
    if (n <= setSize) {
      const pool = [...items];
      return Array.from({ length: count }, (_, i) => {
        const j = this.index(n - i);
        const value = pool[j];
        pool[j] = pool[n - i - 1];
        return value;
      });
    }
    const chosen = new Set<number>();
    return Array.from({ length: count }, () => {
      let j = this.index(n);
      while (chosen.has(j)) j = this.index(n);
      chosen.add(j);
      return items[j];
    });
  }
}

const seedOf = (rt: Runtime, value: Value): bigint => {
  const int = intOf(value);
  if (int !== undefined) return BigInt(int);
  if (value === null) return UNSEEDED;
  if (typeof value === "string") { const data = utf8(value); return [...data, ...sha512(data)].reduce((all, byte) => (all << 8n) | BigInt(byte), 0n); }
  if (value instanceof PyFloat) return BigInt(rt.call(rt.builtins.get("hash")!, [value]) as number | bigint); // hash gives ints
  throw rt.raise("TypeError", "The only supported seed types are: None,\nint, float, str, bytes, and bytearray.");
};

const sequenceOf = (rt: Runtime, value: Value): readonly Value[] => {
  if (value instanceof PyList || value instanceof PyTuple) return value.items;
  if (typeof value === "string" || value instanceof PyRange) return listOf(rt, value);
  const length = rt.length(value);
  return Array.from({ length }, (_, i) => rt.subscript(value, i));
};

function integerIn(rt: Runtime, r: Random, start: Value, stop: Value, step: Value): Value {
  const [a, b, by] = [BigInt(rt.int(start)), BigInt(rt.int(stop)), BigInt(rt.int(step))];
  const width = b - a;
  const count = by > 0n ? (width + by - 1n) / by : by < 0n ? (width + by + 1n) / by : 0n;
  if (by === 0n) throw rt.raise("ValueError", "zero step for randrange()");
  if (count <= 0n) throw rt.raise("ValueError", `empty range for randrange() (${a}, ${b}, ${width})`);
  return narrow(a + by * r.below(count));
}

function choices(rt: Runtime, r: Random, population: Value, weights: Value, cumulative: Value, count: number): Value[] {
  const items = sequenceOf(rt, population);
  if (weights === null && cumulative === null) return Array.from({ length: count }, () => items[Math.floor(r.random() * items.length)]);
  let total = 0;
  const steps = cumulative === null ? listOf(rt, weights).map((weight) => (total += rt.toFloat(weight))) : listOf(rt, cumulative).map((weight) => rt.toFloat(weight));
  total = steps[steps.length - 1];
  return Array.from({ length: count }, () => {
    const point = r.random() * total;
    let low = 0;
    let high = steps.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (point < steps[middle]) high = middle;
      else low = middle + 1;
    }
    return items[low];
  });
}

const sampled = (rt: Runtime, value: number): PyFloat =>
  new PyFloat(value, rt.trace.number(value, "float64", { kind: rt.state("python-random-seeded", () => ({ yes: false })).yes ? "seededSample" : "unseededSample", call: "random" }));

/** The functions over one generator. */
function functions(of: (rt: Runtime) => Random): PyBuiltin[] {
  const real = (rt: Runtime, make: (r: Random) => number): PyFloat => sampled(rt, make(of(rt)));
  const f = (rt: Runtime, value: Value, otherwise = 0): number => (value === null ? otherwise : rt.toFloat(value));
  return [
    method("seed(a=None, version=2)", (rt, a) => { of(rt).seed(seedOf(rt, a.a)); rt.state("python-random-seeded", () => ({ yes: false })).yes = a.a !== null; return null; }),
    raw("random", (rt) => real(rt, (r) => r.random())),
    method("uniform(a, b)", (rt, a) => real(rt, (r) => f(rt, a.a) + (f(rt, a.b) - f(rt, a.a)) * r.random())),
    method("triangular(low=None, high=None, mode=None)", (rt, a) => real(rt, (r) => {
      let [low, high] = [f(rt, a.low), f(rt, a.high, 1)];
      let u = r.random();
      let c = a.mode === null ? 0.5 : (f(rt, a.mode) - low) / (high - low);
      if (u > c) { u = 1 - u; c = 1 - c; [low, high] = [high, low]; }
      return low + (high - low) * Math.sqrt(u * c);
    })),
    method("gauss(mu=None, sigma=None)", (rt, a) => real(rt, (r) => r.gauss(f(rt, a.mu), f(rt, a.sigma, 1)))),
    method("normalvariate(mu=None, sigma=None)", (rt, a) => real(rt, (r) => r.normal(f(rt, a.mu), f(rt, a.sigma, 1)))),
    method("lognormvariate(mu, sigma)", (rt, a) => real(rt, (r) => elementary.exp(r.normal(f(rt, a.mu), f(rt, a.sigma, 1))))),
    method("expovariate(lambd=None)", (rt, a) => real(rt, (r) => -elementary.log(1 - r.random()) / f(rt, a.lambd, 1))),
    method("randint(a, b)", (rt, a) => integerIn(rt, of(rt), a.a, rt.int(a.b) + 1, 1)),
    method("randrange(start, stop=None, step=1)", (rt, a) => (a.stop === null ? integerIn(rt, of(rt), 0, a.start, 1) : integerIn(rt, of(rt), a.start, a.stop, a.step))),
    method("getrandbits(k)", (rt, a) => narrow(of(rt).bits(rt.int(a.k)))),
    raw("choice", (rt, [values]) => {
      const items = sequenceOf(rt, values);
      if (!items.length) throw rt.raise("IndexError", "Cannot choose from an empty sequence");
      return items[of(rt).index(items.length)];
    }),
    method("choices(population, weights=None, *, cum_weights=None, k=1)", (rt, a) => new PyList(choices(rt, of(rt), a.population, a.weights, a.cum_weights, rt.int(a.k))), { traced: true }),
    raw("shuffle", (rt, [values]) => {
      if (!(values instanceof PyList)) throw rt.raise("TypeError", `'${typeName(values)}' object does not support item assignment`);
      of(rt).shuffle(values.items);
      return null;
    }),
    method("sample(population, k, *, counts=None)", (rt, a) => {
      const items = sequenceOf(rt, a.population);
      const count = rt.int(a.k);
      if (count < 0 || count > items.length) throw rt.raise("ValueError", "Sample larger than population or is negative");
      return new PyList(of(rt).sample(items, count));
    }, { traced: true }),
    raw("getstate", () => null), raw("setstate", () => null),
  ];
}

class RandomObject extends PyObject {
  constructor(readonly random: Random) { super(); }
  get type(): PyType { return randomType; }
}
const randomType: PyType = new PyType("Random", [objectType], "random");

export function randomModule(): PyModule {
  const shared = functions((rt) => rt.state("python-random", () => new Random(UNSEEDED))).map((one): [string, Value] => [one.name, new PyBuiltin(one.name, one.call, "static", true)]);
  if (!randomType.dict.has("__new__")) {
    randomType.dict.set("__new__", raw("__new__", (rt, [, seed = null]) => new RandomObject(new Random(seedOf(rt, seed))), { binding: "static" }));
    for (const { name } of functions(() => new Random(UNSEEDED))) {
      randomType.dict.set(name, raw(name, (rt, [self, ...args], keywords) => functions(() => (self as RandomObject).random).find((one) => one.name === name)!.call(rt, args, keywords))); // the same table; a method of Random
    }
  }
  return new PyModule("random", new Map<string, Value>([["__name__", "random"], ...shared, ["Random", randomType]]));
}
