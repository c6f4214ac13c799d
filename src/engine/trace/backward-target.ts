/** What a framework tells of its backward() calls, under the machine state of this key. */
import { item, size } from "../tensor/array.js";
import type { Span } from "../text/span.js";
import type { Node } from "./node.js";

export const BACKWARD_TARGET = "backward-target";

export interface BackwardCall {
  readonly node: Node;
  /** The upstream gradient the program gave; null: none. */
  readonly seed: Node | null;
  /** The call's span. */
  readonly span: Span | null;
  /** What it computed, of the last call alone, where nothing but the rules had a part in it. */
  adjoints: ReadonlyMap<Node, Node> | null;
}

export interface BackwardCalls {
  count: number;
  /** The last few, newest last. */
  readonly calls: BackwardCall[];
  /** The value of every scalar target so far, by where its call begins: numbers only, so that no tape is held. */
  readonly values: Map<number, number[]>;
}

export const newBackwardCalls = (): BackwardCalls => ({ count: 0, calls: [], values: new Map() });

export function recordBackward(to: BackwardCalls, call: Omit<BackwardCall, "adjoints">): void {
  to.count++;
  const last = to.calls.at(-1);
  if (last) last.adjoints = null;
  to.calls.push({ ...call, adjoints: null });
  if (to.calls.length > 16) to.calls.shift();
  const { node, span } = call;
  if (!span || size(node.value) !== 1) return;
  const before = to.values.get(span.start);
  if (before) before.push(item(node.value));
  else to.values.set(span.start, [item(node.value)]);
}
