/** Which nodes a reverse pass goes through, in which order, and the adjoints it leaves at them. */
import { Scalar } from "../tensor/array.js";
import { constantNode, type Node } from "../trace/node.js";

/** Ids below the youngest root's that are looked up by place; a walk that goes further back looks its nodes up by identity. */
const NEAR = 1 << 20;

/** The nodes the roots depend on, users before inputs: by falling id, since inputs are older. */
export class Walk {
  readonly order: readonly Node[];
  private readonly top: number;
  /** At top − id: the place in `order`, plus 1. */
  private near = new Int32Array(64);
  /** Instead of `near`, where places do not do: constants without an id, copies that share one, a tape too long. */
  private readonly known: Map<Node, number> | null = null;

  constructor(roots: readonly Node[], enter: (node: Node) => boolean) {
    this.top = roots.reduce((top, { id }) => Math.max(top, id), 0);
    const order = this.byPlace(roots, enter);
    if (order) this.order = order;
    else {
      this.order = byIdentity(roots, enter);
      this.known = new Map(this.order.map((node, position) => [node, position]));
    }
  }

  /** −1: the walk does not come to it. */
  positionOf(node: Node): number {
    if (this.known) return this.known.get(node) ?? -1;
    const depth = this.top - node.id;
    if (depth < 0 || depth >= this.near.length) return -1;
    const position = this.near[depth]! - 1;
    return position >= 0 && this.order[position] === node ? position : -1;
  }

  /** null: two nodes want one place, or one has none. */
  private byPlace(roots: readonly Node[], enter: (node: Node) => boolean): Node[] | null {
    const found: Node[] = [];
    let deepest = -1;
    const stack = roots.filter(enter);
    for (let node = stack.pop(); node; node = stack.pop()) {
      const depth = this.top - node.id;
      if (node.id < 0 || depth >= NEAR) return null;
      if (depth >= this.near.length) this.widen(depth);
      const before = this.near[depth]!;
      if (before) {
        if (found[before - 1] !== node) return null;
        continue;
      }
      found.push(node);
      this.near[depth] = found.length;
      if (depth > deepest) deepest = depth;
      for (const input of node.inputs) if (enter(input)) stack.push(input);
    }
    const order: Node[] = [];
    for (let depth = 0; depth <= deepest; depth++) {
      const at = this.near[depth]!;
      if (!at) continue;
      order.push(found[at - 1]!);
      this.near[depth] = order.length;
    }
    return order;
  }

  private widen(depth: number): void {
    const wider = new Int32Array(Math.min(NEAR, Math.max(depth + 1, this.near.length * 4)));
    wider.set(this.near);
    this.near = wider;
  }
}

function byIdentity(roots: readonly Node[], enter: (node: Node) => boolean): Node[] {
  const seen = new Set<Node>();
  const stack = roots.filter(enter);
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    for (const input of node.inputs) if (!seen.has(input) && enter(input)) stack.push(input);
  }
  return [...seen].sort((a, b) => b.id - a.id);
}

const NONE = 0;
const NUMBER = 1;
const NODE = 2;

/** Adjoints by node, in the order in which they first arrived. Those of single numbers are numbers until somebody looks. */
export class Adjoints implements ReadonlyMap<Node, Node> {
  private readonly kinds: Uint8Array;
  private readonly numbers: Float64Array;
  private readonly nodes: (Node | undefined)[] = [];
  private readonly arrived: number[] = [];

  /** `madeUp`: what a doubtful target hands back is doubtful as a whole. */
  constructor(
    private readonly walk: Walk,
    private readonly madeUp: boolean,
  ) {
    const count = walk.order.length;
    this.kinds = new Uint8Array(count);
    this.numbers = new Float64Array(count);
  }

  get size(): number {
    return this.arrived.length;
  }

  has(node: Node): boolean {
    const at = this.walk.positionOf(node);
    return at >= 0 && this.kinds[at] !== NONE;
  }

  get(node: Node): Node | undefined {
    return this.has(node) ? this.at(this.walk.positionOf(node)) : undefined;
  }

  /** Of the node at that place of the walk; undefined: none has arrived. */
  at(position: number): Node | undefined {
    if (this.kinds[position] === NUMBER) {
      const { value } = this.walk.order[position]!;
      this.put(position, constantNode(new Scalar((value as Scalar).dtype, this.numbers[position]!), false)); // only Scalars get numbers
    }
    return this.nodes[position];
  }

  /** The number there, where there is one and nobody has looked yet; else NaN: ask `isNumber` first. */
  numberAt(position: number): number {
    return this.numbers[position]!;
  }

  isNumber(position: number): boolean {
    return this.kinds[position] === NUMBER;
  }

  put(position: number, adjoint: Node): void {
    if (this.kinds[position] === NONE) this.arrived.push(position);
    // Rules take numbers out of nodes, and with them the knowledge that they are made up.
    if (this.madeUp && adjoint.id < 0) adjoint.madeUp = true;
    this.kinds[position] = NODE;
    this.nodes[position] = adjoint;
  }

  /** Adds to a Scalar's adjoint; false: there is a node already, which must be added to. */
  addNumber(position: number, amount: number, single: boolean): boolean {
    if (this.kinds[position] === NODE) return false;
    if (this.kinds[position] === NONE) {
      this.arrived.push(position);
      this.kinds[position] = NUMBER;
      this.numbers[position] = amount;
    } else {
      const sum = this.numbers[position]! + amount;
      this.numbers[position] = single ? Math.fround(sum) : sum;
    }
    return true;
  }

  *entries(): MapIterator<[Node, Node]> {
    for (const position of this.arrived) yield [this.walk.order[position]!, this.at(position)!];
  }

  *keys(): MapIterator<Node> {
    for (const position of this.arrived) yield this.walk.order[position]!;
  }

  *values(): MapIterator<Node> {
    for (const position of this.arrived) yield this.at(position)!;
  }

  [Symbol.iterator](): MapIterator<[Node, Node]> {
    return this.entries();
  }

  forEach(visit: (adjoint: Node, node: Node, map: ReadonlyMap<Node, Node>) => void): void {
    for (const [node, adjoint] of this) visit(adjoint, node, this);
  }
}
