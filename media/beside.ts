/** A tab with the graph above it: what the tab talks about is lit there. Where the panel is low, the tab alone. */
import "./beside.css";
import { h } from "./elements.js";
import type { TabName } from "./tab.js";

export type BesideGraph = Extract<TabName, "steps" | "why">;

export const hasGraph = (tab: TabName): tab is BesideGraph => tab === "steps" || tab === "why";

export class Beside {
  private readonly upper = h("div", { class: "beside-graph" });
  private readonly lower = h("div", { class: "beside-tab" });
  readonly element = h("div", { class: "beside" }, this.upper, this.lower);

  put(tab: HTMLElement): void {
    // What is taken out of the page loses its focus.
    if (this.lower.firstChild !== tab) this.lower.replaceChildren(tab);
  }

  /** Whether it was not there. */
  putGraph(board: HTMLElement): boolean {
    if (this.upper.firstChild === board) return false;
    this.upper.replaceChildren(board);
    return true;
  }
}
