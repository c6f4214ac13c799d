/** Which cards there are, in order, without their texts. */
import type { StepLevel } from "../../report/views/steps.js";
import type { Node } from "../../trace/node.js";
import { type Box, boxesOf, type Item } from "./boxes.js";
import type { StepModel } from "./model.js";

export type Entry =
  | { readonly kind: "leaves" | "seed" | "gradients"; readonly depth: 0 }
  | { readonly kind: "forward" | "backward"; readonly node: Node; readonly depth: number }
  | { readonly kind: "box"; readonly pass: "forward" | "backward"; readonly box: Box; readonly opened: boolean; readonly depth: number };

const LEAVES: Entry = { kind: "leaves", depth: 0 };
const SEED: Entry = { kind: "seed", depth: 0 };
const GRADIENTS: Entry = { kind: "gradients", depth: 0 };

const trees = new WeakMap<StepModel, readonly Item[]>();

/** `toggled`: keys of boxes that are not as they are at first. */
export function entriesOf(model: StepModel, level: StepLevel, toggled: ReadonlySet<string>): Entry[] {
  if (level !== "layer") {
    const step = (kind: "forward" | "backward") => (node: Node): Entry => ({ kind, node, depth: 0 });
    return [LEAVES, ...model.operations.map(step("forward")), SEED, ...model.backward.map(step("backward")), GRADIENTS];
  }
  let tree = trees.get(model);
  if (!tree) trees.set(model, (tree = boxesOf(model)));
  const first = openAtFirst(tree);
  const isOpen = ({ key }: Box): boolean => first.has(key) !== toggled.has(key);
  const backward = new Set(model.backward);
  return [LEAVES, ...listed(tree, "forward", 0, isOpen, backward), SEED, ...listed(tree, "backward", 0, isOpen, backward), GRADIENTS];
}

function listed(items: readonly Item[], pass: "forward" | "backward", depth: number, isOpen: (box: Box) => boolean, backward: ReadonlySet<Node>): Entry[] {
  return (pass === "forward" ? items : items.toReversed()).flatMap((item): Entry[] => {
    if (item.kind === "operation") return pass === "forward" || backward.has(item.node) ? [{ kind: pass, node: item.node, depth }] : [];
    const { box } = item;
    if (pass === "backward" && !box.operations.some((node) => backward.has(node))) return [];
    const opened = isOpen(box);
    return [{ kind: "box", pass, box, opened, depth }, ...(opened ? listed(box.items, pass, depth + 1, isOpen, backward) : [])];
  });
}

/** Boxes of boxes are open while the list stays short, the outer ones first: a model is no layer, its layers show. */
const SHORT = 40;

function openAtFirst(items: readonly Item[]): ReadonlySet<string> {
  const open = new Set<string>();
  let length = items.length;
  for (let level = items; level.length; ) {
    const next: Item[] = [];
    for (const item of level) {
      if (item.kind !== "box" || item.box.repeats.length > 0 || !item.box.items.some(({ kind }) => kind === "box") || length + item.box.items.length > SHORT) continue;
      open.add(item.box.key);
      length += item.box.items.length;
      next.push(...item.box.items);
    }
    level = next;
  }
  return open;
}

/** The node's card in that pass, or the innermost box that shows; a leaf with the leaves or with the gradients. null: nowhere. */
export function placeOf(node: Node, pass: "forward" | "backward", entries: readonly Entry[]): number | null {
  if (!node.card) return pass === "forward" ? 0 : entries.length - 1;
  let found: number | null = null;
  for (const [i, entry] of entries.entries()) {
    if (entry.kind === pass && entry.node === node) return i;
    if (entry.kind === "box" && entry.pass === pass && entry.box.operations.includes(node)) found = i;
  }
  return found;
}
