/** Whether two questions are about the same. The version is left out: the same text gives the same report. */
import { sameSpan } from "../text/span.js";
import type { Limits, Subject, WorkspaceFile } from "./protocol.js";

export const sameSubject = (a: Subject, b: Subject): boolean => sameTask(a, b) && a.text === b.text;

/** All but the text. */
export const sameTask = (a: Subject, b: Subject): boolean =>
  sameSurroundings(a, b) && a.wholeArrays === b.wholeArrays && sameSpan(a.region, b.region);

/** What a run of a text depends on besides the text. */
export const sameSurroundings = (a: Subject, b: Subject): boolean =>
  a.document === b.document &&
  a.language === b.language &&
  sameLimits(a.limits, b.limits) &&
  sameFiles(a.files ?? [], b.files ?? []);

const sameFiles = (a: readonly WorkspaceFile[], b: readonly WorkspaceFile[]): boolean =>
  a.length === b.length && a.every((file, i) => sameFile(file, b[i]));

const sameFile = (a: WorkspaceFile, b: WorkspaceFile | undefined): boolean =>
  a.name === b?.name && a.text === b.text && a.path === b.path && a.isPackage === b.isPackage && a.near === b.near;

const sameLimits = (a: Limits, b: Limits): boolean =>
  a.milliseconds === b.milliseconds &&
  a.steps === b.steps &&
  a.elements === b.elements &&
  a.bytes === b.bytes;
