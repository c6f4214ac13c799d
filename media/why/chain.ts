/** A path as a row of names with arrows between. */
import { h } from "../elements.js";

/** `steps`: "w", "mul" … each a span that can be found again by its place. */
export function chain(steps: readonly { readonly name: string; readonly element?: string }[], arrow = "→"): HTMLElement {
  return h(
    "span",
    { class: "why-chain" },
    ...steps.flatMap(({ name, element = "" }, i) => [
      i > 0 && h("span", { class: "why-arrow", text: arrow, attributes: { "aria-hidden": "true" } }),
      h("span", { class: "why-step", attributes: { "data-step": String(i) } }, h("span", { text: name }), element !== "" && h("span", { class: "quiet", text: element })),
    ]),
  );
}
