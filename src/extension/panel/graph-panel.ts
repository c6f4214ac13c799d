/** One open panel: asks for the graph when the values change, runs the check, and follows the editor's cursor. */
import * as vscode from "vscode";
import type { PlayMove } from "../../engine/report/views/play.js";
import type { ViewQuestion } from "../../engine/report/views/views.js";
import type { Span } from "../../engine/text/span.js";
import { COMMANDS, placeOf } from "../commands/names.js";
import { spanOf } from "../editor/places.js";
import { Lifetime } from "../lifetime.js";
import { openDocument } from "../session/documents.js";
import type { RegionState } from "../session/region.js";
import { CheckRun } from "./check-run.js";
import { type Held, isHeldBack, panelGraph, panelState, placesOf } from "./graph-state.js";
import { type FromPanel, isFromPanel, type PanelSubject, type ToPanel } from "./messages.js";
import { Lights } from "./lights.js";
import { Rasters } from "./rasters.js";
import { apartAt, namedPlaces, nodesAt } from "./nodes-at.js";
import { focusEditor, revealSpan } from "./reveal.js";
import { SentGraph } from "./sent-graph.js";
import type { GraphSource, OpenOptions } from "./source.js";
import { panelStrings } from "./strings/panel-strings.js";
import { subjectOf } from "./subject.js";
import { viewMessage } from "./view-message.js";
import { writtenBack } from "./write-back.js";

export class GraphPanel implements vscode.Disposable {
  private readonly lifetime = new Lifetime();
  private readonly check: CheckRun;
  private readonly lights = this.lifetime.add(new Lights());
  /** Pictures the page draws into pixels. */
  readonly rasters = this.lifetime.add(new Rasters((message) => this.say(message)));
  private held: Held | null = null;
  private notice: string | null = null;
  /** Why the last question for the graph had no answer. */
  private failure: string | null = null;
  /** The report whose graph was asked for: the answer to an older question is dropped. */
  private asked: RegionState["report"] = null;
  private readonly sent = new SentGraph();
  private cursor: readonly string[] = [];
  private pending: OpenOptions = {};
  /** The page listens: what is said before is lost. */
  private isReady = false;

  constructor(
    readonly panel: vscode.WebviewPanel,
    private subject: PanelSubject,
    private readonly source: GraphSource,
  ) {
    const { lifetime } = this;
    const { webview } = panel;
    this.check = lifetime.add(
      new CheckRun(
        (onProgress, signal) => source.check(this.uri, this.subject.regionId, onProgress, signal),
        (check) => this.say({ kind: "check", check }),
        (offset) => this.lineOf(offset),
      ),
    );
    lifetime.add(webview.onDidReceiveMessage((message: unknown) => this.hear(message)));
    lifetime.add(
      source.onDidChange((uri) => {
        if (uri.toString() === this.subject.uri) this.refresh();
      }),
    );
    lifetime.add(
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections: [selection] }) => {
        if (selection !== undefined && this.isSubject(textEditor.document))
          this.follow(spanOf(textEditor.document, selection));
      }),
    );
    this.about(subject, {});
  }

  get uri(): vscode.Uri {
    return vscode.Uri.parse(this.subject.uri);
  }

  /** Another region of the document, or the same again. */
  about(subject: PanelSubject, options: OpenOptions): void {
    if (subject.regionId !== this.subject.regionId) {
      this.held = null;
      this.asked = null;
      this.check.forget();
    }
    this.subject = subject;
    this.pending = options;
    this.panel.title = vscode.l10n.t("Graph of {file}", { file: subject.file });
    this.hello();
    this.refresh();
    this.settlePending();
  }

  /** A file that could not be opened again. */
  explain(notice: string): void {
    this.notice = notice;
    this.send();
  }

  dispose(): void {
    this.lifetime.dispose();
  }

  private hear(message: unknown): void {
    if (!isFromPanel(message)) return;
    void this.answer(message);
  }

  private async answer(message: FromPanel): Promise<void> {
    switch (message.kind) {
      case "ready":
        this.hello();
        this.sent.forget();
        this.send();
        this.check.sayAgain();
        this.rasters.sayAgain();
        this.say({ kind: "cursor", nodes: this.cursor, show: false });
        this.isReady = true;
        this.settlePending();
        return;
      case "reveal": {
        const span = this.source.carry(this.uri, this.sent.version, message.span) ?? message.span;
        await revealSpan(this.uri, span, message.focus, this.panel.viewColumn);
        return;
      }
      case "editor":
        await focusEditor(this.uri, this.panel.viewColumn);
        return;
      case "check":
        this.check.start();
        return;
      case "cancelCheck":
        this.check.cancel();
        return;
      case "ask":
        await this.view(message.id, message.ask);
        return;
      case "light":
        this.light(message.nodes, message.at);
        return;
      case "writeBack":
        await this.writeBack(message.moves);
        return;
      case "raster":
        this.rasters.hear(message);
        return;
      case "export":
        await vscode.commands.executeCommand(COMMANDS.export, placeOf(this.uri, this.subject.regionId, this.subject.span?.start ?? 0));
        return;
      case "copy":
        await vscode.env.clipboard.writeText(message.text);
        vscode.window.setStatusBarMessage(vscode.l10n.t("Copied"), 2000);
    }
  }

  private refresh(): void {
    const state = this.state();
    if (state !== null && state.waitingSince === null) {
      this.subject = subjectOf(this.uri, state);
      // Without a report its problems say why: a graph would end in the same way.
      if (state.report !== null && state.report !== this.asked) void this.ask(state);
    }
    const isOpen = openDocument(this.uri) !== undefined;
    this.notice =
      state !== null
        ? this.failure
        : isOpen
          ? vscode.l10n.t("This region is not under the lens any more.")
          : vscode.l10n.t("{file} is closed. Open it to bring its graph up to date.", {
              file: this.subject.file,
            });
    this.send();
  }

  private async ask(state: RegionState): Promise<void> {
    const { report } = state;
    this.asked = report;
    this.check.textChanged();
    const outcome = await this.source.graph(this.uri, state.region.id);
    if (this.asked !== report) return;
    this.failure = null;
    switch (outcome.kind) {
      case "answer":
        if (this.held === null || !isHeldBack(state, outcome.answer.view))
          this.held = { ...outcome.answer, report };
        break;
      case "failed":
        this.failure = outcome.message;
        break;
      case "timedOut":
        this.failure = vscode.l10n.t("The graph took longer than the time limit.");
        break;
      case "superseded":
      case "cancelled":
        return;
    }
    this.refresh();
    this.settlePending();
  }

  private async view(id: number, ask: ViewQuestion): Promise<void> {
    const message = viewMessage(id, await this.source.view(this.uri, this.subject.regionId, ask));
    if (message !== null) this.say(message);
  }

  /** Only into the very text that the numbers were played on. */
  private async writeBack(moves: readonly PlayMove[]): Promise<void> {
    const document = openDocument(this.uri);
    const isCurrent = document !== undefined && this.held?.version === document.version;
    const outcome = isCurrent
      ? await this.source.view(this.uri, this.subject.regionId, { view: "writeBack", request: { moves } })
      : null;
    this.say({
      kind: "wroteBack",
      ...(await writtenBack(document ?? null, this.held?.version ?? null, outcome)),
    });
  }

  private light(nodes: readonly string[], at: string | null): void {
    const { held } = this;
    const place = placesOf(held, (span) => this.source.carry(this.uri, held?.version ?? 0, span));
    this.lights.show(this.uri, nodes.filter((id) => id !== at).flatMap((id) => place(id) ?? []), at === null ? null : place(at));
  }

  /** What the command asked for, once there is a graph to do it on. */
  private settlePending(): void {
    const { held, pending } = this;
    if (!this.isReady || held === null || held.report !== this.asked) return;
    this.pending = {};
    if (pending.offset !== undefined) {
      this.cursor = nodesAt(
        held.view,
        { start: pending.offset, end: pending.offset },
        namedPlaces(held.report),
      );
      this.say({ kind: "cursor", nodes: this.cursor, show: true });
    }
    if (pending.tab !== undefined) this.say({ kind: "open", tab: pending.tab });
    const apart = pending.tab === "why" && pending.offset !== undefined && this.cursor.length === 0 ? apartAt(held.report, pending.offset) : null;
    if (apart !== null) this.say({ kind: "apart", ...apart });
    if (pending.runCheck === true) this.check.start();
    if (pending.writeBack === true) this.say({ kind: "writeBack" });
  }

  private follow(place: Span): void {
    const { held } = this;
    // While the values are older than the text, its places are not those of the graph.
    if (held === null || held.version !== openDocument(this.uri)?.version) return;
    const nodes = nodesAt(held.view, place, namedPlaces(held.report));
    if (nodes.join() === this.cursor.join()) return;
    this.cursor = nodes;
    this.say({ kind: "cursor", nodes, show: false });
  }

  /** The region that is meant; where it is gone, what is now in its place. */
  private state(): RegionState | null {
    const { regionId, span } = this.subject;
    const known = this.source.regions(this.uri).find(({ region }) => region.id === regionId);
    return known ?? this.source.regionAt(this.uri, span?.start ?? null);
  }

  private hello(): void {
    this.say({ kind: "hello", strings: panelStrings(vscode.env.language), subject: this.subject });
  }

  /** From 1; 0: the document is not open. */
  private lineOf(offset: number): number {
    const document = openDocument(this.uri);
    return document === undefined ? 0 : document.positionAt(offset).line + 1;
  }

  private send(): void {
    const document = openDocument(this.uri);
    const { held, notice } = this;
    const lineOf = (offset: number): number => this.lineOf(offset);
    const about = panelState({ state: this.state(), held, notice, lineOf });
    const carry = (span: Span): Span | null =>
      document === undefined ? span : this.source.carry(this.uri, held?.version ?? 0, span);
    switch (this.sent.next(held, this.asked === held?.report, about, document?.version ?? null)) {
      case "nothing":
        return;
      case "state":
        this.say({ kind: "state", ...about });
        return;
      case "graph":
        this.say({ kind: "graph", ...panelGraph({ held, lineOf, carry }, about) });
    }
  }

  private say(message: ToPanel): void {
    void this.panel.webview.postMessage(message);
  }

  private isSubject(document: vscode.TextDocument): boolean {
    return document.uri.toString() === this.subject.uri;
  }
}
