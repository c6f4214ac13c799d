/** Places in the editor that the panel talks about: a path, a step. The one in the middle of attention is brought into view. */
import * as vscode from "vscode";
import type { Span } from "../../engine/text/span.js";
import { rangeOf } from "../editor/places.js";

export class Lights implements vscode.Disposable {
  // As VS Code marks the places of a search: colours that every theme has.
  private readonly along = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor("editor.wordHighlightBackground"),
    border: "1px solid",
    borderColor: new vscode.ThemeColor("editor.wordHighlightBorder"),
    overviewRulerColor: new vscode.ThemeColor("editorOverviewRuler.wordHighlightForeground"),
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  private readonly middle = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor("editor.wordHighlightStrongBackground"),
    outline: "1px solid",
    outlineColor: new vscode.ThemeColor("focusBorder"),
    overviewRulerColor: new vscode.ThemeColor("editorOverviewRuler.wordHighlightStrongForeground"),
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });

  show(uri: vscode.Uri, along: readonly Span[], at: Span | null): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const { document } = editor;
      if (document.uri.toString() !== uri.toString()) continue;
      editor.setDecorations(this.along, along.map((span) => rangeOf(document, span)));
      editor.setDecorations(this.middle, at === null ? [] : [rangeOf(document, at)]);
      if (at !== null)
        editor.revealRange(rangeOf(document, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    }
  }

  dispose(): void {
    this.along.dispose();
    this.middle.dispose();
  }
}
