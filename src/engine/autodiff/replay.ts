/**
 * The recorded graph evaluated again with other numbers in some of its leaves: no parsing, no interpreter. Control flow,
 * random samples and masks stay as they were recorded. Behind a cut (detach, no_grad) values follow, gradients do not.
 */
import type { Card, StructuralCard } from "../ops/define.js";
import { elementwiseForward } from "../ops/elementwise.js";
import { PICK } from "../ops/pick.js";
import { computedNumber, computeNumber } from "../ops/scalars.js";
import { copy, type NDArray, scalar } from "../tensor/array.js";
import { type Dtype, isFloating } from "../tensor/dtype.js";
import { DOUBLE, Node, NUMBER } from "../trace/node.js";
import { rulePromotion } from "../trace/trace.js";
import { reverse } from "./reverse.js";

export interface ReplayOptions {
  /** "own": every value in the dtype the program has it in, with the digits a run of the program gives. "float64": floating values in double precision. */
  readonly precision: "own" | "float64";
  /** Nodes whose values are wanted although the target does not depend on them. */
  readonly also?: readonly Node[];
  /** "followed" (default): values behind a cut follow what they were made of. "held": they stay, so that slopes are those of the gradients. */
  readonly cuts?: "followed" | "held";
}

/** A graph that can be evaluated again and again. Only what depends on changed leaves is computed anew. */
export class Replay {
  /** What the target depends on, through cuts too; inputs before their users. */
  readonly order: readonly Node[];
  /** The run itself, in the precision asked for. */
  readonly base: Replayed;
  private readonly users = new Map<Node, Node[]>();

  constructor(
    readonly target: Node,
    private readonly options: ReplayOptions,
  ) {
    this.order = everythingBehind([target, ...(options.also ?? [])], this.sourcesOf);
    for (const node of this.order) {
      for (const source of this.sourcesOf(node)) {
        const list = this.users.get(source);
        if (list) list.push(node);
        else this.users.set(source, [node]);
      }
    }
    const anew = new Map<Node, Node>();
    this.base = new Replayed(target, anew, new Set(), null);
    if (options.precision === "own") return;
    for (const node of this.order) {
      // What was computed in doubles from doubles is the run's own, to the last digit.
      if (!node.values.some(isNarrow) && !this.sourcesOf(node).some((source) => anew.has(source))) continue;
      anew.set(node, this.computed(node, this.base) ?? withValues(node, node.values.map(doubled)));
    }
  }

  /** `changes`: whole new values of leaves, of the leaf's shape; rounded to its dtype in this replay. */
  run(changes: ReadonlyMap<Node, NDArray>): Replayed {
    const anew = new Map<Node, Node>();
    const held = new Set<Node>();
    const now = new Replayed(this.target, anew, held, this.base);
    for (const node of this.affected(changes.keys())) {
      const changed = changes.get(node);
      const computed = changed ? withValues(node, [inDtype(changed, this.base.of(node).value.dtype)]) : this.computed(node, now);
      if (computed) anew.set(node, computed);
      else held.add(node);
    }
    return now;
  }

  /** The run with every operation's results put through `round`. */
  rounded(round: (value: NDArray, node: Node) => NDArray): Replayed {
    const anew = new Map<Node, Node>();
    const held = new Set<Node>();
    const now = new Replayed(this.target, anew, held, this.base);
    for (const node of this.order) {
      const computed = this.computed(node, now);
      if (computed) anew.set(node, withValues(node, computed.values.map((value) => round(value, node)), computed.inputs, computed.card));
      else if (node.card) held.add(node);
    }
    return now;
  }

  /** The changed leaves and all that depends on them, in order. */
  affected(changes: Iterable<Node>): readonly Node[] {
    const seen = new Set<Node>(changes);
    for (const node of seen) for (const user of this.users.get(node) ?? []) seen.add(user);
    return [...seen].sort((a, b) => a.id - b.id);
  }

  private readonly sourcesOf = (node: Node): readonly Node[] => (this.options.cuts === "held" ? node.inputs : sourcesOf(node));

  /** null: its value for other inputs is not known, or it has none. */
  private computed(node: Node, now: Replayed): Node | null {
    const inputs = this.sourcesOf(node).map((source) => now.of(source));
    const arrays = inputs.map((input) => input.value);
    const { dtype } = node.value;
    const isDouble = this.options.precision === "float64";
    if (!arrays.length) return null;
    const operation = node.card ? { card: node.card, attributes: node.attributes } : node.cutOperation;
    if (operation === null) return null;
    if (operation === "copy") return withValues(node, [inDtype(arrays[0]!, isDouble && isFloating(dtype) ? "float64" : dtype)]);
    const { card, attributes } = operation;
    if (card === PICK) return withValues(node, [inputs[0]!.values[Number(attributes.index)]!], inputs);
    if (card.kind === "structural" && card.fixed) return null;
    if (card.kind === "structural" && card.anew) {
      const fresh = card.anew(arrays);
      return withValues(node, fresh.values, inputs, fresh.card);
    }
    // The result's dtype is that of the run; what has another one than its inputs (a comparison) computes in theirs.
    const out = isDouble && isFloating(dtype) ? "float64" : dtype;
    if (card.kind === "structural") return withValues(node, listOf(card.forward(arrays, card.dtype === "attribute" ? { ...attributes, dtype: out } : attributes, out)), inputs);
    if ((isDouble || node.weak) && out === "float64" && (computeNumber(card, inputs, attributes, node.weak) & DOUBLE) !== 0) return withValues(node, [scalar(out, computedNumber())], inputs);
    const computeIn = isFloating(dtype) ? out : rulePromotion.common(inputs);
    return withValues(node, [elementwiseForward(card, arrays, attributes, computeIn, out)], inputs);
  }
}

/** One evaluation, asked by the nodes of the recorded run. */
export class Replayed {
  constructor(
    private readonly recordedTarget: Node,
    private readonly anew: ReadonlyMap<Node, Node>,
    /** Operations that depend on what was changed and whose values had to stay: drawn samples, rules of the program's own. */
    readonly held: ReadonlySet<Node>,
    private readonly below: Replayed | null,
  ) {}

  /** The node in its place, with its value; itself where nothing changed. */
  of(node: Node): Node {
    return this.anew.get(node) ?? this.below?.of(node) ?? node;
  }

  get target(): Node {
    return this.of(this.recordedTarget);
  }

  /** Adjoints of the target by the recorded nodes; default seed ones. */
  gradients(seed: Node | null = null): ReplayedGradients {
    const adjoints = reverse(this.target, seed ? { seed } : {});
    return { of: (node) => adjoints.get(this.of(node)) ?? null };
  }
}

export interface ReplayedGradients {
  /** null: the target does not depend on it. */
  of(node: Node): Node | null;
}

/** What a value comes from; of a cut value what it would come from. Nothing: a leaf, or what the trace has forgotten. */
export const sourcesOf = (node: Node): readonly Node[] => (node.card ? node.inputs : node.cutInputs);

function everythingBehind(roots: readonly Node[], sources: (node: Node) => readonly Node[]): readonly Node[] {
  const seen = new Set(roots);
  for (const node of seen) for (const source of sources(node)) seen.add(source);
  return [...seen].sort((a, b) => a.id - b.id);
}

const inDtype = (array: NDArray, dtype: Dtype): NDArray => (array.dtype === dtype ? array : copy(array, dtype));
const isNarrow = ({ dtype }: NDArray): boolean => isFloating(dtype) && dtype !== "float64";
const doubled = (array: NDArray): NDArray => (isFloating(array.dtype) ? inDtype(array, "float64") : array);
const listOf = (result: ReturnType<StructuralCard["forward"]>): readonly NDArray[] => (Array.isArray(result) ? result : [result as NDArray]); // the other case of the two

function withValues(node: Node, values: readonly NDArray[], inputs: readonly Node[] = [], card: Card | null = node.card): Node {
  const isOperation = node.card !== null && inputs.length > 0;
  return new Node(node.id, isOperation ? card : null, isOperation ? inputs : [], node.attributes, values, node.origin, node.span, node.scope, node.flags & ~NUMBER);
}
