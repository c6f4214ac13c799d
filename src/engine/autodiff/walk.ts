/** Which nodes a reverse pass goes through, in which order. */
import type { Node } from "../trace/node.js";

/** How far behind the youngest root a node may be made to be found by its id; a walk that goes further back looks its nodes up by identity. */
const NEAR = 1 << 21;

/** At youngest − id: the nodes that the walk under way has still to come to. Empty between walks. */
let waiting: (Node | null)[] = [];

/** Walks so far: what `Node.position` says is of the last one that came there. */
let walks = 0;

/** Nodes in the order in which they were come to. */
export class Walk {
  private readonly number: number;
  /** Made when it is needed. */
  private known: Map<Node, number> | null = null;

  constructor(readonly order: readonly Node[]) {
    this.number = ++walks;
    for (let i = 0; i < order.length; i++) order[i]!.position = i;
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
    return (this.known ??= new Map(this.order.map((one, position) => [one, position]))).get(node) ?? -1;
  }
}

/** The nodes the roots depend on, users before inputs: by falling id, since inputs are older. */
export const walkFrom = (roots: readonly Node[], enter: (node: Node) => boolean): Walk =>
  new Walk(orderById(roots, enter) ?? orderByIdentity(roots, enter));

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
    if (!hasRoom(slots, depth, -1, root)) return null;
    slots[depth] = root;
    if (depth > deepest) deepest = depth;
  }
  const order: Node[] = [];
  for (let depth = 0; depth <= deepest; depth++) {
    const node = slots[depth];
    if (!node) continue;
    slots[depth] = null;
    order.push(node);
    const { inputCount } = node;
    for (let i = 0; i < inputCount; i++) {
      const input: Node = node.input(i);
      const below = top - input.id;
      if ((below < slots.length && slots[below] === input) || !enter(input)) continue;
      if (!hasRoom(slots, below, depth, input)) return null;
      slots[below] = input;
      if (below > deepest) deepest = below;
    }
  }
  waiting = slots;
  return order;
}

/** Whether a node can be put where its id says, below `above`. Makes room for it. */
export function hasRoom(slots: (Node | null)[], depth: number, above: number, node: Node): boolean {
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
  return [...seen].sort((a, b) => b.id - a.id);
}
