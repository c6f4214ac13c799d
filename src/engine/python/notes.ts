/** What the expressions and names of a program last were, for hovers and lenses. */
import type { Span } from "../text/span.js";
import type { Node } from "../trace/node.js";
import type { Machine } from "./machine.js";
import { TracedObject, type Value } from "./object.js";

/** A place where a name is bound: assignment, parameter, loop target, import, definition. */
export interface BindingSite {
  readonly name: string;
  readonly span: Span;
  readonly kind: "assignment" | "parameter" | "loop" | "with" | "except" | "import" | "definition";
  /** The function or class whose name it is; null: the module. */
  readonly scope: string | null;
  /** Of the target; null: a parameter, an import, a definition. */
  readonly expressionId: number | null;
}

export class Notes {
  /** By expression id: the last value; undefined: never evaluated. */
  readonly values: (Value | undefined)[];
  /** By expression id, for traced objects: the node of that moment. */
  readonly nodes: (Node | undefined)[];
  counts: Uint32Array;

  readonly sites: BindingSite[] = [];
  /** By site: the last value bound, its node, how often, and when last (increasing over the whole run; 0: never). */
  readonly bound: (Value | undefined)[] = [];
  readonly boundNodes: (Node | undefined)[] = [];
  readonly boundCounts: number[] = [];
  readonly boundOrder: number[] = [];
  private order = 0;

  constructor(expressions: number, private readonly machine: () => Machine) {
    this.values = new Array<Value | undefined>(expressions).fill(undefined);
    this.nodes = new Array<Node | undefined>(expressions).fill(undefined);
    this.counts = new Uint32Array(expressions);
  }

  /** For a text with another number of expressions, whose first ones are the same. */
  resize(expressions: number): void {
    const counts = new Uint32Array(expressions);
    counts.set(this.counts.subarray(0, expressions));
    this.counts = counts;
    for (const kept of [this.values, this.nodes]) {
      while (kept.length < expressions) kept.push(undefined);
      kept.length = expressions;
    }
  }

  note(id: number, value: Value): void {
    this.values[id] = value;
    this.counts[id]++;
    if (typeof value === "object" && value instanceof TracedObject && value.shownInReports) this.nodes[id] = value.tracedNode(this.machine());
  }

  site(site: BindingSite): number {
    this.bound.push(undefined);
    this.boundNodes.push(undefined);
    this.boundCounts.push(0);
    this.boundOrder.push(0);
    return this.sites.push(site) - 1;
  }

  bind(site: number, value: Value): void {
    this.bound[site] = value;
    this.boundCounts[site]++;
    this.boundOrder[site] = ++this.order;
    if (typeof value === "object" && value instanceof TracedObject && value.shownInReports) this.boundNodes[site] = value.tracedNode(this.machine());
  }
}
