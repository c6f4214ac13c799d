/**
 * The steps of one graph: which operations there are, in which order they run and hand back, and what has accumulated at
 * each input after each of them. The panel's cards and the documents read it, so that they cannot disagree.
 */
import { PICK } from "../../ops/pick.js";
import type { Rule } from "../../report/report.js";
import type { Node } from "../../trace/node.js";
import { unrecorded } from "../../trace/trace.js";
import { derivativeOf, ruleOf } from "../rule.js";
import type { TargetGraph } from "../target-graph.js";

/** One way into an input: the user's position i. */
export interface Arrival {
  readonly user: Node;
  readonly i: number;
}

export interface Accumulation {
  /** From 1. */
  readonly at: number;
  readonly of: number;
  /** What had arrived before; null: nothing. */
  readonly before: Node | null;
  readonly sum: Node;
}

export class StepModel {
  /** What the graph begins with, without the literals in formulas. */
  readonly leaves: readonly Node[];
  /** In the order in which they were computed. */
  readonly operations: readonly Node[];
  /** Those that hand something on, in the order in which they do. */
  readonly backward: readonly Node[];
  private readonly rules = new Map<Node, Rule | null>();
  private arrivals: ReadonlyMap<Node, readonly Arrival[]> | null = null;
  private users: ReadonlyMap<Node, readonly Node[]> | null = null;
  private readonly ways = new Map<Node, { readonly arrivals: readonly Arrival[]; done: number; sum: Node | null }>();
  private static readonly known = new WeakMap<TargetGraph, StepModel>();

  private constructor(readonly graph: TargetGraph) {
    this.leaves = graph.drawn.filter((node) => !node.card);
    this.operations = graph.drawn.filter((node) => node.card);
    this.backward = this.operations.filter((node) => this.adjointsOf(node).some((adjoint) => adjoint !== null)).reverse();
  }

  static of(graph: TargetGraph): StepModel {
    let model = StepModel.known.get(graph);
    if (!model) StepModel.known.set(graph, (model = new StepModel(graph)));
    return model;
  }

  rule(node: Node): Rule | null {
    let rule = this.rules.get(node);
    if (rule === undefined) this.rules.set(node, (rule = ruleOf(node, this.graph.reading)));
    return rule;
  }

  derivative(node: Node, i: number): Rule["derivatives"][number] | null {
    return derivativeOf(node, i, this.graph.reading);
  }

  /** One adjoint an output. */
  adjointsOf(node: Node): readonly (Node | null)[] {
    return node.values.length > 1 ? this.graph.adjointsOfOutputs(node) : [this.graph.gradients.adjoints.get(node) ?? null];
  }

  /** The operations that read a value, in the order in which they ran. */
  usersOf(node: Node): readonly Node[] {
    if (!this.users) {
      const users = new Map<Node, Node[]>();
      for (const user of this.operations)
        for (const input of new Set(user.inputs)) {
          const list = users.get(input);
          if (list) list.push(user);
          else users.set(input, [user]);
        }
      this.users = users;
    }
    return this.users.get(node) ?? [];
  }

  /** How many times it is read, x · x counting twice. */
  usesOf(node: Node): number {
    return this.usersOf(node).reduce((sum, user) => sum + user.inputs.filter((input) => input === node).length, 0);
  }

  /** The inputs that get something from the operation, with what they get. */
  handed(node: Node): { readonly i: number; readonly input: Node; readonly given: Node }[] {
    return node.inputs.flatMap((input, i) => {
      const given = this.graph.idOf(input) === null ? null : this.given(node, i);
      return given ? [{ i, input, given }] : [];
    });
  }

  /** A pick hands its adjoint on whole, to one output of its source. */
  private given(node: Node, i: number): Node | null {
    return node.card === PICK ? (this.graph.gradients.adjoints.get(node) ?? null) : this.graph.edge(node, i);
  }

  /** The sum at input i of the operation once this path has arrived: added in the order of the backward pass. */
  accumulation(node: Node, i: number): Accumulation | null {
    const input = node.inputs[i]!;
    if (input.values.length > 1) return null;
    const way = this.way(input);
    const at = way.arrivals.findIndex((arrival) => arrival.user === node && arrival.i === i);
    if (at < 0) return null;
    // Cards are read in order: the sum goes on from where the last one was taken.
    if (at < way.done) Object.assign(way, { done: 0, sum: null });
    for (; way.done < at; way.done++) way.sum = plus(way.sum, this.edgeOf(way.arrivals[way.done]!));
    return { at: at + 1, of: way.arrivals.length, before: way.sum, sum: plus(way.sum, this.edgeOf(way.arrivals[at]!)) };
  }

  private way(input: Node): { readonly arrivals: readonly Arrival[]; done: number; sum: Node | null } {
    let way = this.ways.get(input);
    if (!way) {
      const arrivals = (this.arrivalsAt().get(input) ?? []).filter(({ user, i }) => this.graph.edge(user, i) !== null);
      this.ways.set(input, (way = { arrivals, done: 0, sum: null }));
    }
    return way;
  }

  private edgeOf({ user, i }: Arrival): Node {
    return this.graph.edge(user, i)!; // `arrivals` holds those with an edge
  }

  private arrivalsAt(): ReadonlyMap<Node, readonly Arrival[]> {
    if (this.arrivals) return this.arrivals;
    const users = new Map<Node, Arrival[]>();
    for (const user of this.backward)
      user.inputs.forEach((input, i) => {
        const list = users.get(input);
        if (list) list.push({ user, i });
        else users.set(input, [{ user, i }]);
      });
    return (this.arrivals = users);
  }
}

const plus = (before: Node | null, given: Node): Node => (before ? unrecorded.add(before, given) : given);
