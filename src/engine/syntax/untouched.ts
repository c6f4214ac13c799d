/**
 * Whether two texts have the same program, apart from where things stand: a comment or blanks were edited on one line,
 * and no expression goes across the place; or whether an edit is behind the region that is looked at. Then all that is
 * known of the one is true of the other.
 */
import { isSpan, type Span } from "../text/span.js";
import { changeBetween } from "./edit.js";
import { CELL } from "./layout/commands.js";
import type { Program } from "./program.js";

export interface ProgramText {
  readonly text: string;
  readonly program: Program;
}

/** What the edit replaced, and how far everything behind it has moved. */
export interface Move {
  readonly edited: Span;
  readonly by: number;
}

/** A position in the text before, in the text after. NaN: it is gone. */
export const carryPosition = ({ edited, by }: Move, position: number): number =>
  position <= edited.start ? position : position >= edited.end ? position + by : Number.NaN;

/** null: the programs differ, or nobody can be sure. */
export function moveOf(before: ProgramText, after: ProgramText): Move | null {
  const { start, oldEnd, newEnd } = changeBetween(before.text, after.text);
  // Explanations count lines.
  if (before.text.slice(start, oldEnd).includes("\n") || after.text.slice(start, newEnd).includes("\n")) return null;
  if (before.program.errors.length > 0 || after.program.errors.length > 0) return null;
  // What a command says is not in the program, and that a text is a notebook may be said by a comment alone.
  if (before.program.commands.some((command) => command.start <= oldEnd && start <= command.end)) return null;
  if ([before.text, after.text].some((text) => linesOf(text, start, start).some((line) => CELL.test(line)))) return null;
  const move: Move = { edited: { start, end: oldEnd }, by: newEnd - oldEnd };
  return sameSyntax(before.program, after.program, move) ? move : null;
}

/**
 * An edit behind a region that is looked at alone: nothing behind it is run or read.
 * null: something that begins in the region or before it goes on into the edit, or nobody can be sure.
 */
export function moveBehind(before: ProgramText, after: ProgramText, region: Span): Move | null {
  const { start, oldEnd, newEnd } = changeBetween(before.text, after.text);
  if (start <= region.end) return null;
  const move: Move = { edited: { start, end: oldEnd }, by: newEnd - oldEnd };
  const [were, are] = [{ ...before, end: oldEnd }, { ...after, end: newEnd }].map(({ text, program, end }) => {
    if (program.errors.length > 0 || program.commands.length > 0) return null;
    // That a text is a notebook, or goes on behind the region, is known to the run.
    if (linesOf(text, start, end).some((line) => CELL.test(line)) || text.slice(region.end, start).trim() === "") return null;
    return program.body.filter(({ span }) => span.start <= region.end);
  });
  if (!were || !are || were.some(({ span }) => span.end >= start)) return null;
  return sameSyntax(were, are, move) ? move : null;
}

/** The same of a text that is no program; null: the edit is not behind the region. */
export function moveBehindText(before: string, after: string, region: Span): Move | null {
  const { start, oldEnd, newEnd } = changeBetween(before, after);
  return start > region.end ? { edited: { start, end: oldEnd }, by: newEnd - oldEnd } : null;
}

const linesOf = (text: string, start: number, end: number): string[] => {
  const behind = text.indexOf("\n", end);
  return text.slice(text.lastIndexOf("\n", start - 1) + 1, behind < 0 ? text.length : behind).split("\n");
};

/** Whether two parts of programs are the same, the second moved. */
export function sameSyntax(before: unknown, after: unknown, move: Move): boolean {
  if (typeof before !== "object" || before === null || typeof after !== "object" || after === null) return Object.is(before, after);
  if (Array.isArray(before)) return Array.isArray(after) && before.length === after.length && before.every((one, index) => sameSyntax(one, after[index], move));
  if (isSpan(before)) return isSpan(after) && carryPosition(move, before.start) === after.start && carryPosition(move, before.end) === after.end;
  // The text of an expression is quoted, comments and blanks in the middle of it as well.
  if ("id" in before && "span" in before && isAcross(before.span as Span, move.edited)) return false; // `as`: an expression's
  const values: readonly [string, unknown][] = Object.entries(before);
  const others: Readonly<Record<string, unknown>> = { ...after };
  return values.length === Object.keys(others).length && values.every(([key, value]) => sameSyntax(value, others[key], move));
}

/** An expression that begins where the edit ends is moved or not, as one looks at it. */
const isAcross = (span: Span, edited: Span): boolean => span.start <= edited.end && edited.start < span.end;
