/** Files beside a document that it imports: read only, from open editors first, and kept until they change. */
import * as vscode from "vscode";
import type { WorkspaceFile } from "../../engine/worker/protocol.js";
import { GATHER_BOUNDS, gatherFiles } from "../../engine/workspace/gather.js";
import { Lifetime } from "../lifetime.js";
import { openDocument } from "./documents.js";

export interface Gathered {
  readonly files: readonly WorkspaceFile[];
  /** Everything that was asked for, found or not: a change to it may change the answer. */
  readonly asked: ReadonlySet<string>;
}

export class WorkspaceFiles {
  private readonly lifetime = new Lifetime();
  private readonly changed = this.lifetime.add(new vscode.EventEmitter<string>());
  private readonly kept = new Map<string, Promise<string | null>>();
  /** Fires with the URI of a Python file that has changed, come or gone. */
  readonly onDidChange = this.changed.event;

  constructor() {
    const watcher = this.lifetime.add(vscode.workspace.createFileSystemWatcher("**/*.py"));
    const forget = (uri: vscode.Uri): void => {
      this.kept.delete(uri.toString());
      this.changed.fire(uri.toString());
    };
    this.lifetime.add(watcher.onDidChange(forget));
    this.lifetime.add(watcher.onDidCreate(forget));
    this.lifetime.add(watcher.onDidDelete(forget));
    this.lifetime.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && document.languageId === "python") forget(document.uri);
      }),
    );
  }

  dispose(): void {
    this.lifetime.dispose();
  }

  async gather(document: vscode.Uri, text: string): Promise<Gathered> {
    const asked = new Set<string>();
    if (document.scheme === "untitled") return { files: [], asked };
    const folder = vscode.Uri.joinPath(document, "..");
    const root = vscode.workspace.getWorkspaceFolder(document)?.uri ?? folder;
    const files = await gatherFiles(text, (path) => {
      const uri = vscode.Uri.joinPath(folder, path);
      if (!uri.path.startsWith(`${root.path}/`)) return Promise.resolve(null);
      asked.add(uri.toString());
      return this.read(uri);
    });
    return { files, asked };
  }

  private read(uri: vscode.Uri): Promise<string | null> {
    const open = openDocument(uri);
    if (open !== undefined) return Promise.resolve(open.getText());
    const key = uri.toString();
    let text = this.kept.get(key);
    if (text === undefined) {
      text = readText(uri);
      this.kept.set(key, text);
    }
    return text;
  }
}

async function readText(uri: vscode.Uri): Promise<string | null> {
  try {
    const { size, type } = await vscode.workspace.fs.stat(uri);
    if ((type & vscode.FileType.File) === 0 || size > 4 * GATHER_BOUNDS.one) return null;
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    // Not there, or not ours to read.
    return null;
  }
}
