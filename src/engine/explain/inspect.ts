/** Everything a hover says about the innermost numeric expression at an offset. */
import type { Node } from "../trace/node.js";
import type { Evaluated, EvaluatedNote } from "../report/evaluated.js";
import { excerpt, frameworkOf, symbolOf } from "../report/build.js";
import type { LensGradients } from "../report/gradients.js";
import { reportMessages as say } from "../report/messages.js";
import type { Inspection } from "../report/report.js";
import { viewOf } from "../report/array-view.js";
import { ruleOf } from "./rule.js";
import type { TargetGraph } from "./target-graph.js";

const SHOWN = 8;

export class Inspector {
  constructor(
    private readonly run: Evaluated,
    private readonly gradients: LensGradients,
    private readonly calls: number,
    private readonly graph: () => TargetGraph | null,
  ) {}

  at(offset: number): Inspection | null {
    const note = innermost(this.run.notes, offset);
    if (!note) return null;
    const named = this.run.names.find((name) => excerptIs(this.run.source, note, name.name));
    const node = named ? this.gradients.newestUsed([note.node, ...named.nodes]) : note.node;
    const held = named?.frameworkGradient;
    const graph = this.graph();
    return {
      span: note.span,
      text: excerpt(this.run.source, note.span),
      value: viewOf(node.value, note.type, SHOWN),
      gradient: this.gradients.of(node, note.type, SHOWN),
      targetName: this.run.target ? symbolOf(this.run.target) : null,
      framework: named ? frameworkOf(held, this.gradients.adjoints.get(node) ?? null, named.requiresGrad, this.calls, note.type) : null,
      rule: graph ? ruleOf(node, graph.reading) : null,
      origin: this.origin(node),
      evaluations: note.evaluations,
    };
  }

  private origin(node: Node): string {
    const own = this.ownOrigin(node);
    return node.madeUp && node.origin.kind !== "placeholder" ? `${own} · ${say.madeUp}` : own;
  }

  private ownOrigin(node: Node): string {
    const line = node.span ? this.run.source.slice(0, node.span.start).split("\n").length : 0;
    const { origin } = node;
    switch (origin.kind) {
      case "literal":
        return line ? say.literal(line) : say.value;
      case "seededSample":
        return say.seeded(origin.call);
      case "unseededSample":
        return say.unseeded(origin.call);
      case "pinned":
        return say.pinned;
      case "placeholder":
        return say.placeholder(origin.why);
      case "cut":
        return say.cutOrigin(origin.by);
      case "computed":
        return node.card && line ? say.computed(node.card.name, line) : say.value;
    }
  }
}

function innermost(notes: readonly EvaluatedNote[], offset: number): EvaluatedNote | null {
  let best: EvaluatedNote | null = null;
  for (const note of notes) {
    if (note.span.start > offset || note.span.end < offset) continue;
    if (!best || note.span.end - note.span.start < best.span.end - best.span.start) best = note;
  }
  return best;
}

const excerptIs = (source: string, note: EvaluatedNote, name: string): boolean => source.slice(note.span.start, note.span.end) === name;
