/** The explanation as a Markdown document. */
import { sentenceOf } from "../ops/sentence.js";
import type { Node } from "../trace/node.js";
import type { Evaluated } from "../report/evaluated.js";
import type { LensGradients } from "../report/gradients.js";
import { arrayText } from "../report/numbers.js";
import { viewOf } from "../report/array-view.js";
import { explainMessages as say } from "./messages.js";
import { partialSign, turned } from "./rule.js";
import { isPlainLiteral } from "./naming.js";
import { type BackwardStep, type Steps, stepsOf } from "./steps.js";
import type { TargetGraph } from "./target-graph.js";
import { symbolicLines, waysRows } from "./ways-section.js";

const MOST_STEPS = 120;

/** `graph`: null where the run has no target. */
export function explainDocument(run: Evaluated, graph: TargetGraph | null): string {
  const problems = run.problems.map((problem) => `- ${escape(problem.message)}`);
  const problemPart = problems.length ? [`## ${say.problems}`, "", ...problems, ""] : [];
  if (!graph) return [say.nothing, "", ...problemPart].join("\n");
  const { target, gradients } = graph;
  const steps = stepsOf(graph);
  return [
    `# ${escape(say.title(target.name))}`, "",
    ...graphSection(target.name, steps),
    ...forwardSection(steps),
    ...backwardSection(target, steps),
    ...gradientSection(target.name, steps, gradients),
    ...waysSection(graph),
    ...problemPart,
  ].join("\n");
}

function graphSection(target: string, steps: Steps): string[] {
  const leaves = leavesOf(steps).map((node) => steps.naming.of(node));
  const operations = steps.nodes.filter((node) => node.card);
  const uses = new Map<Node, number>();
  for (const node of operations) for (const input of node.inputs) uses.set(input, (uses.get(input) ?? 0) + 1);
  const lines = operations.slice(0, MOST_STEPS).map((node) =>
    say.from(steps.naming.of(node), node.card!.name, node.inputs.map((input) => steps.naming.of(input)).join(", "), sentenceOf(node.card!)));
  const several = steps.nodes.filter((node) => (uses.get(node) ?? 0) > 1 && !isPlainLiteral(node, steps.naming)).slice(0, MOST_STEPS);
  return [
    `## ${say.graph}`, "",
    say.depends(target, leaves.join(", "), operations.length), "",
    ...lines.map(escape),
    ...several.map((node) => escape(say.severalPaths(steps.naming.of(node), uses.get(node)!))),
    ...leftOut(operations.length), "",
  ];
}

function forwardSection(steps: Steps): string[] {
  const rows = steps.forward.filter((step) => !isPlainLiteral(step.node, steps.naming));
  const table = rows.slice(0, MOST_STEPS).map(({ node, rule }, i) => [
    String(i + 1), steps.naming.of(node), rule?.value ?? "", rule?.valueNumbers ?? "", shown(node),
  ]);
  return [`## ${say.forward}`, "", ...markdownTable(say.forwardHead, table), ...leftOut(rows.length), ""];
}

function backwardSection(target: NonNullable<Evaluated["target"]>, steps: Steps): string[] {
  const { symbol } = steps;
  const seed = target.seed ? shown(target.seed) : "1";
  const lines = steps.backward.slice(0, MOST_STEPS).flatMap((step, i) => stepLines(step, i + 1, steps));
  return [`## ${say.backward}`, "", escape(say.start(target.name, symbol, seed, target.seed !== null)), "", ...lines, ...leftOut(steps.backward.length), ""];
}

function stepLines(step: BackwardStep, number: number, steps: Steps): string[] {
  const { naming, symbol } = steps;
  const upper = `${partialSign(symbol, naming.of(step.node))} = ${shown(step.adjoint)}`;
  const lines = [say.step(number, naming.of(step.node), step.node.card!.name, upper)];
  for (const input of step.inputs) {
    const partial = partialSign(symbol, naming.of(input.node));
    lines.push(input.derivative ? say.handsOn(input.derivative.rule, turned(input.derivative.numbers)) : say.arrives(partial, shown(input.given)));
    if (input.arrivals > 1) lines.push(say.accumulates(partial, input.arrivals, shown(input.soFar)));
  }
  return [...lines.map(escape), ""];
}

function gradientSection(target: string, steps: Steps, gradients: LensGradients): string[] {
  const rows = leavesOf(steps).map((node) => {
    const name = steps.naming.of(node);
    const gradient = gradients.of(node, "float", 8);
    const text = gradient.kind === "value" ? arrayText(gradient.view) : gradient.reason;
    return [name, shown(node), `${partialSign(steps.symbol, name)} = ${text}`, meaning(target, name, gradient)];
  });
  return [`## ${say.gradients}`, "", ...markdownTable(say.gradientsHead, rows), "", say.backpropComputes, ""];
}

function meaning(target: string, name: string, gradient: ReturnType<LensGradients["of"]>): string {
  if (gradient.kind !== "value" || gradient.view.values.length !== 1 || !gradient.view.whole) return "";
  const value = gradient.view.values[0]!;
  if (value === 0) return say.meaningZero(target, name, gradient.zeroBecause);
  return value > 0 ? say.meaningUp(target, name) : say.meaningDown(target, name);
}

function waysSection(graph: TargetGraph): string[] {
  const ways = waysRows(graph);
  if (!ways) return [];
  return [`## ${say.ways}`, "", ...markdownTable(say.waysHead, ways.rows), "", ...ways.notes.flatMap((note) => [note, ""]), ...symbolicLines(graph, ways).map(escape), ""];
}

/** What the target depends on in the end: variables without an operation, and unnamed samples; not the literals in formulas. */
export const leavesOf = (steps: Steps): Node[] => steps.nodes.filter((node) => !node.card && !isPlainLiteral(node, steps.naming));

const leftOut = (count: number): string[] => (count > MOST_STEPS ? ["", say.leftOut(count - MOST_STEPS)] : []);

export const shown = (node: Node): string => arrayText(viewOf(node.value, node.value.dtype, 8));

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (!rows.length) return [];
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => escape(cell).replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  return [line(head), `|${head.map(() => " --- |").join("")}`, ...rows.map(line)];
}

/** Names and formulas hold characters that Markdown would read: * _ < ` and brackets. */
function escape(text: string): string {
  return text.replace(/[_<>`[\]]/g, (sign) => `\\${sign}`).replace(/(?<!\*)\*(?!\*)/g, "\\*");
}

