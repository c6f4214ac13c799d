// The baseline for scalar work: a plain tape of closures, as home-made engines have it.

class Value {
  /** @param {number} data @param {readonly Value[]} inputs */
  constructor(data, inputs = []) {
    this.data = data;
    this.grad = 0;
    this.inputs = inputs;
    /** @type {() => void} */
    this.hand = () => {};
  }
  /** @param {Value} other */
  add(other) {
    const out = new Value(this.data + other.data, [this, other]);
    out.hand = () => {
      this.grad += out.grad;
      other.grad += out.grad;
    };
    return out;
  }
  /** @param {Value} other */
  sub(other) {
    const out = new Value(this.data - other.data, [this, other]);
    out.hand = () => {
      this.grad += out.grad;
      other.grad -= out.grad;
    };
    return out;
  }
  /** @param {Value} other */
  mul(other) {
    const out = new Value(this.data * other.data, [this, other]);
    out.hand = () => {
      this.grad += other.data * out.grad;
      other.grad += this.data * out.grad;
    };
    return out;
  }
  tanh() {
    const t = Math.tanh(this.data);
    const out = new Value(t, [this]);
    out.hand = () => {
      this.grad += (1 - t * t) * out.grad;
    };
    return out;
  }
  backward() {
    /** @type {Value[]} */
    const order = [];
    const seen = new Set();
    /** Depth first, without recursion: the chain is a thousand deep. @type {[Value, number][]} */
    const stack = [[this, 0]];
    seen.add(this);
    while (stack.length > 0) {
      const top = stack[stack.length - 1];
      if (top === undefined) break;
      const next = top[0].inputs[top[1]++];
      if (next === undefined) {
        order.push(top[0]);
        stack.pop();
      } else if (!seen.has(next)) {
        seen.add(next);
        stack.push([next, 0]);
      }
    }
    this.grad = 1;
    for (const value of order.reverse()) value.hand();
  }
}

/** @param {import("./works.mjs").Work} work @param {number} chain */
export function tape({ name, parameters }, chain) {
  const values = Object.entries(parameters).map(([key, { values }]) => /** @type {const} */ ([key, values[0] ?? 0]));
  if (name !== "a" && name !== "b") return null;
  return () => {
    const p = Object.fromEntries(values.map(([key, value]) => [key, new Value(value)]));
    const loss = name === "a" ? square(p.a.mul(p.w).add(p.b).sub(p.y)) : chained(p, chain);
    loss.backward();
    return Object.fromEntries(values.map(([key]) => [key, p[key]?.grad ?? 0]));
  };
}

/** @param {Value} value */
const square = (value) => value.mul(value);

/** @param {Readonly<Record<string, Value>>} p @param {number} chain */
function chained(p, chain) {
  const [w, b] = [[p.w0, p.w1, p.w2], [p.b0, p.b1, p.b2]];
  let x = p.x;
  for (let i = 0; i < chain; i++) x = x.mul(w[i % 3]).add(b[i % 3]).tanh();
  return square(x);
}
