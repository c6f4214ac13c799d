/** The bytes the worker needs, read through the editor's file system: the same code for a disk and for a web server. */
import * as vscode from "vscode";
import type { LoadWasm } from "./spawn.js";

export function wasmOf(extensionUri: vscode.Uri): LoadWasm {
  const read = (name: string): Thenable<Uint8Array> =>
    vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, "dist", name));
  let loading: ReturnType<LoadWasm> | null = null;
  return () => {
    loading ??= Promise.all(
      ["web-tree-sitter.wasm", "tree-sitter-python.wasm", "kernels-fused.wasm", "kernels.wasm"].map(read),
    ).then(([runtime, python, fused, plain]) => ({ runtime, python, kernels: { fused, plain } }));
    // A failure is not kept: the next start tries again.
    loading.catch(() => {
      loading = null;
    });
    return loading;
  };
}
