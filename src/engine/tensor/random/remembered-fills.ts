/**
 * The last large fills, with the states before and after: a text that is edited draws the same numbers with every key, and
 * that would be a third of what its run takes.
 */
import type { MersenneTwister, TwisterState } from "./mt19937.js";

interface Fill {
  /** The rule, and what it was given. */
  readonly what: string;
  readonly before: TwisterState;
  readonly after: TwisterState;
  readonly numbers: Float32Array;
}

/** Elements from which drawing takes longer than looking. */
const LARGE = 1 << 10;
/** Elements of all that are kept: 16 MB. */
const MOST = 1 << 22;

/** The one that was asked for last stands last. */
const fills: Fill[] = [];
let held = 0;

/** `count` numbers that `draw` makes by this twister alone, always the same from one state; the caller may write to them. */
export function remembered(twister: MersenneTwister, what: string, count: number, draw: () => Float32Array): Float32Array {
  if (count < LARGE || count > MOST) return draw();
  const before = twister.state();
  const known = fills.findIndex((fill) => fill.what === what && fill.numbers.length === count && isSame(fill.before, before));
  const fill = known < 0 ? { what, before, numbers: draw(), after: twister.state() } : fills.splice(known, 1)[0]!;
  fills.push(fill);
  if (known >= 0) twister.restore(fill.after);
  else for (held += count; held > MOST; ) held -= fills.shift()!.numbers.length; // the new one alone is not too much
  return fill.numbers.slice();
}

function isSame(a: TwisterState, b: TwisterState): boolean {
  if (a.position !== b.position) return false;
  for (let i = 0; i < a.key.length; i++) if (a.key[i] !== b.key[i]) return false;
  return true;
}
