/** The last analyses, so that a hover or an explanation after an edit costs no second run. */
import type { Analysis, Engine, OnProgress } from "../engine.js";
import type { Span } from "../text/span.js";
import type { Limits, Subject, WorkspaceFile } from "./protocol.js";

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
  };
}

/** The version is left out: the same text gives the same report. */
const sameSubject = (a: Subject, b: Subject): boolean => sameTask(a, b) && a.text === b.text;

/** All but the text. */
const sameTask = (a: Subject, b: Subject): boolean =>
  a.document === b.document &&
  a.language === b.language &&
  a.wholeArrays === b.wholeArrays &&
  sameSpan(a.region, b.region) &&
  sameLimits(a.limits, b.limits) &&
  sameFiles(a.files ?? [], b.files ?? []);

const sameFiles = (a: readonly WorkspaceFile[], b: readonly WorkspaceFile[]): boolean =>
  a.length === b.length && a.every((file, i) => file.name === b[i]?.name && file.text === b[i]?.text);

const sameSpan = (a: Span | null, b: Span | null): boolean => a?.start === b?.start && a?.end === b?.end;

const sameLimits = (a: Limits, b: Limits): boolean =>
  a.milliseconds === b.milliseconds &&
  a.steps === b.steps &&
  a.elements === b.elements &&
  a.bytes === b.bytes;
