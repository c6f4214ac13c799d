/** The graph panel's side in the extension: opens it, restores it, and holds one for each document. */
import type * as vscode from "vscode";
import type { GraphSource, OpenOptions, Panel } from "./source.js";

export const VIEW_TYPE = "gradientLens.graph";

export function registerPanel(_context: vscode.ExtensionContext, _source: GraphSource): Panel {
  return {
    open: async (_uri: vscode.Uri, _regionId: string, _options?: OpenOptions) => {},
    dispose: () => {},
  };
}
