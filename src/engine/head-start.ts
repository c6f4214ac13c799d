/**
 * What stands before the place that is edited, run ahead of the next edit: the next text goes on from there. A run
 * that waits shares nothing with the one that is shown, so it is what a run of the whole text would be at that place.
 */
import { Execution, type RunOptions } from "./python/run.js";
import { changeBetween } from "./syntax/edit.js";
import type { Program } from "./syntax/program.js";
import { sameSyntax } from "./syntax/untouched.js";
import { Trace } from "./trace/trace.js";
import type { Subject } from "./worker/protocol.js";
import { sameSurroundings } from "./worker/same.js";

/** Milliseconds of a beginning from which on it is run ahead: less is not missed by anybody. */
const WORTH = 10;

type Options = Omit<RunOptions, "trace">;

interface Text {
  readonly subject: Subject;
  readonly program: Program;
}

interface Ran extends Text {
  readonly options: Options;
  /** The text whose edit led to this one; null: none is known. */
  readonly before: Text | null;
  /** Of the run: see `Execution.begun`. */
  readonly begun: readonly number[];
}

interface Waiting extends Text {
  readonly execution: Execution;
  /** Statements that have run. */
  readonly count: number;
}

export class HeadStart {
  private last: Ran | null = null;
  private waiting: Waiting | null = null;

  /** The whole run of a text. */
  run(subject: Subject, program: Program, options: Options): Execution {
    const execution = this.waitingFor(subject, program, options) ?? started(subject, program, options);
    execution.runTo(program.body.length);
    const { last } = this;
    // Several regions of one text are asked about one after the other.
    const before = last?.subject.text === subject.text ? last.before : last && { subject: last.subject, program: last.program };
    this.last = { subject, program, options, before, begun: execution.begun };
    return execution;
  }

  /** For an edit where the last one was. Stops where the clock says that there is no time left. */
  prepare(): void {
    if (!this.last?.before || this.waiting !== null) return;
    const { subject, program, options, before, begun } = this.last;
    // The whole is looked at here, while nobody waits; where it took no time there is nothing to look for.
    if ((begun.at(-1) ?? 0) < WORTH) return;
    const count = sharedStatements(before, this.last);
    if ((begun[count] ?? 0) < WORTH) return;
    const execution = started(subject, program, { ...options, onProgress: () => undefined });
    execution.runTo(count);
    if (execution.hold()) this.waiting = { subject, program, execution, count };
    else if (Number.isFinite(options.clock())) this.last = null; // it would go no better another time
  }

  private waitingFor(subject: Subject, program: Program, options: Options): Execution | null {
    const { waiting } = this;
    if (waiting?.subject.document !== subject.document) return null;
    this.waiting = null;
    const { count, execution } = waiting;
    if (sharedStatements(waiting, { subject, program }) < count || !execution.isFor(program, options)) return null;
    execution.goOn(program, options);
    return execution;
  }
}

const started = (subject: Subject, program: Program, options: Options): Execution => new Execution(program, { ...options, trace: new Trace(subject.limits) });

/** How many statements both begin with. A quotation mark further down may make other statements of the same words. */
function sharedStatements(before: Text, after: Text): number {
  if (!sameSurroundings(before.subject, after.subject)) return 0;
  const { start, oldEnd, newEnd } = changeBetween(before.subject.text, after.subject.text);
  const move = { edited: { start, end: oldEnd }, by: newEnd - oldEnd };
  const others = after.program.body;
  const end = before.program.body.findIndex((statement, i) => statement.span.end > start || !sameSyntax(statement, others[i], move));
  return end < 0 ? before.program.body.length : end;
}
