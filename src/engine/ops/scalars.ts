/**
 * Elementwise cards on single floating numbers, which most programs of students are made of: the same statements as the loops
 * of `elementwise.ts`, compiled to functions of numbers, without arrays.
 */
import { DOUBLE, MADE_UP, type Node, NUMBER, REQUIRES_GRAD, SINGLE, WEAK } from "../trace/node.js";
import { compileScalar, type ScalarFunction } from "./algebra/compile.js";
import { type Expression, ExpressionAlgebra, variablesOf } from "./algebra/expression.js";
import { type Attributes, attributesOf, type Card, type ElementwiseCard } from "./define.js";
import { times } from "./elementwise.js";

/** A card's functions for one dtype and one set of attributes. */
export interface ScalarFunctions {
  readonly card: ElementwiseCard;
  readonly attributes: Attributes;
  readonly single: boolean;
  readonly value: ScalarFunction;
  /** Of Python's own numbers. */
  readonly plain: ScalarFunction;
  /** The inputs that a gradient goes to, one bit each. */
  readonly reach: number;
  /** By the bits of the inputs whose adjoints they give. Compiled when they are asked for. */
  readonly adjoints: AdjointFunction[];
}

interface AdjointFunction {
  /** Leaves the adjoints in the inputs' cells. */
  readonly run: ScalarFunction;
  /** The inputs it reads, one bit each; besides it reads g and y. */
  readonly reads: number;
}

/** Of values: the result, then the inputs. */
const cells = new Float64Array(16);
/** Of rules: g from cell 1 on, then the inputs and y. */
const adjointCells = new Float64Array(16);
const MOST_INPUTS = 13;

const withAttributes = new Map<string, ScalarFunctions>();

function functionsOf(card: ElementwiseCard, attributes: Attributes, single: boolean): ScalarFunctions {
  if (card.attributes && card.attributes !== attributes) {
    const key = `${single ? "single " : ""}${card.name}|${JSON.stringify(attributes)}`;
    let functions = withAttributes.get(key);
    if (!functions) withAttributes.set(key, (functions = compiled(card, attributes, single)));
    return functions;
  }
  const known = single ? card.compiled.single : card.compiled.double;
  if (known !== null) return known as ScalarFunctions; // only this file writes it
  const functions = compiled(card, attributes, single);
  card.compiled[single ? "single" : "double"] = functions;
  return functions;
}

function compiled(card: ElementwiseCard, attributes: Attributes, single: boolean): ScalarFunctions {
  const A = new ExpressionAlgebra();
  const expression = card.value(A, variablesFor(A, card), attributes);
  const reach = card.inputs.reduce((bits, name, i) => (card.partials[name] ? bits | (1 << i) : bits), 0);
  const value = compileScalar([{ expression, cell: 0 }], card.inputs, single);
  return { card, attributes, single, value, plain: plainFunctions.get(card.name) ?? value, reach, adjoints: [] };
}

const plainFunctions = new Map<string, ScalarFunction>();

/** Gives Python's own numbers another function than the card's, which is faster but not rounded as the C library rounds: x is in cell 1, y in cell 2, the result in cell 0. */
export function definePlain(card: string, of: (x: number, y: number) => number): void {
  plainFunctions.set(card, (cells) => { cells[0] = of(cells[1]!, cells[2]!); });
}

const variablesFor = (A: ExpressionAlgebra, { inputs }: ElementwiseCard): Readonly<Record<string, Expression>> => Object.fromEntries(inputs.map((name) => [name, A.variable(name)]));

function adjointFunction({ card, attributes, single, adjoints }: ScalarFunctions, wanted: number): AdjointFunction {
  const A = new ExpressionAlgebra();
  const [inputs, g, y] = [variablesFor(A, card), A.variable("adjoint g"), A.variable("result y")];
  const results = card.inputs.flatMap((name, i) => {
    const rule = wanted & (1 << i) ? card.partials[name] : undefined;
    return rule ? [{ expression: times(A, g, rule(A, inputs, y, attributes)), cell: i + 2 }] : [];
  });
  const used = new Set(results.flatMap(({ expression }) => variablesOf(expression)));
  const reads = card.inputs.reduce((bits, name, i) => (used.has(name) ? bits | (1 << i) : bits), 0);
  return (adjoints[wanted] = { run: compileScalar(results, ["adjoint g", ...card.inputs, "result y"], single), reads });
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
  const functions = functionsOf(card, attributes, single);
  if (strong === 0) functions.plain(cells);
  else functions.value(cells);
  return kind | (any & (MADE_UP | REQUIRES_GRAD)) | (strong === 0 ? WEAK : 0);
}

/** A double that takes part in a single-precision operation is rounded first. */
function roundAll(numbers: Float64Array, from: number, count: number): void {
  for (let i = from; i < from + count; i++) numbers[i] = Math.fround(numbers[i]!);
}

/** What `computeNumber` has just computed. */
export const computedNumber = (): number => cells[0]!;

/** The functions of an operation on single numbers, if its inputs are some, too; null: its result is none, or it is no such operation. */
export function scalarFunctions({ card, flags, attributes }: Node): ScalarFunctions | null {
  return card === null || card.kind !== "elementwise" || (flags & NUMBER) === 0 ? null : functionsOf(card, attributes, (flags & SINGLE) !== 0);
}

/** Of a card on doubles; null: it is no such operation. */
export const doubleFunctions = (card: Card, attributes: Attributes): ScalarFunctions | null => (card.kind === "elementwise" ? functionsOf(card, attributesOf(card, attributes), false) : null);

/** Whether all its inputs are single numbers. */
export function hasNumbers(node: Node): boolean {
  for (let i = node.inputCount - 1; i >= 0; i--) if ((node.input(i).flags & NUMBER) === 0) return false;
  return true;
}

/** Computes what an operation hands on to the inputs of the bits `wanted`, all within its reach; see `computedAdjoint`. `g`: the adjoint of its result. */
export function computeAdjoints(node: Node, functions: ScalarFunctions, g: number, wanted: number): void {
  const { run, reads } = functions.adjoints[wanted] ?? adjointFunction(functions, wanted);
  const { inputCount } = node;
  adjointCells[1] = g;
  for (let i = 0; i < inputCount; i++) {
    if ((reads & (1 << i)) === 0) continue;
    const { number } = node.input(i);
    adjointCells[i + 2] = functions.single ? Math.fround(number) : number;
  }
  adjointCells[inputCount + 2] = node.number;
  run(adjointCells);
}

/** The same for an operation on `count` (one or two) doubles with result y. */
export function computeAdjointsOfDoubles(functions: ScalarFunctions, count: number, first: number, second: number, y: number, g: number, wanted: number): void {
  const { run } = functions.adjoints[wanted] ?? adjointFunction(functions, wanted);
  adjointCells[1] = g;
  adjointCells[2] = first;
  adjointCells[3] = second;
  adjointCells[count + 2] = y;
  run(adjointCells);
}

/** What `computeAdjoints` has just computed for its input i, before it is cast. */
export const computedAdjoint = (i: number): number => adjointCells[i + 2]!;

export const isSingle = (node: Node): boolean => (node.flags & SINGLE) !== 0;
