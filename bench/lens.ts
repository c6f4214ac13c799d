/** Gradient Lens's side: the operations that the interpreter calls, recorded on a trace, then one reverse pass. */
import { reverse } from "../src/engine/autodiff/reverse.js";
import { contiguous, wrap } from "../src/engine/tensor/array.js";
import { type KernelBytes, loadKernels } from "../src/engine/tensor/wasm/kernels.js";
import { sizeOf } from "../src/engine/tensor/shape.js";
import type { Node } from "../src/engine/trace/node.js";
import { Trace } from "../src/engine/trace/trace.js";
import type { BLOCK, Tensor, Work } from "./works.mjs";

interface Sizes {
  readonly chain: number;
  readonly block: typeof BLOCK;
}

type Nodes = Readonly<Record<string, Node>>;

/** Elements and bytes: those of the command line. */
const LIMITS = { elements: 50_000_000, bytes: 1 << 28 };

export function lens(kernels: KernelBytes) {
  loadKernels(kernels);
  return { name: "lens", activate: async (): Promise<void> => undefined, prepare };
}

function prepare(work: Work, sizes: Sizes): () => Record<string, Float32Array> {
  const names = Object.keys(work.parameters);
  const loss = losses[work.name]!;
  return () => {
    const trace = new Trace(LIMITS);
    const leaves = (tensors: Readonly<Record<string, Tensor>>, requiresGrad: boolean): Nodes =>
      Object.fromEntries(Object.entries(tensors).map(([name, { shape, values }]) => {
        const node = trace.leaf(wrap(values instanceof Int32Array ? "int64" : "float32", shape, values instanceof Int32Array ? Float64Array.from(values) : values), { kind: "literal" });
        node.requiresGrad = requiresGrad;
        return [name, node];
      }));
    const parameters = leaves(work.parameters, true);
    const target = loss(trace, parameters, leaves(work.data, false), sizes);
    // As backward() walks: to what requires a gradient.
    const adjoints = reverse(target, { enter: (node) => node.requiresGrad });
    return Object.fromEntries(names.map((name) => [name, elements(adjoints.get(parameters[name]!)!)]));
  };
}

function elements(node: Node): Float32Array {
  const { buffer, offset, shape } = contiguous(node.value);
  return (buffer as Float32Array).subarray(offset, offset + sizeOf(shape)); // `as`: every parameter is float32
}

const losses: Readonly<Record<string, (trace: Trace, p: Nodes, data: Nodes, sizes: Sizes) => Node>> = {
  a: (t, { a, w, b, y }) => t.apply("pow", [t.apply("sub", [t.apply("add", [t.apply("mul", [a!, w!]), b!]), y!]), t.number(2)]),
  b(t, p, _, { chain }) {
    let x = p.x!;
    for (let i = 0; i < chain; i++) x = t.apply("tanh", [t.apply("add", [t.apply("mul", [x, p[`w${i % 3}`]!]), p[`b${i % 3}`]!])]);
    return t.apply("mul", [x, x]);
  },
  c: (t, { w1, b1, w2, b2 }, { x, y }) => t.apply("cross_entropy", [t.apply("linear", [t.apply("relu", [t.apply("linear", [x!, w1!, b1!])]), w2!, b2!]), y!]),
  d: (t, { a, b }, { g }) => t.apply("sum", [t.apply("mul", [t.apply("matmul", [a!, b!]), g!])], { axes: null, keepdim: false }),
  e(t, { k, kb, w, b }, { x, y }) {
    const out = t.apply("relu", [t.apply("conv2d", [x!, k!, kb!])]);
    const pooled = t.apply("max_pool2d", [out], { kernel_size: 2 });
    return t.apply("cross_entropy", [t.apply("linear", [t.apply("reshape", [pooled], { shape: [8, -1] }), w!, b!]), y!]);
  },
  f(t, p, { g }, { block: { batch, time, width, heads } }) {
    const size = width / heads;
    const norm = (x: Node, weight: Node, bias: Node): Node => t.apply("layer_norm", [x, weight, bias], { normalized_shape: [width] });
    const qkv = t.apply("linear", [norm(p.x!, p.g1!, p.h1!), p.wqkv!, p.bqkv!]);
    const split = t.apply("permute", [t.apply("reshape", [qkv], { shape: [batch, time, 3, heads, size] })], { axes: [2, 0, 3, 1, 4] });
    const stops = [batch, heads, time, size];
    const part = (i: number): Node => t.apply("slice", [split], { starts: [i, 0, 0, 0, 0], stops: [i + 1, ...stops], steps: [1, 1, 1, 1, 1] });
    const [q, k, v] = [0, 1, 2].map((i) => t.apply("reshape", [part(i)], { shape: stops }));
    const mixed = t.apply("scaled_dot_product_attention", [q!, k!, v!], { is_causal: true });
    const joined = t.apply("reshape", [t.apply("permute", [mixed], { axes: [0, 2, 1, 3] })], { shape: [batch, time, width] });
    const x = t.apply("add", [p.x!, t.apply("linear", [joined, p.wo!, p.bo!])]);
    const hidden = t.apply("gelu", [t.apply("linear", [norm(x, p.g2!, p.h2!), p.w1!, p.b1!])], { approximate: "tanh" });
    const out = t.apply("add", [x, t.apply("linear", [hidden, p.w2!, p.b2!])]);
    return t.apply("sum", [t.apply("mul", [out, g!])], { axes: null, keepdim: false });
  },
};
