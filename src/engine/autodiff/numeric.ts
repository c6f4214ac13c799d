/** Numerical differentiation: the recorded graph is evaluated again with a leaf moved, in double precision. */

import { PICK } from "../ops/pick.js";
import type { CheckResult, CheckRow, Verdict } from "../report/report.js";
import { copy, forEachPosition, type NDArray, size, toNumbers } from "../tensor/array.js";
import { isFloating } from "../tensor/dtype.js";
import { contiguousStrides, type Shape } from "../tensor/shape.js";
import { constantNode, Node } from "../trace/node.js";
import { unrecorded } from "../trace/trace.js";
import { autodiffMessages as say } from "./messages.js";
import { backwardOrder } from "./reverse.js";

export interface CheckedLeaf {
  readonly name: string;
  readonly node: Node;
  readonly gradient: Node;
}

/** Evaluates a graph again and again. Only what depends on the moved leaf is computed anew. */
export class Replay {
  private readonly order: readonly Node[];
  private readonly base = new Map<Node, Node>();

  constructor(
    private readonly target: Node,
    private readonly seed: Node | null,
  ) {
    this.order = backwardOrder([target], () => true).toReversed();
    for (const node of this.order) this.base.set(node, this.compute(node, this.base, null));
  }

  get value(): number {
    return this.weighted(this.base.get(this.target)!);
  }

  /** ∑ seed · target with one element of a leaf moved by `delta`. */
  moved(leaf: Node, element: number, delta: number): number {
    const now = new Map<Node, Node>();
    for (const node of this.order) {
      if (node === leaf) now.set(node, movedBy(this.base.get(node)!, element, delta));
      else if (node.inputs.some((input) => now.has(input))) now.set(node, this.compute(node, this.base, now));
    }
    return this.weighted(now.get(this.target) ?? this.base.get(this.target)!);
  }

  private weighted(target: Node): number {
    const values = toNumbers(target.value);
    const weights = this.seed ? toNumbers(this.seed.value) : null;
    return values.reduce((total, value, i) => total + value * (weights ? weights[i]! : 1), 0);
  }

  private compute(node: Node, base: ReadonlyMap<Node, Node>, now: ReadonlyMap<Node, Node> | null): Node {
    if (!node.card) return doubled(node);
    const inputs = node.inputs.map((input) => now?.get(input) ?? base.get(input)!);
    if (node.card === PICK) return constantNode(inputs[0]!.values[Number(node.attributes.index)]!, false);
    const attributes =
      node.card.dtype === "attribute" && isFloating(node.value.dtype)
        ? { ...node.attributes, dtype: "float64" }
        : node.attributes;
    return unrecorded.run(node.card, inputs, attributes);
  }
}

const doubled = (node: Node): Node =>
  isFloating(node.value.dtype) && node.value.dtype !== "float64"
    ? new Node(-1, null, [], {}, [copy(node.value, "float64")], node.origin, null, null, false)
    : new Node(-1, null, [], {}, node.values, node.origin, null, null, false);

function movedBy(node: Node, element: number, delta: number): Node {
  const value = copy(node.value);
  value.buffer[element] = value.buffer[element]! + delta;
  return constantNode(value, false);
}

/** Central differences are best near ∛ε relative to the value, forward ones near √ε. */
const STEP = Math.cbrt(2 ** -52);
const FORWARD_STEP = Math.sqrt(2 ** -52);

/** ∂target/∂leaf[element] by a forward and by a central difference. */
export function differences(
  replay: Replay,
  leaf: Node,
  element: number,
): { forward: number; central: number; left: number; right: number; noise: number } {
  const at = toNumbers(leaf.value)[element]!;
  const h = STEP * Math.max(1, Math.abs(at));
  const small = FORWARD_STEP * Math.max(1, Math.abs(at));
  const here = replay.value;
  const [above, below] = [replay.moved(leaf, element, h), replay.moved(leaf, element, -h)];
  return {
    forward: (replay.moved(leaf, element, small) - here) / small,
    central: (above - below) / (2 * h),
    right: (above - here) / h,
    left: (here - below) / h,
    noise: (2 ** -50 * Math.max(Math.abs(above), Math.abs(here), Math.abs(below))) / h,
  };
}

/** Elements compared in one leaf: all, or evenly spread ones. */
const MOST_ELEMENTS = 48;

export function* checkGradients(
  target: Node | null,
  seed: Node | null,
  leaves: readonly CheckedLeaf[],
): Generator<{ done: number; total: number }, CheckResult, void> {
  if (!target) return { rows: [], cancelled: false, problem: say.noTarget };
  if (!leaves.length) return { rows: [], cancelled: false, problem: say.noLeaves };
  const replay = new Replay(target, seed);
  const chosen = leaves.map((leaf) => spread(size(leaf.node.value)));
  const total = chosen.reduce((count, list) => count + list.length, 0);
  const rows: CheckRow[] = [];
  let done = 0;
  for (const [i, leaf] of leaves.entries()) {
    let worst: CheckRow | null = null;
    for (const element of chosen[i]!) {
      yield { done: done++, total };
      const row = compare(leaf, element, differences(replay, leaf.node, element), chosen[i]!.length, () =>
        wideDifference(replay, leaf.node, element),
      );
      if (!worst || worse(row, worst)) worst = row;
    }
    if (worst) rows.push(worst);
  }
  return { rows, cancelled: false, problem: null };
}

const RANK: Readonly<Record<Verdict, number>> = { match: 0, "ill-conditioned": 1, kink: 2, mismatch: 3 };
const worse = (a: CheckRow, b: CheckRow): boolean =>
  RANK[a.verdict] > RANK[b.verdict] ||
  (RANK[a.verdict] === RANK[b.verdict] && !(a.relativeError <= b.relativeError));

/** A central difference with a wider step: where rounding rules, it gives another number. */
function wideDifference(replay: Replay, leaf: Node, element: number): number {
  const h = 8 * STEP * Math.max(1, Math.abs(toNumbers(leaf.value)[element]!));
  return (replay.moved(leaf, element, h) - replay.moved(leaf, element, -h)) / (2 * h);
}

function compare(
  leaf: CheckedLeaf,
  element: number,
  d: ReturnType<typeof differences>,
  checked: number,
  wide: () => number,
): CheckRow {
  const analytic = elementOf(leaf.gradient.value, element);
  const error = Math.abs(analytic - d.central);
  const relativeError = error === 0 ? 0 : error / Math.max(Math.abs(analytic), Math.abs(d.central), 1e-8);
  // A gradient kept in single precision carries its own rounding.
  const tolerance = leaf.gradient.value.dtype === "float64" ? 1e-6 : 1e-3;
  const scale = Math.max(Math.abs(d.left), Math.abs(d.right), Math.abs(analytic), 1e-8);
  const bent = Math.abs(d.left - d.right) > 1e-3 * scale + 4 * d.noise;
  const between =
    analytic >= Math.min(d.left, d.right) - 1e-3 * scale &&
    analytic <= Math.max(d.left, d.right) + 1e-3 * scale;
  const judge = (): [Verdict, string | null] => {
    if (relativeError <= tolerance || error <= 4 * d.noise + 1e-9) return ["match", null];
    if (!Number.isFinite(d.central) || !Number.isFinite(analytic)) return ["ill-conditioned", say.notFinite];
    if (bent && between) return ["kink", say.kink];
    if (error <= 100 * d.noise || relativeError <= 10 * tolerance || Math.abs(wide() - d.central) > error / 4)
      return ["ill-conditioned", say.illConditioned];
    return ["mismatch", say.mismatch];
  };
  const [verdict, reason] = judge();
  const { shape } = leaf.node.value;
  return {
    name: leaf.name,
    shape: [...shape],
    analytic,
    numeric: d.central,
    relativeError,
    index: indexOf(shape, element),
    checked,
    total: size(leaf.node.value),
    verdict,
    reason,
  };
}

function elementOf(array: NDArray, element: number): number {
  let found = Number.NaN;
  forEachPosition(array, (position, index) => {
    if (index === element) found = array.buffer[position]!;
  });
  return found;
}

function spread(count: number): number[] {
  if (count <= MOST_ELEMENTS) return Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: MOST_ELEMENTS }, (_, i) => Math.floor((i * (count - 1)) / (MOST_ELEMENTS - 1)));
}

const indexOf = (shape: Shape, element: number): number[] =>
  contiguousStrides(shape).map((stride, axis) => Math.floor(element / stride) % shape[axis]!);
