/** One number that can be moved: slider, field, gradient, and the way back to the recorded one. */
import type { PlayElement, PlayInput, PlayNumber, PlayPlace } from "../../src/engine/report/views/play.js";
import type { PanelStrings } from "../../src/extension/panel/messages.js";
import { button, h, say } from "../elements.js";
import { signGlyph } from "../gradient.js";
import { NumberField } from "./number-field.js";
import { fineStep, type Range, rangeAround, rangeWith, snapped } from "./scale.js";

export interface RowDoors {
  readonly move: (place: PlayPlace, value: number) => void;
  /** The curve and the lights go with the row that is worked on. */
  readonly follow: (place: PlayPlace) => void;
  readonly train: (node: string, isTrained: boolean) => void;
  readonly ranged: (place: PlayPlace, range: Range) => void;
}

export const placeKey = ({ node, element }: PlayPlace): string => `${node} ${element}`;

/** `w`, `W[0, 2]`. */
export const elementName = ({ name }: Pick<PlayInput, "name">, { index }: Pick<PlayElement, "index">): string => (index.length === 0 ? name : `${name}[${index.join(", ")}]`);

export class InputRow {
  readonly element: HTMLTableRowElement;
  range: Range;
  private readonly slider: HTMLInputElement;
  private readonly field: NumberField;
  private readonly after = h("td", { class: "number quiet play-after" });
  private readonly gradient = h("td", { class: "number play-gradient" });
  private readonly back: HTMLButtonElement;
  private readonly trained: HTMLInputElement | null;
  private original: number | null = null;
  private value: number | null = null;

  constructor(
    private readonly strings: PanelStrings,
    readonly place: PlayPlace,
    readonly name: string,
    original: PlayNumber,
    range: Range | null,
    isFirstOfNode: boolean,
    private readonly doors: RowDoors,
  ) {
    this.range = range ?? rangeAround(original.number ?? 0);
    this.slider = h("input", { attributes: { type: "range", "aria-label": say(strings.playSlider, { name }), step: "any" } });
    this.field = new NumberField(say(strings.playField, { name }), (value) => this.set(value, false));
    this.back = button({ class: "quiet-button", label: say(strings.playReset, { name }), icon: "close", onClick: () => this.reset() });
    this.trained = isFirstOfNode ? h("input", { attributes: { type: "checkbox", "aria-label": say(strings.playTrain, { name: name.replace(/\[[\d, ]+\]$/, "") }) } }) : null;
    this.trained?.addEventListener("change", () => doors.train(place.node, this.trained?.checked === true));
    this.slider.addEventListener("input", () => this.set(snapped(this.slider.valueAsNumber, this.range), true));
    this.slider.addEventListener("keydown", (event) => this.key(event));
    this.slider.addEventListener("dblclick", () => this.reset());
    this.element = h(
      "tr",
      { attributes: { "data-place": placeKey(place) } },
      h("td", {}, this.trained),
      h("th", { text: name, attributes: { scope: "row" }, onClick: () => doors.follow(place) }),
      h("td", { class: "play-slide" }, this.slider),
      h("td", { class: "play-number" }, this.field.element, this.back),
      this.gradient,
      this.after,
    );
    this.element.addEventListener("focusin", () => doors.follow(place));
  }

  /** `largest`: of all gradients shown, for the bars. */
  update(input: PlayInput, element: PlayElement, isTrained: boolean, largest: number, after: PlayNumber | null): void {
    const { value, original, gradient } = element;
    this.original = original.number;
    if (this.trained !== null) this.trained.checked = isTrained;
    this.field.show(value.exact.length <= 9 ? value.exact : value.text);
    this.field.element.title = value.exact;
    const isChanged = value.exact !== original.exact;
    this.element.classList.toggle("changed", isChanged);
    this.back.style.visibility = isChanged ? "visible" : "hidden";
    this.back.title = say(this.strings.playResetTo, { value: original.text });
    this.placed(value.number);
    this.showGradient(gradient, input.reason, largest);
    this.after.textContent = after === null || after.exact === value.exact ? "" : `→ ${after.text}`;
    this.after.title = after?.exact ?? "";
  }

  mark(isFollowed: boolean): void {
    this.element.classList.toggle("followed", isFollowed);
    if (isFollowed) this.element.setAttribute("aria-current", "true");
    else this.element.removeAttribute("aria-current");
  }

  setRange(range: Range): void {
    this.range = range;
    this.doors.ranged(this.place, range);
    this.placed(this.value);
  }

  /** `isExact` false: typed, so the slider may have to reach further. */
  set(value: number, isOnSlider: boolean): void {
    if (!isOnSlider) this.widen(value);
    this.placed(value);
    if (isOnSlider) this.field.show(String(value).replaceAll("-", "−"));
    this.doors.move(this.place, value);
  }

  private reset(): void {
    if (this.original !== null) this.set(this.original, false);
    this.slider.focus();
  }

  private key(event: KeyboardEvent): void {
    const direction = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    const big = { PageUp: 1, PageDown: -1 }[event.key];
    if (event.key === "Delete" || event.key === "Backspace") this.reset();
    else if (direction !== undefined || big !== undefined) {
      const steps = direction === undefined ? (big ?? 0) * 50 : direction * (event.shiftKey ? 10 : 1);
      const at = this.value ?? this.original ?? 0;
      const { from, to } = this.range;
      this.set(Math.min(to, Math.max(from, snapped(at + steps * fineStep(this.range), this.range))), true);
    } else return;
    event.preventDefault();
  }

  private widen(value: number): void {
    const range = rangeWith(this.range, value);
    if (range !== this.range) this.setRange(range);
  }

  private placed(value: number | null): void {
    this.value = value;
    const { from, to } = this.range;
    const { slider } = this;
    slider.min = String(from);
    slider.max = String(to);
    if (value === null) return;
    slider.value = String(value);
    slider.setAttribute("aria-valuetext", String(value).replaceAll("-", "−"));
  }

  private showGradient(gradient: PlayNumber | null, reason: string, largest: number): void {
    const cell = this.gradient;
    if (gradient === null) {
      cell.replaceChildren(h("span", { class: "quiet", text: this.strings.playNoGradient }));
      cell.title = reason;
      cell.dataset.sign = "none";
      return;
    }
    const number = gradient.number ?? Number.NaN;
    const sign = Number.isNaN(number) ? "nan" : number > 0 ? "positive" : number < 0 ? "negative" : "zero";
    const bar = h("span", { class: "play-bar", attributes: { "aria-hidden": "true" } });
    const share = largest > 0 && Number.isFinite(number) ? (Math.abs(number) / largest) ** 0.4 : 0;
    bar.style.width = `${Math.round(share * 100)}%`;
    cell.replaceChildren(h("span", { class: "sign", text: signGlyph[sign], attributes: { "aria-hidden": "true" } }), h("span", { text: gradient.text }), h("span", { class: "play-track" }, bar));
    cell.title = gradient.exact;
    cell.dataset.sign = sign;
  }
}
