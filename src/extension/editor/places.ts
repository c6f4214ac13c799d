/** Offsets of the engine to places of the editor, and back. */
import * as vscode from "vscode";
import type { Span } from "../../engine/text/span.js";

export const rangeOf = (document: vscode.TextDocument, span: Span): vscode.Range =>
  new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));

export const spanOf = (document: vscode.TextDocument, range: vscode.Range): Span => ({
  start: document.offsetAt(range.start),
  end: document.offsetAt(range.end),
});

/** Everything the user may look at; which documents have something to show is the sessions' matter. */
export const EVERYWHERE: vscode.DocumentSelector = { scheme: "*", language: "*" };
