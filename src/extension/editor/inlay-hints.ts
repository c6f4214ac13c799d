/** Lenses inside lines, behind the name: short, at most three a line. VS Code itself obeys `editor.inlayHints.enabled`. */
import * as vscode from "vscode";
import { whyAt } from "../commands/names.js";
import type { LensSource } from "./lens-source.js";
import { EVERYWHERE } from "./places.js";

const PER_LINE = 3;

export function registerInlayHints(source: LensSource): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const listening = source.onDidChange("inlayHint", () => changed.fire());
  const provider: vscode.InlayHintsProvider = {
    onDidChangeInlayHints: changed.event,
    provideInlayHints(document, range) {
      const onLine = new Map<number, number>();
      return source.lenses(document, "inlayHint").flatMap(({ item, short }) => {
        const place = document.positionAt(item.span.end);
        const before = onLine.get(place.line) ?? 0;
        if (short === "" || before >= PER_LINE || !range.contains(place)) return [];
        onLine.set(place.line, before + 1);
        const part = new vscode.InlayHintLabelPart(short);
        part.tooltip = item.detail;
        part.command = { title: "", ...whyAt(document.uri, item.regionId, item.span.start) };
        const hint = new vscode.InlayHint(place, [part]);
        hint.paddingLeft = true;
        return [hint];
      });
    },
  };
  return vscode.Disposable.from(
    changed,
    listening,
    vscode.languages.registerInlayHintsProvider(EVERYWHERE, provider),
  );
}
