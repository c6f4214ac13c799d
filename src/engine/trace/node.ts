/**
 * A value on the tape and how it came about. Nodes refer to their inputs, so a graph nobody holds is collected.
 * What a node computes never changes; `inputs` is emptied when the trace has to forget (its memory bound).
 */
import type { Attributes, Card } from "../ops/define.js";
import type { NDArray } from "../tensor/array.js";
import { scalar } from "../tensor/array.js";
import type { Span } from "../text/span.js";

/** Where a leaf's number comes from. */
export type Origin =
  | { readonly kind: "literal" }
  | { readonly kind: "seededSample" | "unseededSample"; readonly call: string }
  | { readonly kind: "pinned" }
  | { readonly kind: "placeholder"; readonly why: string }
  | { readonly kind: "computed" }
  /** Computed, but the gradient stops here: by detach, no_grad, item, int … */
  | { readonly kind: "cut"; readonly by: string };

/** The function, module, or loop with its iteration, in which a node was made. Innermost first. */
export interface Scope {
  readonly kind: "function" | "module" | "loop";
  readonly name: string;
  readonly iteration: number | null;
  readonly parent: Scope | null;
}

export class Node {
  /** Whether the program's framework would carry a gradient through it. The lens does not ask this. */
  requiresGrad = false;
  /** A Python int that the lens follows: a double on the tape, an int to the promotion rules of the frameworks. */
  integral = false;
  /** For framework leaves: who keeps the gradient that reaches this node. */
  owner: GradientOwner | null = null;
  /** Framework hooks: called with the adjoint before it is used; may replace it. */
  hooks: ((adjoint: Node) => Node | null)[] | null = null;
  /** Whether made-up numbers went into it, through cuts too: of a placeholder, of what was computed from one. */
  madeUp: boolean;
  /** What a value was made from although the gradient stops at it (origin "cut"): so that the lens can say where it stopped. */
  cutInputs: readonly Node[] = NO_INPUTS;
  /** What made it of `cutInputs`: an operation that was not recorded (no_grad), or nothing but the cut; null: not known. */
  cutOperation: { readonly card: Card; readonly attributes: Attributes } | "copy" | null = null;
  /** Where it stands in the order of the last walk that came to it (`autodiff/walk.ts`). */
  position = 0;
  /** The first output. */
  readonly value: NDArray;
  /** null: one output. */
  private readonly outputs: readonly NDArray[] | null;

  constructor(
    /** Increasing in order of creation: inputs have smaller ids than the nodes that use them. */
    readonly id: number,
    /** null: a leaf. */
    readonly card: Card | null,
    public inputs: readonly Node[],
    readonly attributes: Attributes,
    /** The one output, as most operations have it, or all of them. */
    result: NDArray | readonly NDArray[],
    readonly origin: Origin,
    readonly span: Span | null,
    readonly scope: Scope | null,
    /** A Python number: takes part in dtype promotion by its kind only. */
    readonly weak: boolean,
  ) {
    const many = isMany(result);
    this.value = many ? result[0]! : result;
    this.outputs = many && result.length > 1 ? result : null;
    let madeUp = origin.kind === "placeholder";
    for (let i = 0; i < inputs.length; i++) if (inputs[i]!.madeUp) madeUp = true;
    this.madeUp = madeUp;
  }

  get hasMany(): boolean { return this.outputs !== null; }
  /** All outputs. */
  get values(): readonly NDArray[] { return this.outputs ?? [this.value]; }
}

const isMany = (result: NDArray | readonly NDArray[]): result is readonly NDArray[] => Array.isArray(result);

export interface GradientOwner {
  readonly gradient: unknown;
}

const LITERAL: Origin = { kind: "literal" };
/** Of every leaf. */
export const NO_INPUTS: readonly Node[] = [];
export const NO_ATTRIBUTES: Attributes = {};

/** A constant outside any trace. */
export const constantNode = (value: NDArray | number, weak = typeof value === "number"): Node =>
  new Node(-1, null, NO_INPUTS, NO_ATTRIBUTES, typeof value === "number" ? scalar("float64", value) : value, LITERAL, null, null, weak);
