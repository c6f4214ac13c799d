/** The page: what the extension said, how the user looks at it, and the parts that show both. */
import type { FromPanel, PanelGraph, PanelStrings, PanelSubject, ToPanel } from "../src/extension/panel/messages.js";
import { type Arrangement, arrange, canBeGrouped, cardOf, detailsOf, groupsAround, isSameNode } from "./arrangement.js";
import { hasGraph } from "./beside.js";
import { say } from "./elements.js";
import { allGroups } from "./grouping.js";
import type { Kept, ViewOptions } from "./kept.js";
import type { Layouter } from "./layout/layouter.js";
import { emptyPage, noticeBar } from "./notices.js";
import { makeParts, type Owner, type Parts } from "./parts.js";
import { rasterized } from "./raster.js";
import type { Lit, Look } from "./stage.js";
import { TAB_NAMES, type TabName } from "./tab.js";

export interface PageDoors {
  readonly send: (message: FromPanel) => void;
  readonly keep: (kept: Kept) => void;
}

const NOT_LIT: Lit = { nodes: [], at: null };

export class Page implements Owner {
  private graph: PanelGraph | null = null;
  drawn: Arrangement | null = null;
  private atCursor: readonly string[] = [];
  private hovered: string | null = null;
  private matching: readonly string[] = [];
  private lit: Lit = NOT_LIT;
  private readonly parts: Parts;

  constructor(
    root: HTMLElement,
    private readonly strings: PanelStrings,
    private subject: PanelSubject,
    public view: ViewOptions,
    layouter: Layouter,
    private readonly doors: PageDoors,
  ) {
    this.parts = makeParts(root, strings, layouter, this);
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
        if (this.graph?.view === null || !message.stale) this.parts.details.forget();
        this.know(message);
        return;
      }
      case "state":
        if (this.graph !== null) this.know({ ...this.graph, ...message });
        return;
      case "check":
        this.parts.check.hear(message.check);
        this.showCheck();
        return;
      case "open": {
        const tab = TAB_NAMES.find((name) => name === message.tab);
        if (tab !== undefined) this.open(tab);
        return;
      }
      case "apart":
        if (this.drawn !== null) this.parts.tabs.of("why").apart?.(message);
        return;
      case "rasterize":
        void rasterized(message.svg, message.width, message.height).then((png) => this.send({ kind: "raster", id: message.id, png }));
        return;
      case "view":
        this.parts.questions.hear(message);
        return;
      case "writeBack":
        this.open("play");
        if (this.drawn !== null) this.parts.tabs.of("play").writeBack?.();
        return;
      case "wroteBack":
        this.parts.tabs.of("play").wroteBack?.(message);
        return;
      case "cursor":
        this.atCursor = message.nodes;
        this.showCursor(message.show);
    }
  }

  send(message: FromPanel): void {
    this.doors.send(message);
  }

  /** From what is selected, then from the panel. */
  stepBack(): void {
    if (this.view.selected === null) this.send({ kind: "editor" });
    else this.select(null);
  }

  private know(graph: PanelGraph): void {
    const wasStale = this.graph?.stale === true;
    this.graph = graph;
    this.render();
    const { name, value } = graph.target;
    if (wasStale && !graph.stale && value !== "")
      this.parts.announce(say(this.strings.updated, { target: `${name} = ${value}` }));
  }

  look(change: Partial<ViewOptions>): void {
    this.view = { ...this.view, ...change };
    this.doors.keep({ subject: this.subject, view: this.view });
  }

  open(tab: TabName): void {
    const before = this.view.tab;
    if (tab === before) return;
    const { lit } = this;
    if (before !== "graph" && before !== "list") this.parts.tabs.of(before).hidden?.();
    // What was talked about is still lit in the graph, until something else is selected there.
    if (tab === "graph") this.lit = lit;
    this.look({ tab });
    if (!this.hasSearch) this.parts.search.close();
    this.render();
  }

  get hasSearch(): boolean {
    return this.view.tab === "graph" || this.view.tab === "list";
  }

  reveal(node: string): void {
    const span = this.drawn?.graph.view.nodes.find(({ id }) => id === node)?.span ?? null;
    if (span !== null) this.parts.actions.reveal(span, true);
  }

  light(nodes: readonly string[], at: string | null): void {
    this.lit = { nodes, at };
    this.parts.stage.mark();
    if (at !== null && hasGraph(this.view.tab)) this.parts.stage.reveal(at);
    this.send({ kind: "light", nodes, at });
  }

  /** Everything but the check, from what is known. */
  private render(): void {
    const { graph, strings } = this;
    const { actions, stage, toolbar } = this.parts;
    document.body.classList.toggle("stale", graph?.stale === true);
    this.drawn = arrange(graph, this.view, strings);
    const isDrawn = this.drawn !== null;
    const bar = this.drawn === null ? null : noticeBar(this.drawn.graph, this.drawn.graph.target.name, strings, actions);
    this.parts.notices.replaceChildren(...(bar === null ? [] : [bar]));
    // The other tabs say themselves what there is to say of a node.
    this.parts.details.element.hidden = !isDrawn || !this.hasSearch;
    toolbar.update({
      target: graph?.target ?? { name: "", value: "" },
      stale: graph?.stale === true,
      isGraph: this.view.tab === "graph",
      grouped: this.drawn !== null && canBeGrouped(this.drawn.graph.view) ? this.drawn.root !== null : null,
      hasGraph: isDrawn,
      hasSearch: this.hasSearch,
    });
    this.parts.bar.show(this.view.tab);
    if (this.drawn === null) stage.empty(emptyPage(graph, strings, actions));
    else stage.show(this.drawn);
    this.showDetails();
    this.showCheck();
    this.parts.search.again();
  }

  moved(place: ViewOptions["place"]): void {
    this.parts.toolbar.zoomed(this.parts.stage.viewport.place.scale);
    this.look({ place });
  }

  get seen(): Look {
    return { ...this.view, atCursor: this.atCursor, found: this.matching, lit: this.lit };
  }

  begun(): void {
    this.showCursor(false);
  }

  hover(card: string | null): void {
    this.hovered = card;
    this.showDetails();
  }

  why(node: string): void {
    this.look({ selected: node });
    if (this.view.tab === "why") this.render();
    else this.open("why");
  }

  found(nodes: readonly string[]): void {
    this.matching = nodes;
    this.parts.stage.mark();
  }

  /** Opens the groups around it. */
  goTo(node: string): void {
    this.look({ selected: node });
    if (this.view.tab === "list") {
      this.parts.stage.mark();
      this.parts.stage.reveal(node);
      this.showDetails();
      return;
    }
    const around = groupsAround(this.drawn?.root ?? null, node);
    this.look({ toggled: { ...this.view.toggled, ...Object.fromEntries(around.map((id) => [id, true])) } });
    this.parts.stage.seek(node);
    this.render();
  }

  select(
    card: string | null,
    options: { readonly reveal?: boolean; readonly focus?: boolean } = {},
  ): void {
    if (card !== this.view.selected) {
      this.look({ selected: card });
      if (this.view.tab === "graph") this.lit = NOT_LIT;
    }
    this.parts.stage.mark();
    this.showDetails();
    const { tab } = this.view;
    // A card of the graph beside it was chosen, or its own choice comes back.
    if (hasGraph(tab) && this.drawn !== null) this.parts.tabs.of(tab).show(this.drawn.graph, this.view.selected);
    const node = card === null ? undefined : this.drawn?.nodes.get(card);
    if (options.reveal === true && node?.span)
      this.send({ kind: "reveal", span: node.span, focus: options.focus === true });
  }

  group(): void {
    this.look({ grouped: this.drawn?.root === null, toggled: {} });
    this.render();
  }

  toggleGroup(id: string, all: boolean): void {
    const { drawn } = this;
    const group = drawn?.groups.get(id);
    if (!drawn || group === undefined) return;
    const isOpen = drawn.cards.frames.some((frame) => frame.id === id);
    const changed = [group, ...(all ? allGroups(group) : [])];
    this.look({
      toggled: { ...this.view.toggled, ...Object.fromEntries(changed.map((one) => [one.id, !isOpen])) },
      selected: isOpen ? id : this.view.selected,
    });
    this.parts.stage.hold(id);
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
    this.parts.stage.mark();
    // What is selected is in view: another evaluation of the same expression does not take its place.
    if (
      card === null ||
      first === undefined ||
      (selected !== null && !show && this.atCursor.includes(selected))
    )
      return;
    if (this.view.tab === "list" || this.view.tab === "graph") this.parts.stage.reveal(first);
    else if (show) this.render();
  }

  private cardOf(id: string | null): string | null {
    return id === null || this.drawn === null ? null : cardOf(this.drawn, id);
  }

  private showDetails(): void {
    const { drawn } = this;
    if (drawn !== null)
      this.parts.details.show(
        detailsOf(drawn, this.hovered) ?? detailsOf(drawn, this.view.selected) ?? { kind: "nothing" },
      );
  }

  closeCheck(): void {
    this.parts.check.close();
    this.showCheck();
    this.parts.toolbar.focusCheck();
  }

  private showCheck(): void {
    const { check, toolbar } = this.parts;
    check.show(this.graph?.target.name ?? "");
    toolbar.checking(check.isRunning, this.drawn !== null);
  }
}
