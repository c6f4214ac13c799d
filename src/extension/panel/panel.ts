/** The graph panels: opened by commands, brought back after a reload, one for each document. */
import * as vscode from "vscode";
import { Lifetime } from "../lifetime.js";
import { GraphPanel } from "./graph-panel.js";
import { panelHtml } from "./html.js";
import { isPanelSubject, type PanelSubject } from "./messages.js";
import { isRecord } from "./forms.js";
import type { GraphSource, Panel } from "./source.js";
import { subjectOf } from "./subject.js";

export const VIEW_TYPE = "gradientLens.graph";

export function registerPanel(context: vscode.ExtensionContext, source: GraphSource): Panel {
  const lifetime = new Lifetime();
  const panels = new Map<string, GraphPanel>();
  const dist = vscode.Uri.joinPath(context.extensionUri, "dist");

  const put = (panel: vscode.WebviewPanel, subject: PanelSubject): GraphPanel => {
    panel.webview.options = { enableScripts: true, localResourceRoots: [dist] };
    panel.iconPath = vscode.Uri.joinPath(context.extensionUri, "media", "icon.png");
    const graph = new GraphPanel(panel, subject, source);
    panel.webview.html = pageOf(panel.webview, dist);
    panels.set(subject.uri, graph);
    panel.onDidDispose(() => {
      graph.dispose();
      if (panels.get(subject.uri) === graph) panels.delete(subject.uri);
    });
    return graph;
  };

  lifetime.add(
    vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
      deserializeWebviewPanel: async (panel, kept: unknown) => {
        const subject = isRecord(kept) ? kept.subject : null;
        // Kept by another version: there is nothing to bring back.
        if (!isPanelSubject(subject) || panels.has(subject.uri)) panel.dispose();
        else await restore(put(panel, subject), subject, source);
      },
    }),
  );

  const opened: Panel = {
    async open(uri, regionId, options = {}) {
      const state =
        source.regions(uri).find(({ region }) => region.id === regionId) ?? source.regionAt(uri, null);
      if (state === null) return;
      const subject = subjectOf(uri, state);
      const known = panels.get(subject.uri);
      if (known !== undefined) {
        known.panel.reveal(undefined, true);
        known.about(subject, options);
        return;
      }
      const panel = vscode.window.createWebviewPanel(
        VIEW_TYPE,
        "",
        { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
        { enableScripts: true, localResourceRoots: [dist] },
      );
      put(panel, subject).about(subject, options);
    },
    async rasterize(uri, regionId, picture) {
      if (!panels.has(uri.toString())) await opened.open(uri, regionId);
      return (await panels.get(uri.toString())?.rasters.draw(picture)) ?? null;
    },
    dispose() {
      for (const { panel } of [...panels.values()]) panel.dispose();
      lifetime.dispose();
    },
  };
  return opened;
}

/** Opens the document in the background; a selection that was forgotten with the window is made again. */
async function restore(graph: GraphPanel, subject: PanelSubject, source: GraphSource): Promise<void> {
  try {
    const document = await vscode.workspace.openTextDocument(graph.uri);
    const session = source.of(document);
    const isThere = source.regions(graph.uri).some(({ region }) => region.id === subject.regionId);
    const { span } = subject;
    if (!isThere && subject.isSelection && span !== null && span.end <= document.getText().length)
      session?.select(span);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    graph.explain(vscode.l10n.t("{file} cannot be opened: {reason}", { file: subject.file, reason }));
  }
}

function pageOf(webview: vscode.Webview, dist: vscode.Uri): string {
  const at = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(dist, file)).toString();
  return panelHtml({
    script: at("panel.js"),
    style: at("panel.css"),
    layout: at("layout-worker.js"),
    cspSource: webview.cspSource,
    nonce: nonce(),
    language: vscode.env.language,
    title: "Gradient Lens",
  });
}

function nonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
