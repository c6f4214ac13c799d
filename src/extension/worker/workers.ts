/**
 * The worker that answers, and one that stands by: where the first hangs, dies or is ended, the second has started
 * already. Nobody is spoken to before the first `start`.
 */
import type { FromWorker, ToWorker } from "../../engine/worker/protocol.js";
import type { Clock } from "./clock.js";
import type { LoadWasm, SpawnWorker, WorkerHandle } from "./spawn.js";

export interface WorkersDoors {
  readonly spawn: SpawnWorker;
  readonly loadWasm: LoadWasm;
  readonly clock: Clock;
  /** Of the engine's sentences: a tag such as "zh-cn". */
  readonly language: string;
  /** Milliseconds after an answer until one that stands by is started: not while the first numbers are waited for. Default: never. */
  readonly spareAfter?: number;
}

/** What the one that answers does. Of the other nothing is heard. */
export interface WorkersListener {
  heard(message: Exclude<FromWorker, { kind: "ready" }>): void;
  ready(): void;
  died(reason: string): void;
  /** It was given up before it was ready. */
  neverStarted(reason: string): void;
}

/** Milliseconds for the thread to start and the grammar to load, on a slow and busy machine. */
const START_PATIENCE = 20_000;

interface Running {
  readonly handle: WorkerHandle;
  ready: boolean;
  stopWatch: () => void;
}

export class Workers {
  private active: Running | null = null;
  private spare: Running | null = null;
  private stopTimer: (() => void) | null = null;

  constructor(
    private readonly doors: WorkersDoors,
    private readonly listener: WorkersListener,
  ) {}

  get isRunning(): boolean {
    return this.active !== null;
  }

  get isReady(): boolean {
    return this.active?.ready === true;
  }

  /** Throws where none can be started. */
  start(): void {
    this.active ??= this.spare ?? this.launch();
    if (this.active === this.spare) this.spare = null;
  }

  post(message: ToWorker): void {
    const running = this.active;
    if (running === null) return;
    try {
      running.handle.post(message);
    } catch (error) {
      running.handle.terminate();
      this.died(running, reasonOf(error));
    }
  }

  /** Nobody waits for this question any more, even if the worker is in the middle of it. */
  giveUp(id: number): void {
    this.active?.handle.giveUp(id);
  }

  /** Ends the one that answers. */
  stop(): void {
    if (this.active !== null) end(this.active);
    this.active = null;
  }

  /** As if it had died by itself. */
  kill(): void {
    const running = this.active;
    if (running === null) return;
    running.handle.terminate();
    this.died(running, "killed");
  }

  dispose(): void {
    this.stop();
    this.stopTimer?.();
    if (this.spare !== null) end(this.spare);
    this.spare = null;
  }

  private launch(): Running {
    const running: Running = { handle: this.doors.spawn(), ready: false, stopWatch: () => {} };
    running.stopWatch = this.doors.clock.after(START_PATIENCE, () => this.failed(running, "it took too long"));
    running.handle.onMessage((message) => this.heard(running, message));
    running.handle.onExit((reason) => this.died(running, reason));
    this.doors.loadWasm().then(
      (wasm) => {
        if (!this.knows(running)) return;
        try {
          running.handle.post({ kind: "start", language: this.doors.language, wasm });
        } catch (error) {
          this.failed(running, reasonOf(error));
        }
      },
      (error: unknown) => this.failed(running, reasonOf(error)),
    );
    return running;
  }

  private heard(running: Running, message: FromWorker): void {
    if (!this.knows(running)) return;
    if (message.kind === "ready") {
      running.ready = true;
      running.stopWatch();
    }
    if (running !== this.active) return;
    if (message.kind === "ready") this.listener.ready();
    else {
      if (message.kind === "answer") this.standBy();
      this.listener.heard(message);
    }
  }

  private standBy(): void {
    if (this.doors.spareAfter === undefined || this.spare !== null || this.stopTimer !== null) return;
    this.stopTimer = this.doors.clock.after(this.doors.spareAfter, () => {
      this.stopTimer = null;
      if (this.active === null || this.spare !== null) return;
      try {
        this.spare = this.launch();
      } catch {
        // No thread to be had: the next answer tries again, and whoever needs it is told then.
      }
    });
  }

  private died(running: Running, reason: string): void {
    if (!running.ready) {
      this.failed(running, reason);
      return;
    }
    running.stopWatch();
    if (running === this.spare) this.spare = null;
    if (running !== this.active) return;
    this.active = null;
    this.listener.died(reason);
  }

  private failed(running: Running, reason: string): void {
    if (!this.knows(running)) return;
    end(running);
    if (running === this.spare) this.spare = null;
    else {
      this.active = null;
      this.listener.neverStarted(reason);
    }
  }

  private knows(running: Running): boolean {
    return running === this.active || running === this.spare;
  }
}

function end(running: Running): void {
  running.stopWatch();
  running.handle.terminate();
}

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
