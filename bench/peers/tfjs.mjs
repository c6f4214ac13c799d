// @ts-nocheck: its package is installed for the benchmark alone
// TensorFlow.js, on its plain and its WebAssembly backend, one thread.
import * as tf from "@tensorflow/tfjs";
import { setThreadsCount } from "@tensorflow/tfjs-backend-wasm";

/** @param {"cpu" | "wasm"} backend */
export async function tfjs(backend) {
  if (backend === "wasm") setThreadsCount(1);
  await tf.setBackend(backend);
  await tf.ready();
  return { prepare };
}

/** @param {import("../works.mjs").Work} work @param {{ chain: number, block: typeof import("../works.mjs").BLOCK }} sizes */
function prepare(work, sizes) {
  const make = ({ shape, values }) => tf.tensor(values, shape, values instanceof Int32Array ? "int32" : "float32");
  const names = Object.keys(work.parameters);
  const parameters = names.map((name) => make(work.parameters[name]));
  const data = Object.fromEntries(Object.entries(work.data).map(([name, tensor]) => [name, make(tensor)]));
  const loss = losses[work.name];
  const grads = tf.valueAndGrads((...given) => loss(Object.fromEntries(names.map((name, i) => [name, given[i]])), data, sizes));
  return () => {
    const { value, grads: found } = tf.tidy(() => grads(parameters));
    value.dataSync();
    const result = found.map((gradient) => gradient.dataSync());
    tf.dispose([value, ...found]);
    return result;
  };
}

const linear = (x, w, b) => tf.add(tf.matMul(x, w, false, true), b);
const crossEntropy = (logits, y, classes) => tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), tf.oneHot(y, classes)), 1)));
const layerNorm = (x, g, b) => {
  const { mean, variance } = tf.moments(x, -1, true);
  return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5))), g), b);
};

/** The wasm backend has no kernel for a filter's gradient: it is a convolution of the inputs by the adjoint, batch and channels swapped. */
const conv = tf.customGrad((x, k, save) => {
  save([x, k]);
  return {
    value: tf.conv2d(x, k, 1, "valid"),
    gradFunc: (dy, [x, k]) => [
      tf.conv2dTranspose(dy, k, x.shape, 1, "valid"),
      tf.transpose(tf.conv2d(tf.transpose(x, [3, 1, 2, 0]), tf.transpose(dy, [1, 2, 0, 3]), 1, "valid"), [1, 2, 0, 3]),
    ],
  };
});

const losses = {
  a: ({ a, w, b, y }) => tf.square(tf.sub(tf.add(tf.mul(a, w), b), y)),
  b(p, _, { chain }) {
    let x = p.x;
    for (let i = 0; i < chain; i++) x = tf.tanh(tf.add(tf.mul(x, p[`w${i % 3}`]), p[`b${i % 3}`]));
    return tf.square(x);
  },
  c: ({ w1, b1, w2, b2 }, { x, y }) => crossEntropy(linear(tf.relu(linear(x, w1, b1)), w2, b2), y, 10),
  d: ({ a, b }, { g }) => tf.sum(tf.mul(tf.matMul(a, b), g)),
  e({ k, kb, w, b }, { x, y }) {
    // Channels last here: the kernel is turned, and the pooled maps are put back in the order the weights have.
    const out = tf.relu(tf.add(conv(tf.transpose(x, [0, 2, 3, 1]), tf.transpose(k, [2, 3, 1, 0])), kb));
    const pooled = tf.transpose(tf.maxPool(out, 2, 2, "valid"), [0, 3, 1, 2]);
    return crossEntropy(linear(tf.reshape(pooled, [8, -1]), w, b), y, 10);
  },
  f(p, { g }, { block: { batch, time, width, heads } }) {
    const flat = (x) => tf.reshape(x, [batch * time, -1]);
    const size = width / heads;
    const qkv = tf.reshape(linear(flat(layerNorm(p.x, p.g1, p.h1)), p.wqkv, p.bqkv), [batch, time, 3, heads, size]);
    const [q, k, v] = tf.unstack(qkv, 2).map((one) => tf.transpose(one, [0, 2, 1, 3]));
    const mask = tf.linalg.bandPart(tf.ones([time, time]), -1, 0);
    const scores = tf.add(tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(size)), tf.mul(tf.sub(1, mask), -1e9));
    const mixed = tf.reshape(tf.transpose(tf.matMul(tf.softmax(scores), v), [0, 2, 1, 3]), [batch * time, width]);
    const x = tf.add(p.x, tf.reshape(linear(mixed, p.wo, p.bo), [batch, time, width]));
    const hidden = linear(flat(layerNorm(x, p.g2, p.h2)), p.w1, p.b1);
    const gelu = tf.mul(tf.mul(hidden, 0.5), tf.add(1, tf.tanh(tf.mul(tf.add(hidden, tf.mul(tf.mul(tf.mul(hidden, hidden), hidden), 0.044715)), Math.sqrt(2 / Math.PI)))));
    return tf.sum(tf.mul(tf.add(x, tf.reshape(linear(gelu, p.w2, p.b2), [batch, time, width])), g));
  },
};
