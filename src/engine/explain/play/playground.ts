/**
 * The moves made on a graph's inputs, one after the other, and where they lead. A question carries all moves since the
 * recorded run; the places on the way are kept, so that one more move costs one more replay.
 */
import { Replay, type Replayed, type ReplayedGradients } from "../../autodiff/replay.js";
import type { State } from "../../optim/optimizer.js";
import type { PlayMove, PlayStep } from "../../report/views/play.js";
import { contiguous, copy, forEachPosition, item, type NDArray, size, wrap } from "../../tensor/array.js";
import { rounderOf } from "../../tensor/dtype.js";
import type { Node } from "../../trace/node.js";
import type { TargetGraph } from "../target-graph.js";
import { watched, type Watched } from "./doubts.js";
import { type Input, inputsOf } from "./inputs.js";
import { stepped } from "./optimizers.js";

/** Numbers in the inputs, and all that follows from them. */
export class Position {
  private known: { readonly replayed: Replayed; gradients: ReplayedGradients | null } | null = null;

  constructor(
    private readonly playground: Playground,
    /** Of the inputs that were touched. */
    readonly values: ReadonlyMap<Node, NDArray>,
    /** Of the optimizer that made the last move. */
    readonly optimizer: { readonly of: string; readonly states: ReadonlyMap<Node, State> } | null,
  ) {}

  get replayed(): Replayed {
    this.known ??= { replayed: this.playground.replay.run(this.values), gradients: null };
    return this.known.replayed;
  }

  /** ∑ seed · target. */
  get loss(): number {
    return this.playground.lossOf(this.replayed);
  }

  /** null: no path. */
  gradientOf(node: Node): NDArray | null {
    const { replayed, known } = { replayed: this.replayed, known: this.known! }; // set by the getter
    known.gradients ??= replayed.gradients(this.playground.graph.target.seed);
    return known.gradients.of(node)?.value ?? null;
  }

  valueOf(node: Node): NDArray {
    return this.values.get(node) ?? node.value;
  }
}

/** A step of a move that was made of several. */
type Unit = { readonly kind: "set"; readonly values: (PlayMove & { kind: "set" })["values"] } | ({ readonly kind: "step" } & PlayStep);

/** Positions kept on the way: each may hold all parameters of a model. */
const KEPT = 24;

const playgrounds = new WeakMap<TargetGraph, Playground>();

export class Playground {
  readonly inputs: readonly Input[];
  readonly replay: Replay;
  readonly watched: Watched;
  readonly start: Position;
  private readonly byId: ReadonlyMap<string, Input>;
  private way: { readonly key: string; position: Position | null }[] = [];
  /** What one replay of everything costs: elements, and as many as 50 for each node. */
  readonly work: number;
  private doubled: Replay | null = null;

  private constructor(readonly graph: TargetGraph) {
    this.inputs = inputsOf(graph);
    this.byId = new Map(this.inputs.map((input) => [input.id, input]));
    this.watched = watched(graph);
    this.replay = new Replay(graph.target.node, { precision: "own", also: this.watched.nodes });
    this.work = this.replay.order.reduce((sum, node) => sum + 50 + size(node.value), 0);
    this.start = new Position(this, new Map(), null);
  }

  static of(graph: TargetGraph): Playground {
    let known = playgrounds.get(graph);
    if (!known) playgrounds.set(graph, (known = new Playground(graph)));
    return known;
  }

  inputOf(id: string): Input | null {
    return this.byId.get(id) ?? null;
  }

  lossOf(replayed: Replayed): number {
    const { seed } = this.graph.target;
    const value = replayed.target.value;
    if (!seed && size(value) === 1) return item(value);
    const weights = seed ? contiguous(seed.value).buffer : null;
    let total = 0;
    forEachPosition(value, (position, i) => (total += value.buffer[position]! * (weights ? weights[i]! : 1)));
    return total;
  }

  /** In double precision, for slopes that are differences. */
  get precise(): Replay {
    return (this.doubled ??= new Replay(this.graph.target.node, { precision: "float64" }));
  }

  /** Inputs that are not there, and elements outside of their arrays, are passed over. */
  at(moves: readonly PlayMove[]): Position {
    const units = moves.flatMap((move): Unit[] => (move.kind === "set" ? [move] : Array.from({ length: move.count }, () => ({ kind: "step" as const, method: move.method, rate: move.rate, nodes: move.nodes }))));
    const keys = units.map((unit) => JSON.stringify(unit));
    let from = 0;
    let position = this.start;
    for (let i = 0; i < keys.length && this.way[i]?.key === keys[i]; i++) {
      const known = this.way[i]!.position;
      if (known) [from, position] = [i + 1, known];
    }
    this.way.length = from;
    for (let i = from; i < units.length; i++) {
      position = this.moved(position, units[i]!);
      this.way.push({ key: keys[i]!, position });
      const old = this.way[i - KEPT];
      if (old) old.position = null;
    }
    return position;
  }

  /** One step of an optimizer from there. */
  step(from: Position, { method, rate, nodes }: PlayStep): Position {
    const trained = this.inputs.filter((input) => (nodes ? nodes.includes(input.id) : input.isTrained));
    const of = JSON.stringify([method, nodes]);
    const states = from.optimizer?.of === of ? from.optimizer.states : new Map<Node, State>();
    const values = new Map(from.values);
    const next = new Map<Node, State>();
    for (const { node } of trained) {
      const gradient = from.gradientOf(node);
      if (!gradient) continue;
      const step = stepped(method, rate, from.valueOf(node), gradient, states.get(node) ?? null);
      values.set(node, step.parameter);
      next.set(node, step.state);
    }
    return new Position(this, values, { of, states: next });
  }

  private moved(from: Position, unit: Unit): Position {
    if (unit.kind === "step") return this.step(from, unit);
    const values = new Map(from.values);
    const own = new Set<Node>();
    for (const { node: id, element, value } of unit.values) {
      const node = this.inputOf(id)?.node;
      if (!node || element >= size(node.value)) continue;
      // One copy for all elements that are set.
      if (!own.has(node)) values.set(node, copy(from.valueOf(node)));
      own.add(node);
      const { buffer } = values.get(node)!;
      buffer[element] = rounderOf(node.value.dtype)(value);
    }
    return new Position(this, values, null);
  }
}

/** The array with one element replaced; row-major. */
export function withElement(array: NDArray, element: number, value: number): NDArray {
  const { dtype, shape, buffer } = copy(array);
  buffer[element] = rounderOf(dtype)(value);
  return wrap(dtype, shape, buffer);
}
