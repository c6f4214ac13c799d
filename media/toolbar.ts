/** What is shown, whether it is up to date, and the buttons. */
import type { PanelStrings } from "../src/extension/panel/messages.js";
import { button, h } from "./elements.js";

export interface ToolbarDoors {
  readonly search: () => void;
  readonly group: () => void;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  readonly actualSize: () => void;
  readonly fit: () => void;
  readonly check: () => void;
  readonly export: () => void;
}

export interface ToolbarState {
  readonly target: { readonly name: string; readonly value: string };
  readonly stale: boolean;
  /** Zoom and groups are of use there only. */
  readonly isGraph: boolean;
  /** null: there are no scopes to group by. */
  readonly grouped: boolean | null;
  readonly hasGraph: boolean;
  /** The graph or the table, where nodes can be looked for. */
  readonly hasSearch: boolean;
}

export class Toolbar {
  private readonly title = h("span", { class: "target-name" });
  private readonly value = h("span", { class: "target-value" });
  private readonly status: HTMLElement;
  private readonly percent: HTMLButtonElement;
  private readonly search: HTMLButtonElement;
  private readonly group: HTMLButtonElement;
  private readonly zoom: HTMLElement;
  private readonly check: HTMLButtonElement;
  private readonly export: HTMLButtonElement;
  readonly element: HTMLElement;

  constructor(strings: PanelStrings, doors: ToolbarDoors) {
    this.status = h("span", { class: "status", text: strings.updating });
    this.search = button({
      class: "quiet-button",
      icon: "search",
      label: strings.search,
      title: `${strings.search} (Ctrl+F)`,
      onClick: doors.search,
    });
    this.group = button({
      class: "quiet-button",
      icon: "group",
      label: strings.group,
      pressed: false,
      onClick: doors.group,
    });
    this.percent = button({
      class: "quiet-button percent",
      label: strings.zoomReset,
      text: "100%",
      title: strings.zoomReset,
      onClick: doors.actualSize,
    });
    this.zoom = h(
      "div",
      { class: "buttons" },
      button({
        class: "quiet-button",
        icon: "minus",
        label: strings.zoomOut,
        title: `${strings.zoomOut} (−)`,
        onClick: doors.zoomOut,
      }),
      this.percent,
      button({
        class: "quiet-button",
        icon: "plus",
        label: strings.zoomIn,
        title: `${strings.zoomIn} (+)`,
        onClick: doors.zoomIn,
      }),
      button({
        class: "quiet-button",
        icon: "fit",
        label: strings.fit,
        title: `${strings.fit} (0)`,
        onClick: doors.fit,
      }),
    );
    this.export = button({ class: "quiet-button", icon: "export", label: strings.export, title: strings.exportTitle, onClick: doors.export });
    this.check = button({
      class: "primary",
      icon: "check",
      label: strings.check,
      text: strings.check,
      title: strings.checkTitle,
      onClick: doors.check,
    });
    this.element = h(
      "header",
      { class: "toolbar" },
      h("div", { class: "what" }, this.title, this.value, this.status),
      h("span", { class: "gap" }),
      this.search,
      this.group,
      this.zoom,
      this.export,
      this.check,
    );
  }

  update(state: ToolbarState): void {
    const { name, value } = state.target;
    this.title.textContent = name;
    this.value.textContent = value === "" ? "" : `= ${value}`;
    this.status.classList.toggle("on", state.stale);
    this.search.hidden = !state.hasGraph || !state.hasSearch;
    this.group.hidden = state.grouped === null || !state.hasGraph || !state.isGraph;
    this.group.setAttribute("aria-pressed", String(state.grouped === true));
    this.zoom.hidden = !state.hasGraph || !state.isGraph;
  }

  checking(isRunning: boolean, hasGraph: boolean): void {
    this.check.disabled = !hasGraph || isRunning;
  }

  focusSearch(): void {
    this.search.focus();
  }

  focusCheck(): void {
    this.check.focus();
  }

  zoomed(scale: number): void {
    const text = this.percent.querySelector("span");
    if (text !== null) text.textContent = `${Math.round(scale * 100)}%`;
  }
}
