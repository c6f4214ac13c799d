/** What can be done about a problem of ours: a run that its time has ended may go on to the end. */
import * as vscode from "vscode";
import { COMMANDS, placeOf } from "../commands/names.js";
import type { SessionServices } from "../session/services.js";
import { SOURCE } from "./diagnostics.js";
import { EVERYWHERE } from "./places.js";
import type { Translate } from "./translate.js";

export function registerCodeActions(services: SessionServices, t: Translate): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    EVERYWHERE,
    {
      provideCodeActions(document, range, { diagnostics }) {
        const stopped = diagnostics.filter(({ source, code }) => source === SOURCE && code === "time-limit");
        const region = services.regionAt(document.uri, document.offsetAt(range.start));
        if (stopped.length === 0 || region === null) return [];
        const title = t("Run to the End");
        const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
        action.diagnostics = stopped;
        action.isPreferred = true;
        action.command = {
          title,
          command: COMMANDS.runToEnd,
          arguments: [placeOf(document.uri, region.region.id, document.offsetAt(range.start))],
        };
        return [action];
      },
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );
}
