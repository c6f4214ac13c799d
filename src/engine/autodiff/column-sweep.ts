/**
 * The reverse pass over operations that are only noted (`trace/number-columns.ts`): from the target's entry back to the oldest,
 * in numbers. What uses an entry is younger, so its adjoint is whole when the sweep comes to it.
 */
import { computeAdjointsOfDoubles, computedAdjoint, doubleFunctions, type ScalarFunctions } from "../ops/scalars.js";
import { NO_ATTRIBUTES, type Node, type Noted } from "../trace/node.js";
import { ABSENT, NUMBER, type NumberColumns, OBJECT } from "../trace/number-columns.js";
import { cardNamed } from "../ops/registry.js";
import { numberNode } from "./adjoints.js";

/** `byNodes`: the same pass over nodes, all of which it makes. null: some operation is none on single numbers. */
export function sweepColumns({ columns, entry }: Noted, seed: number, byNodes: () => ReadonlyMap<Node, Node>): ColumnAdjoints | null {
  const { oldest, mask, results, left, right } = columns;
  const functionsAt = functionsIn(columns);
  const length = entry - oldest + 1;
  const has = new Uint8Array(length);
  const sums = new Float64Array(length);
  const leaves = new Map<Node, number>();
  let isWhole = true;
  const last = length - 1;
  has[last] = 1;
  sums[last] = seed;
  for (let at = last; at >= 0; at--) {
    if (has[at] === 0) continue;
    const row = (oldest + at) & mask;
    const functions = functionsAt(row);
    if (functions === null) return null;
    const count = right.places[row] === ABSENT ? 1 : 2;
    let wanted = 0;
    for (let i = 0; i < count; i++) {
      const place = (i === 0 ? left : right).places[row]!;
      if (place === NUMBER || (place !== OBJECT && place < oldest)) continue;
      if (functions.reach & (1 << i)) wanted |= 1 << i;
      else isWhole = false;
    }
    if (wanted === 0) continue;
    computeAdjointsOfDoubles(functions, count, left.values[row]!, right.values[row]!, results[row]!, sums[at]!, wanted);
    for (let i = 0; i < count; i++) {
      if ((wanted & (1 << i)) === 0) continue;
      const amount = computedAdjoint(i);
      const operand = i === 0 ? left : right;
      const place = operand.places[row]!;
      if (place === OBJECT) {
        const leaf = columns.leafOf(operand, row);
        if (leaf.origin.kind === "cut") isWhole = false;
        leaves.set(leaf, (leaves.get(leaf) ?? NOTHING) + amount);
        continue;
      }
      const below = place - oldest;
      if (has[below] === 0) {
        has[below] = 1;
        sums[below] = NOTHING;
      }
      sums[below]! += amount;
    }
  }
  return new ColumnAdjoints(columns, oldest, has, sums, leaves, isWhole, byNodes);
}

/** A sum of no terms: 0 + −0 would lose the sign. */
const NOTHING = -0;

/** By row; null: no operation on single numbers. */
function functionsIn({ cards, attributes }: NumberColumns): (row: number) => ScalarFunctions | null {
  const known = new Map<string, ScalarFunctions | null>();
  return (row) => {
    const name = cards[row]!;
    const given = attributes.size > 0 ? attributes.get(row) : undefined;
    if (given !== undefined) return doubleFunctions(cardNamed(name), given);
    let functions = known.get(name);
    if (functions === undefined) known.set(name, (functions = doubleFunctions(cardNamed(name), NO_ATTRIBUTES)));
    return functions;
  };
}

/** Adjoints by entry and by leaf. Whoever wants them all, or that of a number nobody held, gets them by nodes. */
export class ColumnAdjoints implements ReadonlyMap<Node, Node> {
  private known: ReadonlyMap<Node, Node> | null = null;

  constructor(
    private readonly columns: NumberColumns,
    /** The entry that the first place of the next two belongs to. */
    private readonly oldest: number,
    private readonly arrived: Uint8Array,
    private readonly sums: Float64Array,
    private readonly leaves: ReadonlyMap<Node, number>,
    /** Whether everything that went into the target has an adjoint: nothing was cut off. */
    readonly isWhole: boolean,
    private readonly byNodes: () => ReadonlyMap<Node, Node>,
  ) {}

  has(node: Node): boolean {
    return this.get(node) !== undefined;
  }

  get(node: Node): Node | undefined {
    if (this.known !== null) return this.known.get(node);
    const amount = this.amountAt(node);
    return amount === undefined ? undefined : numberNode(node, amount);
  }

  private amountAt(node: Node): number | undefined {
    const { noted } = node;
    if (noted?.columns !== this.columns) return this.leaves.get(node);
    if (node.card === null) return this.all.get(node)?.number;
    const place = noted.entry - this.oldest;
    return this.arrived[place] === 1 ? this.sums[place] : undefined;
  }

  private get all(): ReadonlyMap<Node, Node> { return (this.known ??= this.byNodes()); }
  get size(): number { return this.all.size; }
  entries(): MapIterator<[Node, Node]> { return this.all.entries(); }
  keys(): MapIterator<Node> { return this.all.keys(); }
  values(): MapIterator<Node> { return this.all.values(); }
  [Symbol.iterator](): MapIterator<[Node, Node]> { return this.all.entries(); }
  forEach(visit: (adjoint: Node, node: Node, map: ReadonlyMap<Node, Node>) => void): void { this.all.forEach(visit); }
}
