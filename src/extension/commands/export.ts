/** "Export Explanation…": a format, a file, and the explanation or the graph's picture in it. Works in any file system. */
import * as vscode from "vscode";
import type { DocumentFormat, DrawingTheme } from "../../engine/report/views/document.js";
import { isDocumentAnswer } from "../panel/document-answer.js";
import type { Rasterize } from "../panel/source.js";
import type { SessionServices } from "../session/services.js";
import type { Outcome } from "../worker/outcome.js";
import type { Place } from "./commands.js";

export type ExportFormat = "md" | DocumentFormat | "png";

interface FormatItem extends vscode.QuickPickItem {
  readonly format: ExportFormat;
}

/** `asked`: the format, where the caller has chosen already. */
export async function exportExplanation(services: SessionServices, rasterize: Rasterize, { document, region }: Place, asked?: ExportFormat): Promise<void> {
  const chosen = formats().find(({ format }) => format === asked) ?? (await vscode.window.showQuickPick(formats(), { placeHolder: vscode.l10n.t("Format of the explanation") }));
  if (chosen === undefined) return;
  const { format } = chosen;
  const made = await contents(services, rasterize, document.uri, region, format);
  if (typeof made === "string") {
    void vscode.window.showWarningMessage(made);
    return;
  }
  const file = await vscode.window.showSaveDialog({ defaultUri: beside(document, format), filters: { [chosen.label]: [format] } });
  if (file === undefined) return;
  try {
    await vscode.workspace.fs.writeFile(file, made);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(vscode.l10n.t("{file} cannot be written: {reason}", { file: file.path, reason }));
    return;
  }
  const open = vscode.l10n.t("Open");
  const answer = await vscode.window.showInformationMessage(vscode.l10n.t("Exported to {file}", { file: file.path.split("/").at(-1) ?? "" }), open);
  if (answer === open) await vscode.commands.executeCommand("vscode.open", file);
}

const formats = (): FormatItem[] => [
  { format: "md", label: "Markdown", description: vscode.l10n.t("the explanation as text") },
  { format: "html", label: "HTML", description: vscode.l10n.t("one page with graph and formulas, without scripts") },
  { format: "tex", label: "LaTeX", description: vscode.l10n.t("an article that compiles") },
  { format: "svg", label: "SVG", description: vscode.l10n.t("the graph as a vector picture") },
  { format: "png", label: "PNG", description: vscode.l10n.t("the graph as an image") },
];

/** The file's bytes, or why there are none. */
async function contents(services: SessionServices, rasterize: Rasterize, uri: vscode.Uri, region: string, format: ExportFormat): Promise<Uint8Array | string> {
  if (format === "md") {
    const outcome = await services.explain(uri, region);
    return outcome.kind === "answer" ? new TextEncoder().encode(outcome.answer) : reasonOf(outcome);
  }
  const request = { format: format === "png" ? "svg" : format, theme: THEMES[vscode.window.activeColorTheme.kind] } as const;
  const outcome = await services.view(uri, region, { view: "document", request });
  if (outcome.kind !== "answer") return reasonOf(outcome);
  const { answer } = outcome;
  if (!isDocumentAnswer(answer)) return vscode.l10n.t("There is no target here that an explanation could begin at.");
  if (format !== "png") return new TextEncoder().encode(answer.text);
  return (await rasterize(uri, region, answer)) ?? vscode.l10n.t("The picture is too large for an image. SVG has no such bound.");
}

function reasonOf(outcome: Exclude<Outcome<unknown>, { kind: "answer" }>): string {
  switch (outcome.kind) {
    case "failed":
      return outcome.message;
    case "timedOut":
      return vscode.l10n.t("The explanation took longer than the time limit.");
    case "superseded":
    case "cancelled":
      return vscode.l10n.t("The code has changed meanwhile. Export again.");
  }
}

/** `model.py` → `model.html` in the same folder; for a document without a file only a name. */
function beside({ uri, isUntitled }: vscode.TextDocument, format: ExportFormat): vscode.Uri {
  const name = `${(uri.path.split("/").at(-1) ?? "").replace(/\.\w+$/, "") || "gradients"}.${format}`;
  if (!isUntitled) return vscode.Uri.joinPath(uri, "..", name);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return folder === undefined ? vscode.Uri.file(name) : vscode.Uri.joinPath(folder, name);
}

const THEMES: Readonly<Record<vscode.ColorThemeKind, DrawingTheme>> = {
  [vscode.ColorThemeKind.Light]: "light",
  [vscode.ColorThemeKind.Dark]: "dark",
  [vscode.ColorThemeKind.HighContrast]: "high-contrast-dark",
  [vscode.ColorThemeKind.HighContrastLight]: "high-contrast-light",
};
