/** Lengths of vectors and what is made of them: normalize, cosine_similarity, pairwise_distance, cdist, pdist. */
import { fromNumbers } from "../../../tensor/array.js";
import { broadcastShapes, normalizeAxis, type Shape } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { defineComposite } from "../../composite.js";
import type { Operations } from "../../operations.js";
import { samples, waves } from "../sample-arrays.js";
import { shapeText, torchError } from "./geometry.js";

/** (Σ |x|^p)^(1/p) along an axis; where it is 0 its gradient is 0, as in the framework. */
export function lengthAlong(ops: Operations, x: Node, p: number, axis: number, keepdim: boolean): Node {
  const size = (): Node => ops.unary("abs", x);
  if (p === 1) return ops.sum(size(), [axis], keepdim);
  if (p === 0) return ops.sum(ops.cast(ops.compare("ne", x, ops.constant(0)), x.value.dtype), [axis], keepdim);
  if (p === Infinity) return ops.apply("amax", [size()], { axes: [axis], keepdim });
  const powers = ops.sum(p === 2 ? ops.mul(x, x) : ops.pow(size(), ops.constant(p)), [axis], keepdim);
  const none = ops.compare("eq", powers, ops.constant(0));
  const safe = ops.where(none, ops.onesLike(powers), powers);
  const root = p === 2 ? ops.unary("sqrt", safe) : ops.pow(safe, ops.constant(1 / p));
  return ops.where(none, ops.zerosLike(powers), root);
}

const atLeast = (ops: Operations, x: Node, bound: number): Node => ops.where(ops.compare("gt", x, ops.constant(bound)), x, ops.fill(x, x.value.shape, bound));

export const normalize = defineComposite({
  name: "normalize", inputs: ["x"],
  attributes: { p: 2, axis: 1, eps: 1e-12 },
  dtype: "first",
  sentence: "Divides each vector by its length.",
  spellings: ["torch.nn.functional.normalize(input=x, p=p, dim=axis, eps=eps)"],
  samples: () => samples({ inputs: [waves([2, 3])] }, { inputs: [waves([2, 3])], attributes: { p: 1, axis: 0 } }),
  differentiable: ["x"],
  shape: ([x]) => x!,
  compose: (ops, [x], { p, axis, eps }) => ops.div(x!, atLeast(ops, lengthAlong(ops, x!, Number(p), Number(axis), true), Number(eps))),
  formula: {
    value: { text: "{x}/‖{x}‖", latex: "\\frac{{x}}{\\lVert {x} \\rVert}" },
    derivatives: { x: { text: "({gy} − {y}·({gy}·{y}))/‖{x}‖", latex: "\\frac{{gy} - {y}\\,({gy}\\cdot{y})}{\\lVert {x} \\rVert}" } },
  },
});

/** Each length is taken as at least eps. */
export const cosineSimilarity = defineComposite({
  name: "cosine_similarity", inputs: ["a", "b"],
  attributes: { axis: 1, eps: 1e-8 },
  dtype: "promote",
  sentence: "The cosine of the angle between two vectors.",
  spellings: ["torch.nn.functional.cosine_similarity(x1=a, x2=b, dim=axis, eps=eps)", "torch.cosine_similarity(x1=a, x2=b, dim=axis, eps=eps)"],
  samples: () => [{ inputs: [waves([2, 3]), waves([2, 3], 4)] }],
  differentiable: ["a", "b"],
  shape: ([a, b], { axis }) => {
    const shape = broadcastShapes(a!, b!) ?? a!;
    const at = normalizeAxis(Number(axis), shape.length);
    return shape.filter((_, i) => i !== at);
  },
  compose: (ops, [a, b], { axis, eps }) => {
    const shape = broadcastShapes(a!.value.shape, b!.value.shape) ?? a!.value.shape;
    const at = normalizeAxis(Number(axis), shape.length) ?? 0;
    const unit = (x: Node): Node => {
      const wide = ops.expand(x, shape);
      return shape.length ? ops.div(wide, atLeast(ops, lengthAlong(ops, wide, 2, at, true), Number(eps))) : ops.div(wide, atLeast(ops, ops.unary("abs", wide), Number(eps)));
    };
    const product = ops.mul(unit(a!), unit(b!));
    return shape.length ? ops.sum(product, [at]) : product;
  },
  formula: {
    value: { text: "{a}·{b}/(‖{a}‖‖{b}‖)", latex: "\\frac{{a} \\cdot {b}}{\\lVert {a} \\rVert \\lVert {b} \\rVert}" },
    derivatives: {
      a: { text: "{gy}·(b̂ − {y}·â)/‖{a}‖", latex: "{gy} \\frac{\\hat b - {y}\\hat a}{\\lVert {a} \\rVert}" },
      b: { text: "{gy}·(â − {y}·b̂)/‖{b}‖", latex: "{gy} \\frac{\\hat a - {y}\\hat b}{\\lVert {b} \\rVert}" },
    },
  },
});

const towards = (sign: string): { readonly text: string; readonly latex: string } => ({ text: `${sign}{gy}·(a − b)/{y} (p = 2)`, latex: `${sign}{gy} \\frac{a - b}{{y}}` });
const value = { text: "‖{a} − {b}‖", latex: "\\lVert {a} - {b} \\rVert_p" };

/** ‖a − b + eps‖_p along the last axis. */
export const pairwiseDistance = defineComposite({
  name: "pairwise_distance", inputs: ["a", "b"],
  attributes: { p: 2, eps: 1e-6, keepdim: false },
  dtype: "promote",
  sentence: "The distance between the vectors of each pair.",
  spellings: ["torch.nn.functional.pairwise_distance(x1=a, x2=b, p=p, eps=eps, keepdim=keepdim)", "torch.pairwise_distance(x1=a, x2=b, p=p, eps=eps, keepdim=keepdim)"],
  samples: () => [{ inputs: [waves([2, 3]), waves([2, 3], 4)] }],
  differentiable: ["a", "b"],
  shape: ([a, b], { keepdim }) => {
    const shape = broadcastShapes(a!, b!) ?? a!;
    return [...shape.slice(0, -1), ...(keepdim ? [1] : [])];
  },
  compose: (ops, [a, b], { p, eps, keepdim }) => lengthAlong(ops, ops.add(ops.sub(a!, b!), ops.constant(Number(eps))), Number(p), -1, keepdim === true),
  formula: { value, derivatives: { a: towards(""), b: towards("−") } },
});

/** Distances of all pairs: a [B, P, M], b [B, R, M] → [B, P, R]. */
export const cdist = defineComposite({
  name: "cdist", inputs: ["a", "b"],
  attributes: { p: 2 },
  dtype: "promote",
  sentence: "The distances between all pairs of rows.",
  spellings: ["torch.cdist(x1=a, x2=b, p=p)"],
  samples: () => [{ inputs: [waves([2, 3]), waves([4, 3], 4)] }],
  differentiable: ["a", "b"],
  shape: ([a, b]) => {
    const batch = broadcastShapes(a!.slice(0, -2), b!.slice(0, -2));
    if (batch && a!.at(-1) === b!.at(-1)) return [...batch, a!.at(-2)!, b!.at(-2)!];
    throw torchError(`cdist: ${shapeText(a!)} and ${shapeText(b!)} do not match; rows must have equal lengths`, `X1 and X2 must have the same number of columns. X1: ${a!.at(-1)} X2: ${b!.at(-1)}`);
  },
  compose: (ops, [a, b], { p }) => lengthAlong(ops, ops.sub(ops.unsqueeze(a!, -2), ops.unsqueeze(b!, -3)), Number(p), -1, false),
  formula: { value, derivatives: { a: towards("Σ "), b: towards("−Σ ") } },
});

/** Distances of the pairs i < j of rows: [N, M] → [N(N−1)/2]. */
export const pdist = defineComposite({
  name: "pdist", inputs: ["x"],
  attributes: { p: 2 },
  dtype: "first",
  sentence: "The distances between all pairs of different rows.",
  spellings: ["torch.nn.functional.pdist(input=x, p=p)", "torch.pdist(input=x, p=p)"],
  samples: () => [{ inputs: [waves([3, 2])] }],
  differentiable: ["x"],
  shape: ([x]) => [(x![0]! * (x![0]! - 1)) / 2],
  compose: (ops, [x], { p }) => {
    const [n, m] = x!.value.shape as readonly [number, number];
    const pairs = Array.from({ length: n }, (_, i) => Array.from({ length: n - i - 1 }, (_, k) => [i, i + 1 + k] as const)).flat();
    const rows = (side: 0 | 1): Node => {
      const shape: Shape = [pairs.length, m];
      const index = ops.constant(fromNumbers("int64", shape, pairs.flatMap((pair) => new Array<number>(m).fill(pair[side]))));
      return ops.gather(x!, index, 0);
    };
    return lengthAlong(ops, ops.sub(rows(0), rows(1)), Number(p), -1, false);
  },
  formula: { value: { text: "‖{x}ᵢ − {x}ⱼ‖", latex: "\\lVert {x}_i - {x}_j \\rVert_p" }, derivatives: { x: { text: "Σ ±{gy}·({x}ᵢ − {x}ⱼ)/{y}", latex: "\\sum \\pm {gy} \\frac{{x}_i - {x}_j}{{y}}" } } },
});
