/**
 * The extension host's half of `bench/editor.mjs`: opens the sample, notes when each stage of a key's way is reached,
 * and samples the host's own thread, so that the longest task with our code on the stack is known. The product is not
 * changed for it: what it calls (the worker's messages, the editor's decorations) is watched from outside.
 */
import { writeFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { Worker } from "node:worker_threads";
import * as vscode from "vscode";
import type { Api } from "../../src/extension/wiring.js";
import { extension } from "../../test/editor/extension.js";
import { sampleThread } from "../../test/editor/own-tasks.js";
import type { Edit, HostMarks } from "./marks.js";

/** Read by the runner. */
const say = (kind: string, value: unknown): void => console.log(`gradient-lens-bench|${kind}|${JSON.stringify(value)}`);
/** Milliseconds of the epoch, of the clock that the page has too. */
const now = (): number => performance.timeOrigin + performance.now();

interface Wanted {
  readonly sample: string;
  /** The text that the cursor is put behind. */
  readonly before: string;
  readonly edits: number;
  /** A file for the whole profile of the host's thread. */
  readonly profile?: string;
}

export async function run(): Promise<void> {
  const { sample, before, edits, profile: kept } = JSON.parse(process.env.GRADIENT_LENS_BENCH ?? "{}") as Wanted; // written by the runner
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder === undefined) throw new Error("bench: no folder is open");
  await vscode.workspace.getConfiguration("files").update("autoSave", "off", vscode.ConfigurationTarget.Global);
  const api = (await extension().activate()) as Api; // `as`: `activate` returns it; the editor's type cannot know
  const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, sample)));
  const { document } = editor;
  const fresh = (): boolean => {
    const [state] = api.regions(document.uri);
    return state !== undefined && !state.stale && state.version === document.version;
  };
  while (!fresh()) await new Promise((resolve) => setTimeout(resolve, 50));
  const place = document.positionAt(document.getText().indexOf(before) + before.length);
  editor.selection = new vscode.Selection(place, place);

  const marks: HostMarks[] = [];
  let current: Edit | null = null;
  const mark = (stage: keyof Edit): void => {
    if (current !== null && current[stage] === 0) current[stage] = now();
  };
  watchWorker(
    () => mark("asked"),
    () => mark("answered"),
  );
  let done: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (done = resolve));
  vscode.workspace.onDidChangeTextDocument((event) => {
    if (event.document !== document || event.contentChanges.length === 0) return;
    current = { changed: now(), asked: 0, answered: 0, kept: 0 };
  });
  api.onDidChange(() => {
    if (current === null || current.answered === 0 || !fresh()) return;
    mark("kept");
    marks.push(current);
    current = null;
    if (marks.length === edits) setTimeout(done, 1000);
  });

  const thread = await sampleThread();
  say("ready", null);
  await ended;
  const { tasks, profile } = await thread.stop();
  say("marks", marks);
  say("tasks", tasks);
  if (kept !== undefined) writeFileSync(kept, JSON.stringify(profile));
}

/** Whatever is said to the workers and heard from them, by whoever has started them. */
function watchWorker(asked: () => void, answered: () => void): void {
  const { postMessage, emit } = Worker.prototype;
  Worker.prototype.postMessage = function (...args: Parameters<typeof postMessage>) {
    asked();
    postMessage.apply(this, args);
  };
  Worker.prototype.emit = function (this: Worker, event: string | symbol, ...args: unknown[]) {
    if (event === "message" && typeof args[0] === "object" && args[0] !== null && "kind" in args[0] && args[0].kind === "answer") answered();
    return Reflect.apply(emit, this, [event, ...args]) as boolean; // what `emit` returns
  };
}
