/** Which nodes a reverse pass goes through, in which order, and the adjoints it leaves at them. */
import { Scalar } from "../tensor/array.js";
import { constantNode, type Node } from "../trace/node.js";

/** How far behind the youngest root a node may be made to be found by its id; a walk that goes further back looks its nodes up by identity. */
const NEAR = 1 << 20;

/** At youngest − id: the nodes that the walk under way has still to come to. Empty between walks. */
let waiting: (Node | null)[] = [];

/** Walks so far: what `Node.position` says is of the last one that came there. */
let walks = 0;

/** The nodes the roots depend on, users before inputs: by falling id, since inputs are older. */
export class Walk {
  readonly order: readonly Node[];
  private readonly number: number;
  /** Where ids do not tell the nodes apart: constants without one, copies that share one. Made when it is needed. */
  private known: Map<Node, number> | null = null;
  private readonly hasIds: boolean;

  constructor(roots: readonly Node[], enter: (node: Node) => boolean) {
    this.number = ++walks;
    const byId = orderById(roots, enter);
    this.hasIds = byId !== null;
    this.order = byId ?? orderByIdentity(roots, enter);
  }

  /** −1: the walk does not come to it. */
  positionOf(node: Node): number {
    const { order } = this;
    const { position } = node;
    if (position < order.length && order[position] === node) return position;
    return this.number === walks ? -1 : this.search(node);
  }

  /** Another walk has been there since. */
  private search(node: Node): number {
    const { order } = this;
    if (!this.hasIds) return (this.known ??= new Map(order.map((one, position) => [one, position]))).get(node) ?? -1;
    let from = 0;
    let to = order.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (order[middle]!.id > node.id) from = middle + 1;
      else to = middle;
    }
    return order[from] === node ? from : -1;
  }
}

/** One way from the youngest id down to the oldest. null: ids do not tell the nodes apart, or the way is too long. */
function orderById(roots: readonly Node[], enter: (node: Node) => boolean): Node[] | null {
  const slots = waiting;
  waiting = []; // what is left when something throws, or when `enter` walks itself, is no other walk's
  let top = 0;
  for (const { id } of roots) if (id > top) top = id;
  let deepest = -1;
  for (const root of roots) {
    if (!enter(root)) continue;
    const depth = top - root.id;
    if (!isFree(slots, depth, -1, root)) return null;
    slots[depth] = root;
    if (depth > deepest) deepest = depth;
  }
  const order: Node[] = [];
  for (let depth = 0; depth <= deepest; depth++) {
    const node = slots[depth];
    if (!node) continue;
    slots[depth] = null;
    node.position = order.length;
    order.push(node);
    const { inputs } = node;
    for (let i = 0; i < inputs.length; i++) {
      const input = inputs[i]!;
      const below = top - input.id;
      if ((below < slots.length && slots[below] === input) || !enter(input)) continue;
      if (!isFree(slots, below, depth, input)) return null;
      slots[below] = input;
      if (below > deepest) deepest = below;
    }
  }
  waiting = slots;
  return order;
}

/** Whether a node can be put where its id says, below `above`. Makes room for it. */
function isFree(slots: (Node | null)[], depth: number, above: number, node: Node): boolean {
  if (node.id < 0 || depth >= NEAR || depth <= above) return false;
  while (slots.length <= depth) slots.push(null);
  const before = slots[depth];
  return !before || before === node;
}

function orderByIdentity(roots: readonly Node[], enter: (node: Node) => boolean): Node[] {
  const seen = new Set<Node>();
  const stack = roots.filter(enter);
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    for (const input of node.inputs) if (!seen.has(input) && enter(input)) stack.push(input);
  }
  const order = [...seen].sort((a, b) => b.id - a.id);
  for (let i = 0; i < order.length; i++) order[i]!.position = i;
  return order;
}

/** Stands for an adjoint that is a number. */
const NUMBER = constantNode(0);

/** Adjoints by node, in the order in which they first arrived. Those of single numbers are numbers until somebody looks. */
export class Adjoints implements ReadonlyMap<Node, Node> {
  /** By position: NUMBER for one that is in `numbers`, null where none has arrived. */
  private readonly nodes: (Node | null)[];
  private readonly numbers: Float64Array;
  private readonly arrived: number[] = [];

  /** `madeUp`: what a doubtful target hands back is doubtful as a whole. */
  constructor(
    private readonly walk: Walk,
    private readonly madeUp: boolean,
  ) {
    const { length } = walk.order;
    this.nodes = new Array<Node | null>(length).fill(null);
    this.numbers = new Float64Array(length);
  }

  get size(): number {
    return this.arrived.length;
  }

  has(node: Node): boolean {
    const at = this.walk.positionOf(node);
    return at >= 0 && this.nodes[at] !== null;
  }

  get(node: Node): Node | undefined {
    const at = this.walk.positionOf(node);
    return at >= 0 ? this.at(at) : undefined;
  }

  /** Of the node at that place of the walk; undefined: none has arrived. */
  at(position: number): Node | undefined {
    if (this.nodes[position] === NUMBER) {
      const { value } = this.walk.order[position]!;
      this.put(position, constantNode(new Scalar((value as Scalar).dtype, this.numbers[position]!), false)); // only Scalars get numbers
    }
    return this.nodes[position] ?? undefined;
  }

  /** The number there, where there is one and nobody has looked yet; else NaN: ask `isNumber` first. */
  numberAt(position: number): number {
    return this.numbers[position]!;
  }

  isNumber(position: number): boolean {
    return this.nodes[position] === NUMBER;
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
    if (before === NUMBER) {
      const sum = this.numbers[position]! + amount;
      this.numbers[position] = single ? Math.fround(sum) : sum;
      return true;
    }
    if (before !== null) return false;
    this.arrived.push(position);
    this.nodes[position] = NUMBER;
    this.numbers[position] = amount;
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
