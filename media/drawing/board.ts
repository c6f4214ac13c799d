/** The graph tab: the drawing, laid out beside the page, and its legend. The last drawing stays until the next is there. */
import type { PanelStrings } from "../../src/extension/panel/messages.js";
import type { Actions } from "../actions.js";
import { type Arrangement, cardOf } from "../arrangement.js";
import { h, say } from "../elements.js";
import type { Place } from "../kept.js";
import { layoutOf, planOf, structureKey } from "../layout.js";
import type { Layouter } from "../layout/layouter.js";
import { Canvas } from "./canvas.js";
import { Legend } from "./legend.js";

export interface Drawn {
  /** The first drawing of this page. */
  readonly isFirst: boolean;
  /** Why there is no drawing, else null. */
  readonly failure: string | null;
}

export class Board {
  readonly canvas: Canvas;
  private readonly legend: Legend;
  readonly element: HTMLElement;
  /** Counts layouts: one that is overtaken is dropped. */
  private turn = 0;
  private isPlaced = false;

  constructor(
    private readonly strings: PanelStrings,
    actions: Actions,
    private readonly layouter: Layouter,
    moved: (place: Place | null) => void,
  ) {
    this.canvas = new Canvas(strings, actions, (place) => {
      if (this.isPlaced) moved(place);
    });
    this.legend = new Legend(strings);
    this.element = h("div", { class: "board" }, this.canvas.element, this.legend.element);
  }

  /**
   * `now`: the arrangement as it is when the layout has come. `place`: where the user left the
   * first drawing. `put`: the board must be in the page, for only there it has a size and colours.
   */
  draw(drawn: Arrangement, now: () => Arrangement | null, anchor: string | null, place: Place | null, put: () => void, done: (drawn: Drawn) => void): void {
    const { canvas, strings } = this;
    const { view, target } = drawn.graph;
    canvas.label(target.name === "" ? strings.emptyGraphLabel : say(strings.graphLabel, { target: target.name, count: view.nodes.length }));
    const turn = ++this.turn;
    if (canvas.drawn === structureKey(drawn.cards)) {
      put();
      canvas.update(drawn.cards);
      this.legend.update(canvas.scale);
      done({ isFirst: false, failure: null });
      return;
    }
    this.layouter.layOut(planOf(drawn.cards)).then(
      (placing) => {
        if (placing === null || turn !== this.turn) return;
        const isFirst = !this.isPlaced;
        put();
        canvas.draw(now()?.cards ?? drawn.cards, layoutOf(drawn.cards, placing), anchor);
        this.legend.update(canvas.scale);
        done({ isFirst, failure: null });
        if (!isFirst) return;
        this.isPlaced = true;
        const end = view.targetId === null ? null : cardOf(drawn, view.targetId);
        canvas.viewport.restore(place, end === null ? undefined : canvas.boxOf(end));
      },
      (error: unknown) => {
        if (turn === this.turn) done({ isFirst: false, failure: String(error) });
      },
    );
  }

  /** It has come (back) into the page. */
  shown(): void {
    this.canvas.shown();
  }
}
