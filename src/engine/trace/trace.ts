/**
 * The tape: runs operations and records them. One trace belongs to one run. Values are computed at once; what is
 * recorded is enough to walk back. The current span and scope are set by the interpreter.
 */
import { cardNamed } from "../ops/registry.js";
import { PICK } from "../ops/pick.js";
import { type Attributes, attributesOf, type Card, OperationError, type StructuralCard } from "../ops/define.js";
import { commonShape, elementwiseForward } from "../ops/elementwise.js";
import { Operations } from "../ops/operations.js";
import { computedNumber, computeNumber } from "../ops/scalars.js";
import { bytesOf, type NDArray, scalar } from "../tensor/array.js";
import { type Dtype, isFloating } from "../tensor/dtype.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import { isForeign, type Span } from "../text/span.js";
import { Decisions } from "./decisions.js";
import { LimitReached } from "./limits.js";
import { COMPUTED, DOUBLE, flagsOf, LITERAL, MADE_UP, NO_ATTRIBUTES, NO_INPUTS, Node, type Noted, NUMBER, type Origin, REQUIRES_GRAD, type Scope, WEAK } from "./node.js";
import { plainPromotion, type Promotion, sharedDtype } from "./promotion.js";

export interface TraceLimits {
  /** Elements of one array. */
  readonly elements: number;
  /** Bytes of all recorded results; beyond it the oldest part of the tape is forgotten. */
  readonly bytes: number;
}

/** A node without its elements, roughly. */
const NODE_BYTES = 150;

export class Trace {
  span: Span | null = null;
  /** Where the text asked about last called into another one. */
  entry: Span | null = null;
  scope: Scope | null = null;
  /** False inside no_grad: results are computed and the gradient stops at them. */
  recording = true;
  /** Why recording is off, for the reader: "no_grad", "inference_mode". */
  pausedBy = "no_grad";
  operations = 0;
  readonly decisions = new Decisions();
  /** Set by the first placeholder: which leaves may hold made-up numbers from then on. "all": a made-up text has been read. */
  doubts: "computed" | "all" | null = null;
  /** Called with the elements an operation has gone over: operations differ in cost far more than steps do. */
  onWork: ((elements: number) => void) | null = null;
  private nextId = 0;
  private bytes = 0;
  private readonly tape: Node[] = [];
  /** How many nodes have been forgotten to stay inside the memory bound. */
  forgotten = 0;

  constructor(readonly limits: TraceLimits) {}

  /** The current span, always one of the text asked about. */
  get place(): Span | null {
    return this.span !== null && isForeign(this.span) ? this.entry : this.span;
  }

  /** The id the next node will have: every node from now on has at least it. */
  get next(): number { return this.nextId; }

  /** The first of so many ids that no node of this trace gets: for nodes that are made later. */
  reserve(ids: number): number {
    const first = this.nextId;
    this.nextId += ids;
    return first;
  }

  /** The program takes its way by this value. */
  decidedBy(node: Node): void {
    this.decisions.note(() => ({ kind: "way", nodes: () => [node], outcome: ([value]) => value!, span: this.place, before: this.nextId, scope: this.scope }));
  }

  /** A value that does not come from an operation. */
  leaf(value: NDArray, origin: Origin, weak = false): Node {
    this.checkSize(value.shape);
    return this.madeLeaf(value, origin, weak ? WEAK : 0);
  }

  private madeLeaf(value: NDArray | number, origin: Origin, flags: number): Node {
    const node = new Node(this.nextId++, null, NO_INPUTS, NO_ATTRIBUTES, value, origin, this.place, this.scope, flags | flagsOf(NO_INPUTS, origin, false));
    if (origin.kind === "placeholder") this.doubts ??= "computed";
    // What it was computed from is not recorded: after the first placeholder that may be one.
    else if (this.doubts !== null) node.madeUp = this.doubts === "all" || isDerived(origin);
    return node;
  }

  /** A Python number. */
  number(value: number, dtype: Dtype = "float64", origin: Origin = LITERAL): Node {
    return dtype === "float64" ? this.madeLeaf(value, origin, WEAK | DOUBLE) : this.leaf(scalar(dtype, value), origin, true);
  }

  /** The same value with its history cut off. */
  cut(node: Node, by: string): Node {
    const cut = this.cutLeaf(node.value, [node], by, node.flags & WEAK);
    cut.cutOperation = "copy";
    return cut;
  }

  /** Runs a card on the inputs; several outputs: see `applyAll`. */
  apply(card: string | Card, inputs: readonly Node[], attributes: Attributes = NO_ATTRIBUTES, promotion: Promotion = plainPromotion): Node {
    return this.run(typeof card === "string" ? cardNamed(card) : card, inputs, attributes, promotion);
  }

  /** A node of what is only noted. `id`: a reserved one. */
  noted(noted: Noted, id: number, name: string, given: Attributes = NO_ATTRIBUTES, result: number, span: Span | null, scope: Scope | null): Node {
    const card = cardNamed(name);
    return Node.ofNoted(noted, id, card, attributesOf(card, given), result, span, scope);
  }

  /** All outputs of an operation with several. */
  applyAll(name: string, inputs: readonly Node[], attributes: Attributes = NO_ATTRIBUTES, promotion: Promotion = plainPromotion): Node[] {
    const node = this.run(cardNamed(name), inputs, attributes, promotion);
    return node.values.map((_, index) => this.pick(node, index));
  }

  /** One output of a node with several. */
  pick(node: Node, index: number): Node {
    return this.record(PICK, [node], { index }, node.values[index]!, flagsOfArrays([node], node.values[index]!));
  }

  run(card: Card, inputs: readonly Node[], given: Attributes, promotion: Promotion): Node {
    const attributes = attributesOf(card, given);
    if (card.kind === "elementwise") {
      const flags = computeNumber(card, inputs, attributes, promotion === plainPromotion);
      if (flags !== 0) {
        if (this.onWork) this.onWork(inputs.length + 1);
        return this.record(card, inputs, attributes, computedNumber(), flags);
      }
    }
    const values = compute(card, inputs, attributes, promotion, (shape) => this.checkSize(shape));
    if (this.onWork) this.onWork(elementsOf(inputs, values));
    return this.record(card, inputs, attributes, values, flagsOfArrays(inputs, values[0]!));
  }

  /** Operations that are recorded here, for rules whose results shall be differentiable again. */
  get recorded(): Operations {
    return (this.recordedOperations ??= new Operations((card, inputs, attributes) => this.apply(card, inputs, attributes, rulePromotion)));
  }
  private recordedOperations: Operations | null = null;

  private record(card: Card, inputs: readonly Node[], attributes: Attributes, values: NDArray | readonly NDArray[] | number, flags: number): Node {
    this.operations++;
    if (!this.recording) {
      const cut = this.cutLeaf(values, inputs, this.pausedBy, flags & ~REQUIRES_GRAD);
      cut.cutOperation = { card, attributes };
      return cut;
    }
    const node = new Node(this.nextId++, card, inputs, attributes, values, COMPUTED, this.place, this.scope, flags);
    this.remember(node);
    return node;
  }

  private cutLeaf(values: NDArray | readonly NDArray[] | number, from: readonly Node[], by: string, flags: number): Node {
    const node = new Node(this.nextId++, null, NO_INPUTS, NO_ATTRIBUTES, values, { kind: "cut", by }, this.place, this.scope, flags);
    node.cutInputs = from;
    node.madeUp = from.some((source) => source.madeUp);
    this.remember(node);
    return node;
  }

  /** Keeps the tape inside its bound by cutting the oldest half off; their values stay, their history goes. */
  private remember(node: Node): void {
    this.tape.push(node);
    this.bytes += bytesOfNode(node);
    if (this.bytes <= this.limits.bytes) return;
    const half = this.tape.length >> 1;
    for (const old of this.tape.splice(0, half)) {
      this.bytes -= bytesOfNode(old);
      old.forget();
      this.forgotten++;
    }
  }

  private checkSize(shape: Shape): void {
    const elements = sizeOf(shape);
    if (elements > this.limits.elements) throw new LimitReached("elements", elements, this.limits.elements);
  }
}

function bytesOfNode(node: Node): number {
  if (node.flags & NUMBER) return NODE_BYTES;
  if (!node.hasMany) return bytesOf(node.value) + NODE_BYTES;
  let bytes = 0;
  for (const value of node.values) bytes += bytesOf(value) + NODE_BYTES;
  return bytes;
}

/** Made from values that the leaf does not name: computed, or drawn with probabilities that were. */
const isDerived = (origin: Origin): boolean => origin.kind === "computed" || origin.kind === "cut" || ("call" in origin && /multinomial|bernoulli|binomial|poisson|distributions/.test(origin.call));

function elementsOf(inputs: readonly Node[], values: readonly NDArray[]): number {
  let elements = 0;
  for (const value of values) elements += sizeOf(value.shape);
  for (const input of inputs) elements += sizeOf(input.value.shape);
  return elements;
}

/** Inside rules everything is a float of the adjoint's dtype, and constants are weak. */
export const rulePromotion: Promotion = {
  common: (inputs) => {
    const shared = sharedDtype(inputs);
    if (shared) return shared;
    const strong = inputs.filter((input) => !input.weak);
    return plainPromotion.common(strong.length ? strong : inputs);
  },
  float: plainPromotion.float,
};

/** Operations that leave no trace: for a backward pass whose results are final. */
export const unrecorded = new Operations((named, inputs, given = {}) => {
  const card = typeof named === "string" ? cardNamed(named) : named;
  const attributes = attributesOf(card, given);
  const flags = card.kind === "elementwise" ? computeNumber(card, inputs, attributes, false) : 0;
  const values = flags !== 0 ? computedNumber() : compute(card, inputs, attributes, rulePromotion, () => undefined);
  const weak = inputs.length > 0 && inputs.every((input) => input.weak);
  return new Node(-1, null, NO_INPUTS, NO_ATTRIBUTES, values, COMPUTED, null, null, (flags & NUMBER) | (weak ? WEAK : 0));
});

function compute(card: Card, inputs: readonly Node[], attributes: Attributes, promotion: Promotion, check: (shape: Shape) => void): readonly NDArray[] {
  const arrays = inputs.map((input) => input.value);
  const common = promotion.common(promotingInputs(card, inputs));
  const dtype = resultDtype(card, inputs, common, attributes, promotion);
  if (card.kind === "elementwise") {
    const shape = commonShape(card.name, arrays);
    check(shape);
    const computeIn = card.dtype === "float" ? dtype : common;
    return [elementwiseForward(card, arrays, attributes, computeIn, dtype, shape)];
  }
  for (const shape of outputShapes(card, arrays, attributes)) check(shape);
  const result = card.forward(arrays, attributes, dtype);
  return isMany(result) ? result : [result];
}

const promotingInputs = ({ inputs: names, promoting }: Card, inputs: readonly Node[]): readonly Node[] =>
  promoting ? inputs.filter((_, i) => (promoting as readonly string[]).includes(names[i]!)) : inputs;

/** What an operation's result takes over from its inputs. */
function flagsOfArrays(inputs: readonly Node[], { dtype }: NDArray): number {
  let all = inputs.length > 0 ? WEAK : 0;
  let any = 0;
  for (let i = 0; i < inputs.length; i++) {
    const { flags } = inputs[i]!;
    all &= flags;
    any |= flags;
  }
  return all | (any & (isFloating(dtype) ? MADE_UP | REQUIRES_GRAD : MADE_UP));
}

const isMany = (result: NDArray | readonly NDArray[]): result is readonly NDArray[] => Array.isArray(result);

function outputShapes(card: StructuralCard, arrays: readonly NDArray[], attributes: Attributes): readonly Shape[] {
  const shape = card.shape(arrays.map((array) => array.shape), attributes);
  return card.outputs ? (shape as readonly Shape[]) : [shape as Shape]; // the card says which of the two it is
}

function resultDtype(card: Card, inputs: readonly Node[], common: Dtype, attributes: Attributes, promotion: Promotion): Dtype {
  switch (card.dtype) {
    case "promote":
      return common;
    case "float":
      return promotion.float(common);
    case "bool":
      return "bool";
    case "int64":
      return "int64";
    case "first":
      return inputs[0]!.value.dtype;
    case "attribute": {
      const dtype = attributes.dtype;
      if (typeof dtype !== "string") throw new OperationError(`${card.name}: dtype is ${String(dtype)}; it must be named`);
      return dtype as Dtype; // written by our own frameworks only
    }
  }
}
