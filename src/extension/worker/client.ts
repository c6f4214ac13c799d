/**
 * The editor's side of the protocol. Every question settles, whatever becomes of the worker:
 * - one question at a time has the worker (a check runs beside it in slices), so it is known which one hangs;
 * - a newer question takes the place of a queued older one of the same slot;
 * - whoever does not wait any more is heard by a worker in the middle of a run: the run stops;
 * - past its time the worker is ended; what hung is told so, everything else is asked once more of a new worker;
 * - a worker that dies by itself is replaced, and what it was busy with is asked once more.
 */
import type { Answers, FromWorker, Question } from "../../engine/worker/protocol.js";
import type { Outcome, Progress } from "./outcome.js";
import { isRun, patience, runsInSlices, sameText, type Waiting } from "./waiting.js";
import { reasonOf, Workers, type WorkersDoors } from "./workers.js";

export interface AskOptions {
  readonly slot?: string;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal | undefined;
  /** Cancelling ends the worker: for runs so long that nobody can wait for their end. */
  readonly stoppable?: boolean;
}

/** Starts in a row that may fail before the questions are told. */
const STARTS = 3;

export class WorkerClient {
  private readonly queue: Waiting[] = [];
  private readonly sent = new Map<number, { readonly waiting: Waiting; stopWatch: () => void }>();
  private readonly workers: Workers;
  private nextId = 1;
  private failedStarts = 0;
  private disposed = false;

  constructor(private readonly doors: WorkersDoors) {
    this.workers = new Workers(doors, {
      heard: (message) => this.heard(message),
      ready: () => {
        this.failedStarts = 0;
        this.pump();
      },
      died: (reason) => this.askAgain(this.takeSent(), `The worker ended twice over this: ${reason}`),
      neverStarted: (reason) => this.neverStarted(reason),
    });
  }

  ask<K extends keyof Answers>(
    question: Question & { readonly kind: K },
    options: AskOptions = {},
  ): Promise<Outcome<Answers[K]>> {
    return new Promise((resolve) => {
      const waiting: Waiting = {
        id: this.nextId++,
        question,
        slot: options.slot ?? null,
        onProgress: options.onProgress ?? null,
        settle: (outcome) => {
          if (waiting.settled) return;
          waiting.settled = true;
          // `as`: the server answers a question with the answer of its kind.
          resolve(outcome as Outcome<Answers[K]>);
        },
        settled: false,
        retried: false,
        stoppable: options.stoppable === true,
      };
      if (this.disposed || options.signal?.aborted === true) {
        waiting.settle({ kind: "cancelled" });
        return;
      }
      options.signal?.addEventListener("abort", () => this.cancel(waiting), { once: true });
      this.supersede(waiting);
      this.queue.push(waiting);
      this.pump();
    });
  }

  /** Ends the worker as if it had died by itself. Nothing is lost: that is what tests want to see. */
  kill(): void {
    this.workers.kill();
  }

  get isRunning(): boolean {
    return this.workers.isRunning;
  }

  dispose(): void {
    this.disposed = true;
    this.workers.dispose();
    for (const waiting of [...this.takeSent(), ...this.queue.splice(0)])
      waiting.settle({ kind: "cancelled" });
  }

  private supersede(newer: Waiting): void {
    if (newer.slot === null) return;
    for (const older of this.queue.filter((waiting) => waiting.slot === newer.slot))
      this.drop(older, { kind: "superseded" });
    for (const { waiting } of this.sent.values())
      if (waiting.slot === newer.slot && isRun(waiting) && !sameText(waiting.question, newer.question)) {
        this.workers.giveUp(waiting.id);
        waiting.settle({ kind: "superseded" });
      }
  }

  private cancel(waiting: Waiting): void {
    if (this.sent.has(waiting.id)) {
      if (waiting.stoppable) {
        this.end(waiting);
        return;
      }
      this.workers.post({ kind: "cancel", id: waiting.id });
      if (isRun(waiting)) this.workers.giveUp(waiting.id);
      // A check tells how far it came; what anything else says will be dropped.
      if (!runsInSlices(waiting)) waiting.settle({ kind: "cancelled" });
    } else this.drop(waiting, { kind: "cancelled" });
  }

  /** The worker with it; whatever else it had is asked again. */
  private end(waiting: Waiting): void {
    this.workers.stop();
    waiting.settle({ kind: "cancelled" });
    this.askAgain(
      this.takeSent().filter((other) => other !== waiting),
      "The worker was ended twice over other questions.",
    );
  }

  private drop(waiting: Waiting, outcome: Outcome<never>): void {
    const at = this.queue.indexOf(waiting);
    if (at >= 0) this.queue.splice(at, 1);
    waiting.settle(outcome);
  }

  /** Sends what may be sent now. */
  private pump(): void {
    if (this.disposed || this.queue.length === 0) return;
    try {
      this.workers.start();
    } catch (error) {
      this.failAll(`The worker could not be started: ${reasonOf(error)}`);
    }
    if (!this.workers.isReady) return;
    const busy = [...this.sent.values()].some(({ waiting }) => !runsInSlices(waiting));
    for (const waiting of this.queue.filter(runsInSlices)) this.send(waiting);
    const next = this.queue[0];
    if (!busy && next !== undefined) this.send(next);
  }

  private send(waiting: Waiting): void {
    const at = this.queue.indexOf(waiting);
    if (at < 0) return;
    this.queue.splice(at, 1);
    this.sent.set(waiting.id, { waiting, stopWatch: this.watch(waiting) });
    this.workers.post({ kind: "ask", id: waiting.id, question: waiting.question });
  }

  private watch(waiting: Waiting): () => void {
    return this.doors.clock.after(patience(waiting.question), () => this.hung(waiting));
  }

  private heard(message: Exclude<FromWorker, { kind: "ready" }>): void {
    const sent = this.sent.get(message.id);
    if (sent === undefined) return;
    sent.stopWatch();
    if (message.kind === "progress") {
      sent.stopWatch = this.watch(sent.waiting);
      sent.waiting.onProgress?.({ done: message.done, total: message.total });
      return;
    }
    this.sent.delete(message.id);
    sent.waiting.settle(
      message.kind === "answer"
        ? { kind: "answer", answer: message.answer }
        : { kind: "failed", message: message.message },
    );
    this.pump();
  }

  /** A question has passed its time. Beside a check it is not known which of the two hangs: the check has to go. */
  private hung(suspect: Waiting): void {
    const others = [...this.sent.values()].map(({ waiting }) => waiting);
    const check = others.find(runsInSlices);
    const offender =
      check !== undefined && (suspect.retried || check === suspect) ? suspect : (check ?? suspect);
    this.workers.stop();
    const left = this.takeSent();
    const outcome: Outcome<never> = { kind: "timedOut", milliseconds: patience(offender.question) };
    offender.settle(outcome);
    // The same text would hang again.
    if (!runsInSlices(offender))
      for (const same of this.queue.filter((queued) => sameText(queued.question, offender.question)))
        this.drop(same, outcome);
    this.askAgain(
      left.filter((waiting) => waiting !== offender),
      "The worker was ended twice over other questions.",
    );
  }

  /** Tried again by itself: a worker may be killed while it starts, and nothing may be lost over it. */
  private neverStarted(reason: string): void {
    this.failedStarts++;
    if (this.failedStarts < STARTS) this.pump();
    else {
      this.failedStarts = 0;
      this.failAll(`The worker could not be started: ${reason}`);
    }
  }

  /** In front of the queue, in their order. */
  private askAgain(waiting: readonly Waiting[], message: string): void {
    const again: Waiting[] = [];
    for (const one of waiting) {
      if (one.settled) continue;
      if (one.slot !== null && this.queue.some((newer) => newer.slot === one.slot))
        one.settle({ kind: "superseded" });
      else if (one.retried) one.settle({ kind: "failed", message });
      else {
        one.retried = true;
        again.push(one);
      }
    }
    this.queue.unshift(...again);
    this.pump();
  }

  private failAll(message: string): void {
    for (const waiting of this.queue.splice(0)) waiting.settle({ kind: "failed", message });
  }

  private takeSent(): Waiting[] {
    const taken = [...this.sent.values()];
    this.sent.clear();
    for (const { stopWatch } of taken) stopWatch();
    return taken.map(({ waiting }) => waiting);
  }
}
