/** What a panel is about, in what outlives a window. */
import type * as vscode from "vscode";
import { fileName } from "../session/documents.js";
import type { RegionState } from "../session/region.js";
import type { PanelSubject } from "./messages.js";

export const subjectOf = (uri: vscode.Uri, { region }: RegionState): PanelSubject => ({
  uri: uri.toString(),
  file: fileName(uri),
  regionId: region.id,
  isSelection: region.kind === "selection",
  span: region.span,
});
