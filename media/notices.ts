/** Why there is nothing to draw, or what is missing from what is drawn: never a blank page. */
import type { PanelGraph, PanelProblem, PanelStrings } from "../src/extension/panel/messages.js";
import type { Actions } from "./actions.js";
import { button, h, icon, say } from "./elements.js";

/** In place of the graph. */
export function emptyPage(graph: PanelGraph | null, strings: PanelStrings, actions: Actions): HTMLElement {
  const isWaiting = graph === null || (graph.view === null && graph.stale && graph.problems.length === 0);
  const title = isWaiting ? strings.waitingTitle : strings.noTargetTitle;
  const text = isWaiting ? strings.waitingText : (graph.notice ?? strings.noTargetText);
  const problems = graph?.problems ?? [];
  return h(
    "div",
    { class: `empty ${isWaiting ? "waiting" : ""}` },
    h("div", { class: "empty-picture" }, icon("graph")),
    h("h2", { text: title }),
    h("p", { text }),
    problems.length > 0 && h("h3", { text: strings.problemsTitle }),
    problems.length > 0 &&
      h("ul", {}, ...problems.map((problem) => h("li", {}, problemButton(problem, strings, actions)))),
  );
}

const PROBLEMS_SHOWN = 3;

/** Above the graph. */
export function noticeBar(
  graph: PanelGraph,
  target: string,
  strings: PanelStrings,
  actions: Actions,
): HTMLElement | null {
  const notes = [
    ...(graph.notice === null
      ? []
      : [h("p", { class: "note" }, icon("info"), h("span", { text: graph.notice }))]),
    ...graph.problems.slice(0, PROBLEMS_SHOWN).map((problem) => problemButton(problem, strings, actions)),
    ...(graph.view !== null && graph.view.omitted > 0
      ? [
          h(
            "p",
            { class: "note" },
            icon("info"),
            h("span", { text: say(strings.omitted, { count: graph.view.omitted, target }) }),
          ),
        ]
      : []),
  ];
  return notes.length === 0 ? null : h("div", { class: "notices" }, ...notes);
}

function problemButton(problem: PanelProblem, strings: PanelStrings, actions: Actions): HTMLElement {
  const element = button({
    class: `problem ${problem.severity}`,
    icon: problem.severity === "information" ? "info" : "warning",
    label: problem.message,
    text: problem.message,
    title: strings.goToSource,
    onClick: () => actions.reveal(problem.span, true),
  });
  element.append(h("span", { class: "quiet", text: say(strings.lineNumber, { line: problem.line }) }));
  return element;
}
