/** The target as a function of one number of a leaf, in double precision; what is behind a cut stands still. */
import { Replay } from "../../autodiff/replay.js";
import type { ErrorCurve } from "../../report/views/ways.js";
import { type NDArray, toNumbers } from "../../tensor/array.js";
import type { Node } from "../../trace/node.js";
import { withElement } from "../play/playground.js";
import type { TargetGraph } from "../target-graph.js";

/** Spacing of the doubles at 1. */
const EPSILON = 2 ** -52;

export class Probe {
  readonly at: number;
  private readonly replay: Replay;
  private readonly cuts: ReadonlyMap<Node, NDArray>;

  constructor(
    private readonly graph: TargetGraph,
    private readonly leaf: Node,
    private readonly element: number,
  ) {
    this.replay = new Replay(graph.target.node, { precision: "float64" });
    const { order, base } = this.replay;
    // A gradient stops at a cut, so the differences it is compared with must not go through it.
    this.cuts = new Map(order.filter((node) => !node.card && node !== leaf).map((node) => [node, base.of(node).value]));
    this.at = toNumbers(base.of(leaf).value)[element]!;
  }

  /** ∑ seed · target with x + delta in the element's place. */
  moved(delta: number): number {
    const value = withElement(this.replay.base.of(this.leaf).value, this.element, this.at + delta);
    return weighted(this.replay.run(new Map(this.cuts).set(this.leaf, value)).target, this.graph.target.seed);
  }

  /** Reverse mode over the doubles. */
  get exact(): number {
    const adjoint = this.replay.base.gradients(this.graph.target.seed).of(this.leaf);
    return adjoint ? toNumbers(adjoint.value)[this.element]! : 0;
  }

  /** Near √ε and ∛ε the sum of truncation and rounding is least, where f, f′ and f″ are of the size of x. */
  get steps(): Pick<ErrorCurve, "expectedForward" | "expectedCentral"> {
    const scale = Math.max(1, Math.abs(this.at));
    return { expectedForward: Math.sqrt(EPSILON) * scale, expectedCentral: Math.cbrt(EPSILON) * scale };
  }

  forwardDifference(h: number): number {
    return (this.moved(h) - this.moved(0)) / h;
  }

  centralDifference(h: number): number {
    return (this.moved(h) - this.moved(-h)) / (2 * h);
  }
}

export function weighted(target: Node, seed: Node | null): number {
  const weights = seed ? toNumbers(seed.value) : null;
  return toNumbers(target.value).reduce((total, value, i) => total + value * (weights ? weights[i]! : 1), 0);
}

/** Decades of the step. */
const [LARGEST_H, SMALLEST_H] = [-1, -12];
const MOST_A_DECADE = 4;

/** |difference − exact| over the step; `spent`: milliseconds of one evaluation, `budget` those of the curve. */
export function errorCurve(probe: Probe, exact: number, spent: number, budget: number, tooSlow: () => string): ErrorCurve {
  const decades = LARGEST_H - SMALLEST_H;
  const each = Math.min(MOST_A_DECADE, Math.floor(budget / (2 * decades * spent)));
  if (each < 1) return { points: [], reason: tooSlow(), bestForward: null, bestCentral: null, ...probe.steps };
  const here = probe.moved(0);
  const points = Array.from({ length: decades * each + 1 }, (_, i) => {
    const h = 10 ** (LARGEST_H - i / each);
    const [above, below] = [probe.moved(h), probe.moved(-h)];
    const error = (quotient: number): number | null => (Number.isFinite(quotient - exact) ? Math.abs(quotient - exact) : null);
    return { h, forward: error((above - here) / h), central: error((above - below) / (2 * h)) };
  });
  const best = (of: (point: (typeof points)[number]) => number | null): number | null =>
    points.reduce<{ h: number; error: number } | null>((least, point) => {
      const error = of(point);
      return error !== null && (!least || error < least.error) ? { h: point.h, error } : least;
    }, null)?.h ?? null;
  return { points, reason: "", bestForward: best(({ forward }) => forward), bestCentral: best(({ central }) => central), ...probe.steps };
}
