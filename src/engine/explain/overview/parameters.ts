/** What the target's graph begins with: values with a name that no other named value goes into, in groups. */
import { size } from "../../tensor/array.js";
import type { Node } from "../../trace/node.js";
import type { TargetGraph } from "../target-graph.js";

export interface LayerDraft {
  readonly name: string;
  /** Largest first. */
  readonly parameters: readonly Node[];
  /** Of each of them. */
  readonly names: readonly string[];
}

/**
 * Where the program's framework knows what is to be trained, only that; otherwise all beginnings, data too. In the order
 * in which they are first used.
 */
export function layersOf(graph: TargetGraph): LayerDraft[] {
  const beginnings = beginningsOf(graph);
  const trained = beginnings.filter((node) => node.requiresGrad || node.owner !== null);
  const nameOf = namesIn(graph);
  const groups = new Map<string, Node[]>();
  for (const node of inOrderOfUse(trained.length > 0 ? trained : beginnings, graph)) {
    const key = groupOf(nameOf(node), node);
    const group = groups.get(key);
    if (group) group.push(node);
    else groups.set(key, [node]);
  }
  return [...groups].map(([key, nodes]) => {
    const parameters = nodes.toSorted((a, b) => size(b.value) - size(a.value));
    return { name: key.startsWith("#") || nodes.length === 1 ? nodes.map(nameOf).join(", ") : key, parameters, names: parameters.map(nameOf) };
  });
}

function beginningsOf({ drawn, naming }: TargetGraph): Node[] {
  /** Those with a named value among what they were made from, or that have a name themselves. */
  const after = new Set<Node>();
  const found: Node[] = [];
  for (const node of drawn) {
    const isAfter = node.inputs.some((input) => after.has(input));
    const isNamed = naming.isVariable(node);
    if (isNamed && !isAfter) found.push(node);
    if (isNamed || isAfter) after.add(node);
  }
  return found;
}

/** A path into a module is a better name than the loop's that went over its parameters. */
function namesIn({ run, naming }: TargetGraph): (node: Node) => string {
  const paths = new Map<Node, string>();
  for (const { name, nodes } of run.variables) if (name.includes(".")) for (const node of nodes) if (!paths.has(node)) paths.set(node, name);
  return (node) => paths.get(node) ?? naming.of(node);
}

function inOrderOfUse(nodes: readonly Node[], { nodes: all }: TargetGraph): Node[] {
  const wanted = new Set(nodes);
  // A set remembers the order.
  const used = new Set<Node>();
  for (const user of all) for (const input of user.inputs) if (wanted.has(input)) used.add(input);
  // The target itself may be one.
  return [...used, ...nodes.filter((node) => !used.has(node))];
}

/** The key of a node's group: `net.fc1` for `net.fc1.weight`; `#1` for the arrays `W1` and `b1`, `p['W1']` and `p['b1']`. */
function groupOf(name: string, node: Node): string {
  const dot = name.lastIndexOf(".");
  if (dot > 0) return name.slice(0, dot);
  const [, container = "", number] = /^(?:(.*)\[')?[A-Za-z]{1,6}_?(\d+)(?:'\])?$/.exec(name) ?? [];
  if (number !== undefined && node.value.shape.length > 0) return `#${container}${number}`;
  const [, outer] = /^(.+\])\[[^\]]*\]$/.exec(name) ?? [];
  return outer ?? name;
}
