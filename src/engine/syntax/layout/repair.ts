/**
 * Text → a tree without errors. What cannot be read is set aside, each piece replaced by a `0` and blanks of the same
 * length, so that tree-sitter never has to guess around it and the statements around stay what they are.
 */
import type { Span } from "../../text/span.js";
import type { Grammar, Parsed, Seen } from "../grammar.js";
import type { SyntaxProblem } from "../program.js";
import type { SyntaxNode } from "../tree.js";
import { type Unit, unitsOf } from "./blocks.js";
import { diagnose } from "./diagnosis.js";
import { isolated } from "./isolation.js";
import type { LogicalLine } from "./line.js";
import { layoutOf } from "./lines.js";
import { softened } from "./softened.js";
import { statementStarts } from "./starts.js";

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

const ROUNDS = 3;
/** Lines read on their own in one text; more than these are given up unread. */
const MOST_TRIALS = 4000;
const NO_ASIDES: ReadonlyMap<number, Aside> = new Map();

export function readable(grammar: Grammar, text: string, before: Seen | null): Readable {
  const { lines, blanks } = layoutOf(text);
  const seen = softened(text, blanks);
  const units = unitsOf(lines);
  if (!units.some(hasProblem)) {
    const parsed = parsedWhole(grammar, seen, before);
    if (parsed && faultyRanges(parsed.root, lines).length === 0) return { root: parsed.root, seen: parsed, asides: NO_ASIDES };
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

/** A text, as it is and as tree-sitter sees it, and what it is made of. */
interface Source {
  readonly text: string;
  readonly seen: string;
  readonly lines: readonly LogicalLine[];
  readonly units: readonly Unit[];
}

function repaired(grammar: Grammar, source: Source): Pick<Readable, "root" | "asides"> {
  const { text, seen, lines, units } = source;
  const trials = { left: MOST_TRIALS };
  for (let round = 0; round <= ROUNDS; round++) {
    const asides = asidesOf(units);
    const root = grammar.read(blanked(seen, asides));
    const whole = [{ start: 0, end: text.length }];
    const faults = root ? faultyRanges(root, lines, asides) : whole;
    if (root && faults.length === 0) return { root, asides: new Map(asides.map((aside) => [aside.statement.start, aside])) };
    if (round < ROUNDS - 1) {
      const found = tryUnits(grammar, source, units, faults, trials);
      if (!found) giveUp(units, faults);
    } else giveUp(units, round === ROUNDS - 1 ? faults : whole);
  }
  return nothing(text);
}

/** The last resort: the whole text is one broken statement. */
function nothing(text: string): Pick<Readable, "root" | "asides"> {
  const statement = { start: 0, end: text.length };
  const leaf: SyntaxNode = { type: "expression_statement", named: true, field: null, ...statement, children: [], broken: true };
  const root: SyntaxNode = { type: "module", named: true, field: null, ...statement, children: [leaf], broken: true };
  return { root, asides: new Map([[0, { statement, span: statement, message: "invalid syntax" }]]) };
}

const hasProblem = (unit: Unit): boolean => unit.problem !== null || unit.pieces.length > 0 || unit.inner.some(hasProblem);

function asidesOf(units: readonly Unit[]): Aside[] {
  return units.flatMap((unit): Aside[] => {
    const problem = unit.problem ?? problemOfCases(unit);
    if (problem) return [{ ...problem, statement: { start: unit.start, end: unit.end } }];
    if (unit.pieces.length > 0) return unit.pieces.map(({ start, end, problem }) => ({ ...problem, statement: { start, end } }));
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
  for (const { statement: { start, end } } of asides) {
    result += `${text.slice(at, start)}0${" ".repeat(Math.max(0, end - start - 1))}`;
    at = end;
  }
  return result + text.slice(at);
}

/** Where the tree has errors, and where it took two lines for one: tree-sitter sees line ends only where it expects them. */
function faultyRanges(root: SyntaxNode, lines: readonly LogicalLine[], asides: readonly Aside[] = []): Span[] {
  const faults: Span[] = [];
  if (root.type === "ERROR") faults.push(root);
  else if (root.broken) faults.push(...root.children.filter((child) => child.broken));
  const starts = statementStarts(root);
  let next = 0;
  let before: LogicalLine | null = null;
  for (const line of lines) {
    while (next < asides.length && asides[next].statement.end <= line.span.start) next++;
    const isAside = next < asides.length && asides[next].statement.start <= line.span.start;
    if (!isAside && !starts.has(line.span.start)) faults.push({ start: before?.span.start ?? line.span.start, end: line.span.end });
    before = line;
  }
  return faults;
}

const overlaps = (unit: Span, ranges: readonly Span[]): boolean => ranges.some(({ start, end }) => unit.start <= end && start <= unit.end);

/** Reads the lines of these ranges one by one. Whether something new was found. */
function tryUnits(grammar: Grammar, source: Source, units: readonly Unit[], ranges: readonly Span[], trials: { left: number }): boolean {
  let found = false;
  for (const unit of units) {
    if (unit.problem || !overlaps(unit, ranges)) continue;
    for (const line of unit.headers) {
      if (!overlaps(line.span, ranges)) continue;
      const problem = trials.left-- > 0 ? problemOf(grammar, source, line, unit) : { span: line.span, message: "invalid syntax" };
      if (!problem) continue;
      unit.problem ??= problem === "pieces" ? null : problem;
      found = true;
    }
    if (!unit.problem && tryUnits(grammar, source, unit.inner, ranges, trials)) found = true;
  }
  return found;
}

function problemOf(grammar: Grammar, { text, seen }: Source, line: LogicalLine, unit: Unit): SyntaxProblem | "pieces" | null {
  if (unit.pieces.length > 0) return null;
  const fault = isolated(grammar, seen, line, line.span);
  if (!fault) return null;
  const pieces = line.opens || line.colons.length > 0 ? [] : line.semicolons;
  if (pieces.length === 0) return diagnose(grammar, { text, seen }, line, line.span, fault);
  let start = line.span.start;
  for (const end of [...pieces, line.span.end]) {
    const piece = trimmed(text, { start, end });
    start = end + 1;
    const wrong = piece.start < piece.end && isolated(grammar, seen, line, piece);
    if (wrong) unit.pieces.push({ ...piece, problem: diagnose(grammar, { text, seen }, line, piece, wrong) });
  }
  return unit.pieces.length > 0 ? "pieces" : diagnose(grammar, { text, seen }, line, line.span, fault);
}

function trimmed(text: string, span: Span): Span {
  const piece = text.slice(span.start, span.end);
  const start = span.start + piece.length - piece.trimStart().length;
  return { start, end: Math.max(start, span.start + piece.trimEnd().length) };
}

/** Sets the statements of the outermost block aside that these ranges touch. */
function giveUp(units: readonly Unit[], ranges: readonly Span[]): void {
  for (const unit of units) {
    if (overlaps(unit, ranges)) unit.problem ??= { span: { start: unit.start, end: unit.end }, message: "invalid syntax" };
  }
}
