/**
 * Arithmetic on Python's own numbers, noted down in a few words and recorded on the trace only when somebody asks for a
 * node: a loop counter costs next to nothing, and a loss has its history all the same.
 */
import type { Attributes } from "../ops/define.js";
import type { Span } from "../text/span.js";
import type { Node, Scope } from "../trace/node.js";
import { plainPromotion } from "../trace/promotion.js";
import type { Trace } from "../trace/trace.js";
import { type Pending, PyFloat, PyTracedInt } from "./object.js";

export type Followed = PyFloat | PyTracedInt;
type Operand = Followed | number;

/** How many recipes are kept; older ones that nobody asked for lose their history (their numbers stay). */
const KEPT = 300_000;

class Recipe implements Pending {
  readonly pending = true;
  node: Node | null = null;
  constructor(
    readonly tape: ScalarTape,
    /** Name of the card; null: a literal. */
    readonly card: string | null,
    readonly value: number,
    /** null: forgotten. */
    public inputs: readonly Operand[] | null,
    readonly attributes: Attributes | undefined,
    readonly span: Span | null,
    readonly scope: Scope | null,
    readonly order: number,
  ) {}
  materialize(): Node { return this.node ?? this.tape.materialize(this); }
}

export class ScalarTape {
  private order = 0;
  private readonly ring: Recipe[] = [];
  constructor(private readonly trace: Trace) {}

  /** The result of a card on numbers. */
  recipe(card: string, value: number, inputs: readonly Operand[], attributes?: Attributes): Pending {
    const { span, scope } = this.trace;
    const recipe = new Recipe(this, card, value, inputs, attributes, span, scope, this.order);
    const place = this.order++ % KEPT;
    if (this.order > KEPT) {
      const old = this.ring[place];
      if (old.node === null && old.inputs !== null) {
        old.inputs = null;
        this.trace.forgotten++;
      }
    }
    this.ring[place] = recipe;
    return recipe;
  }

  literal(value: number, span: Span): Pending {
    return new Recipe(this, null, value, [], undefined, span, this.trace.scope, this.order);
  }

  /** Records what the number was made from, oldest first, then itself. Without recursion: chains are long. */
  materialize(recipe: Recipe): Node {
    const wanted = new Set<Recipe>();
    const stack = [recipe];
    for (let next = stack.pop(); next; next = stack.pop()) {
      if (next.node || wanted.has(next)) continue;
      wanted.add(next);
      for (const input of next.inputs ?? []) {
        const origin = typeof input === "number" ? null : input.origin;
        if (origin instanceof Recipe) stack.push(origin);
      }
    }
    const { span, scope, recording } = this.trace;
    // no_grad is a matter of the frameworks: the lens follows Python's numbers through it.
    this.trace.recording = true;
    try {
      for (const one of [...wanted].sort((a, b) => a.order - b.order)) one.node = this.record(one);
    } finally {
      this.trace.span = span;
      this.trace.scope = scope;
      this.trace.recording = recording;
    }
    return recipe.node!; // it was in `wanted`
  }

  private record(recipe: Recipe): Node {
    this.trace.span = recipe.span;
    this.trace.scope = recipe.scope;
    const { card, inputs } = recipe;
    if (card === null || inputs === null) return this.trace.number(recipe.value, "float64", { kind: card === null ? "literal" : "computed" });
    const node = this.trace.apply(card, inputs.map((input) => this.nodeOf(input)), recipe.attributes ?? {}, plainPromotion);
    recipe.inputs = null;
    return node;
  }

  /** The node of a number; made as a leaf where it has none yet. */
  nodeOf(operand: Operand): Node {
    if (typeof operand === "number") return this.trace.number(operand);
    if (operand instanceof PyTracedInt) return operand.node;
    const { node } = operand;
    if (node) return node;
    const { span } = this.trace;
    if (operand.literal) this.trace.span = operand.literal;
    const leaf = this.trace.number(operand.value);
    this.trace.span = span;
    operand.origin = leaf;
    return leaf;
  }
}
