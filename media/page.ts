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
import { type Arrangement, arrange, canBeGrouped, cardOf, detailsOf, isSameNode } from "./arrangement.js";
import { Canvas } from "./canvas.js";
import { Check } from "./check.js";
import { Details } from "./details.js";
import { h, say } from "./elements.js";
import type { Kept, ViewOptions } from "./kept.js";
import { layOut, structureKey } from "./layout.js";
import { legend } from "./legend.js";
import { NodeList } from "./list.js";
import { emptyPage, noticeBar } from "./notices.js";
import { Questions } from "./questions.js";
import { TAB_NAMES, type TabName } from "./tab.js";
import { TabBar } from "./tab-bar.js";
import { Tabs } from "./tabs.js";
import { Toolbar } from "./toolbar.js";

export interface PageDoors {
  readonly send: (message: FromPanel) => void;
  readonly keep: (kept: Kept) => void;
}

export class Page {
  private graph: PanelGraph | null = null;
  private drawn: Arrangement | null = null;
  private atCursor: readonly string[] = [];
  private hovered: string | null = null;
  private checkState: PanelCheck = { kind: "none" };
  private checkClosed = false;
  /** Counts layouts: one that is overtaken is dropped. */
  private turn = 0;
  private placed = false;

  private readonly actions: Actions;
  private readonly toolbar: Toolbar;
  private readonly bar: TabBar;
  private readonly tabs: Tabs;
  private readonly questions: Questions;
  private readonly canvas: Canvas;
  private readonly list: NodeList;
  private readonly details: Details;
  private readonly check: Check;
  private readonly notices = h("div");
  private readonly main = h("div", { class: "stage" });
  private readonly live = h("div", { class: "unseen", attributes: { "aria-live": "polite" } });

  constructor(
    root: HTMLElement,
    private readonly strings: PanelStrings,
    private subject: PanelSubject,
    private view: ViewOptions,
    private readonly doors: PageDoors,
  ) {
    const { send } = doors;
    const actions: Actions = {
      select: (card, options) => this.select(card, options),
      hover: (card) => {
        this.hovered = card;
        this.showDetails();
      },
      toggleGroup: (group) => this.toggleGroup(group),
      copy: (text) => {
        send({ kind: "copy", text });
        this.announce(strings.copied);
      },
      reveal: (span, focus) => send({ kind: "reveal", span, focus }),
      check: () => send({ kind: "check" }),
      cancelCheck: () => send({ kind: "cancelCheck" }),
      closeCheck: () => {
        this.checkClosed = true;
        this.showCheck();
        this.toolbar.focusCheck();
      },
    };
    this.actions = actions;
    this.canvas = new Canvas(strings, actions, (place) => {
      this.toolbar.zoomed(this.canvas.viewport.place.scale);
      if (this.placed) this.look({ place });
    });
    const { viewport } = this.canvas;
    this.toolbar = new Toolbar(strings, {
      group: () => {
        this.look({ grouped: this.drawn?.root === null, toggled: {} });
        this.render();
      },
      zoomIn: () => viewport.zoomIn(),
      zoomOut: () => viewport.zoomOut(),
      actualSize: () => viewport.actualSize(),
      fit: () => viewport.fit(),
      check: actions.check,
    });
    this.bar = new TabBar(strings, this.main, (tab) => this.open(tab));
    this.questions = new Questions(send);
    this.tabs = new Tabs({
      strings,
      ask: (view, request, then) => this.questions.ask(view, request, then),
      select: (node) => this.select(node),
      light: (nodes, at) => this.light(nodes, at),
      open: (tab) => this.open(tab),
      writeBack: (moves) => send({ kind: "writeBack", moves }),
      copy: actions.copy,
      announce: (text) => this.announce(text),
      kept: (tab) => this.view.tabs[tab],
      keep: (tab, options) => this.look({ tabs: { ...this.view.tabs, [tab]: options } }),
    });
    this.list = new NodeList(strings, actions);
    this.details = new Details(strings, actions, (node, then) =>
      this.questions.ask("node", { node }, (asked) => then(asked.kind === "answer" ? asked.answer : null)),
    );
    this.check = new Check(strings, actions, (text) => this.announce(text));
    root.addEventListener("keydown", (event) => this.key(event));
    root.replaceChildren(
      this.toolbar.element,
      this.bar.element,
      this.notices,
      this.main,
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
        const wasStale = this.graph?.stale === true;
        const { selected } = this.view;
        if (selected !== null && !isSameNode(this.graph?.view ?? null, message.view, selected))
          this.look({ selected: null });
        if (this.graph?.view === null || !message.stale) this.details.forget();
        this.graph = message;
        this.render();
        const { name, value } = message.target;
        if (wasStale && !message.stale && value !== "")
          this.announce(say(this.strings.updated, { target: `${name} = ${value}` }));
        return;
      }
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

  private look(change: Partial<ViewOptions>): void {
    this.view = { ...this.view, ...change };
    this.doors.keep({ subject: this.subject, view: this.view });
  }

  private open(tab: TabName): void {
    const before = this.view.tab;
    if (tab === before) return;
    if (before !== "graph" && before !== "list") this.tabs.of(before).hidden?.();
    this.look({ tab });
    this.render();
  }

  private light(nodes: readonly string[], at: string | null): void {
    this.doors.send({ kind: "light", nodes, at });
  }

  /** Everything but the check, from what is known. */
  private render(): void {
    const { graph, strings, actions } = this;
    document.body.classList.toggle("stale", graph?.stale === true);
    this.drawn = arrange(graph, this.view, strings);
    const hasGraph = this.drawn !== null;
    const bar =
      this.drawn === null
        ? null
        : noticeBar(this.drawn.graph, this.drawn.graph.target.name, strings, actions);
    this.notices.replaceChildren(...(bar === null ? [] : [bar]));
    this.details.element.hidden = !hasGraph;
    this.toolbar.update({
      target: graph?.target ?? { name: "", value: "" },
      stale: graph?.stale === true,
      isGraph: this.view.tab === "graph",
      grouped: this.drawn !== null && canBeGrouped(this.drawn.graph.view) ? this.drawn.root !== null : null,
      hasGraph,
    });
    const { tab } = this.view;
    this.bar.show(tab);
    if (this.drawn === null) this.main.replaceChildren(emptyPage(graph, strings, actions));
    else if (tab !== "graph" && tab !== "list") {
      const shown = this.tabs.of(tab);
      this.put(shown.element);
      shown.show(this.drawn.graph, this.view.selected);
    } else if (tab === "list") {
      this.list.update(this.drawn.graph.view, this.drawn.relations, this.drawn.graph.lines);
      this.put(this.list.element);
      this.mark();
    } else this.draw(this.drawn);
    this.showDetails();
    this.showCheck();
  }

  private draw(drawn: Arrangement): void {
    const { canvas, strings } = this;
    const name = drawn.graph.target.name;
    canvas.label(
      name === ""
        ? strings.emptyGraphLabel
        : say(strings.graphLabel, { target: name, count: drawn.graph.view.nodes.length }),
    );
    if (canvas.drawn === structureKey(drawn.cards)) {
      this.turn++;
      this.put(canvas.element);
      canvas.update(drawn.cards);
      this.mark();
      return;
    }
    const turn = ++this.turn;
    layOut(drawn.cards).then(
      (layout) => {
        if (turn !== this.turn || this.view.tab !== "graph") return;
        this.put(canvas.element);
        canvas.draw(this.drawn?.cards ?? drawn.cards, layout, this.cardOf(this.view.selected));
        if (!this.placed) {
          this.placed = true;
          canvas.viewport.restore(
            this.view.place,
            canvas.boxOf(this.cardOf(drawn.graph.view.targetId) ?? ""),
          );
          this.showCursor(false);
        }
        this.mark();
      },
      (error: unknown) => {
        if (turn !== this.turn) return;
        // The table has the same content and needs no places.
        this.main.replaceChildren(
          h("p", { class: "explained", text: say(strings.layoutFailed, { reason: String(error) }) }),
          this.list.element,
        );
        this.list.update(drawn.graph.view, drawn.relations, drawn.graph.lines);
      },
    );
  }

  /** Without a change where it is there already: what is taken out of the page loses its focus. */
  private put(element: HTMLElement): void {
    if (this.main.firstChild === element) return;
    this.main.replaceChildren(element, ...(element === this.canvas.element ? [legend(this.strings)] : []));
    this.canvas.viewport.shown();
  }

  private select(
    card: string | null,
    options: { readonly reveal?: boolean; readonly focus?: boolean } = {},
  ): void {
    if (card !== this.view.selected) this.look({ selected: card });
    this.mark();
    this.showDetails();
    const node = this.drawn?.graph.view.nodes.find(({ id }) => id === card);
    if (options.reveal === true && node?.span)
      this.doors.send({ kind: "reveal", span: node.span, focus: options.focus === true });
  }

  private toggleGroup(id: string): void {
    if (this.drawn === null || this.drawn.root === null) return;
    const isOpen = this.drawn.cards.frames.some((frame) => frame.id === id);
    this.look({
      toggled: { ...this.view.toggled, [id]: !isOpen },
      selected: isOpen ? id : this.view.selected,
    });
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
    this.mark();
    // What is selected is in view: another evaluation of the same expression does not take its place.
    if (
      card === null ||
      first === undefined ||
      (selected !== null && !show && this.atCursor.includes(selected))
    )
      return;
    if (this.view.tab === "list") this.list.show(first);
    else if (this.view.tab === "graph") this.canvas.show(card);
    else if (show) this.render();
  }

  private mark(): void {
    const { selected } = this.view;
    if (this.view.tab === "list") this.list.mark(selected, new Set(this.atCursor));
    else if (this.view.tab === "graph")
      this.canvas.mark(
        this.cardOf(selected),
        new Set(this.atCursor.flatMap((node) => this.cardOf(node) ?? [])),
      );
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
