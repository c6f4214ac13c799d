/**
 * What a tab of the page is. It gets whole states: the graph whenever it changes while the tab is up, and once when it
 * comes up. Numbers of its own it asks the engine for, through `TabDoors.ask`.
 */
import type { GraphView } from "../src/engine/report/report.js";
import type { PlayMove } from "../src/engine/report/views/play.js";
import type { ViewName, Views } from "../src/engine/report/views/views.js";
import type { PanelGraph, PanelStrings, ToPanel } from "../src/extension/panel/messages.js";

/** In the order they stand in. */
export const TAB_NAMES = ["graph", "list", "why", "steps", "ways", "play", "overview"] as const;
export type TabName = (typeof TAB_NAMES)[number];

export interface Tab {
  readonly element: HTMLElement;
  /** `selected`: a node, a group of the graph, or nothing. */
  show(graph: DrawnGraph, selected: string | null): void;
  /** It is not on the page any more: what plays stops. */
  hidden?(): void;
  /** A value was asked about that is not among the nodes. */
  apart?(value: ToPanel & { readonly kind: "apart" }): void;
  /** The command of that name. */
  writeBack?(): void;
  wroteBack?(outcome: ToPanel & { readonly kind: "wroteBack" }): void;
}

export type DrawnGraph = PanelGraph & { readonly view: GraphView };

export type Asked<K extends ViewName> =
  /** null: the run has no target, or the view has nothing to say to this request. */
  | { readonly kind: "answer"; readonly answer: Views[K]["answer"] | null }
  | { readonly kind: "failed"; readonly message: string };

export interface TabDoors {
  readonly strings: PanelStrings;
  /** Calls back once, unless the same view is asked again before: then only for the last question. */
  ask<K extends ViewName>(view: K, request: Views[K]["request"], then: (asked: Asked<K>) => void): void;
  /** A node becomes the one that is talked about, in every tab. */
  select(node: string | null): void;
  /** Lights nodes in the graph and their places in the editor; `at` is the one in the middle of attention. [] and null: none. */
  light(nodes: readonly string[], at: string | null): void;
  /** Its place in the editor, which gets the keyboard. */
  reveal(node: string): void;
  /** Puts another tab up. */
  open(tab: TabName): void;
  /** The numbers that these moves lead to, into the source; what became of it is told to the tab. */
  writeBack(moves: readonly PlayMove[]): void;
  copy(text: string): void;
  /** To the screen reader, politely. */
  announce(text: string): void;
  /** A tab's own view options: kept over reloads, undefined at first, of any form if another version wrote them. */
  kept(tab: TabName): unknown;
  keep(tab: TabName, options: unknown): void;
}
