/** The texts of the cards, all but the boxes'. */
import { shapeText, shortNumber } from "../../report/numbers.js";
import type { BackwardCard, ForwardCard, GradientsCard, Handed, LeavesCard, PathSum, Quantity, SeedCard, StepCard } from "../../report/views/steps.js";
import { PICK } from "../../ops/pick.js";
import { sentenceOf as sentenceOfCard } from "../../ops/sentence.js";
import { constantNode, type Node } from "../../trace/node.js";
import { full, size, toNumbers } from "../../tensor/array.js";
import { explainMessages } from "../messages.js";
import { partialSign, turned, valueLatex } from "../rule.js";
import { boxCard } from "./box-card.js";
import { indexOf } from "./element.js";
import type { Entry } from "./list.js";
import { stepMessages as say } from "./messages.js";
import type { Accumulation, StepModel } from "./model.js";
import { gradientOf, valueOf } from "./quantity.js";
import { backwardElement, type ChosenElements, forwardElement } from "./written.js";

/** Leaves that a card lists. */
const MOST_LEAVES = 24;

export interface CardOptions {
  /** Whether one element of each tensor operation is written out, and which; null: none. */
  readonly elements: ChosenElements | null;
  /** For the paths into a tensor. */
  readonly chosen: ChosenElements;
}

export function cardOf(model: StepModel, entry: Entry, options: CardOptions): StepCard {
  switch (entry.kind) {
    case "leaves": return leavesCard(model);
    case "forward": return forwardCard(model, entry.node, entry.depth, options);
    case "box": return boxCard(model, entry);
    case "seed": return seedCard(model);
    case "backward": return backwardCard(model, entry.node, entry.depth, options);
    case "gradients": return gradientsCard(model);
  }
}

function leavesCard({ graph, leaves, operations }: StepModel): LeavesCard {
  return {
    kind: "leaves", key: "leaves", pass: "forward", depth: 0, node: null,
    spoken: say.leavesSpoken(graph.target.name),
    sentence: say.leaves(graph.target.name, leaves.length, operations.length),
    leaves: leaves.slice(0, MOST_LEAVES).map((node) => valueOf(graph, node)),
    more: Math.max(0, leaves.length - MOST_LEAVES),
  };
}

export function forwardCard(model: StepModel, node: Node, depth: number, { elements }: CardOptions): ForwardCard {
  const { graph } = model;
  const rule = model.rule(node);
  const result = valueOf(graph, node);
  const latex = valueLatex(node, graph.naming);
  return {
    kind: "forward", key: `forward ${result.node}`, pass: "forward", depth, node: result.node,
    spoken: say.forwardSpoken(node.card!.name, result.name, result.text),
    operation: node.card!.name,
    sentence: sentenceOf(model, node),
    inputs: inputsOf(model, node),
    rule: rule && { text: rule.value, latex: latex ?? "" },
    numbers: rule ? turned(rule.valueNumbers) : "",
    result,
    element: elements && forwardElement(graph, node, elements),
  };
}

/** Each value once; literals stand in the formula. */
const inputsOf = ({ graph }: StepModel, node: Node): Quantity[] =>
  [...new Set(node.inputs)].filter((input) => graph.idOf(input) !== null).map((input) => valueOf(graph, input));

const sentenceOf = ({ graph }: StepModel, node: Node): string =>
  // `as`: set by Trace.pick
  node.card === PICK ? say.picks((node.attributes.index as number) + 1, graph.naming.of(node.inputs[0]!)) : sentenceOfCard(node.card!);

export function backwardCard(model: StepModel, node: Node, depth: number, options: CardOptions): BackwardCard {
  const { graph } = model;
  const arrivedNode = model.adjointsOf(node).find((adjoint) => adjoint !== null)!; // `model.backward` holds those with one
  const arrived = gradientOf(graph, node, arrivedNode);
  const handed = model.handed(node).map(({ i, input, given }) => handedOn(model, node, i, input, given, options));
  return {
    kind: "backward", key: `backward ${arrived.node}`, pass: "backward", depth, node: arrived.node,
    spoken: say.backwardSpoken(node.card!.name, `${arrived.name} = ${arrived.text}`, handed.map(({ given }) => `${given.name} = ${given.text}`).join(", ") || say.nothing),
    operation: node.card!.name,
    sentence: sentenceOf(model, node),
    arrived,
    handed,
  };
}

function handedOn(model: StepModel, node: Node, i: number, input: Node, given: Node, { elements, chosen }: CardOptions): Handed {
  const { graph } = model;
  const derivative = model.derivative(node, i);
  const sum = model.accumulation(node, i);
  return {
    input: graph.naming.of(input),
    node: graph.idOf(input),
    rule: derivative && { text: derivative.rule, latex: derivative.latex },
    numbers: derivative ? turned(derivative.numbers) : "",
    given: gradientOf(graph, input, given),
    element: elements && backwardElement(graph, node, i, given, elements),
    path: sum && sum.of > 1 ? pathSum(model, input, sum, given, chosen) : null,
  };
}

/** `−6 + 2 = −4`; of a tensor at one element. */
function pathSum({ graph }: StepModel, input: Node, { at, of, before, sum }: Accumulation, given: Node, chosen: ChosenElements): PathSum {
  const flat = chosen.of(input);
  const number = (one: Node): string => shortNumber(toNumbers(one.value)[flat]!);
  const added = number(given);
  const line = before ? `${number(before)} + ${added.startsWith("−") ? `(${added})` : added} = ${number(sum)}` : added;
  const name = partialSign(graph.symbol, graph.naming.of(input));
  return { at, of, line: size(input.value) === 1 ? say.path(at, of, name, line) : say.pathAt(at, of, name, shapeText(indexOf(flat, input.value.shape)), line) };
}

function seedCard({ graph }: StepModel): SeedCard {
  const { target, symbol } = graph;
  const seed = gradientOf(graph, target.node, target.seed ?? constantNode(full(target.node.value.dtype, target.node.value.shape, 1)));
  const sentence = explainMessages.start(target.name, symbol, seed.text, target.seed !== null);
  return { kind: "seed", key: "seed", pass: "backward", depth: 0, node: graph.idOf(target.node), spoken: say.seedSpoken(sentence), sentence, seed };
}

function gradientsCard({ graph, leaves }: StepModel): GradientsCard {
  return {
    kind: "gradients", key: "gradients", pass: "backward", depth: 0, node: null,
    spoken: say.gradientsSpoken,
    sentence: explainMessages.backpropComputes,
    gradients: leaves.slice(0, MOST_LEAVES).map((node) => {
      const adjoint = graph.gradients.adjoints.get(node);
      return { value: valueOf(graph, node), gradient: adjoint ? gradientOf(graph, node, adjoint) : null, note: noteOf(graph, node) };
    }),
    more: Math.max(0, leaves.length - MOST_LEAVES),
  };
}

/** What a gradient of one number says, or why there is none. */
export function noteOf(graph: StepModel["graph"], node: Node): string {
  const gradient = graph.gradients.of(node, node.value.dtype, 8);
  if (gradient.kind !== "value") return gradient.reason;
  const { values, whole } = gradient.view;
  if (values.length !== 1 || !whole || Number.isNaN(values[0])) return "";
  const name = graph.naming.of(node);
  if (values[0] === 0) return explainMessages.meaningZero(graph.target.name, name, gradient.zeroBecause);
  return values[0]! > 0 ? explainMessages.meaningUp(graph.target.name, name) : explainMessages.meaningDown(graph.target.name, name);
}
