/** The layers: a table for everyone, in which the gradient norms are bars. One stop for the Tab key, arrows walk it. */
import type { OverviewAnswer, OverviewLayer } from "../../src/engine/report/views/overview.js";
import type { PanelStrings } from "../../src/extension/panel/messages.js";
import { h, say } from "../elements.js";
import { type LogScale, logScale } from "./scales.js";

export class LayerTable {
  readonly element = h("div", { class: "layers" });
  private buttons: HTMLButtonElement[] = [];
  private rows: HTMLTableRowElement[] = [];
  private layers: readonly OverviewLayer[] = [];

  constructor(
    private readonly strings: PanelStrings,
    private readonly choose: (layer: OverviewLayer) => void,
  ) {
    this.element.addEventListener("keydown", (event) => this.press(event));
  }

  show({ layers, omitted, symbol }: OverviewAnswer): void {
    const { strings } = this;
    const focused = this.buttons.findIndex((one) => one === document.activeElement);
    this.layers = layers;
    const scale = logScale(layers.map(({ gradient }) => gradient?.size ?? null));
    this.rows = layers.map((layer) => this.row(layer, scale));
    if (layers.length === 0) {
      this.element.replaceChildren(h("p", { class: "quiet", text: strings.overviewNoLayers }));
      return;
    }
    this.element.replaceChildren(
      h(
        "table",
        {},
        h("caption", { class: "unseen", text: say(strings.overviewCaption, { symbol }) }),
        h("thead", {}, this.head(scale)),
        h("tbody", {}, ...this.rows),
      ),
      ...(omitted > 0 ? [h("p", { class: "quiet", text: say(strings.overviewOmitted, { count: omitted }) })] : []),
    );
    this.stopAt(Math.max(0, focused));
    if (focused >= 0) this.buttons[Math.min(focused, this.buttons.length - 1)]?.focus();
  }

  /** `selected`: a node; its layer is marked. */
  mark(selected: string | null): void {
    this.layers.forEach((layer, i) => {
      const isHere = selected !== null && nodesOf(layer).includes(selected);
      this.rows[i]?.classList.toggle("selected", isHere);
      if (isHere) this.buttons[i]?.setAttribute("aria-current", "true");
      else this.buttons[i]?.removeAttribute("aria-current");
    });
  }

  private head(scale: LogScale): HTMLTableRowElement {
    const { strings } = this;
    const ticks = scale.ticks.map(({ at, text }) => {
      const tick = h("span", { class: "layer-tick", text });
      tick.style.left = `${at * 100}%`;
      return tick;
    });
    const column = (text: string, title = ""): HTMLElement => h("th", { text, title, attributes: { scope: "col" } });
    return h(
      "tr",
      {},
      column(strings.overviewLayer),
      h(
        "th",
        { class: "layer-bars", attributes: { scope: "col" } },
        h("span", { class: "unseen", text: strings.overviewGradient }),
        h("div", { class: "layer-ticks", attributes: { "aria-hidden": "true" } }, ...ticks),
      ),
      column(strings.overviewUpdate, strings.overviewUpdateTitle),
      column(strings.overviewValue),
      column(strings.overviewCount),
      column(strings.overviewActivation, strings.overviewActivationTitle),
      column(strings.overviewFlat, strings.overviewFlatTitle),
    );
  }

  private row(layer: OverviewLayer, scale: LogScale): HTMLTableRowElement {
    const { name, gradient, reason, value, count, update, activation } = layer;
    const bar = h("div", { class: "layer-bar", attributes: { "aria-hidden": "true" } });
    bar.hidden = (gradient?.size ?? 0) === 0;
    bar.style.width = `${scale.of(gradient?.size ?? 0) * 100}%`;
    const number = gradient === null ? h("span", { class: "quiet", text: reason }) : h("span", { class: "number", text: gradient.text });
    if (gradient !== null && gradient.size === null) number.classList.add("not-finite");
    const cell = (text: string): HTMLElement => h("td", {}, h("span", { class: "number", text }));
    return h(
      "tr",
      { onClick: () => this.choose(layer) },
      h("th", { attributes: { scope: "row" } }, h("button", { class: "link", text: name, title: name, attributes: { type: "button" } })),
      h("td", { class: "layer-bars" }, h("div", { class: "layer-track" }, bar, number)),
      cell(update?.text ?? ""),
      cell(value.text),
      cell(String(count)),
      h(
        "td",
        {},
        activation !== null && h("span", { class: "quiet", text: `${activation.operation} ` }),
        activation !== null && h("span", { class: "number", text: `${activation.mean} ± ${activation.deviation}` }),
      ),
      h("td", { text: this.flatText(layer) }),
    );
  }

  private flatText({ activation }: OverviewLayer): string {
    const { strings } = this;
    const dead = activation?.dead ?? null;
    const saturated = activation?.saturated ?? null;
    if (dead === null && saturated === null) return "";
    const shares = [
      ...(dead !== null && dead.count > 0 ? [say(strings.overviewDead, { ...dead })] : []),
      ...(saturated !== null && saturated.count > 0
        ? [say(strings.overviewSaturated, { percent: Number(((100 * saturated.count) / saturated.total).toPrecision(2)) })]
        : []),
    ];
    return shares.length === 0 ? strings.overviewNone : shares.join(", ");
  }

  private stopAt(at: number): void {
    this.buttons = this.rows.flatMap((row) => [...row.querySelectorAll("button")]);
    this.buttons.forEach((one, i) => {
      one.tabIndex = i === at ? 0 : -1;
    });
  }

  private press(event: KeyboardEvent): void {
    const at = this.buttons.findIndex((one) => one === event.target);
    if (at < 0) return;
    const last = this.buttons.length - 1;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const reached = Math.max(0, Math.min(last, to));
    this.stopAt(reached);
    this.buttons[reached]?.focus();
  }
}

export const nodesOf = ({ parameters, activation }: OverviewLayer): string[] => [
  ...parameters.map(({ id }) => id),
  ...(activation === null ? [] : [activation.id]),
];
