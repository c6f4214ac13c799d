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
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    const visible = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
    const beside = panelColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Beside : vscode.ViewColumn.One;
    const range = rangeOf(document, span);
    const editor = await vscode.window.showTextDocument(document, {
      viewColumn: visible?.viewColumn ?? beside,
      preserveFocus: !focus,
      selection: range,
    });
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showInformationMessage(
      vscode.l10n.t("The source cannot be shown: {reason}", { reason }),
    );
  }
}
