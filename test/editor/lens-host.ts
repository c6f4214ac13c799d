/** What the suites do again and again: open texts, wait, read lenses. Waiting ends with what was last seen, never silently. */
import * as vscode from "vscode";
import type { Api } from "../../src/extension/wiring.js";
import { extension } from "./extension.js";

export async function api(): Promise<Api> {
  // `as`: `activate` returns it; the editor's type cannot know.
  return (await extension().activate()) as Api;
}

// A workbench in a page saves by itself; what one test has typed would be there for the next.
before(() =>
  vscode.workspace.getConfiguration("files").update("autoSave", "off", vscode.ConfigurationTarget.Global),
);

/** A sample in the copied workspace. */
export const openSample = (name: string): Promise<vscode.TextEditor> => {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error("the host has opened no folder");
  return show(vscode.Uri.joinPath(folder.uri, name));
};

export async function show(uri: vscode.Uri): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), {
    viewColumn: vscode.ViewColumn.One,
    preview: false,
  });
}

export async function openText(content: string, language = "python"): Promise<vscode.TextEditor> {
  // Where VS Code is slow it hands out the text of the same name that it is still giving back.
  const open = async (): Promise<vscode.TextDocument> => vscode.workspace.openTextDocument({ content, language });
  const document = await until("a text without a file", open, (one) => one.getText() === content);
  return vscode.window.showTextDocument(document, vscode.ViewColumn.One);
}

/** Also gives back what a test has typed: the next one opens the same samples. */
export async function closeAll(): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty) continue;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  }
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  // The next text without a file gets the same name: it must not be the one that is still being given back.
  const nameless = (): readonly string[] => vscode.workspace.textDocuments.flatMap(({ isUntitled, fileName }) => (isUntitled ? [fileName] : []));
  await until("texts without a file to be closed", nameless, (open) => open.length === 0);
}

export async function until<T>(
  what: string,
  read: () => T | Promise<T>,
  isWanted: (value: T) => boolean,
  milliseconds = 15_000,
): Promise<T> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const value = await read();
    if (isWanted(value)) return value;
    if (Date.now() > end)
      throw new Error(`waited ${milliseconds} ms for ${what}; last seen: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Waits until nothing is on its way for the document and it has values. */
export async function settledLenses(uri: vscode.Uri): Promise<string[]> {
  const { regions, lensTexts } = await api();
  await until(
    "an answer about the text",
    () => regions(uri),
    (states) =>
      states.length > 0 &&
      states.every(({ waitingSince, report }) => waitingSince === null && report !== null),
  );
  return lensTexts(uri);
}

export async function lensesWith(uri: vscode.Uri, part: string): Promise<string[]> {
  const { lensTexts } = await api();
  return until(
    `a lens with ${part}`,
    () => lensTexts(uri),
    (texts) => texts.some((text) => text.includes(part)),
  );
}

/** As VS Code itself asks for them: places and resolved titles. */
export async function codeLenses(uri: vscode.Uri): Promise<{ line: number; title: string }[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    "vscode.executeCodeLensProvider",
    uri,
    100,
  );
  return lenses
    .filter(({ command }) => command?.command === "gradientLens.why")
    .map(({ range, command }) => ({ line: range.start.line, title: command?.title ?? "" }));
}

export async function hoverText(uri: vscode.Uri, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    uri,
    position,
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === "string" ? content : content.value))
    .join("\n");
}

/** The place right behind the start of `part`, which stands in the text. */
export function placeOf(document: vscode.TextDocument, part: string, from = 0): vscode.Position {
  const at = document.getText().indexOf(part, from);
  if (at < 0) throw new Error(`not in the text: ${part}`);
  return document.positionAt(at);
}

export async function replace(editor: vscode.TextEditor, part: string, by: string): Promise<void> {
  const start = placeOf(editor.document, part);
  const end = editor.document.positionAt(editor.document.offsetAt(start) + part.length);
  const isDone = await editor.edit((edit) => edit.replace(new vscode.Range(start, end), by));
  if (!isDone) throw new Error(`the editor refused to replace ${part}`);
}

export function select(editor: vscode.TextEditor, part: string): void {
  const start = placeOf(editor.document, part);
  editor.selection = new vscode.Selection(
    start,
    editor.document.positionAt(editor.document.offsetAt(start) + part.length),
  );
}

export async function setting(name: string, value: unknown): Promise<void> {
  await vscode.workspace
    .getConfiguration("gradientLens")
    .update(name, value, vscode.ConfigurationTarget.Global);
}

export const run = (command: string, ...args: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`gradientLens.${command}`, ...args);
