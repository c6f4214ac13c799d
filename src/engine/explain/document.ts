/** The explanation as a Markdown document, written from the cards of the steps. */
import type { Evaluated } from "../report/evaluated.js";
import type { BackwardCard, Element, ForwardCard } from "../report/views/steps.js";
import { explainMessages as say } from "./messages.js";
import { backwardCard, type CardOptions, forwardCard, noteOf } from "./steps/cards.js";
import { stepMessages } from "./steps/messages.js";
import { StepModel } from "./steps/model.js";
import { gradientOf, shown } from "./steps/quantity.js";
import { ChosenElements } from "./steps/written.js";
import type { TargetGraph } from "./target-graph.js";
import { symbolicLines, waysRows } from "./ways-section.js";

const MOST_STEPS = 120;

/** `graph`: null where the run has no target. */
export function explainDocument(run: Evaluated, graph: TargetGraph | null): string {
  const problems = run.problems.map((problem) => `- ${escape(problem.message)}`);
  const problemPart = problems.length ? [`## ${say.problems}`, "", ...problems, ""] : [];
  if (!graph) return [say.nothing, "", ...problemPart].join("\n");
  const model = StepModel.of(graph);
  const chosen = new ChosenElements(graph);
  const options: CardOptions = { elements: chosen, chosen };
  const forward = model.operations.slice(0, MOST_STEPS).map((node) => forwardCard(model, node, 0, options));
  const backward = model.backward.slice(0, MOST_STEPS).map((node) => backwardCard(model, node, 0, options));
  return [
    `# ${escape(say.title(graph.target.name))}`, "",
    ...graphSection(model, forward),
    ...forwardSection(model, forward),
    ...backwardSection(model, backward),
    ...gradientSection(model),
    ...waysSection(graph),
    ...problemPart,
  ].join("\n");
}

function graphSection(model: StepModel, cards: readonly ForwardCard[]): string[] {
  const { naming, target } = model.graph;
  const { leaves, operations } = model;
  const names = leaves.slice(0, MOST_STEPS).map((node) => naming.of(node));
  if (leaves.length > names.length) names.push("…");
  const several = [...leaves, ...operations].map((node) => ({ node, uses: model.usesOf(node) })).filter(({ uses }) => uses > 1).slice(0, MOST_STEPS);
  return [
    `## ${say.graph}`, "",
    say.depends(target.name, names.join(", "), operations.length), "",
    ...operations.slice(0, MOST_STEPS).map((node, i) => escape(say.from(naming.of(node), cards[i]!.operation, node.inputs.map((input) => naming.of(input)).join(", "), cards[i]!.sentence))),
    ...several.map(({ node, uses }) => escape(say.severalPaths(naming.of(node), uses))),
    ...leftOut(operations.length), "",
  ];
}

function forwardSection(model: StepModel, cards: readonly ForwardCard[]): string[] {
  const { naming } = model.graph;
  const rows = [
    ...model.leaves.slice(0, MOST_STEPS).map((node) => [naming.of(node), "", "", shown(node.value)]),
    ...cards.map(({ result, rule, numbers, element }) => [result.name, rule?.text ?? "", [numbers, ...elementText(element)].join("; "), result.text]),
  ].slice(0, MOST_STEPS);
  return [`## ${say.forward}`, "", ...markdownTable(say.forwardHead, rows.map((row, i) => [String(i + 1), ...row])), ...leftOut(model.leaves.length + model.operations.length), ""];
}

function backwardSection(model: StepModel, cards: readonly BackwardCard[]): string[] {
  const { target, symbol } = model.graph;
  const seed = target.seed ? shown(target.seed.value) : "1";
  const lines = cards.flatMap((card, i) => stepLines(card, model.graph.naming.of(model.backward[i]!), i + 1));
  return [`## ${say.backward}`, "", escape(say.start(target.name, symbol, seed, target.seed !== null)), "", ...lines, ...leftOut(model.backward.length), ""];
}

function stepLines({ operation, arrived, handed }: BackwardCard, name: string, number: number): string[] {
  const lines = [say.step(number, name, operation, `${arrived.name} = ${arrived.text}`)];
  for (const { rule, numbers, given, element, path } of handed) {
    lines.push(rule ? say.handsOn(rule.text, numbers) : say.arrives(given.name, given.text));
    for (const text of elementText(element)) lines.push(`  - ${text}`);
    if (path && path.at > 1) lines.push(`  - ${path.line}`);
  }
  return [...lines.map(escape), ""];
}

const elementText = (element: Element | null): string[] =>
  element ? [[stepMessages.element(element.rule, element.numbers), ...(element.rest > 0 ? [stepMessages.rest(element.rest)] : [])].join(" ")] : [];

function gradientSection(model: StepModel): string[] {
  const { graph, leaves } = model;
  const rows = leaves.slice(0, MOST_STEPS).map((node) => {
    const adjoint = graph.gradients.adjoints.get(node);
    const gradient = adjoint && gradientOf(graph, node, adjoint);
    const note = noteOf(graph, node);
    return [graph.naming.of(node), shown(node.value), gradient ? `${gradient.name} = ${gradient.text}` : note, gradient ? note : ""];
  });
  return [`## ${say.gradients}`, "", ...markdownTable(say.gradientsHead, rows), ...leftOut(leaves.length), "", say.backpropComputes, ""];
}

function waysSection(graph: TargetGraph): string[] {
  const ways = waysRows(graph);
  if (!ways) return [];
  return [`## ${say.ways}`, "", ...(ways.rows.length ? [...markdownTable(say.waysHead, ways.rows), ""] : []), ...ways.notes.flatMap((note) => [note, ""]), ...symbolicLines(graph, ways).map(escape), ""];
}

const leftOut = (count: number): string[] => (count > MOST_STEPS ? ["", say.leftOut(count - MOST_STEPS)] : []);

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (!rows.length) return [];
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => escape(cell).replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  return [line(head), `|${head.map(() => " --- |").join("")}`, ...rows.map(line)];
}

/** Names and formulas hold characters that Markdown would read: * _ < ` and brackets. */
function escape(text: string): string {
  return text.replace(/[_<>`[\]]/g, (sign) => `\\${sign}`).replace(/(?<!\*)\*(?!\*)/g, "\\*");
}

