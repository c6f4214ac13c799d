/** One question on its way: queued, or with the worker. */
import type { Answers, Question } from "../../engine/worker/protocol.js";
import type { Outcome, Progress } from "./outcome.js";

export interface Waiting {
  readonly id: number;
  readonly question: Question;
  /** A newer question takes the place of a queued one of the same slot; null: none does. */
  readonly slot: string | null;
  readonly onProgress: ((progress: Progress) => void) | null;
  /** Settles the promise; only the first call counts. */
  readonly settle: (outcome: Outcome<Answers[keyof Answers]>) => void;
  /** Whether the asker has its outcome already (it cancelled); the worker may still be busy with it. */
  settled: boolean;
  /** Asked a second time, after the worker died or was ended over another question. */
  retried: boolean;
  /** Cancelling it ends the worker. */
  readonly stoppable: boolean;
}

/** The check runs in slices beside other questions; everything else has the worker for itself. */
export const runsInSlices = (waiting: Waiting): boolean => waiting.question.kind === "check";

/** Of no use to anybody once its asker has gone; what other questions run the program for, later ones want too. */
export const isRun = (waiting: Waiting): boolean => waiting.question.kind === "analyze";

/** Milliseconds a question may take. The engine keeps to its own limit and says where it stopped; this is for when it cannot. */
export function patience(question: Question): number {
  const limit = question.subject.limits.milliseconds;
  const grace = Math.max(400, limit / 4);
  switch (question.kind) {
    // The gradients come after the run, and take about as long as its last iteration.
    case "analyze":
    case "inspect":
      return 2 * limit + grace;
    // After a restart they run the program again first; an explanation then runs it forward a few times more.
    case "explain":
    case "graph":
    case "view":
      return 3 * limit + grace;
    // Between two reports of progress.
    case "check":
      return 2 * limit + grace;
  }
}

export const sameText = (a: Question, b: Question): boolean =>
  a.subject.document === b.subject.document && a.subject.version === b.subject.version;
