/** The graph of one target, as every view of it reads it: made once a run, so that views cannot disagree. */
import { adjointFromOutputs, backwardOrder, edgeAdjoint } from "../autodiff/reverse.js";
import { symbolOf } from "../report/build.js";
import type { Evaluated, EvaluatedTarget } from "../report/evaluated.js";
import type { LensGradients } from "../report/gradients.js";
import { PICK } from "../ops/pick.js";
import { isFloating } from "../tensor/dtype.js";
import type { Node } from "../trace/node.js";
import { unrecorded } from "../trace/trace.js";
import { isPlainLiteral, type Naming, nameNodes } from "./naming.js";
import type { RuleReading } from "./rule.js";

export class TargetGraph {
  /** What stands above the fraction bar. */
  readonly symbol: string;
  /** All that the target depends on, itself included; inputs before their users. */
  readonly nodes: readonly Node[];
  /** Without the literals in formulas, which are read inside the rules. */
  readonly drawn: readonly Node[];
  readonly naming: Naming;
  readonly reading: RuleReading;
  private readonly ids = new Map<Node, string>();
  private readonly edges = new Map<Node, (Node | null | undefined)[]>();
  private picked: ReadonlyMap<Node, readonly Node[]> | null = null;

  private constructor(
    readonly run: Evaluated,
    readonly target: EvaluatedTarget,
    readonly gradients: LensGradients,
  ) {
    this.symbol = symbolOf(target);
    this.nodes = backwardOrder([target.node], (node) => isFloating(node.value.dtype)).reverse();
    this.naming = nameNodes(run, this.nodes);
    this.drawn = this.nodes.filter((node) => !isPlainLiteral(node, this.naming));
    this.drawn.forEach((node, i) => this.ids.set(node, `n${i}`));
    this.reading = { naming: this.naming, symbol: this.symbol, adjoints: gradients.adjoints, edge: (node, i) => this.edge(node, i) };
  }

  /** null: the run has no target. */
  static of(run: Evaluated, gradients: LensGradients): TargetGraph | null {
    return run.target ? new TargetGraph(run, run.target, gradients) : null;
  }

  /** `n12`, the name by which the panel asks about a node; null for what is not drawn. The same text gives the same ids. */
  idOf(node: Node): string | null {
    return this.ids.get(node) ?? null;
  }

  /** null: no such node, or the id is not one. */
  nodeOf(id: string): Node | null {
    return /^n\d+$/.test(id) ? (this.drawn[Number(id.slice(1))] ?? null) : null;
  }

  /** What the operation hands on to its input i: of the input's shape; null where nothing flows. */
  edge(node: Node, i: number): Node | null {
    let known = this.edges.get(node);
    if (!known) this.edges.set(node, (known = []));
    // The walk enters floating inputs only: a class index gets nothing, whatever the rule says.
    if (known[i] === undefined) known[i] = isFloating(node.inputs[i]!.value.dtype) ? this.handedOn(node, i) : null;
    return known[i] ?? null;
  }

  private handedOn(node: Node, i: number): Node | null {
    if (node.values.length > 1) return adjointFromOutputs(node, i, this.adjointsOfOutputs(node));
    const adjoint = this.gradients.adjoints.get(node);
    return adjoint ? edgeAdjoint(node, i, adjoint) : null;
  }

  /** Of an operation with several outputs, the adjoint of each: its picks have them. null: none has arrived. */
  adjointsOfOutputs(node: Node): readonly (Node | null)[] {
    return node.values.map((_, k) => {
      let sum: Node | null = null;
      for (const pick of this.picks().get(node) ?? []) {
        const adjoint = pick.attributes.index === k ? this.gradients.adjoints.get(pick) : undefined;
        if (adjoint) sum = sum ? unrecorded.add(sum, adjoint) : adjoint;
      }
      return sum;
    });
  }

  /** The picks of each operation with several outputs, users first: in the order the backward walk adds them. */
  private picks(): ReadonlyMap<Node, readonly Node[]> {
    if (this.picked) return this.picked;
    const picked = new Map<Node, Node[]>();
    for (const node of this.nodes.toReversed()) {
      const source = node.card === PICK ? node.inputs[0] : undefined;
      if (!source) continue;
      const list = picked.get(source);
      if (list) list.push(node);
      else picked.set(source, [node]);
    }
    return (this.picked = picked);
  }
}
