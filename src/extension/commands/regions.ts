/** Putting a part of a text under the lens, for now or for good. */
import * as vscode from "vscode";
import type { Span } from "../../engine/text/span.js";
import { spanOf } from "../editor/places.js";
import { paragraphAt, regionLanguage } from "../session/automatic.js";
import type { Sessions } from "../session/sessions.js";
import { isEnabled, setEnabled } from "../settings.js";

export async function showForSelection(sessions: Sessions, editor: vscode.TextEditor): Promise<void> {
  const span = meant(editor);
  const session = sessions.of(editor.document);
  if (session === null || span === null) {
    void vscode.window.showInformationMessage(vscode.l10n.t("Select a formula or tensor code first."));
    return;
  }
  await ensureOn(editor.document);
  session.select(span);
}

export async function pinLens(sessions: Sessions, editor: vscode.TextEditor): Promise<void> {
  const session = sessions.of(editor.document);
  const offset = editor.document.offsetAt(editor.selection.active);
  const here = sessions.regionAt(editor.document.uri, offset);
  // Without a selection of its own, pinning keeps what is shown.
  const shown = editor.selection.isEmpty && here?.region.kind === "selection" ? here.region.span : null;
  const span = shown ?? meant(editor);
  if (session === null || span === null) {
    void vscode.window.showInformationMessage(vscode.l10n.t("Select a formula or tensor code first."));
    return;
  }
  await ensureOn(editor.document);
  session.pin(span);
}

/** The pin at the cursor; elsewhere the only one, or one to choose. */
export async function unpinLens(sessions: Sessions, editor: vscode.TextEditor): Promise<void> {
  const { document, selection } = editor;
  const offset = document.offsetAt(selection.active);
  const pins = sessions.regions(document.uri).filter(({ region }) => region.kind === "pin");
  const here = pins.find(
    ({ region: { span } }) => span !== null && span.start <= offset && offset <= span.end,
  );
  const chosen = here ?? (pins.length === 1 ? pins[0] : undefined);
  if (chosen !== undefined) {
    sessions.of(document)?.unpin(chosen.region.id);
    return;
  }
  if (pins.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t("There is no pinned lens in this file."));
    return;
  }
  const items = pins.map(({ region }) => ({
    label: document.lineAt(document.positionAt(region.span?.start ?? 0)).text.trim(),
    id: region.id,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t("Which lens is to be unpinned?"),
  });
  if (picked !== undefined) sessions.of(document)?.unpin(picked.id);
}

/** What the selection, or without one the cursor, means: code by whole lines, formulas as they are selected. */
function meant({ document, selection }: vscode.TextEditor): Span | null {
  const text = document.getText();
  if (selection.isEmpty) {
    if (document.languageId !== "python") return paragraphAt(text, document.offsetAt(selection.active));
    return trimmed(text, { start: 0, end: text.length });
  }
  const raw = spanOf(document, selection);
  if (document.languageId !== "python" || regionLanguage("python", text, raw) === "text")
    return trimmed(text, raw);
  // A selection that ends at the start of a line does not mean that line.
  const lastLine =
    selection.end.character === 0 && selection.end.line > selection.start.line
      ? selection.end.line - 1
      : selection.end.line;
  return trimmed(text, {
    start: document.offsetAt(new vscode.Position(selection.start.line, 0)),
    end: document.offsetAt(document.lineAt(lastLine).range.end),
  });
}

/** Without blanks and empty lines around; the first line keeps its indentation. */
function trimmed(text: string, span: Span): Span | null {
  const inside = text.slice(span.start, span.end);
  const start = span.start + (/^(?:[^\S\n]*\r?\n)*/.exec(inside)?.[0].length ?? 0);
  const end = span.start + inside.trimEnd().length;
  return end > start ? { start, end } : null;
}

/** Someone who asks for a lens while it is switched off wants it on. */
async function ensureOn(document: vscode.TextDocument): Promise<void> {
  if (!isEnabled(document)) await setEnabled(document, true);
}
