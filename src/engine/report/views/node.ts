/** One node of the graph, whole. */
import type { Rule } from "../report.js";

export interface NodeRequest {
  readonly node: string;
}

export interface NodeDetails {
  readonly id: string;
  /** All digits, up to 64 elements. */
  readonly value: string;
  /** "" where there is no gradient: `reason` says why. */
  readonly gradient: string;
  readonly reason: string;
  readonly rule: Rule | null;
  /** The rule with its numbers put in: the value, then a derivative a line: "y = a · w = 2 · 3 = 6". */
  readonly lines: readonly string[];
}
