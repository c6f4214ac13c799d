/** "Copy Gradient": the exact number at a place, all elements of it. */
import * as vscode from "vscode";
import { exactGradient } from "../editor/lens-text.js";
import type { Sessions } from "../session/sessions.js";
import type { Place } from "./commands.js";

export async function copyGradient(sessions: Sessions, { document, region, offset }: Place): Promise<void> {
  const outcome = await sessions.inspect(document.uri, region, offset, { whole: true });
  const gradient = outcome.kind === "answer" ? (outcome.answer?.gradient ?? null) : null;
  const exact = gradient === null ? null : exactGradient(gradient);
  if (exact === null) {
    const reason =
      gradient !== null && gradient.kind !== "value"
        ? gradient.reason
        : vscode.l10n.t("There is no number at the cursor.");
    void vscode.window.showInformationMessage(vscode.l10n.t("No gradient to copy. {reason}", { reason }));
    return;
  }
  // Programs read a hyphen, not the minus sign that is shown.
  const text = exact.replaceAll("−", "-").replaceAll("∞", "inf");
  await vscode.env.clipboard.writeText(text);
  const short = text.length > 40 ? `${text.slice(0, 39)}…` : text;
  void vscode.window.setStatusBarMessage(vscode.l10n.t("Copied {gradient}", { gradient: short }), 3000);
}
