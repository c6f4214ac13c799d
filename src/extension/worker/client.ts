/**
 * The editor's side of the protocol. Every question settles, whatever becomes of the worker:
 * - one question at a time has the worker (a check runs beside it in slices), so it is known which one hangs;
 * - a newer question takes the place of a queued older one of the same slot;
 * - past its time the worker is ended; what hung is told so, everything else is asked once more of a new worker;
 * - a worker that dies by itself is replaced, and what it was busy with is asked once more.
 */
import type { Answers, FromWorker, Question } from "../../engine/worker/protocol.js";
import type { Clock } from "./clock.js";
import type { Outcome, Progress } from "./outcome.js";
import type { LoadWasm, SpawnWorker, WorkerHandle } from "./spawn.js";
import { patience, runsInSlices, sameText, type Waiting } from "./waiting.js";

export interface ClientDoors {
  readonly spawn: SpawnWorker;
  readonly loadWasm: LoadWasm;
  readonly clock: Clock;
  /** Of the engine's sentences: a tag such as "zh-cn". */
  readonly language: string;
}

export interface AskOptions {
  readonly slot?: string;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal | undefined;
  /** Cancelling ends the worker: for runs so long that nobody can wait for their end. */
  readonly stoppable?: boolean;
}

/** Milliseconds for the thread to start and the grammar to load, on a slow and busy machine. */
const START_PATIENCE = 20_000;

/** Starts in a row that may fail before the questions are told. */
const STARTS = 3;

interface Running {
  readonly worker: WorkerHandle;
  ready: boolean;
  stopWatch: () => void;
}

export class WorkerClient {
  private readonly queue: Waiting[] = [];
  private readonly sent = new Map<number, { readonly waiting: Waiting; stopWatch: () => void }>();
  private running: Running | null = null;
  private nextId = 1;
  private failedStarts = 0;
  private disposed = false;

  constructor(private readonly doors: ClientDoors) {}

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
    const running = this.running;
    if (running === null) return;
    running.worker.terminate();
    this.died(running, "killed");
  }

  get isRunning(): boolean {
    return this.running !== null;
  }

  dispose(): void {
    this.disposed = true;
    this.stop();
    for (const waiting of [...this.takeSent(), ...this.queue.splice(0)])
      waiting.settle({ kind: "cancelled" });
  }

  private supersede(newer: Waiting): void {
    if (newer.slot === null) return;
    for (const older of this.queue.filter((waiting) => waiting.slot === newer.slot))
      this.drop(older, { kind: "superseded" });
  }

  private cancel(waiting: Waiting): void {
    if (this.sent.has(waiting.id)) {
      if (waiting.stoppable) {
        this.end(waiting);
        return;
      }
      this.post({ kind: "cancel", id: waiting.id });
      // A check tells how far it came; anything else does not hear, and its answer will be dropped.
      if (!runsInSlices(waiting)) waiting.settle({ kind: "cancelled" });
    } else this.drop(waiting, { kind: "cancelled" });
  }

  /** The worker with it; whatever else it had is asked again. */
  private end(waiting: Waiting): void {
    this.stop();
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
    const running = this.running ?? this.start();
    if (running === null || !running.ready) return;
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
    this.post({ kind: "ask", id: waiting.id, question: waiting.question });
  }

  private post(message: Parameters<WorkerHandle["post"]>[0]): void {
    const running = this.running;
    if (running === null) return;
    try {
      running.worker.post(message);
    } catch (error) {
      running.worker.terminate();
      this.died(running, reasonOf(error));
    }
  }

  private watch(waiting: Waiting): () => void {
    return this.doors.clock.after(patience(waiting.question), () => this.hung(waiting));
  }

  private start(): Running | null {
    let worker: WorkerHandle;
    try {
      worker = this.doors.spawn();
    } catch (error) {
      this.failAll(`The worker could not be started: ${reasonOf(error)}`);
      return null;
    }
    const running: Running = { worker, ready: false, stopWatch: () => {} };
    this.running = running;
    running.stopWatch = this.doors.clock.after(START_PATIENCE, () =>
      this.neverStarted(running, "it took too long"),
    );
    worker.onMessage((message) => {
      if (this.running === running) this.heard(running, message);
    });
    worker.onExit((reason) => this.died(running, reason));
    this.doors.loadWasm().then(
      (wasm) => {
        if (this.running === running) this.post({ kind: "start", language: this.doors.language, wasm });
      },
      (error: unknown) => this.neverStarted(running, reasonOf(error)),
    );
    return running;
  }

  private heard(running: Running, message: FromWorker): void {
    if (message.kind === "ready") {
      running.ready = true;
      this.failedStarts = 0;
      running.stopWatch();
      this.pump();
      return;
    }
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
    this.stop();
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

  private died(running: Running, reason: string): void {
    if (this.running !== running) return;
    if (!running.ready) {
      this.neverStarted(running, reason);
      return;
    }
    this.running = null;
    running.stopWatch();
    this.askAgain(this.takeSent(), `The worker ended twice over this: ${reason}`);
  }

  /** Tried again by itself: a worker may be killed while it starts, and nothing may be lost over it. */
  private neverStarted(running: Running, reason: string): void {
    if (this.running !== running) return;
    this.stop();
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

  private stop(): void {
    this.running?.stopWatch();
    this.running?.worker.terminate();
    this.running = null;
  }

  private takeSent(): Waiting[] {
    const taken = [...this.sent.values()];
    this.sent.clear();
    for (const { stopWatch } of taken) stopWatch();
    return taken.map(({ waiting }) => waiting);
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
