/**
 * Where the program looked at a recorded value to decide its way: a comparison, the truth of a tensor. The tape does not
 * show them, and with other numbers the program may go elsewhere.
 */
import type { Span } from "../text/span.js";
import type { Node, Scope } from "./node.js";

export interface Decision {
  /** A way taken, or a plain number taken from the tape: a size, an option. */
  readonly kind: "way" | "number";
  /** What was looked at; asked for late, since a Python number has a node only when somebody wants it. */
  readonly nodes: () => readonly Node[];
  /** What came of it, by the values looked at. */
  readonly outcome: (values: readonly number[]) => boolean | number;
  readonly span: Span | null;
  /** Nodes from here on are younger than the decision. */
  readonly before: number;
  /** null: outside of functions and loops, where text that stands later runs later. */
  readonly scope: Scope | null;
}

const MOST = 4096;

export class Decisions {
  readonly kept: Decision[] = [];
  /** Further ones that are not kept. */
  missed = 0;

  note(make: () => Decision): void {
    if (this.kept.length < MOST) this.kept.push(make());
    else this.missed++;
  }
}
