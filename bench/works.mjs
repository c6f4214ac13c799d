// What is measured: the same numbers for every engine. Arrays are float32, drawn from a fixed generator.

/** mulberry32, public domain (Tommy Ettinger). @param {number} seed */
function generator(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** @typedef {{ readonly shape: readonly number[], readonly values: Float32Array | Int32Array }} Tensor */
/** @typedef {{ readonly name: string, readonly title: string, readonly parameters: Readonly<Record<string, Tensor>>, readonly data: Readonly<Record<string, Tensor>> }} Work */

const random = generator(7);
/** Uniform in ±scale. @param {number[]} shape @param {number} scale @returns {Tensor} */
const uniform = (shape, scale) => ({ shape, values: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => (random() * 2 - 1) * scale) });
/** @param {number} count @param {number} classes @returns {Tensor} */
const labels = (count, classes) => ({ shape: [count], values: Int32Array.from({ length: count }, () => Math.floor(random() * classes)) });
/** @param {number} value @returns {Tensor} */
const scalar = (value) => ({ shape: [], values: new Float32Array([value]) });
/** As a new Linear: uniform in ±1/√fan-in. @param {number} out @param {number} fan */
const weight = (out, fan) => uniform([out, fan], 1 / Math.sqrt(fan));

/** Of work b: tanh, mul, add in turn, 999 operations; with the last mul 1,000. */
export const CHAIN = 333;
/** Of work f. */
export const BLOCK = { batch: 4, time: 64, width: 128, heads: 4 };

/** @type {readonly Work[]} */
export const works = [
  {
    name: "a", title: "(a·w + b − y)², 4 gradients",
    parameters: { a: scalar(2), w: scalar(3), b: scalar(4), y: scalar(11) }, data: {},
  },
  {
    name: "b", title: "1,000 scalar operations (tanh, mul, add)",
    parameters: { x: scalar(0.3), w0: scalar(0.9), w1: scalar(-1.1), w2: scalar(0.7), b0: scalar(0.1), b1: scalar(-0.2), b2: scalar(0.3) }, data: {},
  },
  {
    name: "c", title: "MLP 784-256-10, batch 128, cross-entropy",
    parameters: { w1: weight(256, 784), b1: uniform([256], 1 / 28), w2: weight(10, 256), b2: uniform([10], 1 / 16) },
    data: { x: uniform([128, 784], 1), y: labels(128, 10) },
  },
  {
    name: "d", title: "matmul 512³, both gradients",
    parameters: { a: uniform([512, 512], 1), b: uniform([512, 512], 1) }, data: { g: uniform([512, 512], 1) },
  },
  {
    name: "e", title: "8×1×28×28: conv 16 3×3, relu, maxpool 2, linear 10, cross-entropy",
    parameters: { k: uniform([16, 1, 3, 3], 1 / 3), kb: uniform([16], 1 / 3), w: weight(10, 16 * 13 * 13), b: uniform([10], 0.02) },
    data: { x: uniform([8, 1, 28, 28], 1), y: labels(8, 10) },
  },
  {
    name: "f", title: "transformer block, batch 4, T 64, C 128, 4 heads, causal, MLP ×4, layer norm",
    parameters: {
      x: uniform([4, 64, 128], 1),
      g1: uniform([128], 1), h1: uniform([128], 1), wqkv: weight(384, 128), bqkv: uniform([384], 0.1), wo: weight(128, 128), bo: uniform([128], 0.1),
      g2: uniform([128], 1), h2: uniform([128], 1), w1: weight(512, 128), b1: uniform([512], 0.1), w2: weight(128, 512), b2: uniform([128], 0.1),
    },
    data: { g: uniform([4, 64, 128], 1) },
  },
];
