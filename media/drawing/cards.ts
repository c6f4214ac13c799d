/** One card of the graph: made once, its texts changed in place. */
import type { GraphViewNode } from "../../src/engine/report/report.js";
import type { PanelStrings } from "../../src/extension/panel/messages.js";
import type { Actions } from "../actions.js";
import { button, h, icon, say } from "../elements.js";
import { type GradientReading, magnitude, missingGlyph, missingText, readGradient, signGlyph, splitReason, withoutShape } from "../gradient.js";
import type { Card, Frame, Group } from "../grouping.js";
import type { Box } from "../layout/plan.js";
import { level, type Scale, sizeText } from "../scale.js";
import { operationSign } from "./symbols.js";

export interface CardElement {
  readonly id: string;
  readonly element: HTMLElement;
  /** The card of the same id after the values changed. */
  update(card: Card, scale: Scale): void;
}

export function makeCard(card: Card, box: Box, strings: PanelStrings, actions: Actions): CardElement {
  const element = h("div", {
    class: "card",
    attributes: { role: "button", tabindex: "-1", "data-card": card.id },
  });
  put(element, box);
  element.addEventListener("pointerenter", () => actions.hover(card.id));
  element.addEventListener("pointerleave", () => actions.hover(null));
  const update =
    card.kind === "node" ? fillNode(element, card.node, strings) : fillGroup(element, card.group, strings);
  return { id: card.id, element, update };
}

function fillNode(element: HTMLElement, first: GraphViewNode, strings: PanelStrings): CardElement["update"] {
  const value = h("span", { class: "number" });
  const label = h("span", { class: "label" });
  const sign = h("span", { class: "sign", attributes: { "aria-hidden": "true" } });
  const gradient = h("span", { class: "number" });
  const note = h("span", { class: "because" });
  const bar = h("div", { class: "bar" });
  element.classList.add(first.kind === "leaf" ? "leaf" : "operation");
  // Their numbers need all the width there is.
  if (first.type.includes("[")) element.classList.add("array");
  if (first.isTarget) element.classList.add("target");
  element.append(
    head(first, strings),
    h("div", { class: "row amount" }, h("span", { class: "label", text: strings.value }), value),
    h("div", { class: "row gradient" }, bar, label, sign, gradient, note),
  );
  return (card, scale) => {
    if (card.kind !== "node") return;
    const { node } = card;
    const reading = readGradient(node);
    value.textContent = withoutShape(node.value);
    const sized = reading.kind === "number" ? reading.sign : reading.kind;
    element.dataset.sign = sized;
    label.textContent = reading.kind === "none" ? "" : reading.label;
    sign.textContent = reading.kind === "number" ? signGlyph[reading.sign] : reading.kind === "none" ? missingGlyph[reading.missing] : "";
    // The reason stands smaller behind the number.
    const [number, because] = reading.kind === "none" ? [missingText(reading.missing, strings)] : splitReason(reading.text);
    gradient.textContent = withoutShape(number);
    note.textContent = because ?? "";
    note.hidden = because === undefined;
    bar.style.width = `${magnitude(reading, scale) * 100}%`;
    // Its name is what stands on it, so that it can be called by that; the sentence says what each part is.
    element.setAttribute("aria-description", nodeLabel(node, reading, strings));
  };
}

function head(node: GraphViewNode, strings: PanelStrings): HTMLElement {
  const isLeaf = node.kind === "leaf";
  return h(
    "div",
    { class: "head" },
    isLeaf
      ? null
      : h("span", { class: "chip", text: operationSign(node.title), attributes: { "aria-hidden": "true" } }),
    h("span", { class: "title", text: isLeaf ? node.name || node.title : node.title }),
    !isLeaf && node.name !== "" && h("span", { class: "bound", text: `→ ${node.name}` }),
    h("span", { class: "gap" }),
    node.type !== "" && h("span", { class: "type", text: shortType(node.type) }),
    node.isTarget && h("span", { class: "badge", text: strings.target }),
  );
}

/** float32 is what everyone has: "[2, 3]"; anything else is said. */
const shortType = (type: string): string => type.replace(/^float32 (?=\[)/, "");

function nodeLabel(node: GraphViewNode, reading: GradientReading, strings: PanelStrings): string {
  const kind = node.isTarget ? strings.target : node.kind === "leaf" ? strings.leaf : strings.operation;
  const title = [node.title, node.name !== node.title ? node.name : "", node.type]
    .filter((part) => part !== "")
    .join(" ");
  const gradient = reading.kind === "none" ? reading.reason || strings.noGradient : reading.text;
  return say(strings.nodeLabel, { kind, title, value: node.value, gradient });
}

function fillGroup(element: HTMLElement, first: Group, strings: PanelStrings): CardElement["update"] {
  const range = h("span", { class: "number" });
  const label = h("span", { class: "label" });
  const bar = h("div", { class: "bar" });
  element.classList.add("group");
  element.setAttribute("aria-expanded", "false");
  element.append(
    h("div", { class: "head" }, icon("expand"), h("span", { class: "title", text: first.title })),
    h("div", { class: "row" }, h("span", { class: "label", text: groupText(first, strings) })),
    h("div", { class: "row gradient" }, bar, label, range),
  );
  element.title = `${say(strings.expand, { name: first.title })}\n${strings.expandAll}`;
  return (card, scale) => {
    if (card.kind !== "group") return;
    const { gradients } = card.group;
    range.textContent = rangeText(gradients, strings);
    label.textContent = rangeLabel(gradients, strings);
    // From the smallest to the largest, as bars of single cards are to the largest.
    const [least, most] = gradients === null ? [0, 0] : [level(gradients.least, scale), level(gradients.most, scale)];
    bar.style.width = `${most * 100}%`;
    bar.style.setProperty("--least", most === 0 ? "0%" : `${(least / most) * 100}%`);
    element.dataset.sign = gradients === null ? "none" : "array";
  };
}

export const rangeLabel = (gradients: Group["gradients"], strings: PanelStrings): string =>
  gradients?.ofInputs === true ? strings.groupGradients : strings.groupInside;

/** "1e−5 … 0.3" */
export function rangeText(gradients: Group["gradients"], strings: PanelStrings): string {
  if (gradients === null) return strings.noGradient;
  const [least, most] = [sizeText(gradients.least), sizeText(gradients.most)];
  return least === most ? most : `${least} … ${most}`;
}

/** "12 operations, 2 inputs" */
export function groupText(group: Group, strings: PanelStrings): string {
  const { operations } = group;
  const leaves = group.size - operations;
  return [
    operations === 0
      ? ""
      : operations === 1
        ? strings.oneOperation
        : say(strings.operations, { count: operations }),
    leaves === 0 ? "" : leaves === 1 ? strings.oneInput : say(strings.inputs, { count: leaves }),
  ]
    .filter((part) => part !== "")
    .join(", ");
}

/** Around the cards of an open scope, with a button that closes it. */
export function makeFrame({ group }: Frame, box: Box, strings: PanelStrings, actions: Actions): HTMLElement {
  const name = say(strings.collapse, { name: group.title });
  const element = h(
    "div",
    { class: "frame" },
    button({
      class: "frame-head",
      icon: "collapse",
      label: group.title,
      text: group.title,
      title: `${name}\n${strings.collapseAll}`,
      attributes: { "aria-expanded": "true", "aria-label": name, tabindex: "-1" },
      onClick: (event) => actions.toggleGroup(group.id, event.shiftKey),
    }),
  );
  put(element, box);
  return element;
}

function put({ style }: HTMLElement, { x, y, width, height }: Box): void {
  style.left = `${x}px`;
  style.top = `${y}px`;
  style.width = `${width}px`;
  style.height = `${height}px`;
}
