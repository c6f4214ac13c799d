/** A long program with a larger budget: with progress, until it is done, cancelled or the text changes. */
import * as vscode from "vscode";
import type { Sessions } from "../session/sessions.js";
import { fullTimeLimit } from "../settings.js";

export function runToEnd(sessions: Sessions, document: vscode.TextDocument): Thenable<void> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t("Gradient Lens: running to the end"),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    const abort = new AbortController();
    const listening = token.onCancellationRequested(() => abort.abort());
    let shown = 0;
    await sessions.runToEnd(document.uri, fullTimeLimit(document), abort.signal, ({ done, total }) => {
      if (total <= 0) return;
      const percent = (100 * done) / total;
      progress.report({
        message: vscode.l10n.t("iteration {done} of {total}", { done, total }),
        increment: Math.max(0, percent - shown),
      });
      shown = Math.max(shown, percent);
    });
    listening.dispose();
  });
}
