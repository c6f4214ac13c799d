/** The target along a line through the value of a leaf: what every difference quotient of the check is taken of. */
import { fromNumbers, type NDArray, size, toNumbers } from "../../tensor/array.js";
import type { Node } from "../../trace/node.js";
import { Replay, type Replayed } from "../replay.js";
import { edgeAdjoint } from "../reverse.js";

/** One element of a leaf, or all of them at once along a vector of length 1. */
export type Direction =
  | { readonly kind: "element"; readonly element: number }
  | { readonly kind: "vector"; readonly number: number; readonly vector: Float64Array };

/** The recorded run in double precision, with values behind cuts held: the function whose slopes the gradients claim to be. */
export class Shadow {
  private readonly weights: readonly number[] | null;
  private readonly here: readonly number[];

  constructor(
    readonly replay: Replay,
    /** The upstream gradient of the target; null: ones. */
    readonly seed: Node | null,
  ) {
    this.weights = seed && toNumbers(seed.value);
    this.here = toNumbers(replay.base.target.value);
  }

  /** ∑ seed · target. */
  get value(): number {
    return this.here.reduce((sum, value, i) => sum + value * this.weight(i), 0);
  }

  /** ∑ seed · (target there − target here); taken by elements, so that what stays the same costs no digits. */
  change(there: Replayed): number {
    let sum = 0;
    const values = toNumbers(there.target.value);
    values.forEach((value, i) => { if (value !== this.here[i]) sum += (value - this.here[i]!) * this.weight(i); });
    return sum;
  }

  private weight(i: number): number {
    return this.weights ? this.weights[i]! : 1;
  }
}

/** `seed`: the upstream gradient of the target; null: ones. */
export const shadowOf = (target: Node, seed: Node | null): Shadow => new Shadow(new Replay(target, { precision: "float64", cuts: "held" }), seed);

/** A leaf and what moves with it: values written over it where its history stayed (an optimizer's step in place). */
export interface MovedLeaf {
  readonly nodes: readonly Node[];
  /** Operations behind it that cannot be computed for other inputs: drawn samples, rules whose function is not kept. */
  readonly held: readonly Node[];
  /** Elements that a replay reads and writes, about. */
  readonly work: number;
}

/** What an operation costs beside its elements, in elements. */
const OVERHEAD = 300;

/** `adjoints`: of the recorded run. */
export function movedLeaf(replay: Replay, leaf: Node, adjoints: ReadonlyMap<Node, Node>): MovedLeaf {
  const nodes = [leaf];
  const held: Node[] = [];
  let work = 0;
  for (const node of replay.affected([leaf])) {
    work += OVERHEAD + [...node.values, ...node.inputs.map((input) => input.value)].reduce((sum, value) => sum + size(value), 0);
    if (node.card?.kind !== "structural" || !node.card.fixed) continue;
    if (node.inputs.length === 1 && nodes.includes(node.inputs[0]!) && handsOnUnchanged(node, adjoints.get(node))) nodes.push(node);
    else held.push(node);
  }
  return { nodes, held, work };
}

/** Whether the adjoint of the result is that of the input as it is: the value was replaced, the history was not. */
function handsOnUnchanged(node: Node, adjoint: Node | undefined): boolean {
  return adjoint !== undefined && edgeAdjoint(node, 0, adjoint) === adjoint;
}

export class Line {
  /** How large the moved values are: steps are parts of it. */
  readonly scale: number;

  constructor(
    readonly shadow: Shadow,
    readonly moved: MovedLeaf,
    readonly direction: Direction,
  ) {
    const values = toNumbers(this.baseOf(moved.nodes.at(-1)!));
    const rms = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length) || 1;
    this.scale = direction.kind === "element" ? Math.abs(values[direction.element]!) || rms : rms * Math.sqrt(values.length);
    if (!Number.isFinite(this.scale)) this.scale = 1;
  }

  /** f(x + t·v) − f(x). */
  at(t: number): number {
    return this.shadow.change(this.replayed(t));
  }

  replayed(t: number): Replayed {
    return this.shadow.replay.run(new Map(this.moved.nodes.map((node) => [node, this.shifted(this.baseOf(node), t)])));
  }

  /** ⟨gradient, v⟩; gradients are the leaf's and of its shape. */
  along(gradient: ArrayLike<number>): number {
    if (this.direction.kind === "element") return gradient[this.direction.element]!;
    const { vector } = this.direction;
    let sum = 0;
    for (let i = 0; i < vector.length; i++) sum += vector[i]! * gradient[i]!;
    return sum;
  }

  private baseOf(node: Node): NDArray {
    return this.shadow.replay.base.of(node).value;
  }

  private shifted(array: NDArray, t: number): NDArray {
    const values = toNumbers(array);
    if (this.direction.kind === "element") values[this.direction.element]! += t;
    else for (let i = 0; i < values.length; i++) values[i]! += t * this.direction.vector[i]!;
    return fromNumbers(array.dtype, array.shape, values);
  }
}
