/** Products that are an einsum whose equation follows from ranks and axes: numpy's dot, inner, tensordot. */
import { fromNumbers } from "../../../tensor/array.js";
import { einsum as contract } from "../../../tensor/kernels/einsum.js";
import { product } from "../../../tensor/kernels/matmul.js";
import type { Shape } from "../../../tensor/shape.js";
import { type Attributes, type Card, defineStructural, OperationError, type RuleContext, type Sample } from "../../define.js";
import { operandAdjoint, parsed } from "./einsum.js";
import { leftAdjoint, rightAdjoint } from "./product-rules.js";

interface Contraction {
  readonly name: string;
  readonly attributes?: Attributes;
  readonly sentence: string;
  readonly spellings: readonly string[];
  /** Axes of a and of b that are summed over, in pairs. */
  readonly axes: (a: Shape, b: Shape, attributes: Attributes) => readonly (readonly [number, number])[];
  readonly samples: () => readonly Sample[];
  readonly symbol: string;
}

const wrapAxis = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

function contraction({ name, attributes, sentence, spellings, axes, samples, symbol }: Contraction): Card {
  const equationOf = (shapes: readonly Shape[], given: Attributes): ReturnType<typeof parsed> => {
    const [a, b] = [shapes[0]!, shapes[1]!];
    const left = a.map((_, axis) => String.fromCodePoint(97 + axis));
    const right = b.map((_, axis) => String.fromCodePoint(65 + axis));
    const summed = new Set<string>();
    for (const [p, q] of axes(a, b, given)) {
      const label = left[wrapAxis(p, a.length)]!;
      right[wrapAxis(q, b.length)] = label;
      summed.add(label);
    }
    const result = [...left, ...right].filter((label) => !summed.has(label)).join("");
    return parsed(shapes, { equation: `${left.join("")},${right.join("")}->${result}` });
  };
  /** Up to a matrix on the right, where the last axis meets its first, it is matmul, and much faster. */
  const isProduct = (a: Shape, b: Shape): boolean => name === "numpy_dot" && a.length > 0 && (b.length === 1 || b.length === 2);
  const adjoint = (i: 0 | 1) => (c: RuleContext) => {
    const shapes = c.list.map((node) => node.value.shape);
    if (isProduct(shapes[0]!, shapes[1]!)) return i === 0 ? leftAdjoint(c) : rightAdjoint(c);
    return operandAdjoint(c, equationOf(shapes, c.attributes), i);
  };
  return defineStructural({
    name, ...(attributes ? { attributes } : {}), sentence, spellings, samples,
    inputs: ["a", "b"],
    dtype: "promote",
    shape: (shapes, given) => {
      const [a, b] = [shapes[0]!, shapes[1]!];
      if (isProduct(a, b) && a.at(-1) === b[0]) return [...a.slice(0, -1), ...b.slice(1)];
      const { result, sizes } = equationOf(shapes, given);
      return [...result].map((label) => sizes.get(label)!);
    },
    forward: (inputs, given, dtype) => {
      const shapes = inputs.map((input) => input.shape);
      if (isProduct(shapes[0]!, shapes[1]!)) return product(inputs[0]!, inputs[1]!, dtype);
      const equation = equationOf(shapes, given);
      return contract(inputs, equation, equation.sizes, dtype);
    },
    vjp: { a: adjoint(0), b: adjoint(1) },
    jvp: "linear",
    formula: {
      value: { text: `{a} ${symbol} {b}`, latex: `{a} \\cdot {b}` },
      derivatives: { a: { text: "{gy} · {b}ᵀ", latex: "{gy} \\cdot {b}^{\\top}" }, b: { text: "{a}ᵀ · {gy}", latex: "{a}^{\\top} \\cdot {gy}" } },
    },
  });
}

const tuple = (shape: Shape): string => `(${shape.join(",")}${shape.length === 1 ? "," : ""})`;

/** numpy.dot: numbers multiply, vectors and matrices as in matmul, above that the last axis of a meets the last but one of b. */
export const numpyDot = contraction({
  name: "numpy_dot",
  sentence: "The dot product: sums products over the last axis of the left and the last but one of the right.",
  spellings: ["numpy.dot(a, b)", "numpy.ndarray.dot(self=a, b=b)", "jax.numpy.dot(a, b)"],
  axes: (a, b) => {
    if (!a.length || !b.length) return [];
    const [p, q] = [a.length - 1, b.length === 1 ? 0 : b.length - 2];
    if (a[p] !== b[q]) {
      throw new OperationError(`dot: [${a.join(", ")}] and [${b.join(", ")}] do not chain; the inner sizes must be equal`, {
        numpy: { type: "ValueError", message: `shapes ${tuple(a)} and ${tuple(b)} not aligned: ${a[p]} (dim ${p}) != ${b[q]} (dim ${q})` },
      });
    }
    return [[p, q]];
  },
  samples: () => {
    const a = fromNumbers("float64", [2, 3], [1, -2, 0.5, 3, 1.5, -1]);
    return [
      { inputs: [a, fromNumbers("float64", [3, 2], [2, 1, -1, 0.5, 4, -3])] },
      { inputs: [a, fromNumbers("float64", [], [3])] },
      { inputs: [a, fromNumbers("float64", [2, 3, 1], [2, 1, -1, 0.5, 4, -3])] },
    ];
  },
  symbol: "·",
});

export const inner = contraction({
  name: "inner",
  sentence: "Sums products over the last axes of both.",
  spellings: ["torch.inner(input=a, other=b)", "torch.Tensor.inner(self=a, other=b)", "numpy.inner(a, b)", "jax.numpy.inner(a, b)"],
  axes: (a, b) => {
    if (!a.length || !b.length) return [];
    if (a.at(-1) === b.at(-1)) return [[a.length - 1, b.length - 1]];
    throw new OperationError(`inner: [${a.join(", ")}] and [${b.join(", ")}] do not match; the last sizes must be equal`, {
      torch: { type: "RuntimeError", message: `inner() the last dimension must match on both input tensors but got shapes [${a.join(", ")}] and [${b.join(", ")}]` },
      numpy: { type: "ValueError", message: `shapes ${tuple(a)} and ${tuple(b)} not aligned: ${a.at(-1)} (dim ${a.length - 1}) != ${b.at(-1)} (dim ${b.length - 1})` },
    });
  },
  samples: () => [{ inputs: [fromNumbers("float64", [2, 3], [1, -2, 0.5, 3, 1.5, -1]), fromNumbers("float64", [3], [2, 1, -1])] }],
  symbol: "·",
});

/** `axes`: a number n (the last n of a with the first n of b), or a pair of lists. */
export const tensordot = contraction({
  name: "tensordot",
  attributes: { axes: 2 },
  sentence: "Sums products over chosen axes of both.",
  spellings: ["torch.tensordot(a, b, dims=axes)", "numpy.tensordot(a, b, axes=axes)", "jax.numpy.tensordot(a, b, axes=axes)"],
  axes: (a, b, { axes }) => {
    const listed = (side: unknown): number[] => (typeof side === "number" ? [side] : (side as readonly number[]).slice()); // checked by the framework
    const pairs: (readonly [number, number])[] = typeof axes === "number"
      ? Array.from({ length: axes }, (_, i) => [a.length - axes + i, i] as const)
      : (() => { const [p, q] = (axes as readonly unknown[]).map(listed); return p!.map((axis, i) => [wrapAxis(axis, a.length), wrapAxis(q![i]!, b.length)] as const); })();
    for (const [p, q] of pairs) {
      if (a[p] === b[q] || a[p] === 1 || b[q] === 1) continue;
      throw new OperationError(`tensordot: sizes ${a[p]} and ${b[q]} of axes ${p} and ${q} differ; summed axes must have equal sizes`, {
        torch: { type: "RuntimeError", message: `contracted dimensions need to match, but first has size ${a[p]} in dim ${typeof axes === "number" ? p - a.length : p} and second has size ${b[q]} in dim ${q}` },
        numpy: { type: "ValueError", message: "shape-mismatch for sum" },
      });
    }
    return pairs;
  },
  samples: () => {
    const a = fromNumbers("float64", [2, 3], [1, -2, 0.5, 3, 1.5, -1]);
    return [
      { inputs: [a, fromNumbers("float64", [2, 3], [2, 1, -1, 0.5, 4, -3])] },
      { inputs: [a, fromNumbers("float64", [2, 2], [2, 1, -1, 0.5])], attributes: { axes: [[0], [1]] } },
    ];
  },
  symbol: "·",
});
