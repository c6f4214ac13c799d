/**
 * The numerical gradient check: every leaf's gradient against slopes of the recorded run in double precision, with a verdict
 * and the reason for it. In slices: the caller decides between two of them whether to go on.
 */
import type { CheckResult, CheckRow, Verdict } from "../../report/report.js";
import { size, toNumbers } from "../../tensor/array.js";
import { type Dtype, isFloating } from "../../tensor/dtype.js";
import { contiguousStrides, type Shape } from "../../tensor/shape.js";
import type { Node } from "../../trace/node.js";
import type { Replayed } from "../replay.js";
import { reverse } from "../reverse.js";
import { type Culprit, culprits } from "./culprit.js";
import { type Direction, Line, type MovedLeaf, movedLeaf, type Shadow, shadowOf } from "./line.js";
import { checkMessages as say } from "./messages.js";
import { EPSILON, gradientRounding, roundingOf } from "./noise.js";
import { type Compared, reasonOf } from "./reason.js";
import { directionsOf, directionsThatFit } from "./sampling.js";
import { measureSlopes } from "./slopes.js";
import { turnings } from "./turning.js";
import { judge } from "./verdict.js";

export interface CheckedLeaf {
  readonly name: string;
  readonly node: Node;
  /** As it is shown: in the program's own precision. */
  readonly gradient: Node;
}

/** Relative, of one operation's rounding. */
const ROUNDING: Readonly<Partial<Record<Dtype, number>>> = { float32: 2 ** -24, float16: 2 ** -11, bfloat16: 2 ** -8 };
/** Operations in a row round more than one does. */
const SEVERAL = 64;

export function* checkGradients(target: Node | null, seed: Node | null, leaves: readonly CheckedLeaf[]): Generator<{ done: number; total: number }, CheckResult, void> {
  if (!target) return { rows: [], cancelled: false, problem: say.noTarget };
  if (!leaves.length) return { rows: [], cancelled: false, problem: say.noLeaves };
  const run = new CheckedRun(target, seed, leaves);
  const chosen = run.directions();
  const total = chosen.reduce((count, list) => count + list.length, 0);
  const rows: CheckRow[] = [];
  let done = 0;
  for (const [i, leaf] of leaves.entries()) {
    const compared: Compared[] = [];
    for (const direction of chosen[i]!) {
      yield { done: done++, total };
      compared.push(run.compare(leaf, i, direction));
    }
    if (compared.length) rows.push(run.row(leaf, compared));
  }
  return { rows, cancelled: false, problem: null };
}

class CheckedRun {
  private readonly shadow: Shadow;
  private readonly moved: readonly MovedLeaf[];
  /** Recomputed in double precision. */
  private readonly exact: readonly Float64Array[];
  private readonly terms: readonly Float64Array[];
  private readonly noise: readonly number[];
  private faults: readonly Culprit[] | null = null;

  constructor(target: Node, seed: Node | null, private readonly leaves: readonly CheckedLeaf[]) {
    this.shadow = shadowOf(target, seed);
    const { replay } = this.shadow;
    const recorded = reverse(target, seed ? { seed } : {});
    this.moved = leaves.map(({ node }) => movedLeaf(replay, node, recorded));
    const exact = this.adjoints(replay.base);
    this.exact = leaves.map((_, i) => this.gradient(i, replay.base, exact));
    const places = new Map(leaves.map(({ node }, i) => [node, i]));
    const terms = gradientRounding(replay, seed, leaves.map(({ node }) => node), (run, adjoints, node) => this.gradient(places.get(node)!, run, adjoints));
    this.terms = leaves.map(({ node }) => terms.get(node)!);
    const rounding = roundingOf(replay, seed);
    this.noise = this.moved.map(({ nodes }) => replay.affected(nodes).reduce((sum, node) => sum + (rounding.get(node) ?? 0), 0));
  }

  directions(): Direction[][] {
    const fit = directionsThatFit(this.moved.map(({ work }) => work));
    return this.leaves.map((leaf, i) => (this.moved[i]!.held.length ? [{ kind: "element", element: 0 }] : directionsOf(this.exact[i]!, toNumbers(leaf.node.value), fit[i]!, i)));
  }

  compare(leaf: CheckedLeaf, i: number, direction: Direction): Compared {
    const line = new Line(this.shadow, this.moved[i]!, direction);
    const analytic = line.along(this.exact[i]!);
    const shown = line.along(toNumbers(leaf.gradient.value));
    const held = this.moved[i]!.held[0];
    if (held) return { line, shown, analytic, measured: null, verdict: "ill-conditioned", because: { kind: "held", node: held }, rounding: 0, turnings: [], culprits: [] };
    const noise = this.noise[i]! + EPSILON * Math.abs(this.shadow.value);
    const terms = this.termsAlong(i, direction);
    const measured = measureSlopes({ change: (t) => line.at(t), noise, scale: line.scale, claimed: analytic, isFlat: analytic === 0 && terms === 0 });
    const judged = judge(line, measured, { analytic, terms, there: (t) => this.gradientAt(line, i, t) }, noise);
    const rounding = Math.abs(shown - analytic);
    const unit = this.roundingUnit(i);
    const isExplained = Object.is(shown, analytic) || rounding <= SEVERAL * unit * (terms + Math.abs(analytic));
    const common = { line, shown, analytic, measured, rounding: unit > EPSILON ? rounding : 0, turnings: [], culprits: [] };
    if (!isExplained && judged.verdict !== "wrong" && Number.isFinite(this.shadow.value)) {
      return unit > EPSILON ? { ...common, verdict: "ill-conditioned", because: { kind: "single" } } : { ...common, verdict: "wrong", because: { kind: "recorded" } };
    }
    if (judged.verdict === "kink") return { ...common, ...judged, turnings: turnings(line, measured.finest.step) };
    if (judged.verdict === "wrong") {
      const culprits = this.culpritsBehind(i);
      // Where every rule is the derivative of its operation, the chain of them is right: what differs is rounding.
      if (!culprits.length) return { ...common, verdict: "ill-conditioned", because: { kind: "unsettled" } };
      const isMeant = culprits.every(({ node }) => node.card?.withholds?.(node.attributes));
      return isMeant ? { ...common, verdict: "kink", because: { kind: "withheld" }, culprits } : { ...common, ...judged, culprits };
    }
    return { ...common, ...judged };
  }

  row(leaf: CheckedLeaf, compared: readonly Compared[]): CheckRow {
    const worst = compared.reduce((a, b) => (worse(b, a) ? b : a));
    const { shape } = leaf.node.value;
    const { direction } = worst.line;
    const best = worst.measured?.best;
    const numeric = best?.central ?? Number.NaN;
    const counts: Record<Verdict, number> = { match: 0, kink: 0, "ill-conditioned": 0, wrong: 0 };
    for (const { verdict } of compared) counts[verdict]++;
    const cause = worst.culprits[0]?.node ?? worst.turnings[0]?.node ?? (worst.because.kind === "held" ? worst.because.node : null);
    return {
      name: leaf.name,
      shape: [...shape],
      analytic: worst.shown,
      exact: worst.analytic,
      numeric,
      relativeError: relativeError(worst),
      index: direction.kind === "element" ? indexOf(shape, direction.element) : [],
      direction: direction.kind === "vector" ? direction.number : null,
      checked: compared.filter(({ line }) => line.direction.kind === "element").length,
      directions: compared.filter(({ line }) => line.direction.kind === "vector").length,
      total: size(leaf.node.value),
      counts,
      verdict: worst.verdict,
      reason: reasonOf(worst),
      step: best?.step ?? Number.NaN,
      noise: best?.noise ?? Number.NaN,
      left: worst.measured?.finest.left ?? Number.NaN,
      right: worst.measured?.finest.right ?? Number.NaN,
      cause: cause && { operation: cause.card?.name ?? "", span: cause.span },
    };
  }

  private adjoints(run: Replayed): ReadonlyMap<Node, Node> {
    return reverse(run.target, this.shadow.seed ? { seed: this.shadow.seed } : {});
  }

  /** Of what was written over a leaf each adjoint is the leaf's: where it was moved it is a leaf of its own. */
  private gradient(i: number, run: Replayed, adjoints: ReadonlyMap<Node, Node>): Float64Array {
    const sum = new Float64Array(size(this.leaves[i]!.node.value));
    for (const node of this.moved[i]!.nodes) {
      const there = run.of(node);
      const adjoint = node === this.leaves[i]!.node || !there.inputs.length ? adjoints.get(there) : undefined;
      if (adjoint) toNumbers(adjoint.value).forEach((value, k) => { sum[k]! += value; });
    }
    return sum;
  }

  private gradientAt(line: Line, i: number, t: number): number {
    const run = line.replayed(t);
    return line.along(this.gradient(i, run, this.adjoints(run)));
  }

  private termsAlong(i: number, direction: Direction): number {
    const terms = this.terms[i]!;
    if (direction.kind === "element") return terms[direction.element]!;
    return Math.sqrt(direction.vector.reduce((sum, value, k) => sum + (value * terms[k]!) ** 2, 0));
  }

  /** Of the least precise of all values behind a leaf. */
  private roundingUnit(i: number): number {
    const dtypes = this.shadow.replay.affected(this.moved[i]!.nodes).flatMap((node) => (isFloating(node.value.dtype) ? [node.value.dtype] : []));
    return dtypes.reduce((most, dtype) => Math.max(most, ROUNDING[dtype] ?? EPSILON), EPSILON);
  }

  private culpritsBehind(i: number): readonly Culprit[] {
    this.faults ??= culprits(this.shadow);
    const behind = new Set(this.shadow.replay.affected(this.moved[i]!.nodes));
    return this.faults.filter(({ node }) => behind.has(node));
  }
}

/** Of what the verdict is about: the recomputed gradient, unless the recorded one is not it. */
function relativeError({ analytic: exact, shown, because, measured }: Compared): number {
  if (!measured) return Number.NaN;
  const { central } = measured.best;
  const analytic = because.kind === "recorded" || because.kind === "single" ? shown : exact;
  return analytic === central ? 0 : Math.abs(analytic - central) / Math.max(Math.abs(analytic), Math.abs(central));
}

const RANK: Readonly<Record<Verdict, number>> = { match: 0, "ill-conditioned": 1, kink: 2, wrong: 3 };
const worse = (a: Compared, b: Compared): boolean => RANK[a.verdict] > RANK[b.verdict] || (RANK[a.verdict] === RANK[b.verdict] && relativeError(a) > relativeError(b));

const indexOf = (shape: Shape, element: number): number[] => contiguousStrides(shape).map((stride, axis) => Math.floor(element / stride) % shape[axis]!);
