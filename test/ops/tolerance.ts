/** How far numbers may be apart in the tests of operations. The kind of comparison says it, never the caller. */

/**
 * "identity": two computations of one number in doubles. "difference": a derivative against a central difference with
 * step ∛ε, whose error is about ε^⅔ times the third derivative. "recorded": against numbers written with 12 digits.
 */
export type Comparison = "identity" | "difference" | "recorded";

const RELATIVE: Readonly<Record<Comparison, number>> = { identity: 1e-10, difference: 3e-7, recorded: 1e-9 };

/** `scale`: the size of the numbers that went into the two. */
export function agrees(comparison: Comparison, got: number, wanted: number, scale = 1): boolean {
  if (Object.is(got, wanted) || got === wanted || (Number.isNaN(got) && Number.isNaN(wanted))) return true;
  return Math.abs(got - wanted) <= RELATIVE[comparison] * Math.max(1, scale, Math.abs(wanted));
}
