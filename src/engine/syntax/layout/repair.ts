/**
 * Text → a tree without errors. What cannot be read is set aside, each piece replaced by a `0` and blanks of the same
 * length, so that tree-sitter never has to guess around it and the statements around stay what they are.
 */
import type { Span } from "../../text/span.js";
import type { Grammar, Parsed, Seen } from "../grammar.js";
import type { SyntaxProblem } from "../program.js";
import type { SyntaxNode } from "../tree.js";
import { type Unit, unitsOf } from "./blocks.js";
import { faultyRanges } from "./faults.js";
import { layoutOf } from "./lines.js";
import { softened } from "./softened.js";
import { giveUp, overlaps, type Source, Trials } from "./trials.js";

/** A statement that cannot be read, where it stands, and why. */
export interface Aside extends SyntaxProblem {
  readonly statement: Span;
}

export interface Readable {
  readonly root: SyntaxNode;
  /** For the next text to be read from; null where something had to be set aside. The caller frees it. */
  readonly seen: Seen | null;
  /** By the statement's start. */
  readonly asides: ReadonlyMap<number, Aside>;
}

const NO_ASIDES: ReadonlyMap<number, Aside> = new Map();

export function readable(grammar: Grammar, text: string, before: Seen | null): Readable {
  const { lines, blanks } = layoutOf(text);
  const seen = softened(text, blanks);
  const units = unitsOf(lines);
  if (!units.some(hasProblem)) {
    const parsed = parsedWhole(grammar, seen, before);
    if (parsed && faultyRanges(parsed.root, seen, lines).length === 0)
      return { root: parsed.root, seen: parsed, asides: NO_ASIDES };
    parsed?.tree.delete();
  }
  return { seen: null, ...repaired(grammar, { text, seen, lines, units }) };
}

/** The trees that recovery from errors gives depend on what was reused: those are made anew. */
function parsedWhole(grammar: Grammar, seen: string, before: Seen | null): Parsed | null {
  const parsed = before && grammar.parse(seen, before);
  if (parsed && !parsed.root.broken) return parsed;
  parsed?.tree.delete();
  return grammar.parse(seen);
}

function repaired(grammar: Grammar, source: Source): Pick<Readable, "root" | "asides"> {
  const { text, seen, lines, units } = source;
  const trials = new Trials(grammar, source);
  const near = (faults: readonly Span[]): boolean => trials.tryLines(units, faults);
  const around = (faults: readonly Span[]): boolean =>
    trials.tryLines(
      units,
      units.filter((unit) => overlaps(unit, faults)),
    );
  const inner = (faults: readonly Span[]): boolean => giveUp(units, faults, true);
  const outer = (faults: readonly Span[]): boolean => giveUp(units, faults, false);
  // From the mildest to the harshest. Each says whether it changed anything.
  const remedies = [near, near, around, near, inner, inner, outer];
  let asides = asidesOf(units);
  let left = blanked(seen, asides);
  let root = grammar.read(left);
  for (let at = 0; ; ) {
    const faults = root ? faultyRanges(root, left, lines, asides) : [{ start: 0, end: text.length }];
    if (root && faults.length === 0)
      return { root, asides: new Map(asides.map((aside) => [aside.statement.start, aside])) };
    while (at < remedies.length && !remedies[at](faults)) at++;
    if (at++ >= remedies.length) return nothing(text);
    asides = asidesOf(units);
    left = blanked(seen, asides);
    root = grammar.read(left);
  }
}

/** The last resort: the whole text is one broken statement. */
function nothing(text: string): Pick<Readable, "root" | "asides"> {
  const statement = { start: 0, end: text.length };
  const leaf: SyntaxNode = {
    type: "expression_statement",
    named: true,
    field: null,
    ...statement,
    children: [],
    broken: true,
  };
  const root: SyntaxNode = {
    type: "module",
    named: true,
    field: null,
    ...statement,
    children: [leaf],
    broken: true,
  };
  return { root, asides: new Map([[0, { statement, span: statement, message: "invalid syntax" }]]) };
}

const hasProblem = (unit: Unit): boolean => unit.problem !== null || unit.inner.some(hasProblem);

function asidesOf(units: readonly Unit[]): Aside[] {
  return units.flatMap((unit): Aside[] => {
    const problem = unit.problem ?? problemOfCases(unit);
    if (problem) return [{ ...problem, statement: { start: unit.start, end: unit.end } }];
    if (unit.pieces.length > 0)
      return unit.pieces.map(({ start, end, problem }) => ({ ...problem, statement: { start, end } }));
    return asidesOf(unit.inner);
  });
}

/** A `match` without one of its cases would mean something else. */
function problemOfCases(unit: Unit): SyntaxProblem | null {
  if (unit.headers[unit.headers.length - 1].word !== "match") return null;
  return unit.inner.find((part) => part.problem && part.headers[0].word === "case")?.problem ?? null;
}

function blanked(text: string, asides: readonly Aside[]): string {
  let result = "";
  let at = 0;
  for (const {
    statement: { start, end },
  } of asides) {
    result += `${text.slice(at, start)}0${" ".repeat(Math.max(0, end - start - 1))}`;
    at = end;
  }
  return result + text.slice(at);
}
