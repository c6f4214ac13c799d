/** Gradient Lens's side: the operations that the interpreter calls, recorded on a trace, then one reverse pass. */
import { reverse } from "../src/engine/autodiff/reverse.js";
import type { Attributes, Card } from "../src/engine/ops/define.js";
import { cardNamed } from "../src/engine/ops/registry.js";
import { contiguous, type NDArray, wrap } from "../src/engine/tensor/array.js";
import { type KernelBytes, loadKernels } from "../src/engine/tensor/wasm/kernels.js";
import { sizeOf } from "../src/engine/tensor/shape.js";
import { NO_ATTRIBUTES, type Node, NUMBER, type Origin } from "../src/engine/trace/node.js";
import { torchPromotion } from "../src/engine/trace/promotion.js";
import { Trace } from "../src/engine/trace/trace.js";
import type { BLOCK, Tensor, Work } from "./works.mjs";

interface Sizes {
  readonly chain: number;
  readonly block: typeof BLOCK;
}

/** In the order of the work's parameters, or data. */
type Nodes = readonly Node[];

/** As the command line has them, but with room for a million operations. */
const LIMITS = { elements: 50_000_000, bytes: 2 ** 31 };

export function lens(kernels: KernelBytes) {
  loadKernels(kernels);
  return { prepare, held };
}

function prepare(work: Work, sizes: Sizes): () => (Float32Array | number)[] {
  const arrays = arraysOf(work);
  return () => {
    const { parameters, adjoints } = recorded(work, arrays, sizes);
    return parameters.map((parameter) => numbers(adjoints.get(parameter)!));
  };
}

/** What `measure` says while the run and its adjoints are held. */
function held(work: Work, sizes: Sizes, measure: () => number): number {
  const run = recorded(work, arraysOf(work), sizes);
  const measured = measure();
  return run.adjoints.size >= 0 ? measured : Number.NaN; // it is held until here
}

interface WorkArrays {
  readonly parameters: readonly NDArray[];
  readonly data: readonly NDArray[];
}

/** As the peers have theirs before the clock runs. */
function arraysOf({ parameters, data }: Work): WorkArrays {
  const list = (tensors: Readonly<Record<string, Tensor>>): NDArray[] => Object.values(tensors).map(({ shape, values }) =>
    values instanceof Int32Array ? wrap("int64", shape, Float64Array.from(values)) : wrap("float32", shape, values));
  return { parameters: list(parameters), data: list(data) };
}

function recorded({ name }: Work, { parameters, data }: WorkArrays, sizes: Sizes): { readonly parameters: Nodes; readonly adjoints: ReadonlyMap<Node, Node> } {
  const trace = new Trace(LIMITS);
  const leaves = leavesOf(trace, parameters, true);
  const target = losses[name]!(trace, leaves, leavesOf(trace, data, false), sizes);
  // As backward() walks: to what requires a gradient.
  return { parameters: leaves, adjoints: reverse(target, WALK) };
}

const WALK = { enter: (node: Node): boolean => node.requiresGrad };

const leavesOf = (trace: Trace, arrays: readonly NDArray[], requiresGrad: boolean): Nodes =>
  arrays.map((array) => {
    const node = trace.leaf(array, LITERAL);
    node.requiresGrad = requiresGrad;
    return node;
  });

const LITERAL: Origin = { kind: "literal" };

function numbers(node: Node): Float32Array | number {
  if (node.flags & NUMBER) return node.number;
  const { buffer, offset, shape } = contiguous(node.value);
  return (buffer as Float32Array).subarray(offset, offset + sizeOf(shape)); // `as`: every parameter is float32
}

/** As the operators of tensors call one: they know its card. */
const run = (t: Trace, card: Card, inputs: readonly Node[], attributes: Attributes = NO_ATTRIBUTES): Node => t.apply(card, inputs, attributes, PROMOTION);
const PROMOTION = torchPromotion(() => "float32");

const C = {
  add: cardNamed("add"),
  conv2d: cardNamed("conv2d"),
  cross_entropy: cardNamed("cross_entropy"),
  gelu: cardNamed("gelu"),
  layer_norm: cardNamed("layer_norm"),
  linear: cardNamed("linear"),
  matmul: cardNamed("matmul"),
  max_pool2d: cardNamed("max_pool2d"),
  mul: cardNamed("mul"),
  permute: cardNamed("permute"),
  pow: cardNamed("pow"),
  relu: cardNamed("relu"),
  reshape: cardNamed("reshape"),
  scaled_dot_product_attention: cardNamed("scaled_dot_product_attention"),
  slice: cardNamed("slice"),
  sub: cardNamed("sub"),
  sum: cardNamed("sum"),
  tanh: cardNamed("tanh"),
};

const losses: Readonly<Record<string, (trace: Trace, p: Nodes, data: Nodes, sizes: Sizes) => Node>> = {
  a: (t, [a, w, b, y]) => run(t, C.pow, [run(t, C.sub, [run(t, C.add, [run(t, C.mul, [a!, w!]), b!]), y!]), t.number(2)]),
  b(t, [first, w0, w1, w2, b0, b1, b2], _, { chain }) {
    const w = [w0!, w1!, w2!];
    const b = [b0!, b1!, b2!];
    let x = first!;
    for (let i = 0; i < chain; i++) x = run(t, C.tanh, [run(t, C.add, [run(t, C.mul, [x, w[i % 3]!]), b[i % 3]!])]);
    return run(t, C.mul, [x, x]);
  },
  c: (t, [w1, b1, w2, b2], [x, y]) => run(t, C.cross_entropy, [run(t, C.linear, [run(t, C.relu, [run(t, C.linear, [x!, w1!, b1!])]), w2!, b2!]), y!]),
  d: (t, [a, b], [g]) => run(t, C.sum, [run(t, C.mul, [run(t, C.matmul, [a!, b!]), g!])], { axes: null, keepdim: false }),
  e(t, [k, kb, w, b], [x, y]) {
    const out = run(t, C.relu, [run(t, C.conv2d, [x!, k!, kb!])]);
    const pooled = run(t, C.max_pool2d, [out], { kernel_size: 2 });
    return run(t, C.cross_entropy, [run(t, C.linear, [run(t, C.reshape, [pooled], { shape: [8, -1] }), w!, b!]), y!]);
  },
  f(t, [input, g1, h1, wqkv, bqkv, wo, bo, g2, h2, w1, b1, w2, b2], [g], { block: { batch, time, width, heads } }) {
    const size = width / heads;
    const norm = (x: Node, weight: Node, bias: Node): Node => run(t, C.layer_norm, [x, weight, bias], { normalized_shape: [width] });
    const qkv = run(t, C.linear, [norm(input!, g1!, h1!), wqkv!, bqkv!]);
    const split = run(t, C.permute, [run(t, C.reshape, [qkv], { shape: [batch, time, 3, heads, size] })], { axes: [2, 0, 3, 1, 4] });
    const stops = [batch, heads, time, size];
    const part = (i: number): Node => run(t, C.slice, [split], { starts: [i, 0, 0, 0, 0], stops: [i + 1, ...stops], steps: [1, 1, 1, 1, 1] });
    const [q, k, v] = [0, 1, 2].map((i) => run(t, C.reshape, [part(i)], { shape: stops }));
    const mixed = run(t, C.scaled_dot_product_attention, [q!, k!, v!], { is_causal: true });
    const joined = run(t, C.reshape, [run(t, C.permute, [mixed], { axes: [0, 2, 1, 3] })], { shape: [batch, time, width] });
    const x = run(t, C.add, [input!, run(t, C.linear, [joined, wo!, bo!])]);
    const hidden = run(t, C.gelu, [run(t, C.linear, [norm(x, g2!, h2!), w1!, b1!])], { approximate: "tanh" });
    const out = run(t, C.add, [x, run(t, C.linear, [hidden, w2!, b2!])]);
    return run(t, C.sum, [run(t, C.mul, [out, g!])], { axes: null, keepdim: false });
  },
};
