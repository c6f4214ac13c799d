/** A field for one number: what is typed counts as soon as it is one. */
import { h } from "../elements.js";
import { readNumber } from "./scale.js";

export class NumberField {
  readonly element: HTMLInputElement;
  private shown = "";

  constructor(label: string, changed: (value: number) => void) {
    this.element = h("input", { class: "number play-field", attributes: { type: "text", inputmode: "decimal", spellcheck: "false", autocomplete: "off", "aria-label": label } });
    this.element.addEventListener("input", () => {
      const value = readNumber(this.element.value);
      this.element.setAttribute("aria-invalid", String(value === null));
      if (value !== null) changed(value);
    });
    // What is no number gives way to the one that counts.
    this.element.addEventListener("blur", () => this.put(this.shown));
    this.element.addEventListener("keydown", (event) => {
      const { key } = event;
      // Back to the number that counts first; only then does Escape leave the page.
      if (key === "Escape" && this.element.value !== this.shown) event.preventDefault();
      if (key === "Enter" || key === "Escape") this.put(this.shown);
    });
  }

  /** While somebody types here, the text is theirs. */
  show(text: string): void {
    this.shown = text;
    if (document.activeElement !== this.element) this.put(text);
  }

  private put(text: string): void {
    this.element.value = text;
    this.element.removeAttribute("aria-invalid");
  }
}
