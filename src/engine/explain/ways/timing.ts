/** How long a piece of work takes, on a clock that may be as coarse as a millisecond. */

/** A batch is long against the clock's grain. */
const BATCH = 4;
const BATCHES = 5;
/** Work that takes this long is measured once. */
const LONG = 40;
const MOST_RUNS = 20_000;

/** Milliseconds of one run: the median over batches. */
export function timed(clock: () => number, work: () => unknown): number {
  const batch = (runs: number): number => {
    const start = clock();
    for (let i = 0; i < runs; i++) work();
    return clock() - start;
  };
  const once = batch(1);
  if (once >= LONG) return once;
  let runs = 1;
  while (batch(runs) < BATCH && runs < MOST_RUNS) runs *= 2;
  const times = Array.from({ length: BATCHES }, () => batch(runs) / runs).sort((a, b) => a - b);
  return times[BATCHES >> 1]!;
}
