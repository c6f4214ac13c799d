/** The page: what the extension said, how the user looks at it, and the parts that show both. */
import type {
  FromPanel,
  PanelCheck,
  PanelGraph,
  PanelStrings,
  PanelSubject,
  ToPanel,
} from "../src/extension/panel/messages.js";
import type { Actions } from "./actions.js";
import { hasGraph } from "./beside.js";
import { type Arrangement, arrange, canBeGrouped, cardOf, detailsOf, groupsAround, isSameNode } from "./arrangement.js";
import { Check } from "./check.js";
import { Details } from "./details.js";
import { h, say } from "./elements.js";
import { allGroups } from "./grouping.js";
import type { Kept, ViewOptions } from "./kept.js";
import type { Layouter } from "./layout/layouter.js";
import { emptyPage, noticeBar } from "./notices.js";
import { Questions } from "./questions.js";
import { matches } from "./search/matches.js";
import { SearchBar } from "./search/search-bar.js";
import { rasterized } from "./raster.js";
import { type Lit, Stage } from "./stage.js";
import { TAB_NAMES, type TabName } from "./tab.js";
import { TabBar } from "./tab-bar.js";
import { Tabs } from "./tabs.js";
import { Toolbar } from "./toolbar.js";

export interface PageDoors {
  readonly send: (message: FromPanel) => void;
  readonly keep: (kept: Kept) => void;
}

const NOT_LIT: Lit = { nodes: [], at: null };

export class Page {
  private graph: PanelGraph | null = null;
  private drawn: Arrangement | null = null;
  private atCursor: readonly string[] = [];
  private hovered: string | null = null;
  private checkState: PanelCheck = { kind: "none" };
  private checkClosed = false;
  private found: readonly string[] = [];
  private lit: Lit = NOT_LIT;

  private readonly actions: Actions;
  private readonly toolbar: Toolbar;
  private readonly bar: TabBar;
  private readonly tabs: Tabs;
  private readonly questions: Questions;
  private readonly stage: Stage;
  private readonly search: SearchBar;
  private readonly details: Details;
  private readonly check: Check;
  private readonly notices = h("div");
  private readonly live = h("div", { class: "unseen", attributes: { "aria-live": "polite" } });

  constructor(
    root: HTMLElement,
    private readonly strings: PanelStrings,
    private subject: PanelSubject,
    private view: ViewOptions,
    layouter: Layouter,
    private readonly doors: PageDoors,
  ) {
    const { send } = doors;
    const actions: Actions = {
      select: (card, options) => this.select(card, options),
      hover: (card) => {
        this.hovered = card;
        this.showDetails();
      },
      toggleGroup: (group, all) => this.toggleGroup(group, all),
      copy: (text) => {
        send({ kind: "copy", text });
        this.announce(strings.copied);
      },
      reveal: (span, focus) => send({ kind: "reveal", span, focus }),
      check: () => send({ kind: "check" }),
      cancelCheck: () => send({ kind: "cancelCheck" }),
      why: (node) => {
        this.look({ selected: node });
        if (this.view.tab === "why") this.render();
        else this.open("why");
      },
      closeCheck: () => {
        this.checkClosed = true;
        this.showCheck();
        this.toolbar.focusCheck();
      },
    };
    this.actions = actions;
    this.stage = new Stage(strings, actions, layouter, {
      tabs: () => this.tabs,
      look: () => ({ ...this.view, atCursor: this.atCursor, found: this.found, lit: this.lit }),
      moved: (place) => this.moved(place),
      begun: () => this.showCursor(false),
    });
    const { viewport } = this.stage;
    this.search = new SearchBar(strings, {
      find: (query) => (this.drawn === null ? [] : matches(query, this.drawn.graph.view, this.drawn.graph.lines)),
      go: (node) => this.goTo(node),
      found: (nodes) => {
        this.found = nodes;
        this.stage.mark();
      },
      closed: () => this.toolbar.focusSearch(),
    });
    // Wherever the keyboard is: nothing may have it yet.
    document.addEventListener("keydown", (event) => {
      if (event.key !== "f" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || !this.hasSearch) return;
      event.preventDefault();
      this.search.open();
    });
    this.toolbar = new Toolbar(strings, {
      search: () => this.search.open(),
      group: () => {
        this.look({ grouped: this.drawn?.root === null, toggled: {} });
        this.render();
      },
      zoomIn: () => viewport.zoomIn(),
      zoomOut: () => viewport.zoomOut(),
      actualSize: () => viewport.actualSize(),
      fit: () => viewport.fit(),
      check: actions.check,
      export: () => send({ kind: "export" }),
    });
    this.bar = new TabBar(strings, this.stage.element, (tab) => this.open(tab));
    this.questions = new Questions(send);
    this.tabs = new Tabs({
      strings,
      ask: (view, request, then) => this.questions.ask(view, request, then),
      select: (node) => this.select(node),
      light: (nodes, at) => this.light(nodes, at),
      reveal: (node) => this.reveal(node),
      open: (tab) => this.open(tab),
      writeBack: (moves) => send({ kind: "writeBack", moves }),
      copy: actions.copy,
      announce: (text) => this.announce(text),
      kept: (tab) => this.view.tabs[tab],
      keep: (tab, options) => this.look({ tabs: { ...this.view.tabs, [tab]: options } }),
    });
    this.details = new Details(strings, actions, (node, then) =>
      this.questions.ask("node", { node }, (asked) => then(asked.kind === "answer" ? asked.answer : null)),
    );
    this.check = new Check(strings, actions, (text) => this.announce(text));
    root.addEventListener("keydown", (event) => this.key(event));
    root.replaceChildren(
      this.toolbar.element,
      this.bar.element,
      this.notices,
      this.search.element,
      this.stage.element,
      this.check.element,
      this.details.element,
      this.live,
    );
    this.render();
  }

  hear(message: ToPanel): void {
    switch (message.kind) {
      case "hello":
        this.subject = message.subject;
        this.look({});
        return;
      case "graph": {
        const { selected } = this.view;
        if (selected !== null && !isSameNode(this.graph?.view ?? null, message.view, selected))
          this.look({ selected: null });
        if (this.graph?.view === null || !message.stale) this.details.forget();
        this.know(message);
        return;
      }
      case "state":
        if (this.graph !== null) this.know({ ...this.graph, ...message });
        return;
      case "check":
        if (message.check.kind === "running" && this.checkState.kind !== "running") this.checkClosed = false;
        this.checkState = message.check;
        this.showCheck();
        return;
      case "open": {
        const tab = TAB_NAMES.find((name) => name === message.tab);
        if (tab !== undefined) this.open(tab);
        return;
      }
      case "apart":
        if (this.drawn !== null) this.tabs.of("why").apart?.(message);
        return;
      case "rasterize":
        void rasterized(message.svg, message.width, message.height).then((png) => this.doors.send({ kind: "raster", id: message.id, png }));
        return;
      case "view":
        this.questions.hear(message);
        return;
      case "writeBack":
        this.open("play");
        if (this.drawn !== null) this.tabs.of("play").writeBack?.();
        return;
      case "wroteBack":
        this.tabs.of("play").wroteBack?.(message);
        return;
      case "cursor":
        this.atCursor = message.nodes;
        this.showCursor(message.show);
    }
  }

  /** Escape steps back: from what is selected, then from the panel. Parts that have a use of their own for it keep it. */
  private key(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    if (this.view.selected === null) this.doors.send({ kind: "editor" });
    else this.select(null);
  }

  private know(graph: PanelGraph): void {
    const wasStale = this.graph?.stale === true;
    this.graph = graph;
    this.render();
    const { name, value } = graph.target;
    if (wasStale && !graph.stale && value !== "")
      this.announce(say(this.strings.updated, { target: `${name} = ${value}` }));
  }

  private look(change: Partial<ViewOptions>): void {
    this.view = { ...this.view, ...change };
    this.doors.keep({ subject: this.subject, view: this.view });
  }

  private open(tab: TabName): void {
    const before = this.view.tab;
    if (tab === before) return;
    const { lit } = this;
    if (before !== "graph" && before !== "list") this.tabs.of(before).hidden?.();
    // What was talked about is still lit in the graph, until something else is selected there.
    if (tab === "graph") this.lit = lit;
    this.look({ tab });
    if (!this.hasSearch) this.search.close();
    this.render();
  }

  private get hasSearch(): boolean {
    return this.view.tab === "graph" || this.view.tab === "list";
  }

  private reveal(node: string): void {
    const span = this.drawn?.graph.view.nodes.find(({ id }) => id === node)?.span ?? null;
    if (span !== null) this.actions.reveal(span, true);
  }

  private light(nodes: readonly string[], at: string | null): void {
    this.lit = { nodes, at };
    this.stage.mark();
    if (at !== null && hasGraph(this.view.tab)) this.stage.reveal(at);
    this.doors.send({ kind: "light", nodes, at });
  }

  /** Everything but the check, from what is known. */
  private render(): void {
    const { graph, strings, actions } = this;
    document.body.classList.toggle("stale", graph?.stale === true);
    this.drawn = arrange(graph, this.view, strings);
    const isDrawn = this.drawn !== null;
    const bar =
      this.drawn === null
        ? null
        : noticeBar(this.drawn.graph, this.drawn.graph.target.name, strings, actions);
    this.notices.replaceChildren(...(bar === null ? [] : [bar]));
    // The other tabs say themselves what there is to say of a node.
    this.details.element.hidden = !isDrawn || !this.hasSearch;
    this.toolbar.update({
      target: graph?.target ?? { name: "", value: "" },
      stale: graph?.stale === true,
      isGraph: this.view.tab === "graph",
      grouped: this.drawn !== null && canBeGrouped(this.drawn.graph.view) ? this.drawn.root !== null : null,
      hasGraph: isDrawn,
      hasSearch: this.hasSearch,
    });
    this.bar.show(this.view.tab);
    if (this.drawn === null) this.stage.empty(emptyPage(graph, strings, actions));
    else this.stage.show(this.drawn);
    this.showDetails();
    this.showCheck();
    this.search.again();
  }

  private moved(place: ViewOptions["place"]): void {
    this.toolbar.zoomed(this.stage.viewport.place.scale);
    this.look({ place });
  }

  /** Opens the groups around it. */
  private goTo(node: string): void {
    this.look({ selected: node });
    if (this.view.tab === "list") {
      this.stage.mark();
      this.stage.reveal(node);
      this.showDetails();
      return;
    }
    const around = groupsAround(this.drawn?.root ?? null, node);
    this.look({ toggled: { ...this.view.toggled, ...Object.fromEntries(around.map((id) => [id, true])) } });
    this.stage.seek(node);
    this.render();
  }

  private select(
    card: string | null,
    options: { readonly reveal?: boolean; readonly focus?: boolean } = {},
  ): void {
    if (card !== this.view.selected) {
      this.look({ selected: card });
      if (this.view.tab === "graph") this.lit = NOT_LIT;
    }
    this.stage.mark();
    this.showDetails();
    const { tab } = this.view;
    // A card of the graph beside it was chosen, or its own choice comes back.
    if (hasGraph(tab) && this.drawn !== null) this.tabs.of(tab).show(this.drawn.graph, this.view.selected);
    const node = card === null ? undefined : this.drawn?.nodes.get(card);
    if (options.reveal === true && node?.span)
      this.doors.send({ kind: "reveal", span: node.span, focus: options.focus === true });
  }

  private toggleGroup(id: string, all: boolean): void {
    const { drawn } = this;
    const group = drawn?.groups.get(id);
    if (!drawn || group === undefined) return;
    const isOpen = drawn.cards.frames.some((frame) => frame.id === id);
    const changed = [group, ...(all ? allGroups(group) : [])];
    this.look({
      toggled: { ...this.view.toggled, ...Object.fromEntries(changed.map((one) => [one.id, !isOpen])) },
      selected: isOpen ? id : this.view.selected,
    });
    this.stage.hold(id);
    this.render();
  }

  private showCursor(show: boolean): void {
    const [first] = this.atCursor;
    const { selected } = this.view;
    const card = this.cardOf(first ?? null);
    if (show && card !== null) {
      this.look({ selected: this.view.tab === "graph" ? card : (first ?? null) });
      this.showDetails();
    }
    this.stage.mark();
    // What is selected is in view: another evaluation of the same expression does not take its place.
    if (
      card === null ||
      first === undefined ||
      (selected !== null && !show && this.atCursor.includes(selected))
    )
      return;
    if (this.view.tab === "list" || this.view.tab === "graph") this.stage.reveal(first);
    else if (show) this.render();
  }

  private cardOf(id: string | null): string | null {
    return id === null || this.drawn === null ? null : cardOf(this.drawn, id);
  }

  private showDetails(): void {
    const { drawn } = this;
    if (drawn !== null)
      this.details.show(
        detailsOf(drawn, this.hovered) ?? detailsOf(drawn, this.view.selected) ?? { kind: "nothing" },
      );
  }

  private showCheck(): void {
    const state: PanelCheck = this.checkClosed ? { kind: "none" } : this.checkState;
    this.check.update(state, this.graph?.target.name ?? "");
    this.toolbar.checking(this.checkState.kind === "running", this.drawn !== null);
  }

  private announce(text: string): void {
    this.live.textContent = text;
  }
}
