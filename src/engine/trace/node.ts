/**
 * A value on the tape and how it came about. Nodes refer to their inputs, so a graph nobody holds is collected.
 * What a node computes never changes; its inputs are dropped when the trace has to forget (its memory bound).
 */
import type { Attributes, Card } from "../ops/define.js";
import type { NDArray } from "../tensor/array.js";
import { Scalar } from "../tensor/array.js";
import type { Dtype } from "../tensor/dtype.js";
import type { Span } from "../text/span.js";
import type { NumberColumns } from "./number-columns.js";

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

/** What `Node.flags` says, one bit each. */
export const REQUIRES_GRAD = 1;
export const INTEGRAL = 2;
export const MADE_UP = 4;
export const WEAK = 8;
/** Its value is one number of float32, of float64. */
export const SINGLE = 16;
export const DOUBLE = 32;
export const NUMBER = SINGLE | DOUBLE;

/** An entry of columns in which operations on single numbers are noted. */
export interface Noted {
  readonly columns: NumberColumns;
  readonly entry: number;
}

/** What few nodes have. */
class Rare {
  noted: Noted | null = null;
  owner: GradientOwner | null = null;
  hooks: Hook[] | null = null;
  cutInputs: readonly Node[] = NO_INPUTS;
  cutOperation: CutOperation | null = null;
  /** All outputs, where there are several. */
  outputs: readonly NDArray[] | null = null;
  /** Inputs from the third on. */
  furtherInputs: readonly Node[] = NO_INPUTS;
}

/**
 * Programs of single numbers make a node for each of them: it has few fields, refers to its inputs by itself, and what most
 * nodes lack is kept apart. A garbage collector copies what stays alive, object by object.
 */
export class Node {
  /** Where it stands in the order of the last walk that came to it (`autodiff/walk.ts`). */
  position = 0;
  flags: number;
  /** The first output; a single number is made an array when somebody asks for one. */
  private result: NDArray | number;
  private rare: Rare | null = null;
  private first: Node | null;
  private second: Node | null;
  /** Of an operation its attributes, of a leaf its origin. */
  private readonly about: Attributes | Origin;

  /** `attributes` are an operation's, `origin` a leaf's. `flags`: of a number, one of them says its dtype; of an array this is found here. */
  constructor(
    /** Increasing in order of creation: inputs have smaller ids than the nodes that use them. */
    readonly id: number,
    /** null: a leaf. */
    readonly card: Card | null,
    inputs: readonly Node[],
    attributes: Attributes,
    /** The one output, as most operations have it, or all of them. */
    result: NDArray | readonly NDArray[] | number,
    origin: Origin,
    readonly span: Span | null,
    readonly scope: Scope | null,
    flags: number,
  ) {
    this.about = card === null ? origin : attributes;
    const count = inputs.length;
    this.first = count > 0 ? inputs[0]! : null;
    this.second = count > 1 ? inputs[1]! : null;
    if (count > 2) this.uncommon.furtherInputs = inputs.slice(2);
    if (typeof result === "number") {
      this.result = result;
      this.flags = flags;
      return;
    }
    const many = isMany(result);
    const value = many ? result[0]! : result;
    this.result = value;
    this.flags = value instanceof Scalar ? flags | (value.dtype === "float32" ? SINGLE : DOUBLE) : flags;
    if (many && result.length > 1) this.uncommon.outputs = result;
  }

  /** An operation on single numbers, of which the inputs' nodes are made when somebody asks for them. */
  static ofNoted(noted: Noted, id: number, card: Card, attributes: Attributes, result: number, span: Span | null, scope: Scope | null): Node {
    const node = new Node(id, card, NO_INPUTS, attributes, result, COMPUTED, span, scope, DOUBLE | WEAK);
    node.uncommon.noted = noted;
    node.first = PENDING;
    return node;
  }

  /** A list of its own each time; where that matters: `inputCount` and `input`. */
  get inputs(): readonly Node[] {
    if (this.first === PENDING) this.makeInputs();
    const { first, second } = this;
    if (first === null) return NO_INPUTS;
    if (second === null) return [first];
    return this.rare === null ? [first, second] : [first, second, ...this.rare.furtherInputs];
  }
  get inputCount(): number {
    if (this.first === PENDING) this.makeInputs();
    if (this.first === null) return 0;
    if (this.second === null) return 1;
    return this.rare === null ? 2 : 2 + this.rare.furtherInputs.length;
  }
  /** Of an index below `inputCount`. */
  input(index: number): Node {
    if (this.first === PENDING) this.makeInputs();
    return index === 0 ? this.first! : index === 1 ? this.second! : this.uncommon.furtherInputs[index - 2]!;
  }

  /** Of a leaf: none. */
  get attributes(): Attributes { return this.card === null ? NO_ATTRIBUTES : (this.about as Attributes); } // an operation's
  get origin(): Origin { return this.card === null ? (this.about as Origin) : COMPUTED; } // a leaf's

  /** The first output. */
  get value(): NDArray {
    const { result } = this;
    return typeof result === "number" ? (this.result = new Scalar(this.flags & SINGLE ? "float32" : "float64", result)) : result;
  }
  /** The value of a node with one of the flags NUMBER. */
  get number(): number {
    const { result } = this;
    return typeof result === "number" ? result : (result as Scalar).value; // the flag says that it is one
  }
  /** Of the first output. */
  get dtype(): Dtype {
    const { result } = this;
    return typeof result === "number" ? (this.flags & SINGLE ? "float32" : "float64") : result.dtype;
  }
  get hasMany(): boolean { return this.rare !== null && this.rare.outputs !== null; }
  /** All outputs. */
  get values(): readonly NDArray[] { return this.rare?.outputs ?? [this.value]; }

  /** Whether the program's framework would carry a gradient through it. The lens does not ask this. */
  get requiresGrad(): boolean { return (this.flags & REQUIRES_GRAD) !== 0; }
  set requiresGrad(is: boolean) { this.flags = is ? this.flags | REQUIRES_GRAD : this.flags & ~REQUIRES_GRAD; }
  /** A Python int that the lens follows: a double on the tape, an int to the promotion rules of the frameworks. */
  get integral(): boolean { return (this.flags & INTEGRAL) !== 0; }
  set integral(is: boolean) { this.flags = is ? this.flags | INTEGRAL : this.flags & ~INTEGRAL; }
  /** Whether made-up numbers went into it, through cuts too: of a placeholder, of what was computed from one. */
  get madeUp(): boolean { return (this.flags & MADE_UP) !== 0; }
  set madeUp(is: boolean) { this.flags = is ? this.flags | MADE_UP : this.flags & ~MADE_UP; }
  /** A Python number: takes part in dtype promotion by its kind only. */
  get weak(): boolean { return (this.flags & WEAK) !== 0; }

  /** For framework leaves: who keeps the gradient that reaches this node. */
  get owner(): GradientOwner | null { return this.rare === null ? null : this.rare.owner; }
  set owner(owner: GradientOwner | null) { this.uncommon.owner = owner; }
  /** Framework hooks: called with the adjoint before it is used; may replace it. */
  get hooks(): Hook[] | null { return this.rare === null ? null : this.rare.hooks; }
  set hooks(hooks: Hook[] | null) { this.uncommon.hooks = hooks; }
  /** What a value was made from although the gradient stops at it (origin "cut"): so that the lens can say where it stopped. */
  get cutInputs(): readonly Node[] { return this.rare === null ? NO_INPUTS : this.rare.cutInputs; }
  set cutInputs(inputs: readonly Node[]) { this.uncommon.cutInputs = inputs; }
  /** What made it of `cutInputs`; null: not known. */
  get cutOperation(): CutOperation | null { return this.rare === null ? null : this.rare.cutOperation; }
  set cutOperation(operation: CutOperation | null) { this.uncommon.cutOperation = operation; }

  /** Where it is noted how it came about, if it was made from that; null: most. */
  get noted(): Noted | null { return this.rare === null ? null : this.rare.noted; }
  set noted(noted: Noted | null) { this.uncommon.noted = noted; }

  private makeInputs(): void {
    const { columns, entry } = this.noted!; // it is pending
    const [first = null, second = null] = columns.inputsOf(entry);
    this.first = first;
    this.second = second;
  }

  /** Its value stays, its history goes. */
  forget(): void {
    this.first = this.second = null;
    if (this.rare === null) return;
    this.rare.furtherInputs = NO_INPUTS;
    this.rare.cutInputs = NO_INPUTS;
    this.rare.cutOperation = null;
  }

  private get uncommon(): Rare { return (this.rare ??= new Rare()); }
}

const isMany = (result: NDArray | readonly NDArray[]): result is readonly NDArray[] => Array.isArray(result);

type Hook = (adjoint: Node) => Node | null;

/** An operation that was not recorded (no_grad), or nothing but the cut. */
type CutOperation = { readonly card: Card; readonly attributes: Attributes } | "copy";

/** Of a node with these inputs: it is made up if one of them is, or if it is a placeholder. */
export function flagsOf(inputs: readonly Node[], { kind }: Origin, weak: boolean): number {
  let flags = kind === "placeholder" ? MADE_UP : 0;
  for (let i = 0; i < inputs.length; i++) flags |= inputs[i]!.flags & MADE_UP;
  return weak ? flags | WEAK : flags;
}

export interface GradientOwner {
  readonly gradient: unknown;
}

export const LITERAL: Origin = { kind: "literal" };
/** Of every operation. */
export const COMPUTED: Origin = { kind: "computed" };
/** Of every leaf. */
export const NO_INPUTS: readonly Node[] = [];
export const NO_ATTRIBUTES: Attributes = {};

/** Stands for inputs that have no nodes yet. */
const PENDING = new Node(-1, null, NO_INPUTS, NO_ATTRIBUTES, 0, LITERAL, null, null, DOUBLE);

/** A number outside any trace; `kind`: SINGLE, rounded already, or DOUBLE. */
export const numberConstant = (value: number, kind: number): Node => new Node(-1, null, NO_INPUTS, NO_ATTRIBUTES, value, LITERAL, null, null, kind);

/** A constant outside any trace. */
export const constantNode = (value: NDArray | number, weak = typeof value === "number"): Node =>
  new Node(-1, null, NO_INPUTS, NO_ATTRIBUTES, value, LITERAL, null, null, (weak ? WEAK : 0) | (typeof value === "number" ? DOUBLE : 0));
