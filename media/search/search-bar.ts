/** The search field over the graph and the table: what is found, one after the other. */
import type { PanelStrings } from "../../src/extension/panel/messages.js";
import { button, h, say } from "../elements.js";

export interface SearchDoors {
  readonly find: (query: string) => readonly string[];
  /** One of what was found comes into view. */
  readonly go: (node: string) => void;
  /** All that was found stands out; []: nothing. */
  readonly found: (nodes: readonly string[]) => void;
  readonly closed: () => void;
}

export class SearchBar {
  private readonly field: HTMLInputElement;
  private readonly count = h("span", { class: "count", attributes: { role: "status" } });
  readonly element: HTMLElement;
  private results: readonly string[] = [];
  private at = -1;

  constructor(
    private readonly strings: PanelStrings,
    private readonly doors: SearchDoors,
  ) {
    this.field = h("input", {
      attributes: { type: "search", "aria-label": strings.search, placeholder: strings.searchHint, spellcheck: "false" },
    });
    this.field.addEventListener("input", () => this.look());
    this.element = h(
      "div",
      { class: "search", attributes: { role: "search" } },
      this.field,
      this.count,
      button({ class: "quiet-button", icon: "up", label: strings.searchPrevious, onClick: () => this.step(-1) }),
      button({ class: "quiet-button", icon: "down", label: strings.searchNext, onClick: () => this.step(1) }),
      button({ class: "quiet-button", icon: "close", label: strings.searchClose, onClick: () => this.close() }),
    );
    this.element.hidden = true;
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
      else if (event.key === "Enter" && event.target === this.field) this.step(event.shiftKey ? -1 : 1);
      else return;
      event.preventDefault();
    });
  }

  open(): void {
    this.element.hidden = false;
    this.field.focus();
    this.field.select();
    this.look();
  }

  close(): void {
    if (this.element.hidden) return;
    this.element.hidden = true;
    this.doors.found([]);
    this.doors.closed();
  }

  /** Another graph: what was found may be gone. */
  again(): void {
    if (!this.element.hidden) this.look();
  }

  private look(): void {
    const current = this.results[this.at];
    this.results = this.doors.find(this.field.value);
    this.at = current === undefined ? -1 : this.results.indexOf(current);
    this.doors.found(this.results);
    this.say();
  }

  private step(by: 1 | -1): void {
    const { length } = this.results;
    if (length === 0) return;
    this.at = this.at < 0 ? (by === 1 ? 0 : length - 1) : (this.at + by + length) % length;
    this.say();
    const node = this.results[this.at];
    if (node !== undefined) this.doors.go(node);
  }

  private say(): void {
    const { length } = this.results;
    this.count.textContent =
      this.field.value.trim() === ""
        ? ""
        : length === 0
          ? this.strings.searchNone
          : say(this.strings.searchCount, { at: this.at < 0 ? "–" : this.at + 1, count: length });
  }
}
