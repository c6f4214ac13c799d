/** What can be played with: leaves of the graph, and variables that only numbers written in the text went into. */
import { sourcesOf } from "../../autodiff/replay.js";
import type { Node } from "../../trace/node.js";
import type { TargetGraph } from "../target-graph.js";

export interface Input {
  readonly id: string;
  readonly name: string;
  readonly node: Node;
  /** Whether an optimizer moves it where nothing else was said. */
  readonly isTrained: boolean;
}

/** `w = np.array([1.0, 2.0])` is an operation on the tape, of two literals: to the reader it is an input. In order of computation. */
export function inputsOf(graph: TargetGraph): readonly Input[] {
  const isWritten = writtenIn(graph);
  const found = graph.drawn.filter((node) => (isLeaf(node) ? true : node.card !== null && graph.naming.isVariable(node) && sourcesOf(node).length > 0 && sourcesOf(node).every(isWritten)));
  const inputs = found.map((node) => ({ id: graph.idOf(node)!, name: graph.naming.of(node), node, isTrained: node.requiresGrad })); // drawn nodes have ids
  // A program that marks nothing (plain Python, NumPy, JAX): all of them.
  return inputs.some(({ isTrained }) => isTrained) ? inputs : inputs.map((input) => ({ ...input, isTrained: true }));
}

/** No operation that the trace has forgotten the inputs of, and no value behind a cut, which follows. */
const isLeaf = (node: Node): boolean => node.card === null && sourcesOf(node).length === 0;

/** Whether only literals without a name went into a value. */
function writtenIn({ naming }: TargetGraph): (node: Node) => boolean {
  const known = new Map<Node, boolean>();
  return (asked) => {
    const stack = [asked];
    for (let node = stack.at(-1); node; node = stack.at(-1)) {
      const sources = sourcesOf(node);
      const open = known.has(node) || naming.isVariable(node) ? [] : sources.filter((source) => !known.has(source));
      if (open.length) {
        stack.push(...open);
        continue;
      }
      stack.pop();
      if (!known.has(node)) known.set(node, !naming.isVariable(node) && (isLeaf(node) ? node.origin.kind === "literal" : sources.length > 0 && sources.every((source) => known.get(source))));
    }
    return known.get(asked)!; // the stack was worked off
  };
}
