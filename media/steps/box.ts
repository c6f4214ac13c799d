/** A box of the layer view: what comes in, what it uses, what leaves, each with its gradient. */
import type { BoxCard, BoxEdge } from "../../src/engine/report/views/steps.js";
import type { PanelStrings } from "../../src/extension/panel/messages.js";
import { button, h, s, say } from "../elements.js";
import type { CardActions } from "./card.js";
import { formulaLine, inLine } from "./quantity.js";

export function boxBody(card: BoxCard, strings: PanelStrings, { toggle }: CardActions): HTMLElement[] {
  const { title, times, opened, operations, pass, more, rules, norms, range } = card;
  const name = times > 1 ? `${title} ×${times}` : title;
  const isForward = pass === "forward";
  const side = (label: string, edges: readonly BoxEdge[], arrow: string): HTMLElement | false =>
    edges.length > 0 && h("section", {}, h("h4", {}, h("span", { text: arrow, attributes: { "aria-hidden": "true" } }), h("span", { text: ` ${label}` })), ...edges.map((edge) => edgeLine(edge, isForward, strings)));
  const inputs = side(strings.stepsInputs, card.inputs, isForward ? "→" : "←");
  const parameters = side(strings.stepsParameters, card.parameters, isForward ? "↓" : "↑");
  const outputs = side(strings.stepsOutputs, card.outputs, isForward ? "→" : "←");
  return [
    h(
      "header",
      { class: "step-head" },
      h("span", { class: "step-way", text: isForward ? "→" : "←", title: isForward ? strings.stepsForward : strings.stepsBackward, attributes: { "aria-hidden": "true" } }),
      button({ class: "quiet-button step-toggle", icon: opened ? "collapse" : "expand", label: say(opened ? strings.stepsClose : strings.stepsOpen, { title: name }), attributes: { "aria-expanded": String(opened) }, onClick: () => toggle(card.key.slice(pass.length + 1)) }),
      h("h3", { text: title }),
      times > 1 && h("span", { class: "badge", text: `×${times}` }),
      h("span", { class: "quiet step-operation", text: operations === 1 ? strings.stepsOneOperation : say(strings.stepsOperations, { count: operations }) }),
    ),
    h(
      "div",
      { class: "step-sides" },
      ...(isForward ? [inputs, parameters, outputs] : [outputs, parameters, inputs]),
    ),
    ...(more > 0 ? [h("p", { class: "quiet", text: say(strings.stepsMore, { count: more }) })] : []),
    ...rules.map((rule) => {
      const [text = "", shapes = ""] = rule.text.split("  :  ");
      return h("div", { class: "step-rule" }, formulaLine({ text, latex: rule.latex }), h("span", { class: "quiet number step-shapes", text: shapes }));
    }),
    ...(times > 1 && !isForward ? [normBars(norms, strings), h("p", { class: "quiet", text: range })] : []),
  ];
}

const edgeLine = ({ value, gradient }: BoxEdge, isForward: boolean, strings: PanelStrings): HTMLElement =>
  isForward
    ? h("div", {}, inLine(value))
    : h("div", {}, gradient === null ? h("span", {}, h("span", { class: "number", text: value.name }), h("span", { class: "quiet", text: ` ${strings.stepsNoGradient}` })) : inLine(gradient));

/** One bar a repetition, by the logarithm of its norm: vanishing and exploding are a slope. */
function normBars(norms: readonly (number | null)[], strings: PanelStrings): HTMLElement {
  const logs = norms.map((norm) => (norm !== null && norm > 0 ? Math.log10(norm) : null));
  const known = logs.filter((log) => log !== null);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const width = Math.max(3, Math.min(14, Math.floor(280 / norms.length)));
  const height = (log: number | null): number => (log === null ? 0 : 4 + (28 * (log - least + 0.1)) / (most - least + 0.1));
  const drawing = s(
    "svg",
    { class: "step-norms", attributes: { width: String(width * norms.length), height: "32", role: "img", "aria-label": strings.stepsNorms } },
    ...logs.map((log, i) => s("rect", { attributes: { x: String(i * width), y: String(32 - height(log)), width: String(width - 1), height: String(height(log)) } })),
  );
  const holder = h("div", { title: strings.stepsNorms });
  holder.append(drawing);
  return holder;
}
