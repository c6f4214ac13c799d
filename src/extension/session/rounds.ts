/** What one document asks the worker: a round of questions, one about each region of its text. */
import type { Report } from "../../engine/report/report.js";
import { DEFAULT_LIMITS, type Subject, type WorkspaceFile } from "../../engine/worker/protocol.js";
import type { Clock } from "../worker/clock.js";
import type { Outcome, Progress } from "../worker/outcome.js";
import type { Region } from "./region.js";

/** UTF-16 code units. Larger files are not sent to the worker: not even their syntax is of use at that size. */
export const LARGEST_TEXT = 1_000_000;

/** Elements up to which an array is sent whole. */
const WHOLE_ARRAYS = 64;

/** Milliseconds of a run from which on nothing is asked before it must be: a machine must not get hot from typing. */
const HEAVY = 200;

/** Stopped by its signal. With a larger budget it can be followed, too. */
export interface Run {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export interface RoundsDoors {
  readonly analyze: (subject: Subject, slot: string, run: Run) => Promise<Outcome<Report>>;
  /** The files a Python text imports; null: nobody looks for any. */
  readonly gather?: ((text: string) => Promise<readonly WorkspaceFile[]>) | undefined;
  readonly clock: Clock;
}

interface AskedDocument {
  /** Its URI as text. */
  readonly key: string;
  readonly languageId: string;
  version(): number;
  text(): string;
}

/** One region, and what the worker says of it. */
export interface Asked {
  readonly region: Region;
  readonly outcome: Promise<Outcome<Report>>;
}

export class Rounds {
  /** A newer round makes those before it useless. */
  private count = 0;
  /** Of the questions on their way. */
  private asking = new AbortController();
  private files: readonly WorkspaceFile[] = [];
  /** How long the worker was at the last question it did not give up, in milliseconds: a hung one counts, too. */
  private took = 0;

  constructor(
    private readonly document: AskedDocument,
    private readonly doors: RoundsDoors,
    /** Those of this text, now. */
    private readonly regions: (text: string) => readonly Region[],
    /** Milliseconds that a run of this text may take. */
    private readonly timeLimit: (text: string) => number,
  ) {}

  get areHeavy(): boolean {
    return this.took >= HEAVY;
  }

  /** Nobody waits for the answers any more. */
  end(): void {
    this.count++;
    this.asking.abort();
  }

  /** null: nobody waits any more, or the text is too large. */
  async ask(run?: Run): Promise<readonly Asked[] | null> {
    const round = ++this.count;
    const text = this.document.text();
    if (text.length > LARGEST_TEXT) return null;
    if (this.doors.gather !== undefined && this.document.languageId === "python") {
      const version = this.document.version();
      const files = await this.doors.gather(text);
      if (round !== this.count || version !== this.document.version()) return null;
      this.files = files;
    }
    this.asking = new AbortController();
    const asked = run ?? { signal: this.asking.signal };
    const { analyze, clock } = this.doors;
    const began = clock.now();
    return this.regions(text).map((region) => {
      const outcome = analyze(this.subject(region, text), `${this.document.key}#${region.id}`, asked);
      void outcome.then(({ kind }) => {
        if (kind !== "superseded" && kind !== "cancelled") this.took = clock.now() - began;
      });
      return { region, outcome };
    });
  }

  subject(region: Region, text: string): Subject {
    return {
      document: this.document.key,
      version: this.document.version(),
      text,
      language: region.language,
      region: region.span,
      files: region.language === "python" ? this.files : [],
      limits: { ...DEFAULT_LIMITS, milliseconds: this.timeLimit(text) },
      wholeArrays: WHOLE_ARRAYS,
    };
  }
}
