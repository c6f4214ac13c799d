/**
 * An analysis for a text that differs from its own only in a comment or in blanks, or behind the region it is about: the
 * report and what stands at a place are those it has, moved with the text. Whoever asks for more gets a run of the new text.
 */
import type { Analysis, CheckProgress } from "./engine.js";
import type { CheckResult, GraphView, Inspection, Report } from "./report/report.js";
import type { ViewName, Views } from "./report/views/views.js";
import { carryPosition, type Move } from "./syntax/untouched.js";
import { withSpansMoved } from "./text/span.js";

export class CarriedAnalysis implements Analysis {
  readonly report: Report;
  private fresh: Analysis | null = null;

  constructor(
    private readonly before: Analysis,
    private readonly move: Move,
    private readonly run: () => Analysis,
  ) {
    this.report = this.carry(before.report);
  }

  inspect(offset: number): Inspection | null {
    const { edited, by } = this.move;
    if (offset > edited.start && offset <= edited.end + by) return null;
    return this.carry(this.before.inspect(offset <= edited.start ? offset : offset - by));
  }
  explain(): string { return this.whole().explain(); }
  graph(): GraphView { return this.whole().graph(); }
  view<K extends ViewName>(view: K, request: Views[K]["request"]): Views[K]["answer"] | null { return this.whole().view(view, request); }
  check(): Generator<CheckProgress, CheckResult, void> { return this.whole().check(); }

  private carry<T>(data: T): T {
    return withSpansMoved(data, (position) => carryPosition(this.move, position));
  }

  private whole(): Analysis {
    return (this.fresh ??= this.run());
  }
}
