/** The last analyses, so that a hover or an explanation after an edit costs no second run. */
import type { Analysis, Engine, OnProgress } from "../engine.js";
import { sameSpan } from "../text/span.js";
import type { Subject } from "./protocol.js";
import { sameSubject, sameTask } from "./same.js";

/** Enough for a few files with a few pins each; each holds a whole trace. */
const KEPT = 8;

interface Entry {
  readonly subject: Subject;
  readonly analysis: Analysis;
}

export interface Analyses {
  of(subject: Subject, onProgress?: OnProgress): Analysis;
  /** One that was cut short is no answer to a later question. */
  forget(analysis: Analysis): void;
  /** For the next edit: see `Engine.prepare`. */
  prepare(): void;
}

export function keepAnalyses(engine: Engine, kept = KEPT): Analyses {
  /** Most recently used last. */
  const entries: Entry[] = [];
  const carry = (before: Entry | undefined, subject: Subject): Analysis | null =>
    before !== undefined && sameTask(before.subject, subject) ? engine.carried(before.analysis, subject) : null;
  return {
    of(subject, onProgress) {
      const at = entries.findIndex((entry) => sameSubject(entry.subject, subject));
      if (at >= 0) {
        const [found] = entries.splice(at, 1);
        if (found !== undefined) {
          entries.push(found);
          return found.analysis;
        }
      }
      const old = entries.findIndex(
        (entry) =>
          entry.subject.document === subject.document && sameSpan(entry.subject.region, subject.region),
      );
      const carried = carry(entries[old], subject);
      // The old trace of the same region is of no more use, and its memory is wanted by the new run.
      if (old >= 0) entries.splice(old, 1);
      while (entries.length >= kept) entries.shift();
      const analysis = carried ?? engine.analyze(subject, onProgress);
      entries.push({ subject, analysis });
      return analysis;
    },
    forget(analysis) {
      const at = entries.findIndex((entry) => entry.analysis === analysis);
      if (at >= 0) entries.splice(at, 1);
    },
    prepare: () => engine.prepare(),
  };
}
