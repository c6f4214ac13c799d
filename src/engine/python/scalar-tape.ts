/**
 * Arithmetic on Python's own numbers, noted down in columns and recorded on the trace only when somebody asks for a node:
 * a loop counter costs next to nothing, and a loss has its history all the same. The columns are a ring: what lies
 * further back than it is long has lost its history (its numbers stay).
 */
import type { Attributes } from "../ops/define.js";
import type { Span } from "../text/span.js";
import type { Decision } from "../trace/decisions.js";
import { DOUBLE, LITERAL, MADE_UP, NO_ATTRIBUTES, NO_INPUTS, Node, NUMBER as NUMBER_FLAGS, type Origin, type Scope, WEAK } from "../trace/node.js";
import { ABSENT, NUMBER, type NumberColumns, OBJECT } from "../trace/number-columns.js";
import { plainPromotion } from "../trace/promotion.js";
import type { Trace } from "../trace/trace.js";
import { type NodeSource, PyFloat, PyTracedInt, type Value } from "./object.js";
import { longer, type Operand, Operands } from "./operand-column.js";

const LONGEST = 1 << 19;
/** Where fewer than one entry in so many is wanted, sorting those is faster than going through all. */
const SPARSE = 16;
/** Entries from which their nodes are made one by one, when somebody looks at them. */
const MANY = 4096;
/** Stands for an entry that is forgotten: of numbers that a report's questions make after the run. */
const AFTERWARDS = -1;
/** Ids of an entry: those of its operands, where they are plain numbers, and its own. */
const IDS = 3;

export class ScalarTape implements NodeSource, NumberColumns {
  readonly source = true;
  /** Entries so far; entry i stands in row i mod LONGEST. */
  private count = 0;
  private capacity = 1024;
  readonly mask = LONGEST - 1;
  readonly left = new Operands();
  readonly right = new Operands();
  readonly cards: string[] = [];
  results: Float64Array = new Float64Array(1024);
  /** By row; few cards have any. */
  readonly attributes = new Map<number, Attributes>();
  private readonly spans: (Span | null)[] = [];
  private readonly scopes: (Scope | null)[] = [];
  /** Shorter than the other columns where nobody has asked for a node since. */
  private nodes: (Node | undefined)[] = [];
  /** By row, while entries are gathered. */
  private seen = new Uint8Array(1024);
  /** Whether nodes are made one by one; no more is noted then. */
  private settled = false;
  /** The first id of entry 0, in that case. */
  private firstId = 0;
  constructor(private readonly trace: Trace) {}

  /** Notes an operation; the number of its entry. */
  private note(card: string, value: number, a: Operand, b: Operand | undefined, attributes: Attributes | undefined): number {
    if (this.settled) return AFTERWARDS;
    const entry = this.count++;
    const row = entry & (LONGEST - 1);
    if (row >= this.capacity) {
      this.capacity *= 2;
      this.left.grow(this.capacity);
      this.right.grow(this.capacity);
      this.results = longer(this.results, this.capacity);
      this.seen = new Uint8Array(this.capacity);
    }
    this.left.set(this, row, a);
    this.right.set(this, row, b);
    this.results[row] = value;
    this.cards[row] = card;
    this.spans[row] = this.trace.place;
    this.scopes[row] = this.trace.scope;
    if (entry >= LONGEST) {
      if (row < this.nodes.length) this.nodes[row] = undefined;
      this.attributes.delete(row);
    }
    if (attributes !== undefined) this.attributes.set(row, attributes);
    return entry;
  }

  /** The result of a card on numbers, one or two. */
  float(card: string, value: number, a: Operand, b?: Operand, attributes?: Attributes): PyFloat {
    return new PyFloat(value, this, this.note(card, value, a, b, attributes));
  }

  int(card: string, value: number, a: Operand, b?: Operand): PyTracedInt {
    return new PyTracedInt(value, this, this.note(card, value, a, b, undefined));
  }

  /** Records what the number was made from, oldest first, then itself. Without recursion: chains are long. */
  nodeAt(entry: number, value: number): Node {
    if (this.isForgotten(entry)) return this.lost(value);
    const known = this.nodes[entry & (LONGEST - 1)];
    if (known) return known;
    if (this.settled) return this.noted(entry);
    const wanted = this.unrecorded(entry);
    const length = Math.min(this.count, LONGEST);
    while (this.nodes.length < length) this.nodes.push(undefined);
    const { span, scope, recording } = this.trace;
    // no_grad is a matter of the frameworks: the lens follows Python's numbers through it.
    this.trace.recording = true;
    try {
      for (const one of wanted) this.nodes[one & (LONGEST - 1)] = this.record(one & (LONGEST - 1));
    } finally {
      this.trace.span = span;
      this.trace.scope = scope;
      this.trace.recording = recording;
    }
    return this.nodes[entry & (LONGEST - 1)]!; // it was wanted
  }

  /** What an entry was made from and has no node yet, itself included, oldest first. */
  private unrecorded(entry: number): Int32Array {
    const { left, right, seen } = this;
    const wanted = [entry];
    let oldest = entry;
    seen[entry & (LONGEST - 1)] = 1;
    const want = (place: number): void => {
      const row = place & (LONGEST - 1);
      if (place < 0 || seen[row] || this.nodes[row] || this.isForgotten(place)) return;
      seen[row] = 1;
      if (place < oldest) oldest = place;
      wanted.push(place);
    };
    for (let i = 0; i < wanted.length; i++) {
      const row = wanted[i] & (LONGEST - 1);
      want(left.places[row]);
      want(right.places[row]);
    }
    const order = new Int32Array(wanted.length);
    if (wanted.length * SPARSE < entry - oldest) {
      order.set(wanted);
      order.sort();
    } else for (let place = oldest, at = 0; at < order.length; place++) if (seen[place & (LONGEST - 1)]) order[at++] = place;
    for (const one of order) seen[one & (LONGEST - 1)] = 0;
    return order;
  }

  readAt(entry: number, value: number): void {
    this.trace.decisions.note(() => readingOf(this.trace, () => this.nodeAt(entry, value)));
  }

  private isForgotten(entry: number): boolean { return entry < this.oldest; }

  private lost(value: number): Node {
    this.trace.forgotten++;
    return this.trace.number(value, "float64", LOST);
  }

  private record(row: number): Node {
    this.trace.span = this.spans[row];
    this.trace.scope = this.scopes[row];
    const first = this.input(this.left, row);
    const inputs = this.right.places[row] === ABSENT ? [first] : [first, this.input(this.right, row)];
    this.trace.span = this.spans[row];
    return this.trace.apply(this.cards[row], inputs, this.attributes.get(row), plainPromotion);
  }

  private input(column: Operands, row: number): Node {
    const { places, values } = column;
    const place = places[row];
    if (place === NUMBER) return this.trace.number(values[row]);
    if (place === OBJECT) return this.leafOf(column, row);
    return this.nodeAt(place, values[row]);
  }

  /**
   * At the end of a run: where nobody has asked for a node of the many entries yet, they are made one by one from here on, each
   * with an id as among all of them. Only for numbers that nothing but literals and samples went into. `held`: what names stand for.
   */
  settle(held: Iterable<Value>): void {
    const { oldest, count, trace } = this;
    if (count < MANY || this.nodes.length > 0 || trace.doubts !== null) return;
    // Those with a name are leaves of the program, not of the function that used them first.
    for (const value of held) if ((value instanceof PyFloat || value instanceof PyTracedInt) && value.origin !== this) this.nodeOf(value);
    if (!this.hasPlainLeaves()) return;
    this.settled = true;
    this.nodes = new Array<Node | undefined>(Math.min(count, LONGEST));
    this.firstId = trace.reserve(IDS * (count - oldest)) - IDS * oldest;
    trace.operations += count - oldest;
  }

  /** Makes all leaves, which must be older than what they went into. */
  private hasPlainLeaves(): boolean {
    const { trace, mask } = this;
    const { span, scope } = trace;
    const isPlain = (column: Operands, row: number): boolean => {
      if (column.places[row] !== OBJECT) return true;
      trace.span = this.spans[row];
      trace.scope = this.scopes[row];
      const { card, flags } = this.leafOf(column, row);
      return card === null && (flags & (NUMBER_FLAGS | WEAK | MADE_UP)) === (DOUBLE | WEAK);
    };
    let arePlain = true;
    for (let entry = this.oldest; arePlain && entry < this.count; entry++) arePlain = isPlain(this.left, entry & mask) && isPlain(this.right, entry & mask);
    trace.span = span;
    trace.scope = scope;
    return arePlain;
  }

  private noted(entry: number): Node {
    const row = entry & this.mask;
    const node = this.trace.noted({ columns: this, entry }, this.idOf(entry, IDS - 1), this.cards[row], this.attributes.get(row), this.results[row], this.spans[row], this.scopes[row]);
    this.nodes[row] = node;
    return node;
  }

  inputsOf(entry: number): readonly Node[] {
    const first = this.operandOf(entry, 0, this.left);
    return this.right.places[entry & this.mask] === ABSENT ? [first] : [first, this.operandOf(entry, 1, this.right)];
  }

  private operandOf(entry: number, which: number, column: Operands): Node {
    const row = entry & this.mask;
    const place = column.places[row];
    if (place === OBJECT) return this.leafOf(column, row);
    if (place !== NUMBER && !this.isForgotten(place)) return this.nodes[place & this.mask] ?? this.noted(place);
    if (place !== NUMBER) this.trace.forgotten++;
    const leaf = new Node(this.idOf(entry, which), null, NO_INPUTS, NO_ATTRIBUTES, column.values[row], place === NUMBER ? LITERAL : LOST, this.spans[row], this.scopes[row], DOUBLE | WEAK);
    leaf.noted = { columns: this, entry };
    return leaf;
  }

  private idOf(entry: number, which: number): number { return this.firstId + IDS * entry + which; }

  get oldest(): number { return Math.max(0, this.count - LONGEST); }

  leafOf(column: Operands, row: number): Node {
    return this.nodeOf(column.objects[row]!); // the column says there is one
  }

  /** The node of a number; made as a leaf where it has none yet. */
  nodeOf(operand: Operand): Node {
    if (typeof operand === "number") return this.trace.number(operand);
    if (operand instanceof PyTracedInt) return operand.node;
    const { node } = operand;
    if (node) return node;
    const leaf = this.trace.number(operand.value);
    operand.origin = leaf;
    return leaf;
  }
}

/** A literal in the text: its leaf is made when the first operation needs it. */
export class Literal implements NodeSource {
  readonly source = true;
  readonly lasts = true;
  private node: Node | null = null;
  constructor(private readonly trace: Trace, private readonly span: Span) {}

  nodeAt(_: number, value: number): Node {
    if (this.node) return this.node;
    const { span } = this.trace;
    this.trace.span = this.span;
    this.node = this.trace.number(value);
    this.trace.span = span;
    return this.node;
  }

  readAt(at: number, value: number): void {
    this.trace.decisions.note(() => readingOf(this.trace, () => this.nodeAt(at, value)));
  }
}

/** Computed, but from what is forgotten. */
const LOST: Origin = { kind: "computed" };

const readingOf = ({ place, next, scope }: Trace, node: () => Node): Decision => ({ kind: "number", nodes: () => [node()], outcome: ([number]) => number!, span: place, before: next, scope });
