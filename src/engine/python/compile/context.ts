/** What compiling shares: the run it is for, the scope, the module's frame. */
import type { Span } from "../../text/span.js";
import type { Frame } from "../frame.js";
import type { Notes } from "../notes.js";
import type { Runtime } from "../runtime.js";
import type { Scope } from "./scopes.js";

export interface Context {
  readonly rt: Runtime;
  readonly scope: Scope;
  readonly module: Frame;
  /** Last values of its expressions and names: of the program asked about they are shown. */
  readonly notes: Notes;
  readonly file: SourceFile;
  /** By id of a yield expression: the slot in which what was sent waits. Only while compiling a generator's statement. */
  readonly yielded: ReadonlyMap<number, number>;
  /** Inside a `try` that catches a failing import. */
  readonly guarded: boolean;
}

/** A text of Python: the program, or a module of the workspace. */
export interface SourceFile {
  /** What `__name__` is. */
  readonly name: string;
  /** The package that relative imports start from; "." for the program's own folder. */
  readonly package: string;
  /** For people. */
  readonly path: string;
  readonly text: string;
  /** Its offsets begin here: spans of different files cannot be taken for one another. */
  readonly base: number;
}

export const textOf = ({ file }: Context, { start, end }: Span): string => file.text.slice(start - file.base, end - file.base);

export const inScope = (c: Context, scope: Scope): Context => ({ ...c, scope, yielded: NOTHING });

export const NOTHING: ReadonlyMap<number, number> = new Map();
