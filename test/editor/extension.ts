/** The extension under test, as the editor sees it. */
import * as vscode from "vscode";

interface Manifest {
  readonly contributes?: {
    readonly commands?: readonly { readonly command: string; readonly category?: string }[];
  };
}

export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension("gradient-lens.gradient-lens");
  if (found === undefined)
    throw new Error("the host has not loaded the extension gradient-lens.gradient-lens");
  return found;
}

/** The commands that the manifest contributes. */
export function contributedCommands() {
  // `as`: packageJSON is `any` in the API; what is read of it is checked by the tests themselves.
  return (extension().packageJSON as Manifest).contributes?.commands ?? [];
}
