/** The numbers played with become the source's: one edit of the document, so one undo takes it back. */
import * as vscode from "vscode";
import type { WriteBackAnswer } from "../../engine/report/views/play.js";
import type { ViewAnswer } from "../../engine/report/views/views.js";
import { rangeOf } from "../editor/places.js";
import type { Outcome } from "../worker/outcome.js";
import type { ToPanel } from "./messages.js";

type WroteBack = Omit<ToPanel & { readonly kind: "wroteBack" }, "kind">;

/** `version`: of the text that the edits are offsets of. `outcome` null: it was not asked, since the text is another one. */
export async function writtenBack(
  document: vscode.TextDocument | null,
  version: number | null,
  outcome: Outcome<ViewAnswer | null> | null,
): Promise<WroteBack> {
  if (document === null || outcome === null || document.version !== version)
    return nothing(vscode.l10n.t("The code has changed meanwhile: nothing was written."));
  if (outcome.kind === "failed") return nothing(outcome.message);
  if (outcome.kind !== "answer" || outcome.answer === null)
    return nothing(vscode.l10n.t("It took longer than the time limit."));
  // `as`: a view is answered with the answer of its kind.
  const { edits, refused } = outcome.answer as WriteBackAnswer;
  if (edits.length === 0) return { written: 0, refused, failure: null };
  const edit = new vscode.WorkspaceEdit();
  for (const { start, end, text } of edits) edit.replace(document.uri, rangeOf(document, { start, end }), text);
  const isDone = await vscode.workspace.applyEdit(edit);
  return isDone
    ? { written: edits.length, refused, failure: null }
    : nothing(vscode.l10n.t("The editor did not take the change."));
}

const nothing = (failure: string): WroteBack => ({ written: 0, refused: [], failure });
