/** What a framework tells of its backward() calls, under the machine state of this key. */
import type { Span } from "../text/span.js";
import type { Node } from "./node.js";

export const BACKWARD_TARGET = "backward-target";

export interface BackwardCall {
  readonly node: Node;
  /** The upstream gradient the program gave; null: none. */
  readonly seed: Node | null;
  /** The call's span. */
  readonly span: Span | null;
}

export interface BackwardCalls {
  count: number;
  /** The last few, newest last. */
  readonly calls: BackwardCall[];
}

export const newBackwardCalls = (): BackwardCalls => ({ count: 0, calls: [] });

export function recordBackward(to: BackwardCalls, call: BackwardCall): void {
  to.count++;
  to.calls.push(call);
  if (to.calls.length > 16) to.calls.shift();
}
