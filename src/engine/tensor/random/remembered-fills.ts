/**
 * The last large fills, with the states before and after: a text that is edited draws the same numbers with every key, and
 * that would be a third of what its run takes.
 */
import type { Buffer } from "../dtype.js";

/** Draws the same numbers again from the same state. */
export interface Resumable<State> {
  state(): State;
  restore(state: State): void;
  isIn(state: State): boolean;
}

interface Fill {
  /** The generator, the rule, what it was given and the dtype: that tells which type the states have. */
  readonly what: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly numbers: Buffer;
}

/** Elements from which drawing takes longer than looking. */
const LARGE = 1 << 10;
/** Bytes of all that are kept. */
const MOST = 1 << 24;

/** The one that was asked for last stands last. */
const fills: Fill[] = [];
let held = 0;

/** `count` numbers that `draw` makes by this source alone, always the same from one state; the caller may write to them. */
export function remembered<State>(source: Resumable<State>, what: string, count: number, draw: () => Buffer): Buffer {
  if (count < LARGE || count * 8 > MOST) return draw();
  // `as`, twice: see `what`.
  const known = fills.findIndex((fill) => fill.what === what && fill.numbers.length === count && source.isIn(fill.before as State));
  const before = source.state();
  const fill = known < 0 ? { what, before, numbers: draw(), after: source.state() } : fills.splice(known, 1)[0]!;
  fills.push(fill);
  if (known >= 0) source.restore(fill.after as State);
  else for (held += fill.numbers.byteLength; held > MOST; ) held -= fills.shift()!.numbers.byteLength; // the new one alone is not too much
  return fill.numbers.slice();
}

const STATELESS: Resumable<null> = { state: () => null, restore() {}, isIn: () => true };

/** The same of numbers that follow from what `what` says alone. */
export const rememberedOf = (what: string, count: number, draw: () => Buffer): Buffer => remembered(STATELESS, what, count, draw);
