/** What the target is differentiated by: inputs of the program, and parameters as an optimizer's last step left them. */
import { isFloating } from "../../tensor/dtype.js";
import { type Input, inputsOf } from "../play/inputs.js";
import type { TargetGraph } from "../target-graph.js";

/** In order of computation; all have an adjoint. */
export function leavesOf(graph: TargetGraph): readonly Input[] {
  const inputs = new Map(inputsOf(graph).map((input) => [input.node, input]));
  return graph.drawn.flatMap((node) => {
    if (!graph.gradients.adjoints.has(node) || !isFloating(node.value.dtype)) return [];
    const known = inputs.get(node);
    // Behind a cut: to this target a leaf like any other.
    return known ?? (node.card ? [] : { id: graph.idOf(node)!, name: graph.naming.of(node), node, isTrained: node.requiresGrad }); // drawn nodes have ids
  });
}
