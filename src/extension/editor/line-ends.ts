/** Lenses behind lines, as decorations: they move with the text by themselves, and old ones are dimmed at once. */
import * as vscode from "vscode";
import type { SessionServices } from "../session/services.js";
import { displayOf } from "../settings.js";
import type { LensSource } from "./lens-source.js";

const BETWEEN = "   ";

/** What is drawn in an editor: each time it is set costs a message and new style rules in the page. */
const drawn = new WeakMap<vscode.TextEditor, Map<vscode.TextEditorDecorationType, string>>();

function put(editor: vscode.TextEditor, type: vscode.TextEditorDecorationType, options: vscode.DecorationOptions[]): void {
  let before = drawn.get(editor);
  if (before === undefined) drawn.set(editor, (before = new Map()));
  // An edit moves what is drawn: only nothing stays what it was.
  const now = options.length === 0 ? "" : JSON.stringify([editor.document.version, options]);
  if ((before.get(type) ?? "") === now) return;
  before.set(type, now);
  editor.setDecorations(type, options);
}

export function registerLineEnds(source: LensSource, services: SessionServices): vscode.Disposable {
  const look = (opacity: number): vscode.TextEditorDecorationType =>
    vscode.window.createTextEditorDecorationType({
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
      after: {
        margin: "0 0 0 2em",
        color: new vscode.ThemeColor("editorCodeLens.foreground"),
        // Decorations have no opacity of their own for what is attached to them.
        textDecoration: `none; opacity: ${opacity}`,
      },
    });
  const fresh = look(1);
  const old = look(0.5);

  const draw = (editor: vscode.TextEditor): void => {
    const { document } = editor;
    const lines = new Map<number, { texts: string[]; details: string[]; isOld: boolean }>();
    for (const item of displayOf(document) === "lineEnd" ? source.items(document.uri) : []) {
      const line = document.positionAt(item.span.start).line;
      const entry = lines.get(line) ?? { texts: [], details: [], isOld: false };
      entry.texts.push(withoutIcons(item.text));
      entry.details.push(item.detail);
      entry.isOld ||= item.isOld;
      lines.set(line, entry);
    }
    const options = (isOld: boolean): vscode.DecorationOptions[] =>
      [...lines]
        .filter(([, entry]) => entry.isOld === isOld)
        .map(([line, { texts, details }]) => {
          const end = document.lineAt(line).range.end;
          return {
            range: new vscode.Range(end, end),
            hoverMessage: new vscode.MarkdownString().appendText(details.join("\n")),
            renderOptions: { after: { contentText: texts.join(BETWEEN) } },
          };
        });
    put(editor, fresh, options(false));
    put(editor, old, options(true));
  };

  const drawAll = (uri: vscode.Uri): void => {
    for (const editor of vscode.window.visibleTextEditors)
      if (editor.document.uri.toString() === uri.toString()) draw(editor);
  };
  for (const editor of vscode.window.visibleTextEditors) draw(editor);
  return vscode.Disposable.from(
    fresh,
    old,
    services.onDidChange(drawAll),
    vscode.window.onDidChangeVisibleTextEditors((editors) => {
      for (const editor of editors) {
        drawn.delete(editor);
        draw(editor);
      }
    }),
  );
}

/** Decorations show `$(pinned)` as it is written. */
const withoutIcons = (text: string): string => text.replace(/^\$\([\w-]+\) /, "");
