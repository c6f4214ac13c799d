/** Context keys for the menus: what can be done in the active editor. */
import * as vscode from "vscode";
import { isEligible } from "../session/documents.js";
import type { Sessions } from "../session/sessions.js";

export function keepContext(sessions: Sessions): vscode.Disposable {
  const known = new Map<string, boolean>();
  const set = (name: string, value: boolean): void => {
    if (known.get(name) === value) return;
    known.set(name, value);
    void vscode.commands.executeCommand("setContext", `gradientLens.${name}`, value);
  };
  const look = (): void => {
    const document = vscode.window.activeTextEditor?.document;
    const states = document === undefined ? [] : sessions.regions(document.uri);
    set("isEligible", document !== undefined && isEligible(document));
    set("hasRegion", states.length > 0);
    set(
      "hasPin",
      states.some(({ region }) => region.kind === "pin"),
    );
    set(
      "hasSelection",
      states.some(({ region }) => region.kind === "selection"),
    );
    set(
      "hasProblem",
      states.some(({ problems }) => problems.length > 0),
    );
  };
  look();
  return vscode.Disposable.from(sessions.onDidChange(look), vscode.window.onDidChangeActiveTextEditor(look));
}
