/**
 * The places of a program as a tree: modules, functions and loop iterations with the operations in them, and the like of
 * them that follow each other collapsed to one: ×12.
 */
import type { Node, Scope } from "../../trace/node.js";
import { isBodyOfModule, ScopePaths } from "../scope-path.js";
import type { StepModel } from "./model.js";

export interface Box {
  /** Its path: the same place in another run of the same text has the same. */
  readonly key: string;
  readonly title: string;
  readonly kind: Scope["kind"];
  readonly items: readonly Item[];
  /** All operations in it, at any depth, in order. */
  readonly operations: readonly Node[];
  /** The like boxes that it stands for; []: it stands for itself. */
  readonly repeats: readonly Box[];
}

export type Item = { readonly kind: "operation"; readonly node: Node } | { readonly kind: "box"; readonly box: Box };

interface Draft {
  readonly key: string;
  readonly title: string;
  readonly kind: Scope["kind"];
  readonly items: ({ readonly kind: "operation"; readonly node: Node } | { readonly kind: "box"; readonly box: Draft })[];
  readonly operations: Node[];
  readonly boxes: Map<string, Draft>;
}

/** The top level. */
export function boxesOf(model: StepModel): readonly Item[] {
  const paths = new ScopePaths();
  const root = draft("", "", "module");
  for (const node of model.graph.drawn) {
    // Leaves are asked about too: calls are counted in the order of all nodes.
    const path = paths.of(node.scope);
    if (!node.card) continue;
    const kinds = kindsOf(node.scope);
    let at = root;
    path.forEach((title, depth) => {
      let inner = at.boxes.get(title);
      if (!inner) {
        at.boxes.set(title, (inner = draft(path.slice(0, depth + 1).join(" › "), title, kinds[depth]!)));
        at.items.push({ kind: "box", box: inner });
      }
      at = inner;
      at.operations.push(node);
    });
    at.items.push({ kind: "operation", node });
  }
  const order = new Map(model.operations.map((node, i) => [node, i]));
  return finished(root, new Signatures(order)).items;
}

const draft = (key: string, title: string, kind: Scope["kind"]): Draft => ({ key, title, kind, items: [], operations: [], boxes: new Map() });

function kindsOf(scope: Scope | null): Scope["kind"][] {
  const kinds: Scope["kind"][] = [];
  for (let at = scope; at; at = at.parent) if (!isBodyOfModule(at)) kinds.unshift(at.kind);
  return kinds;
}

function finished({ key, title, kind, items, operations }: Draft, signatures: Signatures): Box {
  const whole = items.map((item): Item => (item.kind === "operation" ? item : { kind: "box", box: finished(item.box, signatures) }));
  return { key, title, kind, operations, repeats: [], items: collapsed(whole, signatures) };
}

function collapsed(items: readonly Item[], signatures: Signatures): Item[] {
  const result: Item[] = [];
  for (let i = 0; i < items.length; ) {
    const first = items[i]!;
    const run: Box[] = [];
    if (first.kind === "box") for (let j = i; j < items.length; j++) {
      const item = items[j]!;
      if (item.kind !== "box" || signatures.of(item.box) !== signatures.of(first.box)) break;
      run.push(item.box);
    }
    result.push(run.length > 1 ? { kind: "box", box: repeated(run) } : first);
    i += Math.max(1, run.length);
  }
  return result;
}

function repeated(run: readonly Box[]): Box {
  const [first, last] = [run[0]!, run.at(-1)!];
  const title = withoutCounter(first.title) || `${first.title}–${last.title}`;
  return { key: `${first.key} ×`, title, kind: first.kind, items: run.map((box) => ({ kind: "box", box })), operations: run.flatMap((box) => box.operations), repeats: run };
}

/** "for t #3" → "for t", "blocks.0" → "blocks", "loss (2)" → "loss", "3" → "". */
const withoutCounter = (title: string): string => title.replace(/ \(\d+\)(?= #|$)/, "").replace(/ #\d+$/, "").replace(/\.?\b\d+$/, "");

/** Equal for boxes of the same operations on the same shapes, connected in the same way. Numbers stand for texts, so that they stay short. */
class Signatures {
  private readonly numbers = new Map<string, number>();
  private readonly known = new Map<Box, number>();

  constructor(private readonly order: ReadonlyMap<Node, number>) {}

  of(box: Box): number {
    let signature = this.known.get(box);
    if (signature !== undefined) return signature;
    const inside = new Set(box.operations);
    const parts = box.items.map((item) => (item.kind === "box" ? `#${this.of(item.box)}` : this.operation(item.node, inside)));
    const text = [withoutCounter(box.title), box.kind, box.repeats.length, ...parts].join("\n");
    this.numbers.set(text, (signature = this.numbers.get(text) ?? this.numbers.size));
    this.known.set(box, signature);
    return signature;
  }

  private operation(node: Node, inside: ReadonlySet<Node>): string {
    const inputs = node.inputs.map((input) => `${inside.has(input) ? this.order.get(node)! - this.order.get(input)! : "from outside"} ${input.value.shape.join("×")}`);
    return `${node.card?.name} ${node.value.dtype} ${node.value.shape.join("×")} ← ${inputs.join(", ")}`;
  }
}
