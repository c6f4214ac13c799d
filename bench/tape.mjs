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
  const numbers = Object.values(parameters).map(({ values }) => values[0] ?? 0);
  if (name !== "a" && name !== "b") return null;
  return () => {
    const p = numbers.map((number) => new Value(number));
    const loss = name === "a" ? squared(p) : chained(p, chain);
    loss.backward();
    return p.map(({ grad }) => grad);
  };
}

/** @param {readonly Value[]} p */
function squared(p) {
  const [a, w, b, y] = /** @type {[Value, Value, Value, Value]} */ (p);
  const difference = a.mul(w).add(b).sub(y);
  return difference.mul(difference);
}

/** @param {readonly Value[]} p @param {number} chain */
function chained(p, chain) {
  const [first, w0, w1, w2, b0, b1, b2] = /** @type {[Value, Value, Value, Value, Value, Value, Value]} */ (p);
  const [w, b] = [[w0, w1, w2], [b0, b1, b2]];
  let x = first;
  for (let i = 0; i < chain; i++) x = x.mul(/** @type {Value} */ (w[i % 3])).add(/** @type {Value} */ (b[i % 3])).tanh();
  return x.mul(x);
}
