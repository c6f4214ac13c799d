/** The commands: a table of names and what they do. Places are where the cursor is, unless a lens or link gives one. */
import * as vscode from "vscode";
import type { Explanations } from "../editor/explain.js";
import { rangeOf } from "../editor/places.js";
import { openDocument } from "../session/documents.js";
import type { Sessions } from "../session/sessions.js";
import { isEnabled, setEnabled } from "../settings.js";
import type { Rasterize } from "../panel/source.js";
import { copyGradient } from "./copy.js";
import { exportExplanation } from "./export.js";
import { COMMANDS, isPlace } from "./names.js";
import { pinLens, showForSelection, unpinLens } from "./regions.js";
import { runToEnd } from "./run-to-end.js";
import { openSample } from "./sample.js";

export interface OpenPanelOptions {
  readonly runCheck?: boolean;
  /** The tab to put up. */
  readonly tab?: string;
  /** Offset in the text of the node to show first. */
  readonly offset?: number;
  /** Writes the numbers played with into the source. */
  readonly writeBack?: boolean;
}
export type OpenPanel = (uri: vscode.Uri, regionId: string, options: OpenPanelOptions) => unknown;

export interface CommandDoors {
  readonly sessions: Sessions;
  readonly explanations: Explanations;
  readonly openPanel: OpenPanel;
  readonly rasterize: Rasterize;
}

/** A document, the region in it that is meant, and a place in that. */
export interface Place {
  readonly document: vscode.TextDocument;
  readonly region: string;
  readonly offset: number;
}

export function registerCommands(doors: CommandDoors): vscode.Disposable {
  const { sessions, explanations, openPanel, rasterize } = doors;
  /** On the node at the place that was meant. */
  const openTab = (tab: string) => (argument: unknown) =>
    withPlace(sessions, argument, ({ document, region, offset }) =>
      openPanel(document.uri, region, { tab, offset }),
    );
  const table: Record<(typeof COMMANDS)[keyof typeof COMMANDS], (argument: unknown) => unknown> = {
    [COMMANDS.showForSelection]: () => withEditor((editor) => showForSelection(sessions, editor)),
    [COMMANDS.clearSelection]: () => withEditor((editor) => sessions.of(editor.document)?.select(null)),
    [COMMANDS.pin]: () => withEditor((editor) => pinLens(sessions, editor)),
    [COMMANDS.unpin]: () => withEditor((editor) => unpinLens(sessions, editor)),
    [COMMANDS.explain]: openTab("steps"),
    [COMMANDS.why]: openTab("why"),
    [COMMANDS.fourWays]: openTab("ways"),
    [COMMANDS.play]: openTab("play"),
    [COMMANDS.overview]: openTab("overview"),
    [COMMANDS.writeBack]: (argument) =>
      withPlace(sessions, argument, ({ document, region }) =>
        openPanel(document.uri, region, { writeBack: true }),
      ),
    [COMMANDS.export]: (argument) =>
      withPlace(sessions, argument, (place) => exportExplanation(sessions, rasterize, place)),
    [COMMANDS.explainText]: (argument) =>
      withPlace(sessions, argument, ({ document, region }) => explanations.show(document.uri, region)),
    [COMMANDS.openGraph]: (argument) =>
      withPlace(sessions, argument, ({ document, region, offset }) =>
        openPanel(document.uri, region, isPlace(argument) ? { offset } : {}),
      ),
    [COMMANDS.runToEnd]: (argument) =>
      withPlace(sessions, argument, ({ document }) => runToEnd(sessions, document)),
    [COMMANDS.runCheck]: (argument) =>
      withPlace(sessions, argument, ({ document, region }) =>
        openPanel(document.uri, region, { runCheck: true }),
      ),
    [COMMANDS.toggle]: () => toggle(),
    [COMMANDS.copyGradient]: (argument) =>
      withPlace(sessions, argument, (place) => copyGradient(sessions, place)),
    [COMMANDS.showProblem]: () => withEditor((editor) => showProblem(sessions, editor)),
    [COMMANDS.openSample]: () => openSample(),
  };
  return vscode.Disposable.from(
    ...Object.entries(table).map(([name, run]) => vscode.commands.registerCommand(name, run)),
  );
}

async function withEditor(run: (editor: vscode.TextEditor) => unknown): Promise<void> {
  const editor = vscode.window.activeTextEditor ?? (await editorBehind());
  if (editor !== undefined) await run(editor);
  else void vscode.window.showInformationMessage(vscode.l10n.t("Open a file first."));
}

/** Where the keyboard is in a page (the walkthrough, the panel): the text beside it or behind it, which comes up. */
async function editorBehind(): Promise<vscode.TextEditor | undefined> {
  const { visibleTextEditors, tabGroups } = vscode.window;
  const tabs = [tabGroups.activeTabGroup, ...tabGroups.all].flatMap((group) =>
    group.tabs.flatMap(({ input }) => (input instanceof vscode.TabInputText ? [{ uri: input.uri, viewColumn: group.viewColumn }] : [])),
  );
  // The tab that was opened last stands last.
  const seen = visibleTextEditors.find(({ viewColumn }) => viewColumn !== undefined);
  const { uri, viewColumn } = seen ? { uri: seen.document.uri, viewColumn: seen.viewColumn } : (tabs.at(-1) ?? {});
  return uri === undefined ? undefined : vscode.window.showTextDocument(uri, { viewColumn });
}

/** Where nothing is under the lens yet, what the cursor stands for is put there: a command never does nothing. */
async function withPlace(
  sessions: Sessions,
  argument: unknown,
  run: (place: Place) => unknown,
): Promise<void> {
  if (isPlace(argument)) {
    const uri = vscode.Uri.parse(argument.uri);
    const document = openDocument(uri) ?? (await vscode.workspace.openTextDocument(uri));
    const regions = sessions.regions(uri);
    const region =
      regions.find((state) => state.region.id === argument.region) ?? sessions.regionAt(uri, argument.offset);
    if (region !== null) await run({ document, region: region.region.id, offset: argument.offset });
    return;
  }
  await withEditor(async (editor) => {
    const { document, selection } = editor;
    const offset = document.offsetAt(selection.active);
    if (sessions.regions(document.uri).length === 0) await showForSelection(sessions, editor);
    const region = sessions.regionAt(document.uri, offset);
    if (region !== null) await run({ document, region: region.region.id, offset });
  });
}

async function toggle(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const isOn =
    document === undefined
      ? vscode.workspace.getConfiguration("gradientLens").get("enabled") !== false
      : isEnabled(document);
  await setEnabled(document, !isOn);
}

function showProblem(sessions: Sessions, editor: vscode.TextEditor): void {
  const [problem] = sessions.regions(editor.document.uri).flatMap(({ problems }) => problems);
  if (problem === undefined) {
    void vscode.window.setStatusBarMessage(vscode.l10n.t("Gradient Lens has no problem here."), 3000);
    return;
  }
  const range = rangeOf(editor.document, problem.span);
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  void vscode.commands.executeCommand("editor.action.marker.next");
}
