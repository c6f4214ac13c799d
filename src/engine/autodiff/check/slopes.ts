/**
 * Slopes of a function of one number at 0, from differences with steps that shrink by eights. Two neighbouring steps h < H
 * make a window: Richardson's extrapolation takes the first error term out of the central difference, (64·D(h) − D(H))/63,
 * and out of the one-sided ones, (8·R(h) − R(H))/7 (Ridders, "Accurate computation of F′(x) and F′(x)F″(x)", 1982).
 * The window with the least error counts: rounding, noise/h, grows as steps shrink, and all else falls.
 */

export interface Slopes {
  /** NaN: the function has no value on one side, or neither. */
  readonly central: number;
  /** One-sided, extrapolated; NaN where there is no value. */
  readonly left: number;
  readonly right: number;
  /** Bound of the error of `central`: what extrapolation changed, the bend between the sides, rounding. */
  readonly error: number;
  /** The part of it that is rounding. */
  readonly noise: number;
  /** h, in units of the moved value. */
  readonly step: number;
  /** How the one-sided quotients went from H to h: R(h)/R(H) is 1 for a slope, 8 for a jump, between where it is steep without bound. */
  readonly growth: { readonly left: number; readonly right: number };
  /** f(±h) − f(0). */
  readonly change: { readonly left: number; readonly right: number };
}

export interface Measured {
  /** The window with the least error. */
  readonly best: Slopes;
  /** The window with the smallest steps that rounding leaves anything of. */
  readonly finest: Slopes;
  /** The largest one-sided quotient seen at any step: how steep the function is hereabouts. */
  readonly steepness: number;
  /** No step changed the function at all. */
  readonly isConstant: boolean;
  /** All steps that were taken, with the function's change there: a picture of it. */
  readonly points: readonly { readonly t: number; readonly change: number }[];
}

export interface Measurement {
  /** f(t) − f(0). */
  readonly change: (t: number) => number;
  /** Rounding of f, absolute. */
  readonly noise: number;
  /** How large the moved value is. */
  readonly scale: number;
  /** The slope that is claimed: it decides the first step and when enough digits agree, and nothing else. */
  readonly claimed: number;
  /** The claim is 0 whatever the rounding: where nothing changes then, nothing more is to be seen. */
  readonly isFlat?: boolean;
  /** Steps are no longer than that; default a few times the scale. */
  readonly reach?: number;
}

/** Windows tried after the first, as powers of 1/8 of its step, until one is good. */
const FINER = [1, 2, 3, 5, 7, 9, 11];
const COARSER = [-1, -2, -3, -4];
/** Enough digits. */
const GOOD = 1e-7;
/** Rounding of that part of a slope leaves nothing to be gained by smaller steps. */
const SWAMPED = 0.03;

interface Row {
  readonly h: number;
  readonly right: number;
  readonly left: number;
}

export function measureSlopes(measurement: Measurement): Measured {
  const { change, noise, scale, claimed, isFlat = false, reach = 4 * Math.max(scale, 1) } = measurement;
  const first = firstStep(measurement, reach);
  const rows = new Map<number, Row>();
  const points: { t: number; change: number }[] = [];
  let steepness = 0;
  const row = (k: number): Row => {
    const known = rows.get(k);
    if (known) return known;
    const h = first * 8 ** -k;
    const [above, below] = [change(h), change(-h)];
    points.push({ t: h, change: above }, { t: -h, change: below });
    const made = { h, right: above / h, left: -below / h };
    for (const slope of [made.left, made.right]) if (Number.isFinite(slope)) steepness = Math.max(steepness, Math.abs(slope));
    rows.set(k, made);
    return made;
  };
  const window = (k: number): Slopes => windowOf(row(k), row(k + 1), noise);
  const windows = [window(0)];
  const size = (one: Slopes): number => Math.max(...[one.central, one.left, one.right, claimed].filter(Number.isFinite).map(Math.abs), 0);
  const isStill = (one: Slopes): boolean => isFlat && one.change.left === 0 && one.change.right === 0;
  const isGood = (one: Slopes): boolean => isStill(one) || one.error <= GOOD * Math.max(Math.abs(one.central), Number.isFinite(claimed) ? Math.abs(claimed) : 0) || one.error <= 1e-9 * GOOD * steepness;
  for (const k of FINER) {
    if (windows.some(isGood) || windows.at(-1)!.noise > SWAMPED * size(windows.at(-1)!)) break;
    windows.push(window(k));
  }
  const fine = best(windows);
  const finest = windows.at(-1)!.noise > SWAMPED * size(windows.at(-1)!) ? fine : windows.at(-1)!;
  for (const k of COARSER) {
    if (windows.some(isGood) || fine.noise <= GOOD * size(fine)) break;
    if (first * 8 ** -k > reach) break;
    const coarse = window(k);
    // Far away a staircase looks like a slope: what near steps exclude does not count.
    if (Math.abs(coarse.central - fine.central) <= 4 * fine.error) windows.push(coarse);
  }
  return { best: best(windows), finest, steepness, isConstant: points.every((point) => point.change === 0), points };
}

const best = (windows: readonly Slopes[]): Slopes => windows.reduce((a, b) => (b.error < a.error || Number.isNaN(a.error) ? b : a));

/** A power of two, so that moving by it rounds nothing: large enough for the noise, small beside the value. */
function firstStep({ noise, scale, claimed }: Measurement, reach: number): number {
  const wanted = claimed !== 0 && Number.isFinite(claimed) && Number.isFinite(noise) ? (8 * noise) / (GOOD * Math.abs(claimed)) : 0;
  const least = scale * 2 ** -10;
  return 2 ** Math.round(Math.log2(Math.min(reach, Math.max(least, Math.min(wanted, Math.max(scale, 1) / 16)))));
}

function windowOf(coarse: Row, fine: Row, roundoff: number): Slopes {
  const noise = roundoff / fine.h;
  const centralOf = (row: Row): number => (row.right + row.left) / 2;
  const [C, D] = [(64 * centralOf(fine) - centralOf(coarse)) / 63, centralOf(fine)];
  const [right, left] = [(8 * fine.right - coarse.right) / 7, (8 * fine.left - coarse.left) / 7];
  const error = Math.abs(C - D) + Math.abs(right - left) / 2 + noise;
  return { central: C, left, right, error: Number.isNaN(error) ? Number.NaN : error, noise, step: fine.h, growth: { left: ratio(fine.left, coarse.left), right: ratio(fine.right, coarse.right) }, change: { left: -fine.left * fine.h, right: fine.right * fine.h } };
}

const ratio = (fine: number, coarse: number): number => (fine === coarse ? 1 : Math.abs(fine / coarse));
