/** One element of an operation, forward and backward, as a line of scalars that can be calculated from what stands there. */
import { shapeText, shortNumber } from "../../report/numbers.js";
import type { Element } from "../../report/views/steps.js";
import { size, toNumbers } from "../../tensor/array.js";
import type { Node } from "../../trace/node.js";
import { derivativeText, partialSign, turned, valueText } from "../rule.js";
import type { TargetGraph } from "../target-graph.js";
import { backwardTerms, broadcastFlat, canBeWritten, forwardTerms, indexOf, largestElement, type Term } from "./element.js";
import { backwardSum, forwardSum } from "./sums.js";

/** Terms that are written; of more, the first ones and the rest as one number. */
const MOST_TERMS = 6;
const FIRST_TERMS = 4;

/** The elements that are talked about: the user's, else those with the largest gradient. */
export class ChosenElements {
  private readonly largest = new Map<Node, number>();

  constructor(
    private readonly graph: TargetGraph,
    private readonly chosen: Readonly<Record<string, number>> = {},
  ) {}

  of(node: Node): number {
    const own = this.chosen[this.graph.idOf(node) ?? ""];
    if (own !== undefined && own < size(node.value)) return own;
    let flat = this.largest.get(node);
    if (flat === undefined) this.largest.set(node, (flat = largestElement((this.graph.gradients.adjoints.get(node) ?? node).value)));
    return flat;
  }
}

/** null: a scalar of scalars, which the rule writes already, or no sum of products. */
export function forwardElement(graph: TargetGraph, node: Node, chosen: ChosenElements): Element | null {
  if (!canBeWritten(node) || isScalar(node)) return null;
  const flat = chosen.of(node);
  const index = indexOf(flat, node.value.shape);
  const result = shortNumber(toNumbers(node.value)[flat]!);
  const at = { node: graph.idOf(node), shape: node.value.shape, index, flat };
  if (node.card!.kind === "elementwise") {
    const text = (name: (one: Node) => string): string => valueText(node, node.card!, graph.naming, name);
    return {
      ...at,
      rule: `${elementName(graph, node, index)} = ${text((one) => broadcastName(graph, one, index))}`,
      numbers: turned(`${result} = ${text((one) => broadcastNumber(one, index))}`),
      rest: 0,
    };
  }
  const terms = forwardTerms(node, flat);
  if (!terms) return null;
  const rule = forwardSum(graph.naming, node, index) ?? termNames(graph, node, terms);
  return { ...at, rule: `${elementName(graph, node, index)} = ${rule}`, ...sumText(terms, toNumbers(node.value)[flat]!) };
}

/** What goes on to one element of input i. */
export function backwardElement(graph: TargetGraph, node: Node, i: number, given: Node, chosen: ChosenElements): Element | null {
  const adjoint = graph.gradients.adjoints.get(node);
  if (!adjoint || !canBeWritten(node) || isScalar(node)) return null;
  const input = node.inputs[i]!;
  const flat = chosen.of(input);
  const index = indexOf(flat, input.value.shape);
  const total = toNumbers(given.value)[flat]!;
  const at = { node: graph.idOf(input), shape: input.value.shape, index, flat };
  const left = partialSign(graph.symbol, elementName(graph, input, index));
  if (node.card!.kind === "elementwise" && size(input.value) === size(node.value)) {
    // Both are read at the same element; a result of more axes of length 1 has another index for it.
    const place = indexOf(flat, node.value.shape);
    const upper = partialSign(graph.symbol, elementName(graph, node, place));
    const names = derivativeText(node, node.card!, i, graph.naming, (one) => (one === node ? elementName(graph, node, place) : broadcastName(graph, one, place)), upper);
    const numbers = derivativeText(node, node.card!, i, graph.naming, (one) => broadcastNumber(one, place), shortNumber(toNumbers(adjoint.value)[flat]!));
    return names && numbers ? { ...at, rule: `${left} = ${names.text}`, numbers: turned(`${shortNumber(total)} = ${numbers.text}`), rest: 0 } : null;
  }
  const terms = backwardTerms(node, i, adjoint, given, flat);
  if (!terms) return null;
  return { ...at, rule: `${left} = ${backwardSum(graph, node, i, index) ?? chainText(graph, node, terms, elementName(graph, input, index))}`, ...sumText(terms, total) };
}

/** Everything is one number: the rule with its numbers is the element already. */
export const isScalar = (node: Node): boolean => size(node.value) === 1 && node.inputs.every((input) => size(input.value) === 1);

/** `x[0, 2]`, `b` of a scalar. */
export const elementName = (graph: TargetGraph, node: Node, index: readonly number[]): string =>
  node.value.shape.length ? `${graph.naming.of(node)}${shapeText(index)}` : graph.naming.of(node);

/** A mask is no part of the graph and has no name: its number. */
const broadcastName = (graph: TargetGraph, node: Node, index: readonly number[]): string =>
  graph.idOf(node) === null ? broadcastNumber(node, index) : elementName(graph, node, indexOf(broadcastFlat(index, node.value.shape), node.value.shape));

const broadcastNumber = (node: Node, index: readonly number[]): string => shortNumber(toNumbers(node.value)[broadcastFlat(index, node.value.shape)]!);

/** `x[0] + x[1] + …`, with the factors that are not 1. */
function termNames(graph: TargetGraph, node: Node, terms: readonly Term[]): string {
  const named = terms.slice(0, 3).map(({ factor, input, flat }) => {
    const one = node.inputs[input]!;
    const name = elementName(graph, one, indexOf(flat, one.value.shape));
    return factor === 1 ? name : `${bracketed(shortNumber(factor))} · ${name}`;
  });
  return named.length ? `${named.join(" + ")}${terms.length > named.length ? " + …" : ""}` : "0";
}

/** `∂L/∂y[1] · ∂y[1]/∂x[0]`, summed where there are several. */
function chainText(graph: TargetGraph, node: Node, terms: readonly Term[], element: string): string {
  if (!terms.length) return "0";
  const result = terms.length === 1 ? elementName(graph, node, indexOf(terms[0]!.flat, node.value.shape)) : `${graph.naming.of(node)}[p]`;
  return `${terms.length === 1 ? "" : "Σₚ "}${partialSign(graph.symbol, result)} · ∂${result}/∂${element}`;
}

function sumText(terms: readonly Term[], total: number): { readonly numbers: string; readonly rest: number } {
  const real = terms.length > MOST_TERMS ? terms.filter(({ factor, value }) => factor * value !== 0) : terms;
  const written = real.length > MOST_TERMS ? real.slice(0, FIRST_TERMS) : real;
  const rest = real.length - written.length;
  const texts = written.map(({ factor, value }, i) => productText(factor, value, i === 0));
  if (rest > 0) texts.push(bracketed(shortNumber(total - written.reduce((sum, { factor, value }) => sum + factor * value, 0))));
  return { numbers: turned(`${shortNumber(total)} = ${texts.join(" + ") || "0"}`), rest };
}

function productText(factor: number, value: number, isFirst: boolean): string {
  const number = isFirst ? shortNumber(value) : bracketed(shortNumber(value));
  return factor === 1 ? number : `${number} · ${bracketed(shortNumber(factor))}`;
}

const bracketed = (text: string): string => (text.startsWith("−") ? `(${text})` : text);
