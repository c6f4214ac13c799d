/** The same content as the drawing, as a table: for screen readers and for reading. Of many rows those in view are made. */
import type { GraphView, GraphViewNode } from "../src/engine/report/report.js";
import type { PanelStrings } from "../src/extension/panel/messages.js";
import type { Actions } from "./actions.js";
import { h } from "./elements.js";
import { missingGlyph, readGradient, signGlyph, withoutShape } from "./gradient.js";
import { nameOf, type Relations } from "./relations.js";

/** Up to here all rows are made, and the columns are as wide as their texts. */
const FEW = 300;
/** Pixels, the same as in tables.css: rows of a long table are all of one height. */
const ROW = 27;
/** Rows made above and below those in view. */
const BEYOND = 20;

export class NodeList {
  private readonly above = h("tbody", { class: "spacer", attributes: { "aria-hidden": "true" } }, h("tr", {}, h("td", { attributes: { colspan: "8" } })));
  private readonly body = h("tbody");
  private readonly below = h("tbody", { class: "spacer", attributes: { "aria-hidden": "true" } }, h("tr", {}, h("td", { attributes: { colspan: "8" } })));
  private readonly table: HTMLTableElement;
  readonly element: HTMLElement;
  private nodes: readonly GraphViewNode[] = [];
  private relations: Relations | null = null;
  private lines: Readonly<Record<string, number>> = {};
  private places = new Map<string, number>();
  private rows = new Map<number, HTMLTableRowElement>();
  private selected: string | null = null;
  private atCursor: ReadonlySet<string> = new Set();
  private found: ReadonlySet<string> = new Set();

  constructor(
    private readonly strings: PanelStrings,
    private readonly actions: Actions,
  ) {
    const { name, operationHead, value, gradient, type, from, scope, line } = strings;
    const heads = [name, operationHead, value, gradient, type, from, scope, line];
    this.table = h(
      "table",
      {},
      h("caption", { class: "unseen", text: strings.listLabel }),
      h("thead", {}, h("tr", {}, ...heads.map((text) => h("th", { text, attributes: { scope: "col" } })))),
      this.body,
    );
    this.element = h("div", { class: "list", attributes: { tabindex: "-1" } }, this.table);
    this.body.addEventListener("keydown", (event) => this.key(event));
    this.element.addEventListener("scroll", () => this.fill());
    new ResizeObserver(() => this.fill()).observe(this.element);
  }

  update(view: GraphView, relations: Relations, lines: Readonly<Record<string, number>>): void {
    const focused = this.focusedRow();
    [this.nodes, this.relations, this.lines] = [view.nodes, relations, lines];
    this.places = new Map(view.nodes.map(({ id }, place) => [id, place]));
    this.table.classList.toggle("long", this.isLong);
    if (this.isLong) {
      this.body.before(this.above);
      this.body.after(this.below);
    } else {
      this.above.remove();
      this.below.remove();
    }
    this.table.setAttribute("aria-rowcount", String(view.nodes.length + 1));
    this.rows = new Map();
    this.body.replaceChildren();
    this.fill();
    if (focused !== null) this.focus(focused);
  }

  mark(selected: string | null, atCursor: ReadonlySet<string>, found: ReadonlySet<string>): void {
    [this.selected, this.atCursor, this.found] = [selected, atCursor, found];
    this.fill();
    for (const [place, row] of this.rows) this.markRow(place, row);
  }

  show(id: string): void {
    const place = this.places.get(id);
    if (place === undefined) return;
    if (!this.rows.has(place)) {
      this.element.scrollTop = place * ROW - this.element.clientHeight / 2;
      this.fill();
    }
    this.rows.get(place)?.scrollIntoView({ block: "nearest" });
  }

  private get isLong(): boolean {
    return this.nodes.length > FEW;
  }

  /** Makes the rows in view. The one that Tab goes to is kept with them, so that the keyboard finds into the table. */
  private fill(): void {
    const { scrollTop, clientHeight } = this.element;
    const [start, end] = this.isLong
      ? [
          Math.max(0, Math.floor(scrollTop / ROW) - BEYOND),
          Math.min(this.nodes.length, Math.ceil((scrollTop + (clientHeight || 800)) / ROW) + BEYOND),
        ]
      : [0, this.nodes.length];
    for (const [place, row] of this.rows) {
      if (place >= start && place < end) continue;
      row.remove();
      this.rows.delete(place);
    }
    let before: ChildNode | null = null;
    for (let place = end - 1; place >= start; place--) {
      let row = this.rows.get(place);
      const node = this.nodes[place];
      if (row === undefined && node !== undefined) {
        row = this.row(node, place);
        this.rows.set(place, row);
        this.body.insertBefore(row, before);
        this.markRow(place, row);
      }
      before = row ?? before;
    }
    spread(this.above, start * ROW);
    spread(this.below, (this.nodes.length - end) * ROW);
  }

  private markRow(place: number, row: HTMLTableRowElement): void {
    const id = this.nodes[place]?.id ?? "";
    row.classList.toggle("selected", id === this.selected);
    row.classList.toggle("at-cursor", this.atCursor.has(id));
    row.classList.toggle("found", this.found.has(id));
    if (id === this.selected) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
    const stop = this.places.get(this.selected ?? "");
    const first = Math.min(...this.rows.keys());
    const isStop = stop !== undefined && this.rows.has(stop) ? place === stop : place === first;
    row.querySelector("button")?.setAttribute("tabindex", isStop ? "0" : "-1");
  }

  private row(node: GraphViewNode, place: number): HTMLTableRowElement {
    const reading = readGradient(node);
    const sign = reading.kind === "number" ? signGlyph[reading.sign] : reading.kind === "none" ? missingGlyph[reading.missing] : "";
    const gradient = reading.kind === "none" ? reading.reason : withoutShape(reading.text);
    const line = this.lines[node.id];
    const row = h(
      "tr",
      {
        class: node.isTarget ? "target" : node.kind,
        attributes: {
          "aria-rowindex": String(place + 2),
          "data-card": node.id,
          "data-sign": reading.kind === "number" ? reading.sign : reading.kind,
        },
        onClick: () => this.actions.select(node.id, { reveal: true }),
      },
      h(
        "th",
        { attributes: { scope: "row" } },
        h("button", { class: "link", text: nameOf(node), attributes: { type: "button", tabindex: "-1" } }),
        node.isTarget && h("span", { class: "badge", text: this.strings.target }),
      ),
      h("td", { text: node.kind === "leaf" ? this.strings.leaf : node.title }),
      h("td", { class: "number", text: withoutShape(node.value) }),
      h(
        "td",
        { class: reading.kind === "none" ? "none" : "number" },
        sign !== "" && h("span", { class: "sign", text: sign, attributes: { "aria-hidden": "true" } }),
        h("span", { text: gradient }),
      ),
      h("td", { class: "quiet", text: node.type }),
      h("td", { text: this.relations?.from(node.id) ?? "" }),
      h("td", { class: "quiet", text: node.scope.join(" › ") }),
      h("td", { class: "quiet line", text: line === undefined ? "" : String(line) }),
    );
    row.addEventListener("pointerenter", () => this.actions.hover(node.id));
    row.addEventListener("pointerleave", () => this.actions.hover(null));
    row.addEventListener("focusin", () => {
      if (row.getAttribute("aria-current") === null) this.actions.select(node.id);
    });
    return row;
  }

  private key(event: KeyboardEvent): void {
    const current = this.focusedRow();
    const place = this.places.get(current ?? "");
    if (current === null || place === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = this.nodes.length - 1;
    const next = { ArrowDown: place + 1, ArrowUp: place - 1, PageDown: place + 20, PageUp: place - 20, Home: 0, End: last }[event.key];
    if (next !== undefined) this.focus(this.nodes[Math.min(last, Math.max(0, next))]?.id ?? current);
    else if (event.key === "Enter") this.actions.select(current, { reveal: true, focus: true });
    else return;
    event.preventDefault();
  }

  private focusedRow(): string | null {
    const active = document.activeElement;
    return active !== null && this.body.contains(active)
      ? (active.closest("tr")?.getAttribute("data-card") ?? null)
      : null;
  }

  private focus(id: string): void {
    this.show(id);
    this.rows.get(this.places.get(id) ?? -1)?.querySelector("button")?.focus();
  }
}

function spread(body: HTMLElement, height: number): void {
  body.hidden = height === 0;
  const cell = body.querySelector("td");
  if (cell !== null) cell.style.height = `${height}px`;
}
