/** What the ways give and what they cost, a row each. */
import type { Way, WayName, WaysAnswer } from "../../src/engine/report/views/ways.js";
import type { PanelStrings } from "../../src/extension/panel/messages.js";
import { h, say } from "../elements.js";
import { shortText } from "./numbers.js";

export function waysTable(answer: WaysAnswer, strings: PanelStrings): HTMLElement {
  const { parameters } = answer.growth;
  const heads: readonly (readonly [text: string, title: string])[] = [
    [strings.waysWay, ""],
    [strings.waysValue, ""],
    [strings.waysError, say(strings.waysErrorTitle, { reference: answer.reference.exact })],
    [strings.waysPasses, ""],
    [say(strings.waysAll, { count: parameters }), ""],
    [strings.waysOperations, strings.waysOperationsTitle],
    [strings.waysTime, strings.waysTimeTitle],
  ];
  return h(
    "div",
    { class: "ways-table" },
    h(
      "table",
      { attributes: { "aria-label": say(strings.waysTitle, { partial: answer.partial }) } },
      h("thead", {}, h("tr", {}, ...heads.map(([text, title], i) => h("th", { class: i > 0 ? "number" : "", text, title, attributes: { scope: "col" } })))),
      h("tbody", {}, ...answer.ways.map((way) => row(way, answer, strings))),
    ),
  );
}

function row(way: Way, answer: WaysAnswer, strings: PanelStrings): HTMLElement {
  const { curve, growth } = answer;
  const names: Readonly<Record<WayName, readonly [name: string, idea: string, all: number]>> = {
    symbolic: [strings.waysSymbolic, strings.waysSymbolicIdea, growth.parameters],
    forwardDifference: [strings.waysForwardDifference, say(strings.waysForwardDifferenceIdea, { h: shortText(curve.expectedForward) }), growth.parameters + 1],
    centralDifference: [strings.waysCentralDifference, say(strings.waysCentralDifferenceIdea, { h: shortText(curve.expectedCentral) }), 2 * growth.parameters],
    forward: [strings.waysForward, strings.waysForwardIdea, growth.parameters],
    reverse: [strings.waysReverse, strings.waysReverseIdea, 1],
  };
  const [name, idea, all] = names[way.way];
  const head = h("th", { attributes: { scope: "row" } }, h("span", { class: "way-name", text: name }), h("span", { class: "quiet", text: idea }));
  if (way.value === null) return h("tr", {}, head, h("td", { class: "way-reason", text: way.reason, attributes: { colspan: "6" } }));
  return h(
    "tr",
    {},
    head,
    h("td", { class: "number", text: way.value.exact }),
    h("td", { class: "number", text: way.error?.text ?? "–" }),
    h("td", { class: "number", text: String(way.passes) }),
    h("td", { class: "number", text: String(all) }),
    h("td", { class: "number", text: way.operations === null ? "–" : String(way.operations) }),
    h("td", { class: "number", text: way.milliseconds === null ? "–" : timeText(way.milliseconds, strings) }),
  );
}

const timeText = (milliseconds: number, strings: PanelStrings): string =>
  milliseconds >= 1
    ? say(strings.waysMilliseconds, { time: Number(milliseconds.toPrecision(3)) })
    : say(strings.waysMicroseconds, { time: Number((milliseconds * 1000).toPrecision(2)) });
