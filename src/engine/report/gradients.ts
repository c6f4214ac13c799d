/** The lens's gradient of the target with respect to anything on the tape, and why there is none where there is none. */
import { NumberAdjoints } from "../autodiff/adjoints.js";
import { ColumnAdjoints } from "../autodiff/column-sweep.js";
import { reverse } from "../autodiff/reverse.js";
import { forEachRun, type NDArray } from "../tensor/array.js";
import { isFloating } from "../tensor/dtype.js";
import type { Node } from "../trace/node.js";
import type { EvaluatedTarget } from "./evaluated.js";
import { reportMessages as say } from "./messages.js";
import type { Gradient } from "./report.js";
import { viewOf } from "./array-view.js";

export class LensGradients {
  readonly adjoints: ReadonlyMap<Node, Node>;
  private cutBy: Map<Node, string> | null = null;
  private users: Map<Node, Node[]> | null = null;
  private zeroReasons: Map<Node, string | null> | null = null;

  /** `stopped`: the problem before which the program did not get to a target. */
  constructor(readonly target: EvaluatedTarget | null, private readonly stopped: string | null = null) {
    this.adjoints = target && isFloating(target.node.value.dtype) ? reverse(target.node, { ...(target.seed ? { seed: target.seed } : {}), ...(target.known ? { known: target.known } : {}) }) : new Map();
  }

  /** The first of `nodes` the target depends on, else the first. */
  newestUsed(nodes: readonly Node[]): Node {
    return nodes.find((node) => this.adjoints.has(node)) ?? nodes.find((node) => this.cuts().has(node)) ?? nodes[0]!;
  }

  of(node: Node, type: string, whole: number): Gradient {
    if (!this.target) return this.stopped === null ? { kind: "notComputed", reason: say.noTarget } : { kind: "unknown", reason: say.stopped(this.stopped) };
    const adjoint = this.adjoints.get(node);
    if (adjoint) return { kind: "value", view: viewOf(adjoint.value, gradientType(type), whole), zeroBecause: this.zeroBecause(node, adjoint.value) };
    const by = this.cuts().get(node);
    if (by !== undefined) return { kind: "cut", by, reason: say.cut(this.target.name, by) };
    if (!isFloating(node.value.dtype)) return { kind: "noPath", reason: say.notFloating };
    return { kind: "noPath", reason: say.noPath(this.target.name) };
  }

  /** Values the target was made from only through a cut, with what cut them off. */
  private cuts(): Map<Node, string> {
    if (this.cutBy) return this.cutBy;
    const found = new Map<Node, string>();
    const { adjoints } = this;
    if ((adjoints instanceof NumberAdjoints || adjoints instanceof ColumnAdjoints) && adjoints.isWhole) return (this.cutBy = found);
    const stack: { node: Node; by: string }[] = [];
    const enter = (node: Node, by: string): void => {
      if (!this.adjoints.has(node) && !found.has(node)) {
        found.set(node, by);
        stack.push({ node, by });
      }
    };
    for (const node of this.adjoints.keys()) {
      if (node.origin.kind === "cut") for (const source of node.cutInputs) enter(source, node.origin.by);
      for (let i = 0; i < node.inputCount; i++) enter(node.input(i), say.integer);
    }
    for (let next = stack.pop(); next; next = stack.pop()) {
      const { node, by } = next;
      for (let i = 0; i < node.inputCount; i++) enter(node.input(i), by);
      for (const source of node.cutInputs) enter(source, by);
    }
    this.cutBy = found;
    return found;
  }

  /** Why an adjoint is zero, where the operation that made it so is known. */
  private zeroBecause(node: Node, adjoint: NDArray): string | null {
    return allZero(adjoint) ? ((this.zeroReasons ??= this.reasonsOfZeros()).get(node) ?? null) : null;
  }

  /** Of all adjoints of zeros at once, users before inputs: the reason is a user's that had another adjoint, or what a user had it from. */
  private reasonsOfZeros(): Map<Node, string | null> {
    const reasons = new Map<Node, string | null>();
    for (const node of [...this.adjoints.keys()].sort((a, b) => b.id - a.id)) {
      if (!allZero(this.adjoints.get(node)!.value)) continue;
      const users = this.usersOf(node).filter((user) => this.adjoints.has(user));
      const first = users.find((user) => !reasons.has(user));
      const above = users.findLast((user) => reasons.get(user));
      reasons.set(node, first ? flatReason(first, node) : above ? reasons.get(above)! : null);
    }
    return reasons;
  }

  private usersOf(node: Node): readonly Node[] {
    if (!this.users) {
      this.users = new Map();
      for (const user of this.adjoints.keys()) {
        for (const input of user.inputs) {
          const list = this.users.get(input);
          if (list) list.push(user);
          else this.users.set(input, [user]);
        }
      }
    }
    return this.users.get(node) ?? [];
  }
}

/** A Python int's gradient is a float. */
const gradientType = (type: string): string => (type === "int" || type === "bool" ? "float" : type);

export function allZero(array: NDArray): boolean {
  const { buffer } = array;
  let zero = true;
  forEachRun(array, (from, length, step) => {
    for (let i = 0, at = from; zero && i < length; i++, at += step) if (buffer[at] !== 0) zero = false;
  });
  return zero;
}

function flatReason(user: Node, input: Node): string {
  const name = user.card?.name ?? "";
  if (name === "relu") return say.reluOff;
  if (name === "mul" && user.inputs.some((other) => other !== input && allZero(other.value))) return say.zeroFactor;
  return say.flat(name);
}
