/** A tensor of which elements are chosen one at a time: its size and its gradient's, and a way to an element. */
import type { PlayInput, PlayPlace } from "../../src/engine/report/views/play.js";
import type { PanelStrings } from "../../src/extension/panel/messages.js";
import { button, h, say } from "../elements.js";
import type { TabDoors } from "../tab.js";
import { ElementMap } from "./element-map.js";

export class ArrayRow {
  readonly element: HTMLTableRowElement;
  private readonly trained: HTMLInputElement;
  private readonly norm = h("span", { class: "number" });
  private readonly gradient = h("td", { class: "number play-gradient" });
  private readonly index: HTMLInputElement;
  /** Stands in a row below. */
  readonly map: ElementMap;
  private readonly strings: PanelStrings;

  constructor(
    doors: Pick<TabDoors, "strings" | "ask">,
    private readonly input: PlayInput,
    show: (place: PlayPlace) => void,
    train: (node: string, isTrained: boolean) => void,
  ) {
    const { strings } = doors;
    this.strings = strings;
    const { name, shape, node } = input;
    this.map = new ElementMap(doors, input, (index) => show({ node, element: placeIn(shape, index) }));
    const elements = button({ class: "quiet-button", label: say(strings.playElements, { name }), icon: "group", pressed: false, onClick: () => elements.setAttribute("aria-pressed", String(this.map.toggle())) });
    this.trained = h("input", { attributes: { type: "checkbox", "aria-label": say(strings.playTrain, { name }) } });
    this.trained.addEventListener("change", () => train(node, this.trained.checked));
    this.index = h("input", { class: "number play-field play-index", attributes: { type: "text", "aria-label": say(strings.playElement, { name }), placeholder: shape.map(() => "0").join(", ") } });
    const choose = (): void => {
      const element = this.chosen();
      this.index.setAttribute("aria-invalid", String(element === null));
      if (element !== null) show({ node, element });
    };
    this.index.addEventListener("keydown", ({ key }) => { if (key === "Enter") choose(); });
    this.element = h(
      "tr",
      { class: "play-array", attributes: { "data-node": node } },
      h("td", {}, this.trained),
      h("th", { text: name, attributes: { scope: "row" } }, h("span", { class: "quiet number", text: ` [${shape.join(", ")}]` })),
      h("td", { class: "play-norm" }, this.norm),
      h("td", { class: "play-number" }, h("span", { class: "number", text: "[" }), this.index, h("span", { class: "number", text: "]" }), button({ class: "quiet-button", label: say(strings.playShowElement, { name }), icon: "plus", onClick: choose }), elements),
      this.gradient,
      h("td"),
    );
  }

  isOf({ name, shape }: PlayInput): boolean {
    return name === this.input.name && shape.join() === this.input.shape.join();
  }

  update(input: PlayInput, isTrained: boolean): void {
    this.trained.checked = isTrained;
    this.element.classList.toggle("changed", input.changed > 0);
    this.norm.textContent = `‖${input.norm.text}‖${input.changed > 0 ? ` · ${say(this.strings.playChanged, { count: input.changed })}` : ""}`;
    this.gradient.textContent = input.gradientNorm === null ? this.strings.playNoGradient : `‖${input.gradientNorm.text}‖`;
    this.gradient.title = input.reason;
  }

  /** "1, 2" → its place, row-major; null: no such element. */
  private chosen(): number | null {
    const { shape } = this.input;
    const parts = this.index.value.trim() === "" ? shape.map(() => 0) : this.index.value.split(",").map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : Number.NaN));
    if (parts.length !== shape.length || parts.some((part, axis) => !(part < (shape[axis] ?? 0)))) return null;
    return placeIn(shape, parts);
  }
}

/** Row-major. */
const placeIn = (shape: readonly number[], index: readonly number[]): number => index.reduce((place, part, axis) => place * (shape[axis] ?? 1) + part, 0);
