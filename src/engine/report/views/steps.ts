/**
 * Backpropagation as a list of cards: the leaves, the forward pass, the seed, the backward pass, the gradients. A window of
 * the list is asked for; texts are made for the window only.
 */

/** How coarse: boxes (modules, functions, loop iterations), tensor operations, or one element of each written out. */
export type StepLevel = "layer" | "operation" | "element";

export interface StepsRequest {
  readonly level: StepLevel;
  /** The first card wanted, from 0. A place past the end gives the last window. */
  readonly from: number;
  readonly count: number;
  /** Keys of boxes that are turned from what they are at first: opened, or closed. */
  readonly toggled: readonly string[];
  /** Elements the user chose, row-major, by node; default: the one with the largest gradient. */
  readonly elements: Readonly<Record<string, number>>;
  /** A node to find in one of the passes, or null. */
  readonly find: { readonly node: string; readonly pass: "forward" | "backward" } | null;
}

export interface StepsAnswer {
  /** Cards in the whole list. */
  readonly total: number;
  /** Where the backward pass begins: the place of the seed's card. */
  readonly backwardFrom: number;
  readonly from: number;
  readonly cards: readonly StepCard[];
  /** Where the node that was looked for stands: its card or the innermost box that shows; null: nowhere. */
  readonly found: number | null;
}

export type StepCard = LeavesCard | ForwardCard | BoxCard | SeedCard | BackwardCard | GradientsCard;

interface CardBase {
  /** The same card in another answer, and after an edit that keeps the structure. */
  readonly key: string;
  readonly pass: "forward" | "backward";
  /** How many open boxes it lies in. */
  readonly depth: number;
  /** The node that is lit; null: none. */
  readonly node: string | null;
  /** For a screen reader: the card in one line. */
  readonly spoken: string;
}

export interface LeavesCard extends CardBase {
  readonly kind: "leaves";
  readonly sentence: string;
  readonly leaves: readonly Quantity[];
  readonly more: number;
}

export interface ForwardCard extends CardBase {
  readonly kind: "forward";
  readonly operation: string;
  readonly sentence: string;
  readonly inputs: readonly Quantity[];
  /** `v1 = a · w`; null: the operation says no more than its name. */
  readonly rule: Formula | null;
  /** `2 · 3 = 6`, or the shapes: `[16, 4] · [8, 4]ᵀ = [16, 8]`. */
  readonly numbers: string;
  readonly result: Quantity;
  /** One element of the result in scalars; null: the result is a scalar of scalars, or the element cannot be written out. */
  readonly element: Element | null;
}

export interface BackwardCard extends CardBase {
  readonly kind: "backward";
  readonly operation: string;
  readonly sentence: string;
  /** The adjoint of the result. */
  readonly arrived: Quantity;
  readonly handed: readonly Handed[];
}

/** What goes on to one input. */
export interface Handed {
  readonly input: string;
  readonly node: string | null;
  /** `∂L/∂a = ∂L/∂v1 · w`; null: no formula. */
  readonly rule: Formula | null;
  /** `−2 · 3 = −6`. "" where nothing is calculated: `given` is handed on as it is. */
  readonly numbers: string;
  readonly given: Quantity;
  readonly element: Element | null;
  /** Where the input is reached over several paths; null: over this one only. */
  readonly path: PathSum | null;
}

export interface PathSum {
  /** This path, from 1, of how many. */
  readonly at: number;
  readonly of: number;
  /** "path 2 of 3 into w: −6 + 2 = −4" */
  readonly line: string;
}

/** One element of a tensor, in scalars. */
export interface Element {
  /** The node whose element it is: the choice is kept for it. */
  readonly node: string | null;
  readonly shape: readonly number[];
  readonly index: readonly number[];
  readonly flat: number;
  /** `out[1, 2] = Σₖ x[1, k] · W[k, 2]`; "": the numbers say it. */
  readonly rule: string;
  /** `0.5 · 2 + 3 · (−1) = −2`: the left side, calculated, is the right one to the digits shown. */
  readonly numbers: string;
  /** Terms behind "rest", which stands in the sum as one number; 0: all are written. */
  readonly rest: number;
}

/** Several operations of one place in the program, and how many times the like follow each other. */
export interface BoxCard extends CardBase {
  readonly kind: "box";
  readonly box: "function" | "module" | "loop";
  readonly title: string;
  readonly opened: boolean;
  readonly operations: number;
  /** Nodes inside: lit together. At most 1,000. */
  readonly nodes: readonly string[];
  /** How many boxes of the same structure this one stands for; 1: it stands for itself. */
  readonly times: number;
  /** Forward: values that come in. Backward: what goes out to them. */
  readonly inputs: readonly BoxEdge[];
  readonly parameters: readonly BoxEdge[];
  readonly outputs: readonly BoxEdge[];
  /** Inputs, parameters and outputs that are not listed. */
  readonly more: number;
  /** The rules of the operations inside with their shapes, where they are few: `∂L/∂W = ∂L/∂yᵀ · x : [3, 16] · [16, 8] = [3, 8]`. */
  readonly rules: readonly Formula[];
  /** Norm of the outputs' gradients in each repetition, in order; null: not finite. Empty where `times` is 1. */
  readonly norms: readonly (number | null)[];
  /** Those norms in words; "" where `times` is 1. */
  readonly range: string;
}

export interface BoxEdge {
  readonly value: Quantity;
  /** What this box hands on to it (of an output: what arrives); null: nothing flows. */
  readonly gradient: Quantity | null;
}

export interface SeedCard extends CardBase {
  readonly kind: "seed";
  readonly sentence: string;
  readonly seed: Quantity;
}

export interface GradientsCard extends CardBase {
  readonly kind: "gradients";
  readonly sentence: string;
  readonly gradients: readonly { readonly value: Quantity; readonly gradient: Quantity | null; /** Why there is none, or what its sign means. */ readonly note: string }[];
  readonly more: number;
}

export interface Formula {
  readonly text: string;
  readonly latex: string;
}

/** A number or tensor under its name. */
export interface Quantity {
  readonly name: string;
  readonly latex: string;
  /** null: nothing of the graph (an adjoint on its way). */
  readonly node: string | null;
  readonly shape: readonly number[];
  /** `−6`, `[2, 3] ‖0.5‖ 0.1, −0.2, 0.3, …`. */
  readonly text: string;
  /** Small matrices and vectors, row by row. */
  readonly rows: readonly (readonly string[])[] | null;
}
