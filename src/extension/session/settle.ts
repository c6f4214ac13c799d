/**
 * How a region's state moves on: with an edit, with a report, with a failure. While the text is broken (half a word
 * typed) a lens that was there stays where it is, held: the lenses and their lines change only with the set of names.
 */
import type { Problem, Report } from "../../engine/report/report.js";
import type { Span } from "../../engine/text/span.js";
import { type Edit, mapSpan } from "./edits.js";
import type { Placed, Region, RegionState } from "./region.js";

export const emptyState = (region: Region, now: number): RegionState => ({
  region,
  report: null,
  version: 0,
  stale: true,
  waitingSince: now,
  lenses: [],
  problems: [],
  target: null,
});

export function moved(state: RegionState, edits: readonly Edit[], region: Region, now: number): RegionState {
  const keep = <T>(placed: Placed<T>): Placed<T>[] => {
    let span: Span | null = placed.span;
    for (const edit of edits) span = span === null ? null : mapSpan(span, edit);
    return span === null ? [] : [{ ...placed, span }];
  };
  return {
    ...state,
    region,
    stale: true,
    waitingSince: state.waitingSince ?? now,
    lenses: state.lenses.flatMap(keep),
    problems: state.problems.flatMap(keep),
    target: state.target === null ? null : (keep(state.target)[0] ?? null),
  };
}

export function answered(before: RegionState, report: Report, version: number, text: string): RegionState {
  const place = <T extends { readonly span: Span }>(entry: T): Placed<T> => ({
    entry,
    span: entry.span,
    held: false,
  });
  const fresh: RegionState = {
    region: before.region,
    report,
    version,
    stale: false,
    waitingSince: null,
    lenses: report.lenses.map(place),
    problems: report.problems.map(place),
    target: report.target === null ? null : place(report.target),
  };
  if (!isBroken(report)) return fresh;
  const stillThere = before.lenses.filter(
    ({ entry, span }) => text.slice(span.start, span.end) === entry.name,
  );
  if (stillThere.length === 0) return fresh;
  const hold = <T>(placed: Placed<T>): Placed<T> => ({ ...placed, held: true });
  // Another target for half a word's time would change every number: hold all of it.
  if (report.target?.name !== before.target?.entry.name)
    return {
      ...fresh,
      lenses: stillThere.map(hold),
      target: before.target === null ? null : hold(before.target),
    };
  const missing = stillThere.filter((old) => !fresh.lenses.some(({ span }) => span.start === old.span.start));
  return {
    ...fresh,
    lenses: [...fresh.lenses, ...missing.map(hold)].sort((a, b) => a.span.start - b.span.start),
  };
}

/** No report came. Old values stay, dimmed; the problem says why. */
export function failed(before: RegionState, problem: Problem, version: number): RegionState {
  return {
    ...before,
    version,
    waitingSince: null,
    problems: [{ entry: problem, span: problem.span, held: false }],
  };
}

const isBroken = (report: Report): boolean =>
  report.problems.some(({ code, severity }) => code === "syntax" || severity === "error");
