/** Who uses each value on the way to the target: by uses that may carry a gradient, and by those that end it. */
import { PICK } from "../../ops/pick.js";
import { isFloating } from "../../tensor/dtype.js";
import type { Node } from "../../trace/node.js";
import type { TargetGraph } from "../target-graph.js";

/** One input of one operation: a value that is used twice has two uses. */
export interface Use {
  /** The value that is computed: of an operation with several outputs the pick of one. */
  readonly result: Node;
  /** Whose card it is; `result` itself where there is one output. */
  readonly operation: Node;
  readonly output: number;
  readonly slot: number;
}

/** A use behind which there is no gradient, whatever the numbers are. */
export interface Stop {
  readonly kind: "cut" | "integer";
  /** What was made there: the value behind the cut, or the whole numbers. */
  readonly node: Node;
  /** `detach`, `no_grad`, the operation that made whole numbers. */
  readonly by: string;
}

export class Uses {
  private readonly uses = new Map<Node, Use[]>();
  private readonly stops = new Map<Node, Stop[]>();
  private readonly picks = new Map<Node, Node[]>();

  private constructor(graph: TargetGraph) {
    const seen = new Set<Node>();
    const stack = [graph.target.node];
    const found: Node[] = [];
    for (let node = stack.pop(); node; node = stack.pop()) {
      if (seen.has(node)) continue;
      seen.add(node);
      found.push(node);
      if (node.card === PICK) add(this.picks, node.inputs[0]!, node);
      stack.push(...node.inputs, ...node.cutInputs);
    }
    found.sort((a, b) => a.id - b.id);
    for (const node of found) this.enter(node);
  }

  private static readonly known = new WeakMap<TargetGraph, Uses>();

  static of(graph: TargetGraph): Uses {
    let uses = Uses.known.get(graph);
    if (!uses) Uses.known.set(graph, (uses = new Uses(graph)));
    return uses;
  }

  /** In the order of the uses' slots and of time. */
  of(node: Node): readonly Use[] {
    return this.uses.get(node) ?? [];
  }

  stopsOf(node: Node): readonly Stop[] {
    return this.stops.get(node) ?? [];
  }

  private enter(node: Node): void {
    if (node.origin.kind === "cut") for (const source of new Set(node.cutInputs)) add(this.stops, source, { kind: "cut", node, by: node.origin.by });
    if (node.card === PICK) return;
    const results = node.values.length > 1 ? (this.picks.get(node) ?? []) : [node];
    node.inputs.forEach((input, slot) => {
      if (!isFloating(input.value.dtype)) return;
      for (const result of results) {
        const output = result === node ? 0 : Number(result.attributes.index);
        if (isFloating(result.value.dtype)) add(this.uses, input, { result, operation: node, output, slot });
        else if (slot === node.inputs.indexOf(input)) add(this.stops, input, { kind: "integer", node: result, by: node.card?.name ?? "" });
      }
    });
  }
}

function add<K, V>(lists: Map<K, V[]>, key: K, item: V): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
