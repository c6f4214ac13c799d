/**
 * One open document: change → wait → ask → keep the answer only if the version still matches. Meanwhile the old values
 * stay where they are, moved with the text. Knows no editor: document, clock, worker and storage are handed in.
 */
import type { Problem, Report } from "../../engine/report/report.js";
import type { Span } from "../../engine/text/span.js";
import { DEFAULT_LIMITS, type Subject, type WorkspaceFile } from "../../engine/worker/protocol.js";
import type { Clock } from "../worker/clock.js";
import type { Outcome, Progress } from "../worker/outcome.js";
import { EditLog, lastFirst, type TextEdit, trimmedEdit } from "./edits.js";
import type { PinStore } from "./pins.js";
import { type Region, type RegionState, sameRegion } from "./region.js";
import { RegionSet } from "./regions.js";
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

export interface SessionDoors {
  readonly settings: () => SessionSettings;
  readonly analyze: (subject: Subject, slot: string, run: Run) => Promise<Outcome<Report>>;
  /** The files a Python text imports; null: nobody looks for any. */
  readonly gather?: ((text: string) => Promise<readonly WorkspaceFile[]>) | undefined;
  readonly clock: Clock;
  readonly pins: PinStore;
  readonly changed: () => void;
  readonly words: SessionWords;
}

/** Stopped by its signal. With a larger budget it can be followed, too. */
export interface Run {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** The session's own sentences, in the user's language. */
export interface SessionWords {
  fileTooLarge(megabytes: number): string;
  timedOut(milliseconds: number): string;
  failed(reason: string): string;
}

/** UTF-16 code units. Larger files are not sent to the worker: not even their syntax is of use at that size. */
export const LARGEST_TEXT = 1_000_000;

/** Elements up to which an array is sent whole. */
const WHOLE_ARRAYS = 64;

export class Session {
  private readonly regions: RegionSet;
  private states: RegionState[] = [];
  /** The text before the next edit; not kept up with while it is too large to be of use. */
  private lastText: string;
  private readonly log: EditLog;
  private stopTimer: () => void = () => {};
  /** Counts refreshes: an answer to an older one is dropped. */
  private turn = 0;
  private disposed = false;
  /** Of the questions on their way: with the next edit nobody waits for their answers. */
  private asking = new AbortController();
  private files: readonly WorkspaceFile[] = [];
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
  }

  /** Asks for the first time; from here on `changed` is called. */
  start(): void {
    void this.refresh();
  }

  /** After the document has changed; offsets are those of the text before. */
  edited(edits: readonly TextEdit[]): void {
    this.asking.abort();
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
    this.stopTimer();
    this.stopTimer = this.doors.clock.after(
      Math.max(0, this.doors.settings().delay),
      () => void this.refresh(),
    );
    this.doors.changed();
  }

  settingsChanged(): void {
    void this.refresh();
    // How lenses are shown is a setting too, and no state holds it.
    this.doors.changed();
  }

  /** A file that this one imports has changed. */
  neighbourChanged(): void {
    this.stopTimer();
    this.stopTimer = this.doors.clock.after(
      Math.max(0, this.doors.settings().delay),
      () => void this.refresh(),
    );
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
    return this.subjectOf(state.region, text);
  }

  dispose(): void {
    this.disposed = true;
    this.asking.abort();
    this.long?.abort.abort();
    this.stopTimer();
    this.regions.store();
  }

  private subjectOf(region: Region, text: string): Subject {
    return {
      document: this.document.key,
      version: this.document.version(),
      text,
      language: region.language,
      region: region.span,
      files: region.language === "python" ? this.files : [],
      limits: {
        ...DEFAULT_LIMITS,
        milliseconds: this.long?.text === text ? this.long.milliseconds : this.doors.settings().timeLimit,
      },
      wholeArrays: WHOLE_ARRAYS,
    };
  }

  /** Finds the regions of the current text and asks about each. Settles when all have been answered. */
  private async refresh(run?: Run): Promise<void> {
    if (this.disposed) return;
    this.stopTimer();
    const turn = ++this.turn;
    const settings = this.doors.settings();
    const text = this.document.text();
    this.lastText = text;
    const version = this.document.version();
    const now = this.doors.clock.now();
    this.regions.store();
    const active = settings.enabled ? this.regions.active(text, settings.automatic) : [];
    const before = this.states;
    this.states = active.map((region) => {
      const known = before.find((state) => state.region.id === region.id);
      if (known === undefined) return emptyState(region, now);
      return sameRegion(known.region, region) && known.waitingSince !== null
        ? known
        : { ...known, region, waitingSince: known.waitingSince ?? now };
    });
    if (this.states.length !== before.length || this.states.some((state, index) => state !== before[index])) this.doors.changed();
    if (
      this.doors.gather !== undefined &&
      this.document.languageId === "python" &&
      text.length <= LARGEST_TEXT
    ) {
      const files = await this.doors.gather(text);
      if (this.disposed || turn !== this.turn || version !== this.document.version()) return;
      this.files = files;
    }
    this.asking = new AbortController();
    const asked = run ?? { signal: this.asking.signal };
    const answers: Promise<void>[] = [];
    for (const { region } of this.states) {
      if (text.length > LARGEST_TEXT) {
        this.put(region.id, (state) =>
          failed(
            state,
            this.problem(state, text, "file-too-large", this.doors.words.fileTooLarge(text.length / 1e6)),
            version,
          ),
        );
        continue;
      }
      const answer = this.doors
        .analyze(this.subjectOf(region, text), `${this.document.key}#${region.id}`, asked)
        .then((outcome) => {
          if (this.disposed || turn !== this.turn || version !== this.document.version()) return;
          this.keep(region.id, outcome, version, text);
          this.doors.changed();
        });
      answers.push(answer);
    }
    if (text.length > LARGEST_TEXT) this.doors.changed();
    await Promise.all(answers);
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
