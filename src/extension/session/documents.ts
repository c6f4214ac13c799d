/** Which documents get a session. */
import * as vscode from "vscode";

/** Scheme of the documents this extension makes itself. */
export const OWN_SCHEME = "gradient-lens";

/**
 * Not under the lens: our own explanations, cells of notebooks (their lenses come with notebook support), and texts
 * that no one edits: output, the old side of a comparison.
 */
const LEFT_OUT: ReadonlySet<string> = new Set([
  OWN_SCHEME,
  "vscode-notebook-cell",
  "output",
  "debug",
  "git",
  "gitlens",
  "vscode",
  "comment",
  "search-editor",
]);

const LANGUAGES: ReadonlySet<string> = new Set(["python", "markdown", "plaintext"]);

export const isEligible = (document: vscode.TextDocument): boolean => !LEFT_OUT.has(document.uri.scheme);

/** Watched from the moment they are opened; any other eligible document from the first selection or pin on. */
export const isWatched = (document: vscode.TextDocument): boolean =>
  isEligible(document) && LANGUAGES.has(document.languageId);

export const openDocument = (uri: vscode.Uri): vscode.TextDocument | undefined =>
  vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());

export const fileName = (uri: vscode.Uri): string => uri.path.slice(uri.path.lastIndexOf("/") + 1);
