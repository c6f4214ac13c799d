/** How to read the drawing, in one quiet line. */
import type { PanelStrings } from "../src/extension/panel/messages.js";
import { h } from "./elements.js";

export const legend = (strings: PanelStrings): HTMLElement =>
  h(
    "div",
    { class: "legend" },
    h(
      "span",
      { class: "forward" },
      h("i", { text: "→", attributes: { "aria-hidden": "true" } }),
      h("span", { text: strings.legendForward }),
    ),
    h(
      "span",
      { class: "backward" },
      h("i", { text: "←", attributes: { "aria-hidden": "true" } }),
      h("span", { text: strings.legendBackward }),
    ),
    h(
      "span",
      { class: "positive" },
      h("i", { text: "▲", attributes: { "aria-hidden": "true" } }),
      h("span", { text: strings.legendPositive }),
    ),
    h(
      "span",
      { class: "negative" },
      h("i", { text: "▼", attributes: { "aria-hidden": "true" } }),
      h("span", { text: strings.legendNegative }),
    ),
  );
