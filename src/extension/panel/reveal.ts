/** From the panel to the text: the place is selected, in the editor that shows it already or in one beside the panel. */
import * as vscode from "vscode";
import type { Span } from "../../engine/text/span.js";
import { rangeOf } from "../editor/places.js";

export async function revealSpan(
  uri: vscode.Uri,
  span: Span,
  focus: boolean,
  panelColumn: vscode.ViewColumn | undefined,
): Promise<void> {
  await shown(uri, panelColumn, async (document, viewColumn) => {
    const range = rangeOf(document, span);
    const editor = await vscode.window.showTextDocument(document, { viewColumn, preserveFocus: !focus, selection: range });
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  });
}

/** The keyboard goes to the text; its cursor stays where it is. */
export const focusEditor = (uri: vscode.Uri, panelColumn: vscode.ViewColumn | undefined): Promise<void> =>
  shown(uri, panelColumn, async (document, viewColumn) => {
    await vscode.window.showTextDocument(document, { viewColumn });
  });

async function shown(
  uri: vscode.Uri,
  panelColumn: vscode.ViewColumn | undefined,
  show: (document: vscode.TextDocument, column: vscode.ViewColumn) => Promise<void>,
): Promise<void> {
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    const visible = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
    const beside = panelColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Beside : vscode.ViewColumn.One;
    await show(document, visible?.viewColumn ?? beside);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showInformationMessage(
      vscode.l10n.t("The source cannot be shown: {reason}", { reason }),
    );
  }
}
