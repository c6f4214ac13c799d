/** The row of tabs: one stop for the Tab key; arrows walk along it. */
import type { PanelStrings } from "../src/extension/panel/messages.js";
import { h } from "./elements.js";
import { TAB_NAMES, type TabName } from "./tab.js";

const NAMES = { graph: "tabGraph", list: "tabList", why: "whyTab", steps: "tabSteps", ways: "waysTab", play: "tabPlay", overview: "overviewTitle" } as const satisfies Record<TabName, keyof PanelStrings>;

export class TabBar {
  private readonly tabs: ReadonlyMap<TabName, HTMLButtonElement>;
  readonly element: HTMLElement;

  constructor(
    strings: PanelStrings,
    private readonly panel: HTMLElement,
    open: (tab: TabName) => void,
  ) {
    panel.id = "tab-panel";
    panel.setAttribute("role", "tabpanel");
    const tab = (name: TabName): HTMLButtonElement =>
      h("button", {
        class: "tab",
        text: strings[NAMES[name]],
        attributes: { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": panel.id },
        onClick: () => open(name),
      });
    this.tabs = new Map(TAB_NAMES.map((name) => [name, tab(name)]));
    this.element = h(
      "div",
      { class: "tabs", attributes: { role: "tablist", "aria-label": strings.tabs } },
      ...this.tabs.values(),
    );
    this.element.addEventListener("keydown", (event) => {
      const to = this.reached(event.key);
      if (to === null) return;
      event.preventDefault();
      open(to);
      this.tabs.get(to)?.focus();
    });
  }

  show(current: TabName): void {
    for (const [name, tab] of this.tabs) {
      tab.setAttribute("aria-selected", String(name === current));
      tab.tabIndex = name === current ? 0 : -1;
    }
    this.panel.setAttribute("aria-labelledby", `tab-${current}`);
  }

  private reached(key: string): TabName | null {
    const at = TAB_NAMES.findIndex((name) => this.tabs.get(name)?.getAttribute("aria-selected") === "true");
    const count = TAB_NAMES.length;
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + count, Home: 0, End: count - 1 }[key];
    return to === undefined ? null : (TAB_NAMES[to % count] ?? null);
  }
}
