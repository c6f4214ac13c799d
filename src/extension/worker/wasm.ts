/** The bytes the worker needs, read as the host reads its own files. */
import * as vscode from "vscode";
import type { LoadWasm } from "./spawn.js";

export function wasmOf(extensionUri: vscode.Uri, readFile: (uri: vscode.Uri) => Promise<Uint8Array>): LoadWasm {
  const read = (name: string): Promise<Uint8Array> => readFile(vscode.Uri.joinPath(extensionUri, "dist", name));
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
