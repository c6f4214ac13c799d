/** Problems of the reports. What could not be done is information, never an alarm; a likely bug is a warning. */
import * as vscode from "vscode";
import type { Problem } from "../../engine/report/report.js";
import { openDocument } from "../session/documents.js";
import type { SessionServices } from "../session/services.js";
import { rangeOf } from "./places.js";

export const SOURCE = "Gradient Lens";

export function registerDiagnostics(services: SessionServices): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection("gradient-lens");
  const shown = new Map<string, string>();
  const look = (uri: vscode.Uri): void => {
    const document = openDocument(uri);
    const key = uri.toString();
    const states = document === undefined ? [] : services.regions(uri);
    if (document === undefined || states.length === 0) {
      shown.delete(key);
      collection.delete(uri);
      return;
    }
    // VS Code moves diagnostics with the text by itself: only new ones have to be set.
    if (states.some((state) => state.waitingSince !== null)) return;
    const unique = new Map<string, vscode.Diagnostic>();
    for (const { entry, span } of states.flatMap((state) => state.problems)) {
      const diagnostic = new vscode.Diagnostic(rangeOf(document, span), entry.message, severityOf(entry));
      diagnostic.source = SOURCE;
      diagnostic.code = entry.code;
      unique.set(JSON.stringify([entry.code, span, entry.message]), diagnostic);
    }
    const now = [...unique.keys()].join("\n");
    if (shown.get(key) === now) return;
    shown.set(key, now);
    collection.set(uri, [...unique.values()]);
  };
  return vscode.Disposable.from(collection, services.onDidChange(look));
}

/** Python itself would stop with an exception: that is a likely bug; the lens's own limits are none of the user's. */
function severityOf(problem: Problem): vscode.DiagnosticSeverity {
  const isLikelyBug = problem.severity === "warning" || problem.code === "python-exception";
  return isLikelyBug ? vscode.DiagnosticSeverity.Warning : vscode.DiagnosticSeverity.Information;
}
