/** The cards of the list, as elements. */
import type { BackwardCard, Element as ScalarElement, ForwardCard, GradientsCard, Handed, LeavesCard, SeedCard, StepCard } from "../../src/engine/report/views/steps.js";
import type { PanelStrings } from "../../src/extension/panel/messages.js";
import { h, say } from "../elements.js";
import { boxBody } from "./box.js";
import { formulaLine, inLine, whole } from "./quantity.js";

export interface CardActions {
  readonly toggle: (key: string) => void;
  readonly choose: (node: string, flat: number) => void;
}

/** `at`: its place in the list, from 0. */
export function cardElement(card: StepCard, at: number, total: number, strings: PanelStrings, actions: CardActions): HTMLElement {
  const element = h(
    "div",
    {
      class: `step ${card.pass} ${card.kind}`,
      attributes: { role: "listitem", "aria-setsize": String(total), "aria-posinset": String(at + 1), "aria-label": card.spoken, "data-step": card.key },
    },
    h("div", { class: "step-number number", text: String(at + 1), attributes: { "aria-hidden": "true" } }),
    h("div", { class: "step-body" }, ...body(card, strings, actions)),
  );
  element.style.marginInlineStart = `${Math.min(card.depth, 6) * 18}px`;
  return element;
}

function body(card: StepCard, strings: PanelStrings, actions: CardActions): HTMLElement[] {
  switch (card.kind) {
    case "leaves": return leavesBody(card, strings);
    case "forward": return forwardBody(card, strings, actions);
    case "box": return boxBody(card, strings, actions);
    case "seed": return seedBody(card, strings);
    case "backward": return backwardBody(card, strings, actions);
    case "gradients": return gradientsBody(card, strings);
  }
}

/** The arrow says which way things flow. */
const head = (pass: StepCard["pass"], title: string, operation: string, sentence: string, strings: PanelStrings): HTMLElement =>
  h(
    "header",
    { class: "step-head" },
    h("span", { class: "step-way", title: pass === "forward" ? strings.stepsForward : strings.stepsBackward, text: pass === "forward" ? "→" : "←", attributes: { "aria-hidden": "true" } }),
    h("h3", { text: title }),
    operation !== "" && h("span", { class: "quiet step-operation", text: operation }),
    sentence !== "" && h("p", { class: "quiet step-sentence", text: sentence }),
  );

const more = (count: number, strings: PanelStrings): HTMLElement | false => count > 0 && h("span", { class: "quiet", text: say(strings.stepsMore, { count }) });

const leavesBody = ({ sentence, leaves, more: count }: LeavesCard, strings: PanelStrings): HTMLElement[] => [
  head("forward", strings.stepsLeaves, "", sentence, strings),
  h("div", { class: "step-inputs" }, ...leaves.map(inLine), more(count, strings)),
];

function forwardBody({ operation, sentence, inputs, rule, numbers, result, element }: ForwardCard, strings: PanelStrings, actions: CardActions): HTMLElement[] {
  return [
    head("forward", result.name, operation, sentence, strings),
    h("div", { class: "step-inputs" }, ...inputs.map(inLine)),
    ...(rule === null ? [] : [formulaLine(rule)]),
    ...(numbers === "" ? [] : [h("div", { class: "number step-numbers", text: numbers })]),
    ...(result.shape.length === 0 ? [] : [h("div", { class: "step-result" }, whole(result))]),
    ...(element === null ? [] : [scalarLines(element, result.name, strings, actions)]),
  ];
}

const seedBody = ({ sentence, seed }: SeedCard, strings: PanelStrings): HTMLElement[] => [
  head("backward", strings.stepsSeed, "", sentence, strings),
  h("div", { class: "step-result" }, whole(seed)),
];

function backwardBody({ operation, sentence, arrived, handed }: BackwardCard, strings: PanelStrings, actions: CardActions): HTMLElement[] {
  return [
    head("backward", operation, "", sentence, strings),
    h("div", { class: "step-arrived" }, h("span", { class: "quiet step-label", text: strings.stepsArrived }), whole(arrived)),
    ...(handed.length ? [h("ul", { class: "step-handed" }, ...handed.map((one) => handedItem(one, strings, actions)))] : [h("p", { class: "quiet", text: strings.stepsHandsOnNothing })]),
  ];
}

function handedItem({ input, rule, numbers, given, element, path }: Handed, strings: PanelStrings, actions: CardActions): HTMLElement {
  const isCalculated = numbers.includes(" = ") && given.shape.length === 0;
  return h(
    "li",
    {},
    h("span", { class: "step-to number", text: `← ${input}` }),
    h(
      "div",
      { class: "step-way-lines" },
      rule !== null && formulaLine(rule),
      isCalculated && h("div", { class: "number step-numbers", text: numbers }),
      !isCalculated && h("div", { class: "step-result" }, whole(given), numbers.includes(" = ") ? h("span", { class: "quiet number step-shapes", text: numbers }) : h("span", { class: "quiet", text: strings.stepsAsItIs })),
      element !== null && scalarLines(element, given.name, strings, actions),
      path !== null && h("div", { class: "step-path", attributes: { "data-path": `${path.at}/${path.of}` } }, h("span", { class: "step-sum", text: "Σ", attributes: { "aria-hidden": "true" } }), h("span", { class: "number", text: path.line })),
    ),
  );
}

/** One element in scalars, with a field for each axis to choose another. */
function scalarLines({ node, shape, index, rule, numbers, rest }: ScalarElement, name: string, strings: PanelStrings, actions: CardActions): HTMLElement {
  const fields = shape.map((length, axis) => {
    const field = h("input", { class: "step-index number", attributes: { type: "number", min: "0", max: String(length - 1), value: String(index[axis]), "aria-label": `${say(strings.stepsElementOf, { name })}: ${axis}` } });
    field.onchange = () => {
      const chosen = index.map((old, k) => (k === axis ? Math.max(0, Math.min(length - 1, Math.trunc(Number(field.value)) || 0)) : old));
      if (node !== null) actions.choose(node, chosen.reduce((flat, place, k) => flat * shape[k]! + place, 0));
    };
    return field;
  });
  return h(
    "div",
    { class: "step-element" },
    fields.length > 0 && h("span", { class: "step-fields", title: say(strings.stepsElementOf, { name }) }, ...fields),
    h("div", {}, rule !== "" && h("div", { class: "number", text: rule }), h("div", { class: "number step-numbers", text: numbers }), rest > 0 && h("div", { class: "quiet", text: say(strings.stepsRest, { count: rest }) })),
  );
}

const gradientsBody = ({ sentence, gradients, more: count }: GradientsCard, strings: PanelStrings): HTMLElement[] => [
  head("backward", strings.stepsGradients, "", sentence, strings),
  h(
    "ul",
    { class: "step-gradients" },
    ...gradients.map(({ value, gradient, note }) =>
      h("li", {}, gradient === null ? h("span", { class: "number", text: value.name }) : whole(gradient), h("span", { class: "quiet", text: note })),
    ),
  ),
  ...(count > 0 ? [h("p", { class: "quiet", text: say(strings.stepsMore, { count }) })] : []),
];
