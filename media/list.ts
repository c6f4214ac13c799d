/** The same content as the drawing, as a table: for screen readers, for searching, for large graphs. */
import type { GraphView, GraphViewNode } from "../src/engine/report/report.js";
import type { PanelStrings } from "../src/extension/panel/messages.js";
import type { Actions } from "./actions.js";
import { h } from "./elements.js";
import { readGradient, signGlyph, withoutShape } from "./gradient.js";
import { nameOf, type Relations } from "./relations.js";

export class NodeList {
  private readonly body = h("tbody");
  readonly element: HTMLElement;
  private rows = new Map<string, HTMLTableRowElement>();

  constructor(
    private readonly strings: PanelStrings,
    private readonly actions: Actions,
  ) {
    const { name, operationHead, value, gradient, type, from, scope, line } = strings;
    const heads = [name, operationHead, value, gradient, type, from, scope, line];
    this.element = h(
      "div",
      { class: "list", attributes: { tabindex: "-1" } },
      h(
        "table",
        {},
        h("caption", { class: "unseen", text: strings.listLabel }),
        h("thead", {}, h("tr", {}, ...heads.map((text) => h("th", { text, attributes: { scope: "col" } })))),
        this.body,
      ),
    );
    this.body.addEventListener("keydown", (event) => this.key(event));
  }

  update(view: GraphView, relations: Relations, lines: Readonly<Record<string, number>>): void {
    const focused = this.focusedRow();
    this.rows = new Map(view.nodes.map((node) => [node.id, this.row(node, relations, lines[node.id])]));
    this.body.replaceChildren(...this.rows.values());
    if (focused !== null) this.focus(focused);
  }

  mark(selected: string | null, atCursor: ReadonlySet<string>): void {
    const stop = selected !== null && this.rows.has(selected) ? selected : [...this.rows.keys()][0];
    for (const [id, row] of this.rows) {
      row.classList.toggle("selected", id === selected);
      row.classList.toggle("at-cursor", atCursor.has(id));
      if (id === selected) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
      row.querySelector("button")?.setAttribute("tabindex", id === stop ? "0" : "-1");
    }
  }

  show(id: string): void {
    this.rows.get(id)?.scrollIntoView({ block: "nearest" });
  }

  private row(node: GraphViewNode, relations: Relations, line: number | undefined): HTMLTableRowElement {
    const reading = readGradient(node);
    const sign = reading.kind === "number" ? signGlyph[reading.sign] : "";
    const gradient = reading.kind === "none" ? reading.reason : withoutShape(reading.text);
    const row = h(
      "tr",
      {
        class: node.isTarget ? "target" : node.kind,
        attributes: {
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
      h("td", { text: relations.from.get(node.id) ?? "" }),
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
    if (current === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const ids = [...this.rows.keys()];
    const next = {
      ArrowDown: ids.indexOf(current) + 1,
      ArrowUp: Math.max(0, ids.indexOf(current) - 1),
      Home: 0,
      End: ids.length - 1,
    }[event.key];
    if (next !== undefined) this.focus(ids[Math.min(next, ids.length - 1)] ?? current);
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
    this.rows.get(id)?.querySelector("button")?.focus();
  }
}
