/** How to read the drawing, in one quiet line: directions, signs, and the shades of the gradients' sizes. */
import type { PanelStrings } from "../../src/extension/panel/messages.js";
import { h, say } from "../elements.js";
import { endOf, type Scale, SHADES, sizeText } from "../scale.js";

export class Legend {
  private readonly least = h("span", { class: "number" });
  private readonly most = h("span", { class: "number" });
  private readonly sizes: HTMLElement;
  private readonly swatches: readonly HTMLElement[];
  readonly element: HTMLElement;

  constructor(private readonly strings: PanelStrings) {
    this.swatches = Array.from({ length: SHADES }, (_, i) => h("i", { class: `swatch shade-${i + 1}` }));
    this.sizes = h(
      "span",
      { class: "sizes", attributes: { role: "img" } },
      this.least,
      h("span", { class: "swatches" }, ...this.swatches),
      this.most,
    );
    this.element = h(
      "div",
      { class: "legend" },
      entry("forward", "→", strings.legendForward),
      entry("backward", "←", strings.legendBackward),
      entry("positive", "▲", strings.legendPositive),
      entry("negative", "▼", strings.legendNegative),
      this.sizes,
    );
  }

  update(scale: Scale): void {
    const { least, most } = scale;
    this.sizes.hidden = most === 0;
    if (most === 0) return;
    const [from, to] = [sizeText(least), sizeText(most)];
    this.least.textContent = from;
    this.most.textContent = to;
    this.sizes.setAttribute("aria-label", say(this.strings.legendSizes, { least: from, most: to }));
    this.swatches.forEach((swatch, i) => {
      swatch.title = say(this.strings.legendUpTo, { size: sizeText(endOf(i + 1, scale)) });
    });
  }
}

const entry = (name: string, glyph: string, text: string): HTMLElement =>
  h("span", { class: name }, h("i", { text: glyph, attributes: { "aria-hidden": "true" } }), h("span", { text }));
