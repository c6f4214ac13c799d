/** The bytes the worker needs, read through the editor's file system: the same code for a disk and for a web server. */
import * as vscode from "vscode";
import type { LoadWasm } from "./spawn.js";

export function wasmOf(extensionUri: vscode.Uri): LoadWasm {
  const read = (name: string): Thenable<Uint8Array> =>
    vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, "dist", name));
  let loading: Promise<{ runtime: Uint8Array; python: Uint8Array }> | null = null;
  return () => {
    loading ??= Promise.all([read("web-tree-sitter.wasm"), read("tree-sitter-python.wasm")]).then(
      ([runtime, python]) => ({ runtime, python }),
    );
    // A failure is not kept: the next start tries again.
    loading.catch(() => {
      loading = null;
    });
    return loading;
  };
}
