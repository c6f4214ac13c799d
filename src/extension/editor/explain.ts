/**
 * "Explain Backprop as Text": a virtual, read-only Markdown document beside the editor, written anew when the values change.
 * It can be compared, copied and previewed like any other.
 */
import * as vscode from "vscode";
import { type Disposable, Lifetime } from "../lifetime.js";
import { fileName, OWN_SCHEME, openDocument } from "../session/documents.js";
import type { SessionServices } from "../session/services.js";
import type { Translate } from "./translate.js";

interface Subject {
  readonly uri: vscode.Uri;
  readonly region: string;
}

export class Explanations implements Disposable, vscode.TextDocumentContentProvider {
  private readonly lifetime = new Lifetime();
  private readonly changed = this.lifetime.add(new vscode.EventEmitter<vscode.Uri>());
  /** The last text of each, shown until a newer one is there. */
  private readonly texts = new Map<string, { readonly version: number; readonly text: string }>();
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly services: SessionServices,
    private readonly t: Translate,
  ) {
    this.lifetime.add(vscode.workspace.registerTextDocumentContentProvider(OWN_SCHEME, this));
    this.lifetime.add(services.onDidChange((uri) => this.sourceChanged(uri)));
    this.lifetime.add(
      vscode.workspace.onDidCloseTextDocument((document) => this.texts.delete(document.uri.toString())),
    );
  }

  dispose(): void {
    this.lifetime.dispose();
  }

  async show(uri: vscode.Uri, region: string): Promise<vscode.TextEditor> {
    const target = this.services.regions(uri).find((state) => state.region.id === region)?.target?.entry.name;
    const file = fileName(uri);
    const title =
      target === undefined
        ? this.t("Explain {file}", { file })
        : this.t("Explain {target} in {file}", { target, file });
    const own = vscode.Uri.from({
      scheme: OWN_SCHEME,
      path: `/${title.replaceAll(/[/\\?#]/g, " ")}.md`,
      query: JSON.stringify({ uri: uri.toString(), region }),
    });
    const document = await vscode.workspace.openTextDocument(own);
    return vscode.window.showTextDocument(document, {
      viewColumn: vscode.ViewColumn.Beside,
      preview: true,
      preserveFocus: true,
    });
  }

  async provideTextDocumentContent(own: vscode.Uri): Promise<string> {
    const subject = subjectOf(own);
    if (subject === null) return "";
    const key = own.toString();
    const version = openDocument(subject.uri)?.version ?? -1;
    const outcome = await this.services.explain(subject.uri, subject.region);
    const before = this.texts.get(key)?.text;
    const text =
      outcome.kind === "answer"
        ? outcome.answer
        : (before ?? this.reason(outcome.kind === "failed" ? outcome.message : outcome.kind));
    this.texts.set(key, { version, text });
    return text;
  }

  private reason(message: string): string {
    const sentence =
      message === "timedOut" ? this.t("The explanation took longer than the time limit.") : message;
    return `# ${this.t("No explanation")}\n\n${sentence}\n`;
  }

  private sourceChanged(source: vscode.Uri): void {
    for (const document of vscode.workspace.textDocuments) {
      if (document.uri.scheme !== OWN_SCHEME) continue;
      const subject = subjectOf(document.uri);
      if (subject === null || subject.uri.toString() !== source.toString()) continue;
      const state = this.services.regions(source).find(({ region }) => region.id === subject.region);
      const isSettled = state !== undefined && state.waitingSince === null;
      if (isSettled && this.texts.get(document.uri.toString())?.version !== state.version)
        this.changed.fire(document.uri);
    }
  }
}

function subjectOf(own: vscode.Uri): Subject | null {
  try {
    const { uri, region }: { uri?: unknown; region?: unknown } = JSON.parse(own.query);
    return typeof uri === "string" && typeof region === "string"
      ? { uri: vscode.Uri.parse(uri), region }
      : null;
  } catch {
    return null;
  }
}
