/** What the slopes of the target say of a gradient. */
import type { Verdict } from "../../report/report.js";
import type { Line } from "./line.js";
import { type Measured, measureSlopes, type Slopes } from "./slopes.js";

/** Why a verdict is what it is. Numbers are slopes, in units of the gradient, unless said otherwise. */
export type Because =
  /** They agree, to `relative`. */
  | { readonly kind: "agrees"; readonly relative: number }
  /** The target does not react at all, and the gradient says so. */
  | { readonly kind: "flat" }
  /** Both are 0 but for rounding: terms of this size cancel. */
  | { readonly kind: "cancels"; readonly size: number }
  /** The slopes differ, or there is one on one side only, or the rule has a convention of its own at this very point. */
  | { readonly kind: "kink"; readonly left: Side; readonly right: Side; readonly where: "left" | "right" | "middle" | "inside" | "outside" }
  | { readonly kind: "valueNotFinite" }
  /** A gradient that is no number where the target has a slope. */
  | { readonly kind: "gradientNotFinite" }
  /** Rounding is larger than what shall be seen. */
  | { readonly kind: "rounding" }
  /** Slopes at different steps do not settle. */
  | { readonly kind: "unsettled" }
  | { readonly kind: "differs" };

/** A one-sided slope; "none": no value on that side; "jump": the value itself changes at once; "steep": it grows without bound. */
export type Side = { readonly kind: "slope"; readonly slope: number } | { readonly kind: "none" } | { readonly kind: "jump"; readonly by: number } | { readonly kind: "steep"; readonly sign: number };

export interface Judged {
  readonly verdict: Verdict;
  readonly because: Because;
}

/** Digits that have to agree. */
const TOLERANCE = 1e-6;
/** A slope known to fewer digits than that decides nothing. */
const CONCLUSIVE = 1e-3;

export interface Claim {
  /** ⟨gradient, v⟩, recomputed in double precision. */
  readonly analytic: number;
  /** How large the terms are whose sum it is: below some ε of them it is nothing but rounding. */
  readonly terms: number;
  /** ⟨gradient, v⟩ at another point of the line: x + t·v. */
  readonly there: (t: number) => number;
}

export function judge(line: Line, measured: Measured, claim: Claim, noise: number): Judged {
  const { analytic } = claim;
  const { best, finest } = measured;
  if (!Number.isFinite(line.shadow.value)) return { verdict: "ill-conditioned", because: { kind: "valueNotFinite" } };
  const apart = Math.abs(analytic - best.central);
  const size = Math.max(Math.abs(analytic), Math.abs(best.central));
  if (analytic === 0 && (measured.isConstant || (claim.terms === 0 && isStill(finest)))) return { verdict: "match", because: { kind: "flat" } };
  // The value takes no notice of any near step, though it does of far ones: it is rounded away.
  if (isStill(finest) && analytic === 0) return { verdict: "ill-conditioned", because: { kind: "rounding" } };
  if (best.error <= CONCLUSIVE * size && apart <= Math.max(TOLERANCE * size, 4 * best.error)) return { verdict: "match", because: { kind: "agrees", relative: apart / size } };
  const isNothing = Math.abs(analytic) <= 2 ** -46 * claim.terms;
  if (isNothing && Math.abs(best.central) <= 4 * best.error && best.error <= TOLERANCE * Math.max(claim.terms, measured.steepness))
    return { verdict: "match", because: claim.terms > 0 && analytic !== 0 ? { kind: "cancels", size: claim.terms } : { kind: "flat" } };
  const sides = { left: sideOf(finest, "left"), right: sideOf(finest, "right") };
  const isBent = sides.left.kind !== "slope" || sides.right.kind !== "slope" || Math.abs(finest.right - finest.left) > Math.max(CONCLUSIVE * Math.max(Math.abs(finest.right), Math.abs(finest.left)), 8 * finest.noise);
  const differs = !(apart <= Math.max(TOLERANCE * size, 10 * best.error));
  const isSeen = !(best.error > CONCLUSIVE * size) || apart > 10 * best.error || !Number.isFinite(analytic);
  if (isBent || (differs && isSeen)) {
    if (ruleHoldsBeside(line, claim, measured, noise)) return { verdict: "kink", because: { kind: "kink", ...sides, where: placeOf(analytic, sides) } };
    if (!Number.isFinite(analytic)) return Number.isFinite(best.central) && best.error <= 0.1 * measured.steepness ? { verdict: "wrong", because: { kind: "gradientNotFinite" } } : { verdict: "ill-conditioned", because: { kind: "valueNotFinite" } };
    if (differs && isSeen && Number.isFinite(best.central)) return { verdict: "wrong", because: { kind: "differs" } };
  }
  return { verdict: "ill-conditioned", because: { kind: best.noise > best.error / 2 ? "rounding" : "unsettled" } };
}

const isStill = ({ change }: Slopes): boolean => change.left === 0 && change.right === 0;

/** From how the quotient grew while the step shrank to an eighth. */
function sideOf(slopes: Slopes, side: "left" | "right"): Side {
  const [slope, growth] = [slopes[side], slopes.growth[side]];
  if (!Number.isFinite(slope)) return { kind: "none" };
  if (growth > 6 && Math.abs(slope) > 16 * slopes.noise) return { kind: "jump", by: slopes.change[side] };
  return growth > 1.25 && Math.abs(slope) > 16 * slopes.noise ? { kind: "steep", sign: Math.sign(slope) } : { kind: "slope", slope };
}

/** Where the gradient lies between the two slopes. */
function placeOf(analytic: number, { left, right }: { readonly left: Side; readonly right: Side }): (Because & { kind: "kink" })["where"] {
  const [l, r] = [endOf(left), endOf(right)];
  const near = (a: number, b: number): boolean => a === b || Math.abs(a - b) <= 1e-4 * Math.max(Math.abs(a), Math.abs(b), Math.abs(l) < Infinity ? Math.abs(l) : 0, Math.abs(r) < Infinity ? Math.abs(r) : 0);
  if (near(analytic, l) && near(analytic, r)) return "inside";
  if (near(analytic, l)) return "left";
  if (near(analytic, r)) return "right";
  if (near(analytic, (l + r) / 2)) return "middle";
  return analytic > Math.min(l, r) && analytic < Math.max(l, r) ? "inside" : "outside";
}

const endOf = (side: Side): number => (side.kind === "slope" ? side.slope : side.kind === "steep" ? side.sign * Infinity : Number.NaN);

/** Parts of the first step at which the neighbourhood is looked at. */
const DISTANCES = [1, 8 ** -2, 8 ** -4];

/**
 * Whether the rules give the slopes at neighbouring points on both sides, as far as there are values: then they are right, and
 * what they say at the point itself is a convention.
 */
function ruleHoldsBeside(line: Line, { there }: Claim, { points }: Measured, noise: number): boolean {
  const first = Math.max(...points.slice(0, 2).map(({ t }) => t));
  return DISTANCES.some((part) => {
    const verdicts = [first * part, -first * part].map((t) => holdsAt(line, there, t, noise));
    return verdicts.includes(true) && !verdicts.includes(false);
  });
}

/** null: there is no value. */
function holdsAt(line: Line, there: (t: number) => number, t: number, noise: number): boolean | null {
  const here = line.at(t);
  if (!Number.isFinite(here)) return null;
  const claimed = there(t);
  const { best, isConstant } = measureSlopes({ change: (s) => line.at(t + s) - here, noise, scale: Math.abs(t) * 16, reach: Math.abs(t) / 4, claimed });
  if (isConstant) return claimed === 0;
  const apart = Math.abs(claimed - best.central);
  const size = Math.max(Math.abs(claimed), Math.abs(best.central));
  return apart <= Math.max(TOLERANCE * size, 4 * best.error) && best.error <= CONCLUSIVE * size;
}
