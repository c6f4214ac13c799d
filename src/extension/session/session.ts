/**
 * One open document: change → wait → ask → keep the answer only if the version still matches. Meanwhile the old values
 * stay where they are, moved with the text. Knows no editor: document, clock, worker and storage are handed in.
 */
import type { Problem, Report } from "../../engine/report/report.js";
import type { Span } from "../../engine/text/span.js";
import type { Subject } from "../../engine/worker/protocol.js";
import type { Outcome, Progress } from "../worker/outcome.js";
import { EditLog, lastFirst, type TextEdit, trimmedEdit } from "./edits.js";
import type { PinStore } from "./pins.js";
import { type Region, type RegionState, sameRegion } from "./region.js";
import { RegionSet } from "./regions.js";
import { type Asked, LARGEST_TEXT, Rounds, type RoundsDoors, type Run } from "./rounds.js";
import { answered, emptyState, failed, moved } from "./settle.js";

export interface SessionDocument {
  /** Its URI as text. */
  readonly key: string;
  readonly languageId: string;
  readonly fileName: string;
  version(): number;
  text(): string;
}

export interface SessionSettings {
  readonly enabled: boolean;
  /** Milliseconds between the last change and the question. */
  readonly delay: number;
  /** Milliseconds. */
  readonly timeLimit: number;
  readonly automatic: "backward" | "never";
}

export interface SessionDoors extends RoundsDoors {
  readonly settings: () => SessionSettings;
  readonly pins: PinStore;
  readonly changed: () => void;
  readonly words: SessionWords;
}

/** The session's own sentences, in the user's language. */
export interface SessionWords {
  fileTooLarge(megabytes: number): string;
  timedOut(milliseconds: number): string;
  failed(reason: string): string;
}

/** Milliseconds of rest after which it is asked before the delay is over: each key of a fast typist is no question. */
const REST = 25;

export class Session {
  private readonly regions: RegionSet;
  private readonly rounds: Rounds;
  private states: RegionState[] = [];
  /** The text before the next edit; not kept up with while it is too large to be of use. */
  private lastText: string;
  private readonly log: EditLog;
  private stopTimer: () => void = () => {};
  /** Counts refreshes: an answer to an older one is dropped. */
  private turn = 0;
  private disposed = false;
  /** The text that may take more time than the setting says, until it changes. */
  private long: {
    readonly text: string;
    readonly milliseconds: number;
    readonly abort: AbortController;
  } | null = null;

  constructor(
    readonly document: SessionDocument,
    private readonly doors: SessionDoors,
  ) {
    this.regions = new RegionSet(document, doors.pins);
    this.log = new EditLog(document.version());
    this.lastText = document.text();
    const timeLimit = (text: string): number => (this.long?.text === text ? this.long.milliseconds : doors.settings().timeLimit);
    this.rounds = new Rounds(document, doors, (text) => this.active(text), timeLimit);
  }

  /** Asks for the first time; from here on `changed` is called. */
  start(): void {
    void this.refresh();
  }

  /** After the document has changed; offsets are those of the text before. */
  edited(edits: readonly TextEdit[]): void {
    this.rounds.end();
    this.long?.abort.abort();
    this.long = null;
    const isLarge = this.lastText.length > LARGEST_TEXT;
    const ordered = lastFirst(isLarge ? edits : edits.map((edit) => trimmedEdit(this.lastText, edit)));
    if (!isLarge) this.lastText = this.document.text();
    this.log.add(this.document.version(), ordered);
    const now = this.doors.clock.now();
    this.regions.edited(ordered);
    this.states = this.states.flatMap((state) => {
      const region = this.regions.moved(state.region, ordered);
      return region === null ? [] : [moved(state, ordered, region, now)];
    });
    this.wait(!this.rounds.areHeavy);
    this.doors.changed();
  }

  settingsChanged(): void {
    void this.refresh();
    // How lenses are shown is a setting too, and no state holds it.
    this.doors.changed();
  }

  /** A file that this one imports has changed. Nothing is asked early: there may be many that import it, most of them hidden. */
  neighbourChanged(): void {
    this.rounds.end();
    this.wait(false);
  }

  /**
   * The delay is there for the eye: nothing changes while somebody types. The worker does not have to wait that long, so
   * that its answers are there when the delay ends.
   */
  private wait(early: boolean): void {
    this.stopTimer();
    const { clock, settings } = this.doors;
    const delay = Math.max(0, settings().delay);
    let asked: Promise<readonly Asked[] | null> | undefined;
    const stopRest = early && delay > REST ? clock.after(REST, () => { asked = this.rounds.ask(); }) : () => {};
    const stopDelay = clock.after(delay, () => void this.refresh(undefined, asked));
    this.stopTimer = () => {
      stopRest();
      stopDelay();
    };
  }

  /** Asks about the current text with another time limit. Settles when the answers have come, or with the signal, or with the next edit. */
  async runToEnd(
    milliseconds: number,
    signal: AbortSignal,
    onProgress: (progress: Progress) => void,
  ): Promise<void> {
    this.long?.abort.abort();
    const abort = new AbortController();
    const stop = (): void => abort.abort();
    signal.addEventListener("abort", stop, { once: true });
    this.long = { text: this.document.text(), milliseconds, abort };
    await this.refresh({ onProgress, signal: abort.signal });
    signal.removeEventListener("abort", stop);
    if (!signal.aborted || this.disposed) return;
    this.long = null;
    await this.refresh();
  }

  /** Asks again where the worker has failed: the user is back, and it may be well now. */
  revisited(): void {
    const hasFailed = (state: RegionState): boolean =>
      state.stale &&
      state.waitingSince === null &&
      state.problems.some(({ entry }) => entry.code === "internal");
    if (this.states.some(hasFailed)) void this.refresh();
  }

  get current(): readonly RegionState[] {
    return this.states;
  }

  /** null clears the selection's region. */
  select(span: Span | null): void {
    this.regions.select(span);
    void this.refresh();
  }

  pin(span: Span): void {
    this.regions.pin(span);
    void this.refresh();
  }

  unpin(id: string): void {
    this.regions.unpin(id);
    void this.refresh();
  }

  hasSelection(): boolean {
    return this.regions.hasSelection();
  }

  carry(version: number, span: Span): Span | null {
    return this.log.carry(version, span);
  }

  /** What to ask the worker about a region; null: the region is gone or the text is too large. */
  subject(regionId: string): Subject | null {
    const state = this.states.find(({ region }) => region.id === regionId);
    const text = this.document.text();
    if (state === undefined || text.length > LARGEST_TEXT) return null;
    return this.rounds.subject(state.region, text);
  }

  dispose(): void {
    this.disposed = true;
    this.rounds.end();
    this.long?.abort.abort();
    this.stopTimer();
    this.regions.store();
  }

  /** Finds the regions of the current text and asks about each, unless that has been done. Settles when all have been answered. */
  private async refresh(run?: Run, early?: Promise<readonly Asked[] | null>): Promise<void> {
    if (this.disposed) return;
    this.stopTimer();
    const turn = ++this.turn;
    const text = this.document.text();
    this.lastText = text;
    const version = this.document.version();
    const now = this.doors.clock.now();
    this.regions.store();
    const before = this.states;
    this.states = this.active(text).map((region) => {
      const known = before.find((state) => state.region.id === region.id);
      if (known === undefined) return emptyState(region, now);
      return sameRegion(known.region, region) && known.waitingSince !== null
        ? known
        : { ...known, region, waitingSince: known.waitingSince ?? now };
    });
    if (this.states.length !== before.length || this.states.some((state, index) => state !== before[index])) this.doors.changed();
    if (text.length > LARGEST_TEXT) {
      const problem = this.doors.words.fileTooLarge(text.length / 1e6);
      this.states = this.states.map((state) => failed(state, this.problem(state, text, "file-too-large", problem), version));
      this.doors.changed();
      return;
    }
    const asked = await (early ?? this.rounds.ask(run));
    await Promise.all(
      (asked ?? []).map(async ({ region, outcome }) => {
        const said = await outcome;
        if (this.disposed || turn !== this.turn || version !== this.document.version()) return;
        this.keep(region.id, said, version, text);
        this.doors.changed();
      }),
    );
  }

  private active(text: string): readonly Region[] {
    const { enabled, automatic } = this.doors.settings();
    return enabled ? this.regions.active(text, automatic) : [];
  }

  private keep(id: string, outcome: Outcome<Report>, version: number, text: string): void {
    const { words } = this.doors;
    switch (outcome.kind) {
      case "answer":
        this.put(id, (state) => answered(state, outcome.answer, version, text));
        return;
      case "timedOut":
        this.put(id, (state) =>
          failed(
            state,
            this.problem(state, text, "time-limit", words.timedOut(outcome.milliseconds)),
            version,
          ),
        );
        return;
      case "failed":
        this.put(id, (state) =>
          failed(state, this.problem(state, text, "internal", words.failed(outcome.message)), version),
        );
        return;
      case "superseded":
      case "cancelled":
        return;
    }
  }

  private put(id: string, next: (state: RegionState) => RegionState): void {
    this.states = this.states.map((state) => (state.region.id === id ? next(state) : state));
  }

  /** Placed on the region's first line. */
  private problem(state: RegionState, text: string, code: string, message: string): Problem {
    const start = state.region.span?.start ?? 0;
    const lineEnd = text.indexOf("\n", start);
    return {
      code,
      severity: "information",
      message,
      span: { start, end: Math.min(lineEnd < 0 ? text.length : lineEnd, start + 200) },
    };
  }
}
