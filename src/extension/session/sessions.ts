/** A session for each open document, fed with what VS Code tells about it. */
import * as vscode from "vscode";
import type { CheckResult, Inspection, Report } from "../../engine/report/report.js";
import type { ViewAnswer, ViewQuestion } from "../../engine/report/views/views.js";
import type { Span } from "../../engine/text/span.js";
import type { Subject, WorkspaceFile } from "../../engine/worker/protocol.js";
import { type Disposable, Lifetime } from "../lifetime.js";
import { SECTION, sessionSettings } from "../settings.js";
import type { WorkerClient } from "../worker/client.js";
import type { Clock } from "../worker/clock.js";
import type { Outcome, Progress } from "../worker/outcome.js";
import { fileName, isEligible, isWatched, openDocument } from "./documents.js";
import type { PinStore } from "./pins.js";
import type { RegionState } from "./region.js";
import type { GraphAnswer, InspectOptions, SessionServices } from "./services.js";
import type { Run } from "./rounds.js";
import { Session, type SessionWords } from "./session.js";
import { WorkspaceFiles } from "./workspace-files.js";

/** More elements than anyone copies, and far below what a message can carry. */
const WHOLE = 1_000_000;

export interface SessionsDoors {
  readonly client: WorkerClient;
  readonly pins: PinStore;
  readonly clock: Clock;
  readonly words: SessionWords;
}

export class Sessions implements SessionServices, Disposable {
  private readonly lifetime = new Lifetime();
  private readonly changed = this.lifetime.add(new vscode.EventEmitter<vscode.Uri>());
  private readonly sessions = new Map<string, Session>();
  private readonly files = this.lifetime.add(new WorkspaceFiles());
  /** By document: the files its imports were looked for in. */
  private readonly asked = new Map<string, ReadonlySet<string>>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly doors: SessionsDoors) {
    const { lifetime } = this;
    lifetime.add(vscode.workspace.onDidOpenTextDocument((document) => this.opened(document)));
    lifetime.add(vscode.workspace.onDidCloseTextDocument((document) => this.closed(document)));
    lifetime.add(vscode.workspace.onDidChangeTextDocument((event) => this.edited(event)));
    lifetime.add(vscode.workspace.onDidRenameFiles(({ files }) => this.renamed(files)));
    lifetime.add(
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor !== undefined) this.sessions.get(editor.document.uri.toString())?.revisited();
      }),
    );
    lifetime.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        for (const session of this.sessions.values()) {
          const uri = vscode.Uri.parse(session.document.key);
          if (event.affectsConfiguration(SECTION, uri)) session.settingsChanged();
        }
      }),
    );
    lifetime.add(
      this.files.onDidChange((changed) => {
        for (const [key, session] of this.sessions)
          if (key !== changed && this.asked.get(key)?.has(changed) === true) session.neighbourChanged();
      }),
    );
    for (const document of vscode.workspace.textDocuments) this.opened(document);
  }

  dispose(): void {
    for (const session of this.sessions.values()) session.dispose();
    this.sessions.clear();
    this.lifetime.dispose();
  }

  /** The document's session, made where it has none yet; null where the document is not for the lens. */
  of(document: vscode.TextDocument): Session | null {
    const key = document.uri.toString();
    const known = this.sessions.get(key);
    if (known !== undefined) return known;
    if (!isEligible(document) || document.isClosed) return null;
    const { client, clock, pins, words } = this.doors;
    const session = new Session(
      {
        key,
        languageId: document.languageId,
        fileName: fileName(document.uri),
        version: () => document.version,
        text: () => document.getText(),
      },
      {
        settings: () => sessionSettings(document),
        analyze: (subject: Subject, slot: string, run: Run): Promise<Outcome<Report>> =>
          client.ask({ kind: "analyze", subject }, { slot, ...run, stoppable: run.onProgress !== undefined }),
        gather: (text: string) => this.gather(document.uri, text),
        clock,
        pins,
        words,
        changed: () => this.changed.fire(document.uri),
      },
    );
    this.sessions.set(key, session);
    session.start();
    return session;
  }

  regions(uri: vscode.Uri): readonly RegionState[] {
    return this.sessions.get(uri.toString())?.current ?? [];
  }

  regionAt(uri: vscode.Uri, offset: number | null): RegionState | null {
    const states = this.regions(uri);
    const here = (state: RegionState): boolean =>
      offset !== null &&
      (state.region.span === null || (state.region.span.start <= offset && offset <= state.region.span.end));
    return states.find(here) ?? states[0] ?? null;
  }

  inspect(
    uri: vscode.Uri,
    regionId: string,
    offset: number,
    options: InspectOptions = {},
  ): Promise<Outcome<Inspection | null>> {
    return this.about(uri, regionId, (subject) =>
      this.doors.client.ask(
        {
          kind: "inspect",
          subject: options.whole === true ? { ...subject, wholeArrays: WHOLE } : subject,
          offset,
        },
        { slot: `inspect ${subject.document}`, signal: options.signal },
      ),
    );
  }

  explain(uri: vscode.Uri, regionId: string): Promise<Outcome<string>> {
    return this.about(uri, regionId, (subject) => this.doors.client.ask({ kind: "explain", subject }));
  }

  graph(uri: vscode.Uri, regionId: string): Promise<Outcome<GraphAnswer>> {
    return this.about(uri, regionId, async (subject) => {
      const outcome = await this.doors.client.ask({ kind: "graph", subject });
      return outcome.kind === "answer"
        ? { kind: "answer", answer: { version: subject.version, view: outcome.answer } }
        : outcome;
    });
  }

  view(uri: vscode.Uri, regionId: string, ask: ViewQuestion): Promise<Outcome<ViewAnswer | null>> {
    return this.about(uri, regionId, (subject) =>
      this.doors.client.ask(
        { kind: "view", subject, ask },
        { slot: `view ${ask.view} ${subject.document} ${regionId}` },
      ),
    );
  }

  check(
    uri: vscode.Uri,
    regionId: string,
    onProgress: (progress: Progress) => void,
    signal: AbortSignal,
  ): Promise<Outcome<CheckResult>> {
    return this.about(uri, regionId, (subject) =>
      this.doors.client.ask({ kind: "check", subject }, { onProgress, signal }),
    );
  }

  carry(uri: vscode.Uri, version: number, span: Span): Span | null {
    return this.sessions.get(uri.toString())?.carry(version, span) ?? null;
  }

  private about<T>(
    uri: vscode.Uri,
    regionId: string,
    ask: (subject: Subject) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    const subject = this.sessions.get(uri.toString())?.subject(regionId) ?? null;
    if (subject !== null) return ask(subject);
    const message = vscode.l10n.t("This region is not under the lens any more.");
    return Promise.resolve({ kind: "failed", message });
  }

  /** Runs the document with another time limit; see Session. */
  async runToEnd(
    uri: vscode.Uri,
    milliseconds: number,
    signal: AbortSignal,
    onProgress: (progress: Progress) => void,
  ): Promise<void> {
    await this.sessions.get(uri.toString())?.runToEnd(milliseconds, signal, onProgress);
  }

  private async gather(uri: vscode.Uri, text: string): Promise<readonly WorkspaceFile[]> {
    const { files, asked } = await this.files.gather(uri, text);
    this.asked.set(uri.toString(), asked);
    return files;
  }

  private opened(document: vscode.TextDocument): void {
    if (
      isWatched(document) ||
      (isEligible(document) && this.doors.pins.load(document.uri.toString()).length > 0)
    )
      this.of(document);
  }

  /** Pins go with their file. The editor may have opened it under its new name before it tells. */
  private renamed(files: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[]): void {
    const { pins } = this.doors;
    for (const { oldUri, newUri } of files) {
      const key = newUri.toString();
      const stored = pins.load(oldUri.toString());
      if (stored.length === 0) continue;
      pins.save(oldUri.toString(), []);
      const early = this.sessions.get(key);
      early?.dispose();
      this.sessions.delete(key);
      pins.save(key, stored);
      const document = openDocument(newUri);
      if (document !== undefined) this.opened(document);
    }
  }

  private closed(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    const session = this.sessions.get(key);
    if (session === undefined) return;
    session.dispose();
    this.sessions.delete(key);
    this.asked.delete(key);
    this.changed.fire(document.uri);
  }

  private edited(event: vscode.TextDocumentChangeEvent): void {
    if (event.contentChanges.length === 0) return;
    const session = this.sessions.get(event.document.uri.toString());
    session?.edited(
      event.contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
        start: rangeOffset,
        end: rangeOffset + rangeLength,
        length: text.length,
        text,
      })),
    );
  }

  /** Ends all sessions and opens them again from what is stored, as a reload of the window does. */
  reload(): void {
    for (const session of this.sessions.values()) session.dispose();
    this.sessions.clear();
    for (const document of vscode.workspace.textDocuments) this.opened(document);
  }
}
