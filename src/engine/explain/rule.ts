/**
 * One operation's rule in words: its value and, for each input, the derivative, in general and with the numbers put in.
 * The formulas are the card's own: the same statements the numbers were computed from.
 */
import { expressionLatex } from "../ops/algebra/latex.js";
import { expressionText } from "../ops/algebra/text.js";
import { type Expression, ExpressionAlgebra } from "../ops/algebra/expression.js";
import { simplify } from "../ops/algebra/simplify.js";
import type { Card, ElementwiseCard, Formula, StructuralCard } from "../ops/define.js";
import { times } from "../ops/elementwise.js";
import { conventionOf, inWords, sentenceOf } from "../ops/sentence.js";
import type { Rule } from "../report/report.js";
import type { Node } from "../trace/node.js";
import { inNumbers, isPlainLiteral, type Naming } from "./naming.js";

export interface RuleReading {
  readonly naming: Naming;
  /** What stands above the fraction bar. */
  readonly symbol: string;
  readonly adjoints: ReadonlyMap<Node, Node>;
  /** What the operation hands on to its input i. */
  readonly edge: (node: Node, i: number) => Node | null;
}

export function ruleOf(node: Node, reading: RuleReading): Rule | null {
  const { card } = node;
  if (!card || card.name === "pick") return null;
  return {
    operation: card.name,
    sentence: sentenceOf(card),
    convention: conventionOf(card),
    value: `${reading.naming.of(node)} = ${valueText(node, card, reading.naming, (input) => reading.naming.of(input))}`,
    valueNumbers: `${inNumbers(node)} = ${valueText(node, card, reading.naming, numbersFor(card))}`,
    derivatives: node.inputs.flatMap((_, i) => derivativeOf(node, i, reading) ?? []),
  };
}

/** `∂L/∂w`. */
export const partialSign = (symbol: string, name: string): string => `∂${symbol}/∂${name}`;

/** What the node hands on to its input i; null where nothing flows. */
export function derivativeOf(node: Node, i: number, reading: RuleReading): Rule["derivatives"][number] | null {
  const { naming, symbol } = reading;
  const { card } = node;
  const input = node.inputs[i]!;
  const adjoint = reading.adjoints.get(node);
  const given = adjoint ? reading.edge(node, i) : null;
  if (!card || !adjoint || !given || isPlainLiteral(input, naming)) return null;
  const name = naming.of(input);
  const upper = partialSign(symbol, naming.of(node));
  const inGeneral = derivativeText(node, card, i, naming, (one) => naming.of(one), upper);
  const withNumbers = derivativeText(node, card, i, naming, numbersFor(card), numbersFor(card)(adjoint));
  const inLatex = derivativeText(node, card, i, naming, (one) => latexName(naming.of(one)), latexPartial(symbol, naming.of(node)));
  if (!inGeneral || !withNumbers || !inLatex) return null;
  const axes = card.kind === "elementwise" ? broadcastAxes(input.value.shape, node.value.shape) : [];
  return {
    input: name,
    rule: `${partialSign(symbol, name)} = ${summed(inGeneral.text, axes)}`,
    numbers: `${inNumbers(given)} = ${summed(withNumbers.text, axes)}`,
    latex: `${latexPartial(symbol, name)} = ${axes.length ? `\\sum_{${axes.join(",")}} \\left(${inLatex.latex}\\right)` : inLatex.latex}`,
  };
}

/** Axes of the result along which an input is repeated: its gradient is summed over them. */
function broadcastAxes(from: readonly number[], to: readonly number[]): number[] {
  const skip = to.length - from.length;
  return to.flatMap((length, axis) => (axis < skip || (from[axis - skip] === 1 && length !== 1) ? [axis] : []));
}

/** `Σ₀(∂L/∂y)`: the sum over axis 0. */
const summed = (text: string, axes: readonly number[]): string => (axes.length ? `Σ${axes.map((axis) => String.fromCodePoint(0x2080 + axis)).join("")}(${text})` : text);

export const latexPartial = (symbol: string, name: string): string => `\\frac{\\partial ${latexName(symbol)}}{\\partial ${latexName(name)}}`;

/** `W1` → W_{1}, `y_true` → y_{\text{true}}, `loss` → \text{loss}; numbers as TeX writes them. */
export function latexName(name: string): string {
  if (/^[−\d∞(]/.test(name)) return name.replaceAll("−", "-").replaceAll("∞", "\\infty").replace(/e(-?\d+)/g, " \\cdot 10^{$1}");
  const parts = /^(\p{L})(?:_(.+)|(\d+))?$/u.exec(name);
  if (!parts) return latexText(name);
  return parts[2] ? `${parts[1]}_{${latexText(parts[2])}}` : parts[3] ? `${parts[1]}_{${parts[3]}}` : parts[1]!;
}

/** Any text, as text. */
const latexText = (text: string): string => `\\text{${text.replace(/[\\^~]/g, "").replace(/[{}_#$%&]/g, "\\$&")}}`;

/** `v_{1} = a \cdot w`; null where the operation has no formula. */
export function valueLatex(node: Node, naming: Naming): string | null {
  const { card } = node;
  if (!card || card.name === "pick") return null;
  const name = (one: Node): string => latexName(naming.of(one));
  if (card.kind === "structural") return `${name(node)} = ${fill(card.formula.value, node, card, name, "", name(node)).latex.replace(LEFT_SIDE, "")}`;
  const A = new ExpressionAlgebra();
  const { inputs, names } = elementwiseNames(card, node, A, naming, name);
  return `${name(node)} = ${expressionLatex(simplify(card.value(A, inputs, node.attributes), A), names)}`;
}

/** What the card's formula calls its result: the names of the nodes come in its place. */
const LEFT_SIDE = /^[^={}]*=\s*/;

/** Expressions put their own parentheses; templates need negative numbers in some. */
const numbersFor = (card: Card) => (node: Node): string => inNumbers(node, card.kind === "structural");

/** The right side of the value, with `name` for each node. */
export function valueText(node: Node, card: Card, naming: Naming, name: (node: Node) => string): string {
  if (card.kind === "structural") return fill(card.formula.value, node, card, name, "", name(node)).text.replace(LEFT_SIDE, "");
  const A = new ExpressionAlgebra();
  const { inputs, names } = elementwiseNames(card, node, A, naming, name);
  return expressionText(simplify(card.value(A, inputs, node.attributes), A), names);
}

/** The right side of ∂L/∂input i, with `name` for each node and `upper` for the adjoint of the result. */
export function derivativeText(node: Node, card: Card, i: number, naming: Naming, name: (node: Node) => string, upper: string): Formula | null {
  if (card.kind === "structural") {
    const formula = card.formula.derivatives[card.inputs[Math.min(i, card.inputs.length - 1)]!];
    if (!formula) return null;
    const filled = fill(formula, node, card, name, upper, name(node), i);
    return { text: filled.text.replace(LEFT_SIDE, ""), latex: filled.latex.replace(LEFT_SIDE, "") };
  }
  const input = card.inputs[i]!;
  const rule = card.partials[input];
  if (!rule) return null;
  const A = new ExpressionAlgebra();
  const { inputs, names } = elementwiseNames(card, node, A, naming, name);
  const derivative = times(A, A.variable(UPPER), simplify(rule(A, inputs, A.variable(RESULT), node.attributes), A));
  const all = { ...names, [UPPER]: upper, [RESULT]: name(node) };
  return { text: expressionText(derivative, all), latex: expressionLatex(derivative, all) };
}

const UPPER = "adjoint g";
const RESULT = "result y";

/** Literals keep their number, so that x² reads x² and not x^v3. */
function elementwiseNames(card: ElementwiseCard, node: Node, A: ExpressionAlgebra, naming: Naming, name: (node: Node) => string): { inputs: Record<string, Expression>; names: Record<string, string> } {
  const inputs: Record<string, Expression> = {};
  const names: Record<string, string> = {};
  card.inputs.forEach((input, k) => {
    const from = node.inputs[k]!;
    const literal = !from.card && from.origin.kind === "literal" && from.value.shape.length === 0 && !naming.isVariable(from);
    inputs[input] = literal ? A.constant(from.value.buffer[from.value.offset]!) : A.variable(input);
    names[input] = name(from);
  });
  return { inputs, names };
}

/** Puts names into a structural card's template: {x} inputs, {y} result, {gy} the adjoint of the result. */
function fill(formula: Formula, node: Node, card: StructuralCard, name: (node: Node) => string, upper: string, result: string, i = 0): Formula {
  const variadic = card.inputs[0]?.endsWith("...") ?? false;
  const lookup = (key: string): string | null => {
    if (key === "gy") return upper;
    if (key === "y" && !card.inputs.includes("y")) return result;
    if (variadic && key === card.inputs[0]!.slice(0, -3)) return node.inputs.map(name).join(", ");
    if (variadic && key === "x") return name(node.inputs[i]!);
    const at = card.inputs.findIndex((input) => input === key || input === `${key}?`);
    const input = at < 0 ? undefined : node.inputs[at];
    return input ? name(input) : null;
  };
  const put = (template: string): string => template.replace(/\{(\w+)\}/g, (whole, key: string) => lookup(key) ?? whole);
  const { text, latex } = inWords(formula);
  const absent = Object.keys(card.optional ?? {}).filter((key) => lookup(key) === null);
  return { text: put(absent.reduce(without, text)), latex: put(absent.reduce(without, latex)) };
}

/** A template without the bias that is not added, without the weight that is not multiplied with. */
const without = (template: string, key: string): string =>
  template.replaceAll(` + {${key}}`, "").replaceAll(`·{${key}}`, "").replaceAll(`} {${key}}`, "}").replaceAll(`{${key}}`, "1");

/** "−6 = −2 · 3" → "−2 · 3 = −6"; a number handed on as it is stands once. */
export function turned(numbers: string): string {
  const at = numbers.indexOf(" = ");
  const [result, calculation] = [numbers.slice(0, at), numbers.slice(at + 3)];
  return calculation === result ? result : `${calculation} = ${result}`;
}
