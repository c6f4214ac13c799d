/** One derivative by four ways, each by itself: nothing of one goes into another but the recorded run. */
import { reverse } from "../../autodiff/reverse.js";
import { ScalarProgram, type SymbolicDerivative } from "../../autodiff/symbolic.js";
import { evaluate } from "../../ops/algebra/compile.js";
import { sharedSize } from "../../ops/algebra/derivative.js";
import { shortNumber } from "../../report/numbers.js";
import type { Growth, Symbolic, Way, WayName, WaysAnswer, WaysRequest } from "../../report/views/ways.js";
import { fromNumbers, item, size, toNumbers } from "../../tensor/array.js";
import { constantNode, type Node } from "../../trace/node.js";
import { playNumber } from "../play/numbers.js";
import type { Input } from "../play/inputs.js";
import { latexName, partialSign } from "../rule.js";
import { tangentOrNone } from "../tangent.js";
import type { TargetGraph } from "../target-graph.js";
import { counted } from "./counts.js";
import { leavesOf } from "./leaves.js";
import { waysMessages as say } from "./messages.js";
import { errorCurve, Probe, weighted } from "./probe.js";
import { nested, prefixes, swellOf } from "./swell.js";
import { timed } from "./timing.js";

const MOST_LEAVES = 200;
/** Milliseconds for the error curve. */
const CURVE = 1500;

/** `clock` null: nothing is measured, and the same run gives the same answer. null: the target depends on no input. */
export function waysOf(graph: TargetGraph, request: WaysRequest, clock: (() => number) | null): WaysAnswer | null {
  const inputs = leavesOf(graph);
  const choice = chosen(graph, inputs, request);
  if (!choice) return null;
  const { input, element } = choice;
  const { probe, exact, name, ...answer } = compared(graph, inputs, input, element, clock);
  const spent = clock ? timed(clock, () => probe.moved(0)) : 1;
  return {
    symbol: graph.symbol,
    leaves: inputs.slice(0, MOST_LEAVES).map(({ id, name: of, node }) => ({ id, name: of, shape: [...node.value.shape], size: size(node.value) })),
    leaf: input.id,
    element,
    partial: partialSign(graph.symbol, name),
    reference: playNumber(exact),
    ...answer,
    curve: errorCurve(probe, exact, spent, clock ? CURVE : Number.POSITIVE_INFINITY, () => say.tooSlow(shortNumber(spent))),
  };
}

export interface Compared extends Pick<WaysAnswer, "ways" | "symbolic" | "growth"> {
  readonly probe: Probe;
  readonly exact: number;
  /** Of the element. */
  readonly name: string;
}

/** One element by all ways. `inputs`: all leaves, of which `input` is one. */
export function compared(graph: TargetGraph, inputs: readonly Input[], input: Input, element: number, clock: (() => number) | null): Compared {
  const { target } = graph;
  const probe = new Probe(graph, input.node, element);
  const { exact } = probe;
  const time = (work: () => unknown): number | null => (clock ? timed(clock, work) : null);
  const direction = directionOf(input.node, element);
  const parameters = inputs.reduce((sum, { node }) => sum + size(node.value), 0);
  const growth: Growth = { parameters, ...counted(graph.nodes, target.node, target.seed, input.node, direction) };
  const way = (named: WayName, value: number | null, passes: number, operations: number | null, milliseconds: number | null, reason = ""): Way => ({
    way: named, value: value === null ? null : playNumber(value), reason, error: value === null ? null : playNumber(Math.abs(value - exact)), passes, operations, milliseconds,
  });
  const { symbolic, derivative, run } = symbolicOf(graph, inputs, input);
  const tangent = (): number | null => {
    const found = tangentOrNone(target.node, new Map([[input.node, direction]]));
    return found && weighted(found, target.seed);
  };
  const along = tangent();
  const { expectedForward, expectedCentral } = probe.steps;
  const ways = [
    derivative && run
      ? way("symbolic", derivative.value, 1, sharedSize(derivative.expression), time(run))
      : way("symbolic", null, 1, null, null, symbolic.kind === "none" ? symbolic.reason : ""),
    way("forwardDifference", probe.forwardDifference(expectedForward), 2, 2 * growth.evaluation, time(() => probe.forwardDifference(expectedForward))),
    way("centralDifference", probe.centralDifference(expectedCentral), 2, 2 * growth.evaluation, time(() => probe.centralDifference(expectedCentral))),
    way("forward", along, 1, growth.tangent, along === null ? null : time(tangent), along === null ? say.noTangent : ""),
    way("reverse", toNumbers(graph.gradients.adjoints.get(input.node)!.value)[element]!, 1, growth.backward, time(() => reverse(target.node, target.seed ? { seed: target.seed } : {}))),
  ];
  return { probe, exact, name: elementName(input, element), ways, symbolic, growth };
}

/** The element asked about, or the one with the largest gradient. */
export function chosen(graph: TargetGraph, inputs: readonly Input[], { node: id, element }: WaysRequest): { input: Input; element: number } | null {
  const adjoint = ({ node }: Input): readonly number[] => toNumbers(graph.gradients.adjoints.get(node)!.value).map(Math.abs); // inputs have one
  const largest = (values: readonly number[]): number => values.reduce((best, value, i) => (value > values[best]! ? i : best), 0);
  const asked = inputs.find((input) => input.id === id);
  if (asked) return { input: asked, element: element !== null && element < size(asked.node.value) ? element : largest(adjoint(asked)) };
  const trained = inputs.filter(({ isTrained }) => isTrained);
  let best: { input: Input; element: number; size: number } | null = null;
  for (const input of trained.length ? trained : inputs) {
    const values = adjoint(input);
    const at = largest(values);
    if (!best || values[at]! > best.size) best = { input, element: at, size: values[at]! };
  }
  return best;
}

/** `w`, `w[1, 2]`. */
export function elementName({ name, node }: Pick<Input, "name" | "node">, element: number): string {
  const { shape } = node.value;
  if (!shape.length) return name;
  const index: number[] = [];
  let rest = element;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index.unshift(rest % shape[axis]!);
    rest = Math.floor(rest / shape[axis]!);
  }
  return `${name}[${index.join(", ")}]`;
}

function directionOf(leaf: Node, element: number): Node {
  const { dtype, shape } = leaf.value;
  return constantNode(fromNumbers(dtype, shape, Array.from({ length: size(leaf.value) }, (_, i) => Number(i === element))), false);
}

function symbolicOf(graph: TargetGraph, inputs: readonly Input[], input: Input): { symbolic: Symbolic; derivative: SymbolicDerivative | null; run: (() => number) | null } {
  const none = (reason: string): { symbolic: Symbolic; derivative: null; run: null } => ({ symbolic: { kind: "none", reason }, derivative: null, run: null });
  if (graph.target.seed) return none(say.seeded);
  const leaves = inputs.map(({ node, name }) => ({ node, name, latex: latexName(name) }));
  const program = ScalarProgram.of(graph.target.node, leaves);
  if (typeof program === "string") return none(say.notSymbolic(program));
  const at = inputs.indexOf(input);
  const derivative = program.derivative(at);
  const values = Object.fromEntries(leaves.map(({ node }, i) => [program.variable(i), item(node.value)]));
  return {
    symbolic: {
      kind: "written",
      text: derivative.text,
      latex: derivative.latex,
      size: swellOf(program, program.whole, program.variable(at)),
      prefixes: prefixes(program, at).map(({ node, ...sizes }) => ({ name: graph.naming.of(node), ...sizes })),
      nested: nested(program, at),
    },
    derivative,
    run: () => evaluate(derivative.expression, values),
  };
}
