/**
 * Other numbers in the leaves: the recorded graph replayed, its gradients, an optimizer's step ahead, the curve of the
 * target over one input, and the edits that write the numbers into the text.
 */

/** One number of a tensor, counted row-major. */
export interface PlayPlace {
  /** Id of the node in the graph. */
  readonly node: string;
  readonly element: number;
}

export type PlayMethod = "SGD" | "momentum" | "Adam";

export interface PlayStep {
  readonly method: PlayMethod;
  /** Learning rate, > 0. */
  readonly rate: number;
  /** What is trained; null: what the program trains, or every input where it does not say. */
  readonly nodes: readonly string[] | null;
}

/** What was done to the recorded numbers, in order. An optimizer's state goes on from step to step of the same kind. */
export type PlayMove =
  | { readonly kind: "set"; readonly values: readonly (PlayPlace & { readonly value: number })[] }
  | ({ readonly kind: "steps"; readonly count: number } & PlayStep);

export interface PlayRequest {
  readonly moves: readonly PlayMove[];
  /** Elements wanted of arrays that are too large to be given whole. */
  readonly shown: readonly PlayPlace[];
  /** The input whose one-sided slopes are wanted. */
  readonly follow: PlayPlace | null;
  /** A look at the next `count` steps. */
  readonly ahead: (PlayStep & { readonly count: number }) | null;
}

/** A number in words; `number` is null where it is not finite. */
export interface PlayNumber {
  readonly number: number | null;
  readonly text: string;
  readonly exact: string;
}

export interface PlayAnswer {
  readonly symbol: string;
  readonly target: string;
  readonly value: PlayNumber;
  readonly original: PlayNumber;
  /** value − original. */
  readonly change: PlayNumber;
  readonly inputs: readonly PlayInput[];
  /** Slopes of the target to the left and to the right of the followed input, where they differ. */
  readonly kink: { readonly left: PlayNumber; readonly right: PlayNumber } | null;
  readonly ahead: PlayAhead | null;
  /** What a run of the program might do otherwise. */
  readonly doubts: readonly PlayDoubt[];
}

export interface PlayInput {
  readonly node: string;
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Whether a step of the optimizer moves it where nothing else was said. */
  readonly isTrained: boolean;
  /** All of them in small arrays, else those asked for. */
  readonly elements: readonly PlayElement[];
  /** How many elements have other values than in the run. */
  readonly changed: number;
  readonly norm: PlayNumber;
  readonly gradientNorm: PlayNumber | null;
  /** Why it has no gradient, "" where it has one. */
  readonly reason: string;
}

export interface PlayElement {
  readonly element: number;
  /** [row, column …]; [] for scalars. */
  readonly index: readonly number[];
  readonly value: PlayNumber;
  readonly original: PlayNumber;
  readonly gradient: PlayNumber | null;
}

export interface PlayAhead {
  /** After one step, of the elements listed in `inputs`. */
  readonly values: readonly (PlayPlace & { readonly value: PlayNumber })[];
  /** ∑ gradient · Δ: what the tangent promises of one step. */
  readonly predicted: PlayNumber;
  /** What one step really does to the target. */
  readonly actual: PlayNumber;
  /** The target after 0, 1, 2 … steps, fewer than asked for in large graphs; null where it is not finite. */
  readonly path: readonly (number | null)[];
}

export interface PlayDoubt {
  /** The whole sentence. */
  readonly text: string;
  /** Nodes it is about, for lights. */
  readonly nodes: readonly string[];
}

export interface CurveRequest {
  readonly moves: readonly PlayMove[];
  readonly over: PlayPlace;
  readonly from: number;
  readonly to: number;
}

/** The target over one input, everything else as the moves left it; by rising x. null: not finite. */
export interface CurveAnswer {
  readonly points: readonly { readonly x: number; readonly y: number | null }[];
}

export interface WriteBackRequest {
  readonly moves: readonly PlayMove[];
}

export interface WriteBackAnswer {
  /** By falling place, none overlapping. */
  readonly edits: readonly { readonly start: number; readonly end: number; readonly text: string }[];
  /** What cannot be written, by name, and why. */
  readonly refused: readonly { readonly node: string; readonly name: string; readonly reason: string }[];
}
