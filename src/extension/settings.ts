/** The settings, read with their types. What a settings file holds is the user's: anything else counts as the default. */
import * as vscode from "vscode";
import type { SessionSettings } from "./session/session.js";

export const SECTION = "gradientLens";

export const DISPLAYS = ["codeLens", "lineEnd", "inlayHint", "hoverOnly"] as const;
export type Display = (typeof DISPLAYS)[number];

export function displayOf(document: vscode.TextDocument): Display {
  return oneOf(DISPLAYS, read(document, "display"));
}

export function sessionSettings(document: vscode.TextDocument): SessionSettings {
  return {
    enabled: read(document, "enabled") !== false,
    delay: atLeast(0, read(document, "delay"), 150),
    timeLimit: atLeast(100, read(document, "timeLimit"), 2000),
    automatic: oneOf(["backward", "never"], read(document, "automatic")),
  };
}

/** Milliseconds that Run to the End may take. */
export const fullTimeLimit = (document: vscode.TextDocument): number =>
  atLeast(1000, read(document, "fullTimeLimit"), 120_000);

export const isEnabled = (document: vscode.TextDocument): boolean => read(document, "enabled") !== false;

/** Whether hovers draw their rule as an image, too. */
export const showsHoverFormula = (document: vscode.TextDocument): boolean => read(document, "hoverFormula") !== false;

/** Changes the setting where it is set already, else for the user. */
export async function setEnabled(document: vscode.TextDocument | undefined, enabled: boolean): Promise<void> {
  const settings = vscode.workspace.getConfiguration(SECTION, document);
  const where = settings.inspect("enabled");
  const target =
    where?.workspaceFolderValue !== undefined
      ? vscode.ConfigurationTarget.WorkspaceFolder
      : where?.workspaceValue !== undefined
        ? vscode.ConfigurationTarget.Workspace
        : vscode.ConfigurationTarget.Global;
  await settings.update("enabled", enabled, target);
}

/** VS Code merges and copies all settings anew for each question, and a key asks a dozen times. */
const known = new Map<string, unknown>();

/** To be called before anything that listens for changed settings itself: the first listener is told first. */
export function forgetChangedSettings(): vscode.Disposable {
  const forget = (): void => known.clear();
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeConfiguration(forget),
    vscode.workspace.onDidChangeWorkspaceFolders(forget),
    vscode.workspace.onDidCloseTextDocument(forget),
    { dispose: forget },
  );
}

/** The document gives the language too, so that `[python]` sections count. */
function read(document: vscode.TextDocument, name: string): unknown {
  const key = `${name} ${document.languageId} ${document.uri.toString()}`;
  if (!known.has(key)) known.set(key, vscode.workspace.getConfiguration(SECTION, document).get<unknown>(name));
  return known.get(key);
}

const oneOf = <T extends string>(choices: readonly [T, ...T[]], value: unknown): T =>
  choices.find((choice) => choice === value) ?? choices[0];

const atLeast = (least: number, value: unknown, otherwise: number): number =>
  typeof value === "number" && Number.isFinite(value) ? Math.max(least, value) : otherwise;
