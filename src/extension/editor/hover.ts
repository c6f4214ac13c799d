/** Hovers on any numeric expression of a text under the lens. */
import * as vscode from "vscode";
import { COMMANDS, commandLink, placeOf } from "../commands/names.js";
import type { SessionServices } from "../session/services.js";
import { showsHoverFormula } from "../settings.js";
import { formulaImage } from "./hover-formula.js";
import { hoverLines } from "./hover-text.js";
import { EVERYWHERE, rangeOf } from "./places.js";
import type { Translate } from "./translate.js";

const LINKED = [COMMANDS.copyGradient, COMMANDS.why, COMMANDS.explain, COMMANDS.openGraph];

export function registerHovers(services: SessionServices, t: Translate): vscode.Disposable {
  return vscode.languages.registerHoverProvider(EVERYWHERE, {
    async provideHover(document, position, token) {
      const offset = document.offsetAt(position);
      const state = services.regionAt(document.uri, offset);
      // Text behind the region is not evaluated.
      if (state === null || (state.region.span !== null && offset > state.region.span.end)) return null;
      const abort = new AbortController();
      const listening = token.onCancellationRequested(() => abort.abort());
      const { version } = document;
      const outcome = await services.inspect(document.uri, state.region.id, offset, { signal: abort.signal });
      listening.dispose();
      if (outcome.kind !== "answer" || outcome.answer === null || document.version !== version) return null;
      const inspection = outcome.answer;
      const symbol = state.report?.target?.symbol ?? inspection.targetName;
      const place = placeOf(document.uri, state.region.id, inspection.span.start);
      const links = [
        commandLink(t("Copy"), COMMANDS.copyGradient, { ...place, offset }),
        commandLink(t("Why?"), COMMANDS.why, place),
        commandLink(t("Explain"), COMMANDS.explain, place),
        commandLink(t("Graph"), COMMANDS.openGraph, place),
      ].join(" · ");
      // Two spaces at the end of a line: a line break in Markdown, without the distance of a paragraph.
      const image =
        inspection.rule !== null && showsHoverFormula(document)
          ? formulaImage(inspection.rule, vscode.window.activeColorTheme.kind)
          : null;
      const lines = [...hoverLines(inspection, symbol, t), ...(image === null ? [] : [image]), links];
      const text = new vscode.MarkdownString(lines.join("  \n"));
      text.isTrusted = { enabledCommands: LINKED };
      return new vscode.Hover(text, rangeOf(document, inspection.span));
    },
  });
}
