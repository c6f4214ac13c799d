/** What compiling shares: the run it is for, the scope, the module's frame. */
import type { Frame } from "../frame.js";
import type { Runtime } from "../runtime.js";
import type { Scope } from "./scopes.js";

export interface Context {
  readonly rt: Runtime;
  readonly scope: Scope;
  readonly module: Frame;
  readonly source: string;
  /** By id of a yield expression: the slot in which what was sent waits. Only while compiling a generator's statement. */
  readonly yielded: ReadonlyMap<number, number>;
  /** Inside a `try` that catches a failing import. */
  readonly guarded: boolean;
}

export const inScope = (c: Context, scope: Scope): Context => ({ ...c, scope, yielded: NOTHING });

export const NOTHING: ReadonlyMap<number, number> = new Map();
