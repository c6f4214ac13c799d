/**
 * Operations on single numbers, noted in columns without nodes: entry i stands in row i & mask. Programs that are loops over
 * Python's numbers have hundreds of thousands of them, of which a report shows a few; a reverse pass can go through the columns.
 */
import type { Attributes } from "../ops/define.js";
import type { Node } from "./node.js";

export interface NumberColumns {
  readonly mask: number;
  /** Entries before it are forgotten. */
  readonly oldest: number;
  readonly cards: readonly string[];
  readonly results: Float64Array;
  /** By row; few have any. */
  readonly attributes: ReadonlyMap<number, Attributes>;
  readonly left: OperandColumn;
  readonly right: OperandColumn;
  /** The leaf that stands for an operand marked OBJECT. */
  leafOf(column: OperandColumn, row: number): Node;
  /** Nodes of an entry's operands. */
  inputsOf(entry: number): readonly Node[];
}

export interface OperandColumn {
  /** The entry that made the operand, or one of the marks below. */
  readonly places: Int32Array;
  /** All are numbers of float64. */
  readonly values: Float64Array;
}

/** The operand is a plain number that nobody holds, something that was not made on the tape, or not there. */
export const NUMBER = -1;
export const OBJECT = -2;
export const ABSENT = -3;
