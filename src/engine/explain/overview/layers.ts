/** The layers with their figures: parameters, gradients, updates, and what each gives to the next. */
import { shortNumber } from "../../report/numbers.js";
import type { LayerActivation, OverviewLayer } from "../../report/views/overview.js";
import { size } from "../../tensor/array.js";
import type { Node } from "../../trace/node.js";
import type { TargetGraph } from "../target-graph.js";
import { deadUnits, formOf, saturation, spreadOf } from "./activations.js";
import { measure, normOf } from "./measures.js";
import { type LayerDraft, layersOf, standInsOf } from "./parameters.js";

/** A layer as the page gets it, and the nodes that findings ask about. */
export interface Layer {
  readonly shown: OverviewLayer;
  readonly draft: LayerDraft;
  /** Activation functions between this layer's parameters and the next one's. */
  readonly activations: readonly Node[];
}

export function measuredLayers(graph: TargetGraph, learningRate: number): Layer[] {
  const drafts = layersOf(graph);
  const reached = nodesByLayer(graph, drafts);
  return drafts.map((draft, i) => {
    const { users, activations } = reached[i]!;
    return { draft, activations, shown: measured(draft, activations, users.at(-1) ?? null, graph, learningRate) };
  });
}

interface Reached {
  /** Operations that take the layer's parameters. */
  readonly users: Node[];
  readonly activations: Node[];
}

/** A node belongs to the last layer whose parameters went into it. */
function nodesByLayer(graph: TargetGraph, drafts: readonly LayerDraft[]): Reached[] {
  const reached = drafts.map((): Reached => ({ users: [], activations: [] }));
  const layers = new Map<Node, number>();
  drafts.forEach(({ parameters }, i) => { for (const node of parameters) layers.set(node, i); });
  const standIns = standInsOf([...layers.keys()], graph);
  for (const [node, parameter] of standIns) layers.set(node, layers.get(parameter)!);
  for (const node of graph.nodes) {
    if (standIns.has(node)) continue;
    let layer = -1;
    for (const input of node.inputs) {
      const below = layers.get(input) ?? -1;
      layer = Math.max(layer, below);
      // Of every layer it takes parameters of: a cell that is used again belongs to the last one, and yet is used.
      if (below >= 0 && standIns.has(input)) reached[below]!.users.push(node);
    }
    if (layer < 0) continue;
    layers.set(node, layer);
    if (formOf(node) !== null) reached[layer]!.activations.push(node);
  }
  return reached;
}

function measured({ name, parameters, names }: LayerDraft, activations: readonly Node[], output: Node | null, graph: TargetGraph, learningRate: number): OverviewLayer {
  const { adjoints } = graph.gradients;
  const value = normOf(parameters.map((node) => node.value));
  const arrived = parameters.flatMap((node) => adjoints.get(node)?.value ?? []);
  const gradient = arrived.length > 0 ? normOf(arrived) : null;
  const why = graph.gradients.of(parameters[0]!, parameters[0]!.value.dtype, 1);
  return {
    name,
    parameters: parameters.map((node, i) => ({ id: graph.idOf(node)!, name: names[i]! })),
    count: parameters.reduce((sum, node) => sum + size(node.value), 0),
    value: measure(value),
    gradient: gradient === null ? null : measure(gradient),
    reason: why.kind === "value" ? (why.zeroBecause ?? "") : why.reason,
    update: gradient === null || value === 0 ? null : measure((learningRate * gradient) / value),
    activation: activationOf(activations, output, graph),
  };
}

function activationOf(activations: readonly Node[], output: Node | null, graph: TargetGraph): LayerActivation | null {
  const node = activations.at(-1) ?? output;
  const id = node && graph.idOf(node);
  if (!id || size(node.value) === 0) return null;
  const { mean, deviation } = spreadOf(node.value);
  const adjoint = graph.gradients.adjoints.get(node);
  return {
    id,
    operation: node.card?.name ?? "",
    mean: shortNumber(mean),
    deviation: shortNumber(deviation),
    gradient: adjoint ? measure(normOf([adjoint.value])) : null,
    dead: deadUnits(activations),
    saturated: saturation(activations),
  };
}
