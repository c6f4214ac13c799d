/** What can be played with: leaves of the graph, and variables that no other variable went into. */
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

/**
 * In order of computation. `w = np.array([1.0, 2.0])` and `W = (0.1 * torch.randn(3, 4)).requires_grad_()` are operations on
 * the tape, of literals and of a sample: to the reader they are inputs.
 */
export function inputsOf(graph: TargetGraph): readonly Input[] {
  const isConstant = constantIn(graph);
  /** What a framework keeps gradients for is an input whatever it came from, an update in place (`p -= lr * p.grad`) as well. */
  const isMade = (node: Node): boolean =>
    sourcesOf(node).length > 0 && (node.owner !== null || (node.card !== null && graph.naming.isVariable(node) && sourcesOf(node).every(isConstant)));
  const made = graph.drawn.filter(isMade);
  const within = behind(made, graph);
  const found = graph.drawn.filter((node) => isMade(node) || (isLeaf(node) && !within.has(node)));
  const inputs = found.map((node) => ({ id: graph.idOf(node)!, name: graph.naming.of(node), node, isTrained: node.requiresGrad })); // drawn nodes have ids
  // A program that marks nothing (plain Python, NumPy, JAX): all of them.
  return inputs.some(({ isTrained }) => isTrained) ? inputs : inputs.map((input) => ({ ...input, isTrained: true }));
}

/** No operation that the trace has forgotten the inputs of, and no value behind a cut, which follows. */
const isLeaf = (node: Node): boolean => node.card === null && sourcesOf(node).length === 0;

/** What the inputs were made of and has no name of its own. */
function behind(made: readonly Node[], { naming }: TargetGraph): ReadonlySet<Node> {
  const seen = new Set(made.flatMap(sourcesOf).filter((node) => !naming.isVariable(node)));
  for (const node of seen) for (const source of sourcesOf(node)) if (!naming.isVariable(source)) seen.add(source);
  return seen;
}

/** Whether nothing went into a value but literals and samples without a name, and ints, which are sizes. */
function constantIn({ naming }: TargetGraph): (node: Node) => boolean {
  const known = new Map<Node, boolean>();
  const isNamed = (node: Node): boolean => naming.isVariable(node) && !node.integral;
  return (asked) => {
    const stack = [asked];
    for (let node = stack.at(-1); node; node = stack.at(-1)) {
      const sources = sourcesOf(node);
      const open = known.has(node) || isNamed(node) ? [] : sources.filter((source) => !known.has(source));
      if (open.length) {
        stack.push(...open);
        continue;
      }
      stack.pop();
      if (!known.has(node)) known.set(node, !isNamed(node) && (isLeaf(node) ? node.origin.kind !== "cut" : sources.length > 0 && sources.every((source) => known.get(source))));
    }
    return known.get(asked)!; // the stack was worked off
  };
}
