/**
 * The worker's side of the protocol, without a worker: messages in, messages out. Every question is answered exactly
 * once; an exception becomes a failure. Only the numerical check runs in slices and hears messages meanwhile.
 */
import type { Analysis, LoadEngine } from "../engine.js";
import type { CheckResult } from "../report/report.js";
import { setLanguage } from "../text/language.js";
import { type Analyses, keepAnalyses } from "./analyses.js";
import type { Answers, FromWorker, Question, ToWorker } from "./protocol.js";

export interface ServerDoors {
  readonly post: (message: FromWorker) => void;
  readonly load: LoadEngine;
  /** Milliseconds, never decreasing. */
  readonly clock: () => number;
  /** The question that nobody waits for any more, told while it is computed; 0: none. */
  readonly givenUp: () => number;
  /** Resolves after messages that wait have been heard. */
  readonly pause: () => Promise<void>;
  /** Whether a message waits, told while something is computed; none: nobody can tell, and nothing is computed that nobody asked for. */
  readonly isAwaited?: () => boolean;
}

/** Milliseconds of work between two pauses: long enough to cost nothing, short enough to hear "cancel" at once. */
const SLICE = 25;

const CANCELLED: CheckResult = { rows: [], cancelled: true, problem: null };

/** Returns the listener for messages. */
export function serve(doors: ServerDoors): (message: ToWorker) => void {
  let loading: Promise<Analyses> | null = null;
  /** Questions asked and not yet answered. */
  const open = new Set<number>();
  const cancelled = new Set<number>();
  /** The question whose program runs now; 0: none. */
  let running = 0;
  let [willPrepare, isPreparing] = [false, false];
  /** A run that nobody waits for, or that others wait for, has no time left: it stops at its next look at the clock. */
  const isUseless = (): boolean => (running !== 0 ? doors.givenUp() === running : isPreparing && doors.isAwaited?.() === true);
  const clock = (): number => (isUseless() ? Number.POSITIVE_INFINITY : doors.clock());

  const settle = (message: FromWorker & { readonly id: number }): void => {
    if (!open.delete(message.id)) return;
    cancelled.delete(message.id);
    doors.post(message);
  };

  const ask = async (id: number, question: Question): Promise<void> => {
    open.add(id);
    try {
      if (loading === null) throw new Error("worker: asked before it was started");
      const analyses = await loading;
      if (!cancelled.has(id)) settle({ kind: "answer", id, answer: await answerTo(id, question, analyses) });
      else if (question.kind === "check") settle({ kind: "answer", id, answer: CANCELLED });
      else settle({ kind: "failure", id, message: "cancelled" });
    } catch (error) {
      settle({ kind: "failure", id, message: error instanceof Error ? error.message : String(error) });
    }
    await prepare();
  };

  /** The next edit is likely where the last one was. */
  const prepare = async (): Promise<void> => {
    if (doors.isAwaited === undefined || willPrepare) return;
    willPrepare = true;
    await doors.pause();
    willPrepare = false;
    const analyses = await loading;
    if (open.size > 0 || doors.isAwaited()) return;
    isPreparing = true;
    try {
      analyses?.prepare();
    } finally {
      isPreparing = false;
    }
  };

  const answerTo = async (
    id: number,
    question: Question,
    analyses: Analyses,
  ): Promise<Answers[keyof Answers]> => {
    const analysis = run(id, question, analyses);
    switch (question.kind) {
      case "analyze":
        return analysis.report;
      case "inspect":
        return analysis.inspect(question.offset);
      case "explain":
        return analysis.explain();
      case "graph":
        return analysis.graph();
      case "view":
        return analysis.view(question.ask.view, question.ask.request);
      case "check":
        return await checkInSlices(id, analysis);
    }
  };

  const run = (id: number, { subject }: Question, analyses: Analyses): Analysis => {
    running = id;
    try {
      const analysis = analyses.of(subject, (done, total) => doors.post({ kind: "progress", id, done, total }));
      if (doors.givenUp() !== id) return analysis;
      analyses.forget(analysis);
      throw new Error("cancelled");
    } finally {
      running = 0;
    }
  };

  const checkInSlices = async (id: number, analysis: Analysis): Promise<CheckResult> => {
    const steps = analysis.check();
    let paused = doors.clock();
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      if (doors.clock() - paused < SLICE) continue;
      doors.post({ kind: "progress", id, done: step.value.done, total: step.value.total });
      await doors.pause();
      paused = doors.clock();
      if (cancelled.has(id)) {
        steps.return(CANCELLED);
        return CANCELLED;
      }
    }
  };

  return (message) => {
    switch (message.kind) {
      case "start":
        setLanguage(message.language);
        loading = doors.load(message.wasm, clock).then((engine) => keepAnalyses(engine));
        // A failure to load is told to each question that comes; nobody else is there to hear it.
        loading.then(
          () => doors.post({ kind: "ready" }),
          () => doors.post({ kind: "ready" }),
        );
        return;
      case "ask":
        void ask(message.id, message.question);
        return;
      case "cancel":
        if (open.has(message.id)) cancelled.add(message.id);
        return;
    }
  };
}
