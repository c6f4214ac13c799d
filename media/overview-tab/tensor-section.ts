/** One tensor: its elements as a heat map, what they are like as a whole, how they are spread. Values or gradients. */
import type { TensorAnswer, TensorRequest, TensorStatistics } from "../../src/engine/report/views/tensor.js";
import { button, h, say } from "../elements.js";
import { histogram } from "../heat-map/histogram.js";
import { type Part, TensorMap } from "../heat-map/tensor-map.js";
import type { TabDoors } from "../tab.js";

export interface TensorName {
  /** As it is called: `W1`. */
  readonly name: string;
  /** `∂L/∂W1` */
  readonly partial: string;
}

export class TensorSection {
  private readonly title = h("h2");
  private readonly type = h("span", { class: "quiet number" });
  private readonly parts: Readonly<Record<Part, HTMLButtonElement>>;
  private readonly figures = h("dl", { class: "figures" });
  private readonly histograms = h("div", { class: "histograms" });
  private readonly failure = h("p", { class: "quiet" });
  private readonly elementLine = h("p", { class: "number chosen-element" });
  private readonly map: TensorMap;
  private readonly content: HTMLElement;
  readonly element: HTMLElement;

  private node: string | null = null;
  private named: TensorName = { name: "", partial: "" };
  private slice: Pick<TensorRequest, "lead" | "window"> = WHOLE;
  private tensor: TensorAnswer | null = null;
  private part: Part = "value";
  private chosen: readonly number[] | null = null;

  constructor(private readonly doors: TabDoors) {
    const { strings } = doors;
    const part = (name: Part, label: string): HTMLButtonElement =>
      button({ label, class: "segment", pressed: name === this.part, onClick: () => this.turnTo(name) });
    this.parts = { value: part("value", strings.overviewValues), gradient: part("gradient", strings.overviewGradients) };
    this.map = new TensorMap({
      strings,
      request: (slice) => {
        this.slice = slice;
        this.ask();
      },
      choose: (index) => {
        this.chosen = index;
        this.render();
        doors.announce(this.elementLine.textContent ?? "");
      },
    });
    this.content = h(
      "div",
      { class: "tensor-content" },
      h(
        "div",
        { class: "tensor-tools" },
        h("div", { class: "segments", attributes: { role: "group", "aria-label": strings.overviewWhich } }, ...Object.values(this.parts)),
        button({ label: strings.overviewInGraph, icon: "graph", text: strings.overviewInGraph, onClick: () => doors.open("graph") }),
      ),
      this.map.element,
      this.elementLine,
      this.figures,
      this.histograms,
    );
    this.element = h(
      "section",
      { class: "tensor-section" },
      h("div", { class: "tensor-title" }, this.title, this.type),
      this.failure,
      this.content,
    );
    this.render();
  }

  /** `isNew`: the graph is another one; values are asked for again. */
  show(node: string | null, named: TensorName, isNew: boolean): void {
    const isOther = node !== this.node;
    if (!isOther && !isNew) return;
    if (isOther) {
      this.slice = WHOLE;
      this.chosen = null;
    }
    this.node = node;
    this.named = named;
    if (node === null) this.tensor = null;
    if (node === null) this.render();
    else this.ask();
  }

  private turnTo(part: Part): void {
    this.part = part;
    this.render();
  }

  private ask(): void {
    const { node } = this;
    if (node === null) return;
    this.doors.ask("tensor", { node, ...this.slice }, (asked) => {
      if (node !== this.node) return;
      this.tensor = asked.kind === "answer" ? asked.answer : null;
      this.failure.textContent = asked.kind === "failed" ? say(this.doors.strings.tabFailed, { reason: asked.message }) : "";
      this.render();
    });
  }

  private render(): void {
    const { strings } = this.doors;
    const { tensor, part, named } = this;
    this.content.hidden = tensor === null;
    this.title.textContent = this.node === null ? strings.overviewTensor : part === "value" ? named.name : named.partial;
    if (this.node === null) this.failure.textContent = strings.overviewChoose;
    this.type.textContent = tensor === null ? "" : `${tensor.dtype}${tensor.shape.length > 0 ? ` [${tensor.shape.join(", ")}]` : ""}`;
    for (const [name, one] of Object.entries(this.parts)) one.setAttribute("aria-pressed", String(name === part));
    if (tensor === null) return;
    this.map.show(tensor, part, part === "value" ? named.name : named.partial, this.chosen);
    const statistics = tensor[part]?.statistics ?? null;
    this.elementLine.textContent = this.elementText(tensor);
    this.figures.replaceChildren(...(statistics === null ? [] : this.figuresOf(statistics)));
    this.histograms.replaceChildren(
      ...(statistics?.values && statistics.count > 1 ? [histogram(strings, strings.overviewSpread, statistics.values)] : []),
      ...(statistics?.magnitudes && statistics.count > 1 ? [histogram(strings, strings.overviewMagnitudes, statistics.magnitudes)] : []),
    );
  }

  /** "" where none is chosen, or it is outside the window. */
  private elementText({ window, block, lead, shape, ...tensor }: TensorAnswer): string {
    const { chosen, part, named } = this;
    if (chosen === null || block.height * block.width > 1 || lead.some((index, axis) => index !== chosen[axis])) return "";
    const row = (shape.length > 1 ? (chosen.at(-2) ?? 0) : 0) - window.top;
    const column = (chosen.at(-1) ?? 0) - window.left;
    const isInside = row >= 0 && column >= 0 && row < window.height && column < window.width;
    const text = isInside ? tensor[part]?.texts[row * window.width + column] : undefined;
    const name = part === "value" ? named.name : named.partial;
    return text === undefined || chosen.length === 0
      ? ""
      : say(this.doors.strings.overviewElement, { name, index: chosen.join(", "), value: text });
  }

  private figuresOf({ count, smallest, largest, mean, deviation, norm, zeros, nans, infinities }: TensorStatistics): HTMLElement[] {
    const { strings } = this.doors;
    const figures: [string, string][] = [
      [strings.overviewEuclidean, norm],
      [strings.overviewMean, mean],
      [strings.overviewDeviation, deviation],
      [strings.overviewSmallest, smallest],
      [strings.overviewLargest, largest],
      [strings.overviewZeros, say(strings.overviewOf, { count: zeros, total: count })],
      ...(nans + infinities > 0 ? [[strings.overviewNotFinite, say(strings.overviewBoth, { nans, infinities })] as [string, string]] : []),
    ];
    return figures
      .filter(([, text]) => text !== "")
      .map(([name, text]) => h("div", {}, h("dt", { class: "quiet", text: name }), h("dd", { class: "number", text })));
  }
}

const WHOLE = { lead: [], window: null };
