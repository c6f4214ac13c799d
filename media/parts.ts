/** The parts of the page: made, laid out, and joined to what the page does for them. */
import type { FromPanel, PanelStrings } from "../src/extension/panel/messages.js";
import type { Actions } from "./actions.js";
import type { Arrangement } from "./arrangement.js";
import { Check } from "./check.js";
import { Details } from "./details.js";
import { h } from "./elements.js";
import type { ViewOptions } from "./kept.js";
import type { Layouter } from "./layout/layouter.js";
import { Questions } from "./questions.js";
import { matches } from "./search/matches.js";
import { SearchBar } from "./search/search-bar.js";
import { type Look, Stage, type StageDoors } from "./stage.js";
import type { TabDoors } from "./tab.js";
import { TabBar } from "./tab-bar.js";
import { Tabs } from "./tabs.js";
import { Toolbar } from "./toolbar.js";

/** What the page does for its parts. */
export interface Owner
  extends Pick<Actions, "select" | "hover" | "toggleGroup" | "why" | "closeCheck">,
    Pick<StageDoors, "moved" | "begun">,
    Pick<TabDoors, "light" | "reveal" | "open"> {
  readonly view: ViewOptions;
  readonly drawn: Arrangement | null;
  readonly seen: Look;
  readonly hasSearch: boolean;
  send(message: FromPanel): void;
  /** Looks at the page in another way; it is kept, not shown. */
  look(change: Partial<ViewOptions>): void;
  /** Groups the graph by scopes, or not any more. */
  group(): void;
  goTo(node: string): void;
  /** These stand out. */
  found(nodes: readonly string[]): void;
  /** Escape, where no part has a use of its own for it. */
  stepBack(): void;
}

export interface Parts {
  readonly actions: Actions;
  readonly toolbar: Toolbar;
  readonly bar: TabBar;
  readonly tabs: Tabs;
  readonly questions: Questions;
  readonly stage: Stage;
  readonly search: SearchBar;
  readonly details: Details;
  readonly check: Check;
  readonly notices: HTMLElement;
  /** To the screen reader, politely. */
  announce(text: string): void;
}

export function makeParts(root: HTMLElement, strings: PanelStrings, layouter: Layouter, page: Owner): Parts {
  const notices = h("div");
  const live = h("div", { class: "unseen", attributes: { "aria-live": "polite" } });
  const announce = (text: string): void => {
    live.textContent = text;
  };
  const actions: Actions = {
    select: (card, options) => page.select(card, options),
    hover: (card) => page.hover(card),
    toggleGroup: (group, all) => page.toggleGroup(group, all),
    copy: (text) => {
      page.send({ kind: "copy", text });
      announce(strings.copied);
    },
    reveal: (span, focus) => page.send({ kind: "reveal", span, focus }),
    check: () => page.send({ kind: "check" }),
    cancelCheck: () => page.send({ kind: "cancelCheck" }),
    why: (node) => page.why(node),
    closeCheck: () => page.closeCheck(),
  };
  const questions = new Questions((message) => page.send(message));
  const tabs = new Tabs({
    strings,
    ask: (view, request, then) => questions.ask(view, request, then),
    select: (node) => page.select(node),
    light: (nodes, at) => page.light(nodes, at),
    reveal: (node) => page.reveal(node),
    open: (tab) => page.open(tab),
    writeBack: (moves) => page.send({ kind: "writeBack", moves }),
    copy: actions.copy,
    announce,
    kept: (tab) => page.view.tabs[tab],
    keep: (tab, options) => page.look({ tabs: { ...page.view.tabs, [tab]: options } }),
  });
  const stage = new Stage(strings, actions, layouter, {
    tabs: () => tabs,
    look: () => page.seen,
    moved: (place) => page.moved(place),
    begun: () => page.begun(),
  });
  const { viewport } = stage;
  const toolbar = new Toolbar(strings, {
    search: () => search.open(),
    group: () => page.group(),
    zoomIn: () => viewport.zoomIn(),
    zoomOut: () => viewport.zoomOut(),
    actualSize: () => viewport.actualSize(),
    fit: () => viewport.fit(),
    check: actions.check,
    export: () => page.send({ kind: "export" }),
  });
  const search: SearchBar = new SearchBar(strings, {
    find: (query) => (page.drawn === null ? [] : matches(query, page.drawn.graph.view, page.drawn.graph.lines)),
    go: (node) => page.goTo(node),
    found: (nodes) => page.found(nodes),
    closed: () => toolbar.focusSearch(),
  });
  const bar = new TabBar(strings, stage.element, (tab) => page.open(tab));
  const details = new Details(strings, actions, (node, then) =>
    questions.ask("node", { node }, (asked) => then(asked.kind === "answer" ? asked.answer : null)),
  );
  const check = new Check(strings, actions, announce);
  // Wherever the keyboard is: nothing may have it yet.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "f" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || !page.hasSearch) return;
    event.preventDefault();
    search.open();
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    page.stepBack();
  });
  root.replaceChildren(toolbar.element, bar.element, notices, search.element, stage.element, check.element, details.element, live);
  return { actions, toolbar, bar, tabs, questions, stage, search, details, check, notices, announce };
}
