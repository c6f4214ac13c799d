/** From where to where the curve and its slider go. */
import type { PanelStrings } from "../../src/extension/panel/messages.js";
import { h, say } from "../elements.js";
import { NumberField } from "./number-field.js";
import { plainNumber, type Range } from "./scale.js";

export class RangeFields {
  readonly element: HTMLElement;
  private readonly from: NumberField;
  private readonly to: NumberField;
  private readonly title = h("h2", {});
  private range: Range = { from: 0, to: 1 };

  constructor(
    private readonly strings: PanelStrings,
    changed: (range: Range) => void,
  ) {
    const set = (range: Range): void => {
      if (range.from < range.to) changed(range);
    };
    this.from = new NumberField(strings.playFrom, (from) => set({ ...this.range, from }));
    this.to = new NumberField(strings.playTo, (to) => set({ ...this.range, to }));
    // Until an input is followed there is no range.
    this.element = h("div", { class: "play-controls play-range", attributes: { hidden: "" } }, this.title, h("span", { class: "gap" }), this.from.element, h("span", { class: "quiet", text: "…", attributes: { "aria-hidden": "true" } }), this.to.element);
  }

  show(range: Range, name: string): void {
    this.range = range;
    this.element.hidden = false;
    this.title.textContent = say(this.strings.playOver, { name });
    this.from.show(plainNumber(range.from));
    this.to.show(plainNumber(range.to));
  }
}
