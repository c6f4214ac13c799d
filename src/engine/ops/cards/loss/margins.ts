/** Losses that are 0 once a margin is kept: hinge, ranking, cosine, triplet, multi-class and multi-label margins. */
import { fromNumbers, toNumbers } from "../../../tensor/array.js";
import { broadcastShapes, type Shape } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import type { Formula } from "../../define.js";
import type { Operations } from "../../operations.js";
import { lengthAlong } from "../neural/distance.js";
import { fractions, indices, samples, waves } from "../sample-arrays.js";
import { clampedAtZero, defineLoss, lossSpelling } from "./loss.js";

const signs = fromNumbers("float64", [3], [1, -1, 1]);
const one = (text: string, latex: string): Formula => ({ text, latex });
const equals = (ops: Operations, target: Node, value: number): Node => ops.compare("eq", target, ops.constant(value));

/** x where t = 1, max(0, margin − x) where t = −1. */
export const hingeEmbedding = defineLoss({
  name: "hinge_embedding_loss",
  inputs: ["x", "target"],
  attributes: { margin: 1 },
  sentence: "Makes distances of like pairs small and of unlike pairs at least the margin.",
  spellings: lossSpelling("hinge_embedding_loss", "input=x, target=target, margin=margin"),
  samples: () => [{ inputs: [waves([2, 3]), signs] }],
  differentiable: ["x"],
  each: (ops, [x, target], { margin }) => {
    const far = clampedAtZero(ops, ops.sub(ops.constant(Number(margin)), x!));
    const other = ops.where(equals(ops, target!, 1), ops.zerosLike(far), far);
    return ops.add(other, ops.where(equals(ops, target!, -1), ops.zerosLike(x!), x!));
  },
  formula: {
    value: one("{x} if {target} = 1 else max(0, m − {x})", "\\begin{cases} {x} & {target} = 1 \\\\ \\max(0, m - {x}) & {target} = -1 \\end{cases}"),
    derivatives: { x: one("{gy}/n if {target} = 1 else −{gy}/n where {x} < m", "\\pm\\frac{{gy}}{n}") },
  },
});

/** max(0, −t(a − b) + margin). */
export const marginRanking = defineLoss({
  name: "margin_ranking_loss",
  inputs: ["a", "b", "target"],
  attributes: { margin: 0 },
  sentence: "Wants the first score above the second by a margin (or below, for target −1).",
  spellings: lossSpelling("margin_ranking_loss", "input1=a, input2=b, target=target, margin=margin"),
  samples: () => [{ inputs: [waves([3]), waves([3], 4), signs], attributes: { margin: 0.3 } }],
  differentiable: ["a", "b", "target"],
  eachShape: (shapes) => broadcastShapes(...shapes) ?? shapes[0]!,
  each: (ops, [a, b, target], { margin }) => clampedAtZero(ops, ops.add(ops.neg(ops.mul(target!, ops.sub(a!, b!))), ops.constant(Number(margin)))),
  formula: {
    value: one("max(0, −{target}·({a} − {b}) + m)", "\\max(0, -{target}({a} - {b}) + m)"),
    derivatives: { a: one("−{gy}·{target}/n where the margin is not kept", "-\\frac{{gy}}{n} {target}"), b: one("{gy}·{target}/n where the margin is not kept", "\\frac{{gy}}{n} {target}"), target: one("−{gy}·({a} − {b})/n where the margin is not kept", "-\\frac{{gy}}{n} ({a} - {b})") },
  },
});

/** 1 − cos for t = 1, max(0, cos − margin) for t = −1. */
export const cosineEmbedding = defineLoss({
  name: "cosine_embedding_loss",
  inputs: ["a", "b", "target"],
  attributes: { margin: 0 },
  sentence: "Turns like pairs of vectors towards each other and unlike ones apart.",
  spellings: lossSpelling("cosine_embedding_loss", "input1=a, input2=b, target=target, margin=margin"),
  samples: () => [{ inputs: [waves([3, 2]), waves([3, 2], 4), signs] }],
  differentiable: ["a", "b"],
  eachShape: ([, , target]) => target!,
  each: (ops, [a, b, target], { margin }) => {
    const dot = (p: Node, q: Node): Node => ops.sum(ops.mul(p, q), [-1]);
    const squared = (p: Node): Node => ops.add(dot(p, p), ops.constant(1e-12));
    const cosine = ops.div(dot(a!, b!), ops.unary("sqrt", ops.mul(squared(a!), squared(b!))));
    const like = ops.sub(ops.constant(1), cosine);
    const unlike = clampedAtZero(ops, ops.sub(cosine, ops.constant(Number(margin))));
    const nothing = ops.zerosLike(cosine);
    return ops.add(ops.where(equals(ops, target!, 1), like, nothing), ops.where(equals(ops, target!, -1), unlike, nothing));
  },
  formula: {
    value: one("1 − cos({a}, {b}) if {target} = 1 else max(0, cos({a}, {b}) − m)", "\\begin{cases} 1 - \\cos({a}, {b}) \\\\ \\max(0, \\cos({a}, {b}) - m) \\end{cases}"),
    derivatives: { a: one("∓{gy}/n·∂cos/∂{a}", "\\mp\\frac{{gy}}{n} \\frac{\\partial \\cos}{\\partial {a}}"), b: one("∓{gy}/n·∂cos/∂{b}", "\\mp\\frac{{gy}}{n} \\frac{\\partial \\cos}{\\partial {b}}") },
  },
});

/** max(0, d(a, p) − d(a, n) + margin); `swap` takes the nearer of d(a, n) and d(p, n). */
export const tripletMargin = defineLoss({
  name: "triplet_margin_loss",
  inputs: ["anchor", "positive", "negative"],
  attributes: { margin: 1, p: 2, eps: 1e-6, swap: false },
  sentence: "Wants the anchor nearer to the positive than to the negative by a margin.",
  spellings: lossSpelling("triplet_margin_loss", "anchor, positive, negative, margin=margin, p=p, eps=eps, swap=swap"),
  samples: () => samples({ inputs: [waves([2, 3]), waves([2, 3], 2), waves([2, 3], 5)] }, { inputs: [waves([2, 3]), waves([2, 3], 2), waves([2, 3], 5)], attributes: { swap: true, margin: 2 } }),
  differentiable: ["anchor", "positive", "negative"],
  eachShape: ([anchor]) => anchor!.slice(0, -1),
  each: (ops, [anchor, positive, negative], { margin, p, eps, swap }) => {
    const distance = (a: Node, b: Node): Node => lengthAlong(ops, ops.add(ops.sub(a, b), ops.constant(Number(eps))), Number(p), -1, false);
    let far = distance(anchor!, negative!);
    if (swap) {
      const other = distance(positive!, negative!);
      far = ops.where(ops.compare("lt", other, far), other, far);
    }
    return clampedAtZero(ops, ops.add(ops.sub(distance(anchor!, positive!), far), ops.constant(Number(margin))));
  },
  formula: {
    value: one("max(0, d({anchor}, {positive}) − d({anchor}, {negative}) + m)", "\\max(0, d({anchor}, {positive}) - d({anchor}, {negative}) + m)"),
    derivatives: {
      anchor: one("{gy}/n·(û₊ − û₋), unit vectors to the anchor", "\\frac{{gy}}{n} (\\hat u_+ - \\hat u_-)"),
      positive: one("−{gy}/n·û₊", "-\\frac{{gy}}{n} \\hat u_+"),
      negative: one("{gy}/n·û₋", "\\frac{{gy}}{n} \\hat u_-"),
    },
  },
});

/** ln(1 + e^(−t x)). */
export const softMargin = defineLoss({
  name: "soft_margin_loss",
  inputs: ["x", "target"],
  withoutGradient: ["target"],
  sentence: "A smooth hinge: the logistic loss of a score with its sign.",
  spellings: lossSpelling("soft_margin_loss", "input=x, target=target"),
  samples: () => [{ inputs: [waves([2, 3]), signs] }],
  differentiable: ["x"],
  each: (ops, [x, target]) => ops.unary("log1p", ops.unary("exp", ops.neg(ops.mul(target!, x!)))),
  formula: {
    value: one("mean(ln(1 + exp(−{target}·{x})))", "\\frac1n \\sum \\ln(1 + e^{-{target}{x}})"),
    derivatives: { x: one("−{gy}·{target}·σ(−{target}·{x})/n", "-\\frac{{gy}}{n} {target} \\, \\sigma(-{target}{x})") },
  },
});

const rows = (shape: Shape): readonly [number, number] => (shape.length > 1 ? [shape[0]!, shape[1]!] : [1, shape[0] ?? 1]);

/** Σ over j ≠ t of max(0, margin − xₜ + xⱼ)^p · wₜ / C. */
export const multiMargin = defineLoss({
  name: "multi_margin_loss",
  inputs: ["x", "target", "weight"],
  withoutGradient: ["weight"],
  optional: { weight: 1 },
  attributes: { p: 1, margin: 1 },
  sentence: "Wants the right class's score above every other by a margin.",
  spellings: lossSpelling("multi_margin_loss", "input=x, target=target, p=p, margin=margin, weight=weight"),
  samples: () => samples({ inputs: [waves([2, 3]), indices([2], [2, 0])] }, { inputs: [waves([2, 3]), indices([2], [2, 0]), fractions([3])], attributes: { p: 2 } }),
  differentiable: ["x"],
  eachShape: ([x, target]) => (x!.length > 1 ? [x![0]!] : target!),
  each: (ops, [x, target, weight], { p, margin }) => {
    const [n, c] = rows(x!.value.shape);
    const table = ops.reshape(x!, [n, c]);
    const classes = toNumbers(target!.value);
    const right = ops.gather(table, ops.constant(fromNumbers("int64", [n, 1], classes)), 1);
    const gap = clampedAtZero(ops, ops.add(ops.sub(table, right), ops.constant(Number(margin))));
    const weights = weight?.value.shape.length ? toNumbers(weight.value) : null;
    const counted = ops.constant(fromNumbers(x!.value.dtype, [n, c], Array.from({ length: n * c }, (_, i) => (i % c === classes[Math.floor(i / c)] ? 0 : (weights?.[classes[Math.floor(i / c)]!] ?? 1) / c))));
    const losses = ops.sum(ops.mul(Number(p) === 2 ? ops.mul(gap, gap) : gap, counted), [1]);
    return x!.value.shape.length > 1 ? losses : ops.reshape(losses, target!.value.shape);
  },
  formula: {
    value: one("Σ max(0, m − {x}[{target}] + {x}ⱼ)^p / C", "\\frac1C \\sum_{j \\ne t} \\max(0, m - {x}_t + {x}_j)^p"),
    derivatives: { x: one("{gy}/(nC) for each j whose margin is not kept, minus their sum at {target} (p = 1)", "\\frac{{gy}}{nC} \\left([j \\text{ active}] - [j = t]\\,\\#\\text{active}\\right)") },
  },
});

/** Σ over targets j and others i of max(0, 1 − xⱼ + xᵢ) / C; a row's targets end at the first −1. */
export const multilabelMargin = defineLoss({
  name: "multilabel_margin_loss",
  inputs: ["x", "target"],
  sentence: "Wants every right label's score above every wrong one's by 1.",
  spellings: lossSpelling("multilabel_margin_loss", "input=x, target=target"),
  samples: () => [{ inputs: [waves([2, 3]), indices([2, 3], [2, 0, -1, 1, -1, 0])] }],
  differentiable: ["x"],
  eachShape: ([x]) => (x!.length > 1 ? [x![0]!] : []),
  each: (ops, [x, target]) => {
    const [n, c] = rows(x!.value.shape);
    const labels = toNumbers(target!.value);
    const right = Array.from({ length: n }, (_, row) => {
      const own = labels.slice(row * c, (row + 1) * c);
      const end = own.indexOf(-1);
      return end < 0 ? own : own.slice(0, end);
    });
    const counted = Array.from({ length: n * c * c }, (_, k) => {
      const [row, i, j] = [Math.floor(k / (c * c)), Math.floor(k / c) % c, k % c];
      // A label that is named twice counts twice.
      return right[row]!.includes(j) ? 0 : right[row]!.filter((label) => label === i).length / c;
    });
    const table = ops.reshape(x!, [n, c]);
    const gap = clampedAtZero(ops, ops.add(ops.sub(ops.unsqueeze(table, 1), ops.unsqueeze(table, 2)), ops.constant(1)));
    const losses = ops.sum(ops.mul(gap, ops.constant(fromNumbers(x!.value.dtype, [n, c, c], counted))), [1, 2]);
    return x!.value.shape.length > 1 ? losses : ops.reshape(losses, []);
  },
  formula: {
    value: one("Σ max(0, 1 − {x}ⱼ + {x}ᵢ) / C over right j, wrong i", "\\frac1C \\sum_{j \\in t, i \\notin t} \\max(0, 1 - {x}_j + {x}_i)"),
    derivatives: { x: one("∓{gy}/(nC) for each pair whose margin is not kept", "\\mp\\frac{{gy}}{nC} \\#\\text{active}") },
  },
});

/** Mean over the classes of −(t ln σ(x) + (1 − t) ln σ(−x)). */
export const multilabelSoftMargin = defineLoss({
  name: "multilabel_soft_margin_loss",
  inputs: ["x", "target", "weight"],
  optional: { weight: 1 },
  sentence: "One binary cross-entropy a label, averaged over the labels.",
  spellings: lossSpelling("multilabel_soft_margin_loss", "input=x, target=target, weight=weight"),
  samples: () => [{ inputs: [waves([2, 3]), fractions([2, 3])] }],
  differentiable: ["x", "target"],
  eachShape: ([x]) => x!.slice(0, -1),
  each: (ops, [x, target, weight]) => {
    const losses = ops.apply("binary_cross_entropy_with_logits", weight ? [x!, target!, weight] : [x!, target!], { reduction: "none" });
    return ops.mean(losses, [-1]);
  },
  formula: {
    value: one("mean(−{target}·ln σ({x}) − (1 − {target})·ln σ(−{x}))", "-\\frac1{C} \\sum {target} \\ln\\sigma({x}) + (1 - {target}) \\ln\\sigma(-{x})"),
    derivatives: { x: one("{gy}·(σ({x}) − {target})/(nC)", "\\frac{{gy}}{nC} (\\sigma({x}) - {target})"), target: one("−{gy}·{x}/(nC)", "-\\frac{{gy}}{nC} {x}") },
  },
});
