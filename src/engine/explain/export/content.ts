/** What an explanation says, before it is LaTeX or HTML: sections of paragraphs, lists and tables with formulas in them. */
import type { Evaluated } from "../../report/evaluated.js";
import type { Formula, Handed, Quantity, StepCard } from "../../report/views/steps.js";
import { shortNumber } from "../../report/numbers.js";
import type { Symbolic } from "../../report/views/ways.js";
import { size } from "../../tensor/array.js";
import { explainMessages as say } from "../messages.js";
import { cardOf } from "../steps/cards.js";
import { type Entry, entriesOf } from "../steps/list.js";
import { StepModel } from "../steps/model.js";
import { latexPartial, partialSign } from "../rule.js";
import { ChosenElements } from "../steps/written.js";
import type { TargetGraph } from "../target-graph.js";
import { type WaysRows, waysRows } from "../ways-section.js";
import { errorCurve } from "../ways/probe.js";
import { exportMessages as words } from "./messages.js";

export type Inline =
  | { readonly kind: "text" | "bold" | "code"; readonly text: string }
  | ({ readonly kind: "formula" } & Formula);

export type Block =
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "paragraph"; readonly parts: readonly Inline[] }
  | { readonly kind: "list"; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: "table"; readonly head: readonly string[]; readonly rows: readonly (readonly (readonly Inline[])[])[] }
  /** Where the picture of the graph stands, in formats that have one. */
  | { readonly kind: "graph" };

export interface Content {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** Cards of one pass that are written out. */
const MOST_STEPS = 120;
/** Elements computed for the error curve; a larger program goes without. */
const CURVE_WORK = 4_000_000;

/** `graph`: null where the run has no target. */
export function contentOf(run: Evaluated, graph: TargetGraph | null): Content {
  const problems: Block[] = run.problems.length
    ? [heading(say.problems), { kind: "list", items: run.problems.map(({ message }) => [text(message)]) }]
    : [];
  if (!graph) return { title: words.untitled, blocks: [paragraph(text(say.nothing)), ...problems] };
  const model = StepModel.of(graph);
  const elements = new ChosenElements(graph, {});
  const all = listed(model).map((entry) => cardOf(model, entry, { elements: null, chosen: elements }));
  const ways = waysRows(graph);
  return {
    title: say.title(graph.target.name),
    blocks: [
      ...all.flatMap((card) => (card.kind === "leaves" ? [paragraph(text(card.sentence)), { kind: "graph" } as const] : [])),
      heading(say.forward),
      forwardTable(all),
      ...leftOut(model.operations.length),
      heading(say.backward),
      ...all.flatMap((card) => backwardBlocks(card)),
      ...leftOut(model.backward.length),
      heading(say.gradients),
      ...all.flatMap((card) => (card.kind === "gradients" ? [gradientTable(card), paragraph(text(card.sentence))] : [])),
      ...(ways ? waysBlocks(graph, ways) : []),
      ...problems,
    ],
  };
}

/** The first steps of each pass. */
function listed(model: StepModel): Entry[] {
  const counts = { forward: 0, backward: 0 };
  return entriesOf(model, "operation", new Set()).filter(({ kind }) => (kind !== "forward" && kind !== "backward") || counts[kind]++ < MOST_STEPS);
}

const text = (shown: string): Inline => ({ kind: "text", text: shown });
const code = (shown: string): Inline => ({ kind: "code", text: shown });
const heading = (shown: string): Block => ({ kind: "heading", text: shown });
const paragraph = (...parts: Inline[]): Block => ({ kind: "paragraph", parts });
const leftOut = (count: number): Block[] => (count > MOST_STEPS ? [paragraph(text(say.leftOut(count - MOST_STEPS)))] : []);
const formula = (shown: Formula): Inline => (shown.latex === "" ? code(shown.text) : { kind: "formula", ...shown });
const named = ({ name, latex }: Quantity): Inline => formula({ text: name, latex });

function forwardTable(cards: readonly StepCard[]): Block {
  const rows = cards.flatMap((card) =>
    card.kind === "forward" ? [[[named(card.result)], [code(card.operation)], card.rule ? [formula(card.rule)] : [], [code(card.numbers)], [code(card.result.text)]]] : []);
  return { kind: "table", head: words.forwardHead, rows };
}

function backwardBlocks(card: StepCard): Block[] {
  if (card.kind === "seed") return [paragraph(text(card.sentence))];
  if (card.kind !== "backward") return [];
  return [
    paragraph({ kind: "bold", text: words.through(card.operation) }, text(" "), named(card.arrived), text(" = "), code(card.arrived.text)),
    ...(card.handed.length ? [{ kind: "list", items: card.handed.map(handedLine) } as const] : []),
  ];
}

function handedLine({ rule, numbers, given, path }: Handed): Inline[] {
  return [
    ...(rule ? [formula(rule)] : [named(given), text(` ${words.receives}`)]),
    text(" = "),
    code(numbers === "" ? given.text : numbers),
    ...(numbers !== "" && given.shape.length > 0 ? [text(" → "), code(given.text)] : []),
    ...(path ? [text("; "), text(path.line)] : []),
  ];
}

function gradientTable({ gradients }: StepCard & { kind: "gradients" }): Block {
  const rows = gradients.map(({ value, gradient, note }) => [[named(value)], [code(value.text)], gradient ? [named(gradient), text(" = "), code(gradient.text)] : [text(note)], gradient ? [text(note)] : []]);
  return { kind: "table", head: say.gradientsHead, rows };
}

function waysBlocks(graph: TargetGraph, ways: WaysRows): Block[] {
  const [first] = ways.compared;
  const work = graph.nodes.reduce((sum, node) => sum + 50 + size(node.value), 0) * 2 * 12;
  const curve = first && work < CURVE_WORK ? errorCurve(first.probe, first.exact, 1, 24, () => "") : null;
  return [
    heading(say.ways),
    ...(ways.rows.length ? [{ kind: "table", head: say.waysHead, rows: ways.rows.map((cells) => cells.map((cell) => [text(cell)])) } as const] : []),
    ...ways.notes.map((note) => paragraph(text(note))),
    ...ways.compared.flatMap(({ name, symbolic }) => symbolicBlocks(graph.symbol, name, symbolic)).slice(0, first?.symbolic.kind === "none" ? 1 : ways.compared.length),
    ...(curve && first
      ? [
          paragraph(text(words.curve(first.name))),
          {
            kind: "table",
            head: words.curveHead,
            rows: curve.points.map(({ h, forward, central }) => [h, forward, central].map((value) => [text(value === null ? "–" : shortNumber(Number(value.toPrecision(4))))])),
          } as const,
        ]
      : []),
  ];
}

function symbolicBlocks(symbol: string, name: string, symbolic: Symbolic): Block[] {
  if (symbolic.kind === "none") return [paragraph(text(symbolic.reason))];
  if (symbolic.text === "") return [];
  return [paragraph(formula({ text: `${partialSign(symbol, name)} = ${symbolic.text}`, latex: `${latexPartial(symbol, name)} = ${symbolic.latex}` }))];
}
