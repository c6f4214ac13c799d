/** The four ways to a derivative, side by side: value, error, passes, size. */
import { forwardTangent } from "../autodiff/forward.js";
import { differences, Replay } from "../autodiff/numeric.js";
import { symbolicDerivatives } from "../autodiff/symbolic.js";
import { fromNumbers, item, size, toNumbers } from "../tensor/array.js";
import { constantNode, type Node } from "../trace/node.js";
import type { EvaluatedTarget } from "../report/evaluated.js";
import type { LensGradients } from "../report/gradients.js";
import { shortNumber } from "../report/numbers.js";
import { leavesOf, markdownTable } from "./document.js";
import { explainMessages as say } from "./messages.js";
import { partialSign } from "./rule.js";
import type { Steps } from "./steps.js";

const MOST_LEAVES = 8;

export function waysSection(target: EvaluatedTarget, steps: Steps, gradients: LensGradients): string[] {
  const leaves = leavesOf(steps).filter((node) => gradients.adjoints.has(node));
  if (!leaves.length) return [];
  const shown = leaves.slice(0, MOST_LEAVES);
  const named = shown.map((node) => ({ node, name: steps.naming.of(node) }));
  const symbolic = target.seed ? say.symbolicNone("") : symbolicDerivatives(target.node, leaves.map((node) => ({ node, name: steps.naming.of(node) })));
  const replay = new Replay(target.node, target.seed);
  const rows = named.flatMap(({ node, name }, i) => {
    const derivative = typeof symbolic === "string" ? null : symbolic[i]!;
    return leafRows(target, node, name, gradients, replay, derivative);
  });
  const expressions = typeof symbolic === "string"
    ? target.seed ? [] : [say.symbolicNone(symbolic), ""]
    : [...named.map(({ name }, i) => say.symbolicExpression(partialSign(steps.symbol, name), symbolic[i]!.text, symbolic[i]!.size)), ""];
  return [
    `## ${say.ways}`, "",
    ...markdownTable(say.waysHead, rows), "",
    ...(leaves.length > shown.length ? [say.rowLeaves(shown.length, leaves.length), ""] : []),
    say.waysNote(leaves.length), "",
    ...expressions.map((line) => line.replace(/[_*[\]]/g, "\\$&")),
  ];
}

/** For a tensor the element with the largest gradient stands for it. */
function leafRows(target: EvaluatedTarget, leaf: Node, name: string, gradients: LensGradients, replay: Replay, symbolic: { value: number; size: number } | null): string[][] {
  const adjoint = toNumbers(gradients.adjoints.get(leaf)!.value);
  const element = adjoint.reduce((best, value, i) => (Math.abs(value) > Math.abs(adjoint[best]!) ? i : best), 0);
  const exact = adjoint[element]!;
  const label = size(leaf.value) === 1 ? name : `${name}[${element}]`;
  const { forward, central } = differences(replay, leaf, element);
  const tangent = directional(target, leaf, element);
  const row = (way: string, value: number | null, passes: string, expression = ""): string[] =>
    [label, way, value === null ? "" : shortNumber(value), value === null ? "" : shortNumber(Math.abs(value - exact)), passes, expression];
  return [
    ...(symbolic ? [row(say.symbolic, symbolic.value, "1", String(symbolic.size))] : []),
    row(say.numericForward, forward, "2"),
    row(say.numericCentral, central, "2"),
    row(say.forwardMode, tangent, "1"),
    row(say.reverseMode, exact, "1"),
  ];
}

/** ∂target along one element of a leaf, weighted by the upstream gradient. */
function directional(target: EvaluatedTarget, leaf: Node, element: number): number | null {
  const direction = new Array<number>(size(leaf.value)).fill(0);
  direction[element] = 1;
  const tangent = forwardTangent(target.node, new Map([[leaf, constantNode(fromNumbers(leaf.value.dtype, leaf.value.shape, direction), false)]]));
  if (!tangent) return null;
  const values = toNumbers(tangent.value);
  const weights = target.seed ? toNumbers(target.seed.value) : null;
  return values.length === 1 && !weights ? item(tangent.value) : values.reduce((total, value, i) => total + value * (weights?.[i] ?? 1), 0);
}
