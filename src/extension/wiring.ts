/** What is made, of what, in which order. Everything that depends on the host comes in through `Host`. */
import * as vscode from "vscode";
import { registerCommands } from "./commands/commands.js";
import { keepContext } from "./commands/context.js";
import { registerCodeActions } from "./editor/code-actions.js";
import { registerCodeLenses } from "./editor/code-lens.js";
import { registerDiagnostics } from "./editor/diagnostics.js";
import { Explanations } from "./editor/explain.js";
import { registerHovers } from "./editor/hover.js";
import { registerInlayHints } from "./editor/inlay-hints.js";
import { LensSource } from "./editor/lens-source.js";
import { registerLineEnds } from "./editor/line-ends.js";
import { registerStatus, type Status } from "./editor/status.js";
import type { Translate } from "./editor/translate.js";
import { Lifetime } from "./lifetime.js";
import { registerPanel } from "./panel/panel.js";
import { pinStore } from "./session/pins.js";
import type { RegionState } from "./session/region.js";
import { Sessions } from "./session/sessions.js";
import { WorkerClient } from "./worker/client.js";
import { systemClock } from "./worker/clock.js";
import { forgetChangedSettings } from "./settings.js";
import type { SpawnWorker } from "./worker/spawn.js";
import { wasmOf } from "./worker/wasm.js";

/** What differs between an extension host in Node and one in a browser. */
export interface Host {
  readonly spawn: SpawnWorker;
  /** A file of the extension. Not through the editor's file system where it can be helped: a window that opens keeps that waiting. */
  readonly readFile: (uri: vscode.Uri) => Promise<Uint8Array>;
}

/** Milliseconds after the first numbers until a second worker starts, in case the first one hangs or dies. */
const SPARE_AFTER = 2000;

/** What `activate` hands to tests. */
export interface Api {
  regions(uri: vscode.Uri): readonly RegionState[];
  /** The texts of all lenses, whichever way they are shown. */
  lensTexts(uri: vscode.Uri): string[];
  status(): Status | null;
  readonly onDidChange: vscode.Event<vscode.Uri>;
  killWorker(): void;
  isWorkerRunning(): boolean;
  /** Closes and opens the sessions again, as a reload of the window does. */
  reload(): void;
  /** Milliseconds that `activate` took. */
  readonly activation: number;
}

export function wire(context: vscode.ExtensionContext, host: Host): Omit<Api, "activation"> {
  const lifetime = new Lifetime();
  context.subscriptions.push(lifetime);
  lifetime.add(forgetChangedSettings());
  const clock = systemClock;
  const t: Translate = (message, args) =>
    args === undefined ? vscode.l10n.t(message) : vscode.l10n.t(message, args);
  const client = lifetime.add(
    new WorkerClient({
      spawn: host.spawn,
      loadWasm: wasmOf(context.extensionUri, host.readFile),
      clock,
      language: vscode.env.language,
      spareAfter: SPARE_AFTER,
    }),
  );
  const sessions = lifetime.add(
    new Sessions({ client, clock, pins: pinStore(context.workspaceState), words: sessionWords() }),
  );
  const source = lifetime.add(new LensSource(sessions, clock, t));
  const explanations = lifetime.add(new Explanations(sessions, t));
  const status = registerStatus(sessions, clock, t);
  lifetime.add(status.disposable);
  lifetime.add(registerCodeLenses(source));
  lifetime.add(registerInlayHints(source));
  lifetime.add(registerLineEnds(source, sessions));
  lifetime.add(registerHovers(sessions, t));
  lifetime.add(registerDiagnostics(sessions));
  lifetime.add(registerCodeActions(sessions, t));
  lifetime.add(keepContext(sessions));
  const panel = lifetime.add(registerPanel(context, sessions));
  lifetime.add(registerCommands({ sessions, explanations, openPanel: panel.open, rasterize: panel.rasterize }));
  return {
    regions: (uri) => sessions.regions(uri),
    lensTexts: (uri) => source.items(uri).map(({ text }) => text),
    status: status.shown,
    onDidChange: sessions.onDidChange,
    killWorker: () => client.kill(),
    isWorkerRunning: () => client.isRunning,
    reload: () => sessions.reload(),
  };
}

function sessionWords() {
  return {
    fileTooLarge: (megabytes: number) =>
      vscode.l10n.t("This file has {size} million characters; Gradient Lens reads up to 1 million.", {
        size: megabytes.toFixed(1),
      }),
    timedOut: (milliseconds: number) =>
      vscode.l10n.t(
        "Stopped: no result after {seconds} s. The values shown are older. The limit is the setting gradientLens.timeLimit.",
        { seconds: milliseconds / 1000 },
      ),
    failed: (reason: string) => vscode.l10n.t("Gradient Lens could not evaluate this: {reason}", { reason }),
  };
}
