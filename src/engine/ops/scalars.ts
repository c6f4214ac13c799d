/**
 * Elementwise cards on single floating numbers, which most programs of students are made of: the same statements as the loops
 * of `elementwise.ts`, compiled to functions of numbers, without arrays.
 */
import { DOUBLE, MADE_UP, type Node, NUMBER, REQUIRES_GRAD, SINGLE, WEAK } from "../trace/node.js";
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
 * Computes the card's result, see `computedNumber`, and gives the flags of its node; 0: not a case for numbers. The dtype is
 * that of the strong inputs, which must share it, and weak ones follow them, in every framework; where all are weak only
 * Python's own promotion (`plain`) is known here.
 */
export function computeNumber(card: ElementwiseCard, inputs: readonly Node[], attributes: Attributes, plain: boolean): number {
  if (inputs.length > MOST_INPUTS || (card.dtype !== "promote" && card.dtype !== "float")) return 0;
  let strong = 0;
  let weak = 0;
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i]!;
    const { flags } = input;
    if ((flags & NUMBER) === 0) return 0;
    if (flags & WEAK) weak |= flags;
    else strong |= flags;
    cells[i + 1] = input.number;
  }
  const any = strong | weak;
  const kind = (plain ? any : strong) & NUMBER;
  if (kind === 0 || kind === NUMBER || (!plain && weak & SINGLE)) return 0;
  const single = kind === SINGLE;
  if (single && any & DOUBLE) roundAll(cells, 1, inputs.length);
  functionsOf(card, attributes, single).value(cells);
  return kind | (any & (MADE_UP | REQUIRES_GRAD)) | (strong === 0 ? WEAK : 0);
}

/** A double that takes part in a single-precision operation is rounded first. */
function roundAll(numbers: Float64Array, from: number, count: number): void {
  for (let i = from; i < from + count; i++) numbers[i] = Math.fround(numbers[i]!);
}

/** What `computeNumber` has just computed. */
export const computedNumber = (): number => cells[0]!;

/**
 * The rules of an operation on single numbers, with its numbers at hand: valid until the next call. `g`: the adjoint of its
 * result. null: it is another operation, or none.
 */
export function scalarRules({ card, inputs, attributes, flags, number }: Node, g: number): Functions | null {
  if (card === null || card.kind !== "elementwise" || (flags & NUMBER) === 0) return null;
  let any = 0;
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i]!;
    if ((input.flags & NUMBER) === 0) return null;
    any |= input.flags;
    adjointCells[i + 2] = input.number;
  }
  const single = (flags & SINGLE) !== 0;
  if (single && any & DOUBLE) roundAll(adjointCells, 2, inputs.length);
  adjointCells[1] = g;
  adjointCells[inputs.length + 2] = number;
  return functionsOf(card, attributes, single);
}

/** What the operation hands on to its input i, before it is cast; null: nothing. */
export function scalarAdjoint(rules: Functions, node: Node, i: number): number | null {
  const known = rules.adjoints[i];
  const f = known === undefined ? adjointFunction(node.card as ElementwiseCard, node.attributes, rules, isSingle(node), i) : known; // it has such rules
  if (f === null) return null;
  f(adjointCells);
  return adjointCells[0]!;
}

export const isSingle = (node: Node): boolean => (node.flags & SINGLE) !== 0;
