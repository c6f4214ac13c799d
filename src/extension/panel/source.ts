/** What the panel needs of the rest of the extension. The sessions have all of it: `registerPanel(context, sessions)`. */
import type * as vscode from "vscode";
import type { DocumentAnswer } from "../../engine/report/views/document.js";
import type { Span } from "../../engine/text/span.js";
import type { SessionServices } from "../session/services.js";

export interface GraphSource
  extends Pick<SessionServices, "onDidChange" | "regions" | "regionAt" | "graph" | "view" | "check" | "carry"> {
  /** The document's session, made where there is none; null: not a document for the lens. Restores a lost selection. */
  of(document: vscode.TextDocument): { select(span: Span | null): void } | null;
}

export interface OpenOptions {
  /** Starts the gradient check at once. */
  readonly runCheck?: boolean;
  /** The tab to put up, by its name in the panel. */
  readonly tab?: string;
  /** Offset in the text of the node to show first. */
  readonly offset?: number;
  /** Writes the numbers played with into the source. */
  readonly writeBack?: boolean;
}

/** A picture as PNG, drawn by the page of the document's panel, which is opened for it; null: too large. */
export type Rasterize = (uri: vscode.Uri, regionId: string, picture: DocumentAnswer) => Promise<Uint8Array | null>;

export interface Panel extends vscode.Disposable {
  /** One panel a document: another region of it takes the place of the one that is shown. */
  open(uri: vscode.Uri, regionId: string, options?: OpenOptions): Promise<void>;
  readonly rasterize: Rasterize;
}
