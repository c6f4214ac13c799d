/** One status bar item, about the document of the active editor. */
import * as vscode from "vscode";
import { COMMANDS } from "../commands/names.js";
import { fileName, isWatched } from "../session/documents.js";
import type { SessionServices } from "../session/services.js";
import { isEnabled } from "../settings.js";
import type { Clock } from "../worker/clock.js";
import { targetText } from "./lens-text.js";
import type { Translate } from "./translate.js";

/** Milliseconds before the spinner: most answers come much sooner, and a spinner that flashes is noise. */
const SPIN_AFTER = 400;

export interface Status {
  readonly text: string;
  readonly tooltip: string;
  readonly command: string;
}

export function registerStatus(
  services: SessionServices,
  clock: Clock,
  t: Translate,
): { readonly disposable: vscode.Disposable; readonly shown: () => Status | null } {
  const item = vscode.window.createStatusBarItem("gradientLens.status", vscode.StatusBarAlignment.Right, 100);
  item.name = "Gradient Lens";
  let shown: Status | null = null;
  let stopTimer = (): void => {};
  const look = (): void => {
    stopTimer();
    const document = vscode.window.activeTextEditor?.document;
    const spinAt = document === undefined ? null : waitingSince(services, document.uri);
    if (spinAt !== null && clock.now() < spinAt) stopTimer = clock.after(spinAt - clock.now(), look);
    shown =
      document === undefined
        ? null
        : statusOf(document, services, spinAt !== null && clock.now() >= spinAt, t);
    if (shown === null) {
      item.hide();
      return;
    }
    Object.assign(item, shown);
    item.show();
  };
  look();
  const disposable = vscode.Disposable.from(
    item,
    services.onDidChange(look),
    vscode.window.onDidChangeActiveTextEditor(look),
    vscode.workspace.onDidChangeConfiguration(look),
    { dispose: () => stopTimer() },
  );
  return { disposable, shown: () => shown };
}

function waitingSince(services: SessionServices, uri: vscode.Uri): number | null {
  const times = services.regions(uri).flatMap(({ waitingSince: since }) => (since === null ? [] : [since]));
  return times.length === 0 ? null : Math.min(...times) + SPIN_AFTER;
}

function statusOf(
  document: vscode.TextDocument,
  services: SessionServices,
  isSpinning: boolean,
  t: Translate,
): Status | null {
  if (!isEnabled(document))
    return isWatched(document)
      ? {
          text: t("∂ off"),
          tooltip: t("Gradient Lens is off. Click to turn it on."),
          command: COMMANDS.toggle,
        }
      : null;
  const states = services.regions(document.uri);
  const [first] = states;
  if (first === undefined) return null;
  const problem = states.flatMap(({ problems }) => problems)[0]?.entry ?? null;
  const icon = isSpinning ? "$(loading~spin)" : problem === null ? "∂" : "$(info)";
  const what =
    first.target === null
      ? first.report === null && problem === null
        ? "…"
        : t("no gradient")
      : targetText(first.target.entry, t);
  const names = states.reduce((total, { lenses }) => total + lenses.length, 0);
  const about =
    first.target === null
      ? t("Gradient Lens in {file}", { file: fileName(document.uri) })
      : t("Gradient Lens: {count} gradients of {target} in {file}", {
          count: names,
          target: first.target.entry.name,
          file: fileName(document.uri),
        });
  return {
    text: `${icon} ${what.length > 32 ? `${what.slice(0, 31)}…` : what}`,
    tooltip: problem === null ? about : `${about}\n${problem.message}`,
    command: first.target === null && problem !== null ? COMMANDS.showProblem : COMMANDS.openGraph,
  };
}
