/** Workers and clocks that do what a test says. */
import {
  DEFAULT_LIMITS,
  type FromWorker,
  type Question,
  type Subject,
  type ToWorker,
} from "../../src/engine/worker/protocol.js";
import type { Clock } from "../../src/extension/worker/clock.js";
import type { WorkerHandle } from "../../src/extension/worker/spawn.js";

export class FakeClock implements Clock {
  private time = 0;
  private timers: { readonly at: number; readonly callback: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.time + milliseconds, callback };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** Lets promises settle, then fires what is due, in order, until that time. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    await settled();
    for (;;) {
      const due = this.timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.timers = this.timers.filter((timer) => timer !== due);
      this.time = due.at;
      due.callback();
      await settled();
    }
    this.time = end;
  }
}

export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

export type Reply = (message: ToWorker & { readonly kind: "ask" }, worker: FakeWorker) => void;

export class FakeWorker implements WorkerHandle {
  readonly heard: ToWorker[] = [];
  terminated = false;
  readonly givenUp: number[] = [];
  private listener: (message: FromWorker) => void = () => {};
  private exit: (reason: string) => void = () => {};

  constructor(
    private readonly reply: Reply,
    private readonly starts = true,
  ) {}

  post(message: ToWorker): void {
    this.heard.push(message);
    if (message.kind === "start" && this.starts) queueMicrotask(() => this.say({ kind: "ready" }));
    if (message.kind === "ask") queueMicrotask(() => this.reply(message, this));
  }
  onMessage(listener: (message: FromWorker) => void): void {
    this.listener = listener;
  }
  onExit(listener: (reason: string) => void): void {
    this.exit = listener;
  }
  giveUp(id: number): void {
    this.givenUp.push(id);
  }
  terminate(): void {
    this.terminated = true;
  }
  say(message: FromWorker): void {
    this.listener(message);
  }
  die(reason = "out of memory"): void {
    this.exit(reason);
  }
  get asked(): readonly Question[] {
    return this.heard.flatMap((message) => (message.kind === "ask" ? [message.question] : []));
  }
}

export function subject(document: string, version = 1, text = "L = 1.0"): Subject {
  return {
    document,
    version,
    text,
    language: "python",
    region: null,
    limits: DEFAULT_LIMITS,
    wholeArrays: 8,
  };
}
