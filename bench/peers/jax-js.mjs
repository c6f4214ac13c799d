// @ts-nocheck: its package is installed for the benchmark alone
// jax-js: the gradient compiled once by jit, before the clock runs.
// It shares work among as many threads as the machine is said to have: one, as all others here.
Object.defineProperty(globalThis, "navigator", { value: { hardwareConcurrency: 1 }, configurable: true });
const { defaultDevice, init, jit, lax, nn, numpy: np, valueAndGrad } = await import("@jax-js/jax");

export async function jaxJs() {
  await init("wasm");
  defaultDevice("wasm");
  return { prepare };
}

/** @param {import("../works.mjs").Work} work @param {{ chain: number, block: typeof import("../works.mjs").BLOCK }} sizes */
function prepare(work, sizes) {
  const make = ({ shape, values }) => np.array(values, { shape, dtype: values instanceof Int32Array ? np.int32 : np.float32 });
  const parameters = Object.fromEntries(Object.entries(work.parameters).map(([name, tensor]) => [name, make(tensor)]));
  const data = Object.fromEntries(Object.entries(work.data).map(([name, tensor]) => [name, make(tensor)]));
  const loss = losses[work.name];
  const step = jit(valueAndGrad((p, d) => loss(p, d, sizes)));
  // A function takes its arguments with it: `ref` keeps them.
  const kept = (tree) => Object.fromEntries(Object.entries(tree).map(([name, array]) => [name, array.ref]));
  return async () => {
    const [value, found] = step(kept(parameters), kept(data));
    await value.data();
    return Promise.all(Object.keys(work.parameters).map((name) => found[name].data()));
  };
}

// An array is given away with its last use; every use before that says `.ref`.
const linear = (x, w, b) => np.add(np.matmul(x, np.transpose(w)), b);
const crossEntropy = (logits, y, classes) => np.mean(np.negative(np.sum(np.multiply(nn.logSoftmax(logits), nn.oneHot(y, classes)), -1)));
const layerNorm = (x, g, b) => {
  const centred = np.subtract(x.ref, np.mean(x, -1, { keepdims: true }));
  const variance = np.mean(np.multiply(centred.ref, centred.ref), -1, { keepdims: true });
  return np.add(np.multiply(np.divide(centred, np.sqrt(np.add(variance, 1e-5))), g), b);
};
const losses = {
  a({ a, w, b, y }) {
    const d = np.subtract(np.add(np.multiply(a, w), b), y);
    return np.multiply(d.ref, d);
  },
  b(p, _, { chain }) {
    let x = p.x;
    for (let i = 0; i < chain; i++) {
      const last = i >= chain - 3;
      const [w, b] = [p[`w${i % 3}`], p[`b${i % 3}`]];
      x = np.tanh(np.add(np.multiply(x, last ? w : w.ref), last ? b : b.ref));
    }
    return np.multiply(x.ref, x);
  },
  c: ({ w1, b1, w2, b2 }, { x, y }) => crossEntropy(linear(nn.relu(linear(x, w1, b1)), w2, b2), y, 10),
  d: ({ a, b }, { g }) => np.sum(np.multiply(np.matmul(a, b), g)),
  e({ k, kb, w, b }, { x, y }) {
    const out = nn.relu(np.add(lax.conv(x, k, [1, 1], "VALID"), np.reshape(kb, [1, 16, 1, 1])));
    const pooled = lax.reduceWindow(out, (window) => np.max(window), [2, 2], [2, 2]);
    return crossEntropy(linear(np.reshape(pooled, [8, -1]), w, b), y, 10);
  },
  f(p, { g }, { block: { batch, time, width, heads } }) {
    const size = width / heads;
    const flat = (x) => np.reshape(x, [batch * time, -1]);
    const qkv = np.reshape(linear(flat(layerNorm(p.x.ref, p.g1, p.h1)), p.wqkv, p.bqkv), [batch, time, 3, heads, size]);
    const [q, k, v] = np.unstack(np.transpose(qkv, [2, 0, 3, 1, 4]));
    const scores = np.multiply(np.matmul(q, np.transpose(k, [0, 1, 3, 2])), 1 / Math.sqrt(size));
    const masked = np.where(np.tri(time, time, 0, { dtype: np.bool }), scores, -1e9);
    const mixed = np.reshape(np.transpose(np.matmul(nn.softmax(masked), v), [0, 2, 1, 3]), [batch * time, width]);
    const x = np.add(p.x, np.reshape(linear(mixed, p.wo, p.bo), [batch, time, width]));
    const hidden = nn.gelu(linear(flat(layerNorm(x.ref, p.g2, p.h2)), p.w1, p.b1), { approximate: true });
    return np.sum(np.multiply(np.add(x, np.reshape(linear(hidden, p.w2, p.b2), [batch, time, width])), g));
  },
};
