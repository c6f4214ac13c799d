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
  const standIns = standInsOf(beginnings, graph);
  const handedIn = new Set([...standIns].flatMap(([node, beginning]) => (node.card?.name === "argument" ? [beginning] : [])));
  const trained = beginnings.filter((node) => isTrained(node) || handedIn.has(node));
  const nameOf = namesIn(graph);
  const groups = new Map<string, Node[]>();
  for (const node of inOrderOfUse(trained.length > 0 ? trained : beginnings, standIns, graph)) {
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

/** Whether the program's framework carries a gradient to it. */
export const isTrained = (node: Node): boolean => node.requiresGrad || node.owner !== null;

/** Beginnings in another shape or dtype, or as a function's argument that jax.grad differentiates by: the beginning of each. */
export function standInsOf(beginnings: readonly Node[], { nodes }: TargetGraph): Map<Node, Node> {
  const known = new Map(beginnings.map((node) => [node, node]));
  for (const node of nodes) {
    const [input] = node.inputs;
    const beginning = node.inputs.length === 1 && input && known.get(input);
    if (beginning && !known.has(node) && isSameElements(node, input)) known.set(node, beginning);
  }
  return known;
}

const isSameElements = ({ card, value }: Node, input: Node): boolean =>
  card?.name === "argument" || card?.name === "cast" || (card?.kind === "structural" && size(value) === size(input.value) && size(value) > 1);

function inOrderOfUse(beginnings: readonly Node[], standIns: ReadonlyMap<Node, Node>, { nodes }: TargetGraph): Node[] {
  const wanted = new Set(beginnings);
  // A set remembers the order.
  const used = new Set<Node>();
  for (const user of nodes) {
    if (standIns.has(user)) continue;
    for (const input of user.inputs) {
      const beginning = standIns.get(input);
      if (beginning && wanted.has(beginning)) used.add(beginning);
    }
  }
  // The target itself may be one.
  return [...used, ...beginnings.filter((node) => !used.has(node))];
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
