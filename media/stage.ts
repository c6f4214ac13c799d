/** The middle of the page: the graph, the table, or another tab, some of them with the graph above. One drawing serves them all. */
import type { PanelStrings } from "../src/extension/panel/messages.js";
import type { Actions } from "./actions.js";
import { type Arrangement, cardOf } from "./arrangement.js";
import { Beside, hasGraph } from "./beside.js";
import { Board, type Drawn } from "./drawing/board.js";
import type { Viewport } from "./drawing/viewport.js";
import { h, say } from "./elements.js";
import type { Place, ViewOptions } from "./kept.js";
import type { Layouter } from "./layout/layouter.js";
import { NodeList } from "./list.js";
import type { Tabs } from "./tabs.js";

/** How the page is looked at. */
export interface Look extends Pick<ViewOptions, "tab" | "selected" | "place"> {
  readonly atCursor: readonly string[];
  readonly found: readonly string[];
  readonly lit: Lit;
}

/** Nodes that are talked about; `at` is in the middle of attention. */
export interface Lit {
  readonly nodes: readonly string[];
  readonly at: string | null;
}

export interface StageDoors {
  readonly tabs: () => Tabs;
  readonly look: () => Look;
  /** By the user; null: the graph is fitted. */
  readonly moved: (place: Place | null) => void;
  /** The first drawing of this page is there. */
  readonly begun: () => void;
}

export class Stage {
  readonly element = h("div", { class: "stage" });
  private readonly beside = new Beside();
  private readonly board: Board;
  private readonly list: NodeList;
  private drawn: Arrangement | null = null;
  /** Stays where it is on the screen when the cards are placed anew; null: what is selected does. */
  private anchor: string | null = null;
  /** Comes into view once it is drawn. */
  private sought: string | null = null;

  constructor(
    private readonly strings: PanelStrings,
    actions: Actions,
    layouter: Layouter,
    private readonly doors: StageDoors,
  ) {
    this.board = new Board(strings, actions, layouter, doors.moved);
    this.list = new NodeList(strings, actions);
  }

  get viewport(): Viewport {
    return this.board.canvas.viewport;
  }

  empty(page: HTMLElement): void {
    this.drawn = null;
    this.element.replaceChildren(page);
  }

  show(drawn: Arrangement): void {
    this.drawn = drawn;
    const { tab, selected } = this.doors.look();
    if (tab === "graph") this.draw(drawn);
    else if (tab === "list") {
      this.fillList(drawn);
      this.put(this.list.element);
      this.mark();
    } else {
      const shown = this.doors.tabs().of(tab);
      if (hasGraph(tab)) {
        this.beside.put(shown.element);
        this.put(this.beside.element);
        this.draw(drawn);
      } else this.put(shown.element);
      shown.show(drawn.graph, selected);
    }
  }

  /** The next drawing leaves this card where it is on the screen. */
  hold(card: string): void {
    this.anchor = card;
  }

  /** The next drawing has this node in its middle. */
  seek(node: string): void {
    this.sought = node;
  }

  /** Into view, in what is up. */
  reveal(node: string): void {
    const { tab } = this.doors.look();
    const card = this.cardOf(node);
    if (tab === "list") this.list.show(node);
    else if (card !== null && this.hasBoard) this.board.canvas.show(card);
  }

  /** What stands out, in what is up. */
  mark(): void {
    const { tab, selected, atCursor, found, lit } = this.doors.look();
    if (tab === "list") this.list.mark(selected, new Set(atCursor), new Set(found));
    else if (this.hasBoard) {
      const cards = (nodes: readonly string[]): Set<string> => new Set(nodes.flatMap((node) => this.cardOf(node) ?? []));
      this.board.canvas.mark({
        selected: this.cardOf(selected),
        atCursor: cards(atCursor),
        found: cards(found),
        lit: cards(lit.nodes),
        middle: this.cardOf(lit.at),
      });
    }
  }

  private get hasBoard(): boolean {
    const { tab } = this.doors.look();
    return tab === "graph" || hasGraph(tab);
  }

  private cardOf(id: string | null): string | null {
    return id === null || this.drawn === null ? null : cardOf(this.drawn, id);
  }

  private draw(drawn: Arrangement): void {
    const { selected, place } = this.doors.look();
    const anchor = this.anchor ?? this.cardOf(selected);
    this.anchor = null;
    this.board.draw(drawn, () => this.drawn, anchor, place, () => this.putBoard(), (done) => this.settle(drawn, done));
  }

  private settle(drawn: Arrangement, { isFirst, failure }: Drawn): void {
    if (!this.hasBoard) return;
    if (failure !== null) {
      if (this.doors.look().tab !== "graph") return;
      // The table has the same content and needs no places.
      this.element.replaceChildren(h("p", { class: "explained", text: say(this.strings.layoutFailed, { reason: failure }) }), this.list.element);
      this.fillList(drawn);
      return;
    }
    this.mark();
    if (isFirst) this.doors.begun();
    const sought = this.cardOf(this.sought);
    this.sought = null;
    if (sought !== null) this.board.canvas.centre(sought);
  }

  private fillList({ graph, relations }: Arrangement): void {
    this.list.update(graph.view, relations, graph.lines);
  }

  private putBoard(): void {
    if (this.doors.look().tab === "graph") this.put(this.board.element);
    else if (this.hasBoard && this.beside.putGraph(this.board.element)) this.board.shown();
  }

  /** Without a change where it is there already: what is taken out of the page loses its focus. */
  private put(element: HTMLElement): void {
    if (this.element.firstChild === element) return;
    this.element.replaceChildren(element);
    this.board.shown();
  }
}
