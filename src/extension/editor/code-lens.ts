/** Lenses above lines. Two phases: places at once, texts for those on the screen. */
import * as vscode from "vscode";
import { whyAt } from "../commands/names.js";
import type { LensSource, ShownLens } from "./lens-source.js";
import { EVERYWHERE, rangeOf } from "./places.js";

class NameLens extends vscode.CodeLens {
  constructor(
    range: vscode.Range,
    readonly uri: vscode.Uri,
    readonly key: string,
  ) {
    super(range);
  }
}

const keyOf = ({ item }: ShownLens): string =>
  `${item.kind} ${item.regionId} ${item.name} ${item.span.start}`;

export function registerCodeLenses(source: LensSource): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const listening = source.onDidChange("codeLens", () => changed.fire());
  const provider: vscode.CodeLensProvider<NameLens> = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses(document) {
      return source
        .lenses(document, "codeLens")
        .map((lens) => new NameLens(rangeOf(document, lens.item.span), document.uri, keyOf(lens)));
    },
    resolveCodeLens(lens) {
      const document = vscode.workspace.textDocuments.find(
        (open) => open.uri.toString() === lens.uri.toString(),
      );
      const lenses = document === undefined ? [] : source.lenses(document, "codeLens");
      const shown = lenses.find((candidate) => keyOf(candidate) === lens.key);
      // Gone between the two phases: a blank in its place until the provider is asked again.
      lens.command =
        shown === undefined
          ? { title: " ", command: "" }
          : {
              title: shown.text,
              tooltip: shown.item.detail,
              ...whyAt(lens.uri, shown.item.regionId, shown.item.span.start),
            };
      return lens;
    },
  };
  return vscode.Disposable.from(
    changed,
    listening,
    vscode.languages.registerCodeLensProvider(EVERYWHERE, provider),
  );
}
