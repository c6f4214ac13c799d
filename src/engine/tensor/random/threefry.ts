/**
 * The Threefry-2x32 counter-based generator (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011) with
 * 20 rounds, and what JAX makes of it with `jax_threefry_partitionable` on: element i of a sample is the hash of the counter i.
 */
import { type NDArray, wrap } from "../array.js";
import { allocate, type Dtype, rounderOf } from "../dtype.js";
import { type Shape, sizeOf } from "../shape.js";

/** Two 32-bit words. */
export interface Key {
  readonly high: number;
  readonly low: number;
}

const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;

/** The hash of the counters (0, first) … in place: `high[i]`, `low[i]` hold the counter before and its hash after. */
function hash(key: Key, high: Uint32Array, low: Uint32Array): void {
  const schedule = [key.high | 0, key.low | 0, key.high ^ key.low ^ 0x1bd11bda];
  for (let i = 0; i < high.length; i++) {
    let a = (high[i]! + schedule[0]!) | 0;
    let b = (low[i]! + schedule[1]!) | 0;
    for (let group = 0; group < 5; group++) {
      for (let round = 0; round < 4; round++) {
        const turn = ROTATIONS[((group & 1) << 2) + round]!;
        a = (a + b) | 0;
        b = a ^ ((b << turn) | (b >>> (32 - turn)));
      }
      a = (a + schedule[(group + 1) % 3]!) | 0;
      b = (b + schedule[(group + 2) % 3]! + group + 1) | 0;
    }
    high[i] = a;
    low[i] = b;
  }
}

function hashed(key: Key, count: number): { readonly high: Uint32Array; readonly low: Uint32Array } {
  const [high, low] = [new Uint32Array(count), Uint32Array.from({ length: count }, (_, i) => i)];
  hash(key, high, low);
  return { high, low };
}

/** A key from an integer of 64 bits. */
export const seeded = (seed: bigint): Key => ({ high: Number(BigInt.asUintN(32, seed >> 32n)), low: Number(BigInt.asUintN(32, seed)) });

export function split(key: Key, count = 2): Key[] {
  const { high, low } = hashed(key, count);
  return Array.from(high, (word, i) => ({ high: word, low: low[i]! }));
}

/** The two keys that `split(key)` gives. */
export function splitTwo(key: Key): readonly [Key, Key] {
  const [first, second] = split(key);
  return [first!, second!]; // two were asked for
}

export function foldIn(key: Key, data: number): Key {
  const [high, low] = [Uint32Array.of(0), Uint32Array.of(data)];
  hash(key, high, low);
  return { high: high[0]!, low: low[0]! };
}

/** Random words of 32 bits; narrower ones are their low bits. */
export function randomWords(key: Key, count: number): Uint32Array {
  const { high, low } = hashed(key, count);
  for (let i = 0; i < count; i++) high[i] = high[i]! ^ low[i]!;
  return high;
}

const word = new Uint32Array(1);
const single = new Float32Array(word.buffer);

/** In [0, 1): as many random mantissa bits as the dtype has. */
export function unit(key: Key, count: number, dtype: Dtype): Float64Array {
  const result = new Float64Array(count);
  if (dtype === "float64") {
    const { high, low } = hashed(key, count);
    for (let i = 0; i < count; i++) result[i] = ((high[i]! >>> 0) * 2 ** 20 + (low[i]! >>> 12)) / 2 ** 52;
    return result;
  }
  const words = randomWords(key, count);
  for (let i = 0; i < count; i++) {
    if (dtype === "float16") result[i] = ((words[i]! & 0xffff) >>> 6) / 1024;
    else if (dtype === "bfloat16") result[i] = ((words[i]! & 0xff) >>> 1) / 128;
    else {
      word[0] = (words[i]! >>> 9) | 0x3f800000;
      result[i] = single[0]! - 1;
    }
  }
  return result;
}

/** An array of a number for each element, rounded to the dtype. */
export function sampled(shape: Shape, dtype: Dtype, at: (i: number) => number): NDArray {
  const buffer = allocate(dtype, sizeOf(shape));
  const round = rounderOf(dtype);
  for (let i = 0; i < buffer.length; i++) buffer[i] = round(at(i));
  return wrap(dtype, shape, buffer);
}

/** In [low, high); each step rounded to the dtype. `bounds(i)` where they are arrays. */
export function uniform(key: Key, shape: Shape, dtype: Dtype, low: number | ((i: number) => number) = 0, high: number | ((i: number) => number) = 1): NDArray {
  const round = rounderOf(dtype);
  const u = unit(key, sizeOf(shape), dtype);
  const single = dtype === "float32";
  return sampled(shape, dtype, (i) => {
    const from = round(typeof low === "number" ? low : low(i));
    const span = round(round(typeof high === "number" ? high : high(i)) - from);
    return Math.max(from, single ? u[i]! * span + from : round(round(u[i]! * span) + from));
  });
}
