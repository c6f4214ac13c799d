/** What a reverse pass leaves: adjoints by node, in the order in which they first arrived. Numbers are numbers until somebody looks. */
import { constantNode, type Node, NUMBER, numberConstant } from "../trace/node.js";
import type { Walk } from "./walk.js";

/** Adjoints as a map, by the places of a walk. */
abstract class ByPosition implements ReadonlyMap<Node, Node> {
  constructor(protected readonly walk: Walk) {}

  abstract readonly size: number;
  /** Of the node at that place of the walk; undefined: none has arrived. */
  abstract at(position: number): Node | undefined;
  protected abstract hasArrived(position: number): boolean;
  /** The places in the order in which adjoints first arrived there. */
  protected abstract arrivals(): Iterable<number>;

  /** Asks without making the adjoint's node: whoever asks for every node of a graph wants few of their adjoints. */
  has(node: Node): boolean {
    const at = this.walk.positionOf(node);
    return at >= 0 && this.hasArrived(at);
  }

  get(node: Node): Node | undefined {
    const at = this.walk.positionOf(node);
    return at >= 0 ? this.at(at) : undefined;
  }

  *entries(): MapIterator<[Node, Node]> {
    for (const position of this.arrivals()) yield [this.walk.order[position]!, this.at(position)!];
  }

  *keys(): MapIterator<Node> {
    for (const position of this.arrivals()) yield this.walk.order[position]!;
  }

  *values(): MapIterator<Node> {
    for (const position of this.arrivals()) yield this.at(position)!;
  }

  [Symbol.iterator](): MapIterator<[Node, Node]> {
    return this.entries();
  }

  forEach(visit: (adjoint: Node, node: Node, map: ReadonlyMap<Node, Node>) => void): void {
    for (const [node, adjoint] of this) visit(adjoint, node, this);
  }
}

/** The adjoint of a node that is a number, as a node. */
export const numberNode = ({ flags }: Node, adjoint: number): Node => numberConstant(adjoint, flags & NUMBER);

/** Of a graph of single numbers: one for each place of the walk. */
export class NumberAdjoints extends ByPosition {
  /** By position: what has been looked at. */
  private nodes: (Node | undefined)[] | null = null;

  constructor(
    walk: Walk,
    private readonly numbers: Float64Array,
    private readonly madeUp: boolean,
    /** Whether everything that went into the target has an adjoint: nothing was cut off or left out. */
    readonly isWhole: boolean,
  ) {
    super(walk);
  }

  get size(): number {
    return this.walk.order.length;
  }

  at(position: number): Node {
    const nodes = (this.nodes ??= []);
    const known = nodes[position];
    if (known) return known;
    const node = numberNode(this.walk.order[position]!, this.numbers[position]!);
    if (this.madeUp) node.madeUp = true;
    return (nodes[position] = node);
  }

  protected hasArrived(): boolean {
    return true;
  }

  protected arrivals(): Iterable<number> {
    return this.walk.order.keys();
  }
}

/** Stands for an adjoint that is a number. */
const IN_NUMBERS = constantNode(0);

/** Of any graph, while they come in and afterwards. */
export class Adjoints extends ByPosition {
  /** By position: IN_NUMBERS for one that is in `numbers`, null where none has arrived. */
  private readonly nodes: (Node | null)[];
  private readonly numbers: Float64Array;
  private readonly arrived: number[] = [];

  /** `madeUp`: what a doubtful target hands back is doubtful as a whole. */
  constructor(
    walk: Walk,
    private readonly madeUp: boolean,
  ) {
    super(walk);
    const { length } = walk.order;
    this.nodes = new Array<Node | null>(length).fill(null);
    this.numbers = new Float64Array(length);
  }

  get size(): number {
    return this.arrived.length;
  }

  at(position: number): Node | undefined {
    if (this.nodes[position] === IN_NUMBERS) this.put(position, numberNode(this.walk.order[position]!, this.numbers[position]!));
    return this.nodes[position] ?? undefined;
  }

  /** The number there, where `isNumber` says so. */
  numberAt(position: number): number {
    return this.numbers[position]!;
  }

  isNumber(position: number): boolean {
    return this.nodes[position] === IN_NUMBERS;
  }

  put(position: number, adjoint: Node): void {
    if (this.nodes[position] === null) this.arrived.push(position);
    // Rules take numbers out of nodes, and with them the knowledge that they are made up.
    if (this.madeUp && adjoint.id < 0) adjoint.madeUp = true;
    this.nodes[position] = adjoint;
  }

  /** Adds to a Scalar's adjoint; false: there is a node already, which must be added to. */
  addNumber(position: number, amount: number, single: boolean): boolean {
    const before = this.nodes[position];
    if (before === IN_NUMBERS) {
      const sum = this.numbers[position]! + amount;
      this.numbers[position] = single ? Math.fround(sum) : sum;
      return true;
    }
    if (before !== null) return false;
    this.arrived.push(position);
    this.nodes[position] = IN_NUMBERS;
    this.numbers[position] = amount;
    return true;
  }

  protected hasArrived(position: number): boolean {
    return this.nodes[position] !== null;
  }

  protected arrivals(): Iterable<number> {
    return this.arrived;
  }
}
