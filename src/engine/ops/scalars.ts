/**
 * Elementwise cards on single floating numbers, which most programs of students are made of: the same statements as the loops
 * of `elementwise.ts`, compiled to functions of numbers, without arrays.
 */
import { type Node, NUMBER, SINGLE, WEAK } from "../trace/node.js";
import { compileScalar, type ScalarFunction } from "./algebra/compile.js";
import { ExpressionAlgebra } from "./algebra/expression.js";
import type { Attributes, ElementwiseCard } from "./define.js";
import { times } from "./elementwise.js";

/** A card's functions for one dtype and one set of attributes. */
export interface Functions {
  readonly value: ScalarFunction;
  /** By input: of g, the inputs and y. null: no gradient goes there. undefined: not compiled yet. */
  readonly adjoints: (ScalarFunction | null | undefined)[];
}

/** Of values: the result, then the inputs. */
const cells = new Float64Array(16);
/** Of rules: the result, then g, the inputs and y. */
const adjointCells = new Float64Array(16);
const MOST_INPUTS = 13;

const withAttributes = new Map<string, Functions>();

function functionsOf(card: ElementwiseCard, attributes: Attributes, single: boolean): Functions {
  if (card.attributes && card.attributes !== attributes) {
    const key = `${single ? "single " : ""}${card.name}|${JSON.stringify(attributes)}`;
    let functions = withAttributes.get(key);
    if (!functions) withAttributes.set(key, (functions = compiled(card, attributes, single)));
    return functions;
  }
  const known = single ? card.compiled.single : card.compiled.double;
  if (known !== null) return known as Functions; // only this file writes it
  const functions = compiled(card, attributes, single);
  card.compiled[single ? "single" : "double"] = functions;
  return functions;
}

function compiled(card: ElementwiseCard, attributes: Attributes, single: boolean): Functions {
  const A = new ExpressionAlgebra();
  const inputs = Object.fromEntries(card.inputs.map((name) => [name, A.variable(name)]));
  return { value: compileScalar(card.value(A, inputs, attributes), card.inputs, single), adjoints: [] };
}

function adjointFunction(card: ElementwiseCard, attributes: Attributes, { adjoints }: Functions, single: boolean, i: number): ScalarFunction | null {
  const name = card.inputs[i]!;
  const rule = card.partials[name];
  if (!rule) return (adjoints[i] = null);
  const A = new ExpressionAlgebra();
  const inputs = Object.fromEntries(card.inputs.map((one) => [one, A.variable(one)]));
  const derivative = rule(A, inputs, A.variable("result y"), attributes);
  return (adjoints[i] = compileScalar(times(A, A.variable("adjoint g"), derivative), ["adjoint g", ...card.inputs, "result y"], single));
}

/**
 * SINGLE or DOUBLE: the dtype in which an operation on single numbers computes; 0: not a case for numbers. Strong ones must
 * share it, and weak ones follow them, in every framework; where all are weak only Python's own promotion (`plain`) is known here.
 */
function kindOf(inputs: readonly Node[], plain: boolean): number {
  let strong = 0;
  let weak = 0;
  for (let i = 0; i < inputs.length; i++) {
    const { flags } = inputs[i]!;
    const kind = flags & NUMBER;
    if (kind === 0) return 0;
    if (flags & WEAK && !plain) weak |= kind;
    else strong |= kind;
  }
  return strong === NUMBER || weak & SINGLE ? 0 : strong;
}

/** Whether a node is such an operation: what it hands on are numbers, too. */
export function isScalarOperation({ card, flags, inputs }: Node): boolean {
  if (card === null || card.kind !== "elementwise" || !(flags & NUMBER)) return false;
  for (let i = 0; i < inputs.length; i++) if (!(inputs[i]!.flags & NUMBER)) return false;
  return true;
}

/** Computes the card's result, see `computedNumber`, and says which of SINGLE and DOUBLE it is; 0: not a case for numbers. */
export function computeNumber(card: ElementwiseCard, inputs: readonly Node[], attributes: Attributes, plain: boolean): number {
  if (card.dtype !== "promote" && card.dtype !== "float") return 0;
  if (inputs.length > MOST_INPUTS) return 0;
  const kind = kindOf(inputs, plain);
  if (kind === 0) return 0;
  const single = kind === SINGLE;
  const { value } = functionsOf(card, attributes, single);
  for (let i = 0; i < inputs.length; i++) cells[i + 1] = numberOf(inputs[i]!, single);
  value(cells);
  return kind;
}

/** What `computeNumber` has just computed. */
export const computedNumber = (): number => cells[0]!;

/** The rules of a scalar operation (`isScalarOperation`) with its numbers at hand: valid until the next call. `g`: the adjoint of its result. */
export function scalarRules(node: Node, g: number): Functions {
  const { inputs } = node;
  const single = isSingle(node);
  adjointCells[1] = g;
  for (let i = 0; i < inputs.length; i++) adjointCells[i + 2] = numberOf(inputs[i]!, single);
  adjointCells[inputs.length + 2] = node.number;
  return functionsOf(node.card as ElementwiseCard, node.attributes, single); // it is a scalar operation
}

/** What the operation hands on to its input i, before it is cast; null: nothing. */
export function scalarAdjoint(rules: Functions, node: Node, i: number): number | null {
  const known = rules.adjoints[i];
  const f = known === undefined ? adjointFunction(node.card as ElementwiseCard, node.attributes, rules, isSingle(node), i) : known;
  if (f === null) return null;
  f(adjointCells);
  return adjointCells[0]!;
}

export const isSingle = (node: Node): boolean => (node.flags & SINGLE) !== 0;

/** A double that takes part in a single-precision operation is rounded first. */
const numberOf = (node: Node, single: boolean): number => (single && !isSingle(node) ? Math.fround(node.number) : node.number);
