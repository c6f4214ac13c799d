/** The items of a document for the ways of showing them, and word of when what is shown has to change. */
import * as vscode from "vscode";
import { type Disposable, Lifetime } from "../lifetime.js";
import { openDocument } from "../session/documents.js";
import type { RegionState } from "../session/region.js";
import type { SessionServices } from "../session/services.js";
import { type Display, displayOf } from "../settings.js";
import type { Clock } from "../worker/clock.js";
import { type LensItem, lensItems } from "./lens-items.js";
import { staleText } from "./lens-text.js";
import type { Translate } from "./translate.js";

/** Milliseconds a text lens shows an old value unmarked: a mark that comes and goes with each key would flicker. */
const MARK_AFTER = 250;

export interface ShownLens {
  readonly item: LensItem;
  readonly text: string;
  readonly short: string;
}

export class LensSource implements Disposable {
  private readonly lifetime = new Lifetime();
  private readonly changed = this.lifetime.add(new vscode.EventEmitter<ReadonlySet<Display>>());
  private readonly shown = new Map<string, { readonly text: string; readonly display: Display }>();
  /** By the states they were made of: one key asks for the same items several times. */
  private readonly made = new WeakMap<readonly RegionState[], LensItem[]>();
  private readonly marks = new Map<string, () => void>();
  constructor(
    private readonly services: SessionServices,
    private readonly clock: Clock,
    private readonly t: Translate,
  ) {
    this.lifetime.add(services.onDidChange((uri) => this.look(uri)));
  }

  dispose(): void {
    for (const stop of this.marks.values()) stop();
    this.lifetime.dispose();
  }

  /** Fires only where a text, a mark or the set of names that is shown in this way differs from before. */
  onDidChange(display: Display, listener: () => void): vscode.Disposable {
    return this.changed.event((displays) => {
      if (displays.has(display)) listener();
    });
  }

  items(uri: vscode.Uri): LensItem[] {
    const states = this.services.regions(uri);
    let items = this.made.get(states);
    if (items === undefined) this.made.set(states, (items = lensItems(states, this.t)));
    return items;
  }

  /** Items as texts, where that is how the document shows them. */
  lenses(document: vscode.TextDocument, display: Display): ShownLens[] {
    return displayOf(document) === display ? this.items(document.uri).map((item) => this.show(item)) : [];
  }

  private show(item: LensItem): ShownLens {
    const isMarked =
      item.isOld && (item.waitingSince === null || this.clock.now() - item.waitingSince >= MARK_AFTER);
    return isMarked
      ? { item, text: staleText(item.text), short: item.short === "" ? "" : `${item.short.slice(0, 11)}…` }
      : { item, text: item.text, short: item.short };
  }

  private look(uri: vscode.Uri): void {
    const key = uri.toString();
    const items = this.items(uri);
    this.marks.get(key)?.();
    this.marks.delete(key);
    const waiting = items.find(
      (item) => item.isOld && item.waitingSince !== null && this.clock.now() - item.waitingSince < MARK_AFTER,
    );
    if (waiting !== undefined)
      this.marks.set(
        key,
        this.clock.after(MARK_AFTER, () => this.look(uri)),
      );
    const document = openDocument(uri);
    const before = this.shown.get(key);
    const display = document === undefined ? before?.display : displayOf(document);
    if (display === undefined) return;
    const text = items.map((item) => `${item.regionId} ${item.name} ${this.show(item).text} ${item.detail}`).join("\n");
    if (document === undefined) this.shown.delete(key);
    else if (before?.text === text && before.display === display) return;
    else this.shown.set(key, { text, display });
    this.changed.fire(new Set(before === undefined ? [display] : [before.display, display]));
  }
}
