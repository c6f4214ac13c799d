/** Wrong rules planted in the cards of operations, each in a run made of the card's own samples. */
import { checkGradients } from "../../src/engine/autodiff/check/check.js";
import { reverse } from "../../src/engine/autodiff/reverse.js";
import type { Card, ElementwiseCard, RuleContext, Sample, StructuralCard } from "../../src/engine/ops/define.js";
import type { CheckRow } from "../../src/engine/report/report.js";
import { fromNumbers, size, toNumbers } from "../../src/engine/tensor/array.js";
import { isFloating } from "../../src/engine/tensor/dtype.js";
import type { Node } from "../../src/engine/trace/node.js";
import { plainPromotion } from "../../src/engine/trace/promotion.js";
import { Trace } from "../../src/engine/trace/trace.js";
import { finished } from "./finished.js";

/** What is done to the rule of one input. */
export type Fault = "one percent too much" | "sign turned" | "dropped";
export const FAULTS: readonly Fault[] = ["one percent too much", "sign turned", "dropped"];
const FACTORS: Readonly<Record<Fault, number>> = { "one percent too much": 1.01, "sign turned": -1, dropped: 0 };

/** The card with another rule for all its inputs. Its name is another one, since compiled loops are kept by name. */
export function planted(card: Card, fault: Fault): Card {
  const factor = FACTORS[fault];
  const name = `${card.name} with its rule ${fault}`;
  if (card.kind === "elementwise") {
    type Partial = NonNullable<ElementwiseCard["partials"][string]>;
    const wrong = (rule: Partial): Partial => (A, inputs, y, attributes) => A.mul(A.constant(factor), rule(A, inputs, y, attributes));
    return { ...card, name, compiled: { double: null, single: null, doubleLoops: [], singleLoops: [] }, partials: Object.fromEntries(Object.entries(card.partials).map(([input, rule]) => [input, wrong(rule!)])) };
  }
  const wrong = (c: RuleContext, right: Node): Node => c.ops.scale(right, factor);
  const vjp: Record<string, (c: RuleContext) => Node> = {};
  for (const [input, rule] of Object.entries(card.vjp)) vjp[input] = (c) => wrong(c, rule!(c));
  const { vjpEach, vjpTogether } = card;
  const together = vjpTogether && { vjpTogether: (c: RuleContext, wanted: readonly boolean[]) => vjpTogether(c, wanted).map((right) => right && wrong(c, right)) };
  return { ...card, name, vjp, ...together, ...(vjpEach ? { vjpEach: (c: RuleContext, i: number) => { const right = vjpEach(c, i); return right && wrong(c, right); } } : {}) } satisfies StructuralCard;
}

/** ∑ weights · result over the floating results of one application, and the check of its floating inputs. null: no result floats. */
export function checked(card: Card, sample: Sample): { readonly rows: readonly CheckRow[]; readonly isZero: boolean } | null {
  const trace = new Trace({ elements: 1e6, bytes: 1e9 });
  const leaves = sample.inputs.map((input) => trace.leaf(input, { kind: "literal" }));
  const node = trace.run(card, leaves, sample.attributes ?? {}, plainPromotion);
  const results = (node.values.length === 1 ? [node] : node.values.map((_, i) => trace.pick(node, i))).filter((one) => isFloating(one.value.dtype) && size(one.value) > 0);
  if (!results.length) return null;
  const terms = results.map((one, k) => {
    const weights = fromNumbers("float64", one.value.shape, Array.from({ length: size(one.value) }, (_, i) => Math.cos(0.4 + k + 1.7 * i) + 0.1));
    return trace.apply("sum", [trace.apply("mul", [one, trace.leaf(weights, { kind: "literal" })])], { axes: null, keepdim: false });
  });
  const target = terms.reduce((a, b) => trace.apply("add", [a, b]));
  const adjoints = reverse(target);
  const named = leaves.flatMap((leaf, i) => {
    const gradient = adjoints.get(leaf);
    return gradient ? [{ name: `${card.inputs[i] ?? i}`, node: leaf, gradient }] : [];
  });
  const isZero = named.every(({ gradient }) => toNumbers(gradient.value).every((value) => value === 0));
  return { rows: finished(checkGradients(target, null, named)).rows, isZero };
}
