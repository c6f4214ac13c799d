/** What stands out, in sentences; a NaN and where it came from above all. */
import type { OverviewAnswer } from "../../src/engine/report/views/overview.js";
import type { PanelStrings } from "../../src/extension/panel/messages.js";
import { button, h, icon, say } from "../elements.js";

export interface FindingDoors {
  readonly strings: PanelStrings;
  nameOf(node: string): string;
  /** "line 7", "" where it is not in the text. */
  placeOf(node: string): string;
  choose(nodes: readonly string[]): void;
}

export function findingList({ findings, nonFinite }: OverviewAnswer, doors: FindingDoors): HTMLElement {
  const { strings } = doors;
  const show = (node: string, label: string): HTMLElement => {
    const place = doors.placeOf(node);
    return button({ class: "link", label: place === "" ? label : `${label} (${place})`, onClick: () => doors.choose([node]) });
  };
  const fault =
    nonFinite &&
    h(
      "div",
      { class: "fault" },
      icon("warning"),
      h(
        "div",
        {},
        h("h3", { text: nonFinite.pass === "forward" ? strings.overviewForward : strings.overviewBackward }),
        h("p", { text: nonFinite.sentence }),
        nonFinite.hint !== "" && h("p", { class: "fault-hint", text: say(strings.overviewHint, { hint: nonFinite.hint }) }),
        h(
          "div",
          { class: "fault-links" },
          show(nonFinite.id, say(strings.overviewShow, { name: doors.nameOf(nonFinite.id) })),
          nonFinite.input !== null &&
            nonFinite.input !== nonFinite.id &&
            show(
              nonFinite.input,
              nonFinite.pass === "forward"
                ? strings.overviewEarlier
                : say(strings.overviewShow, { name: doors.nameOf(nonFinite.input) }),
            ),
        ),
      ),
    );
  const lines = findings.map(({ sentence, nodes }) =>
    h(
      "li",
      { class: "finding" },
      icon("info"),
      h("button", { class: "link", text: sentence, attributes: { type: "button" }, onClick: () => doors.choose(nodes) }),
    ),
  );
  const isQuiet = fault === null && lines.length === 0;
  return h(
    "section",
    { class: "findings", attributes: { "aria-label": strings.overviewFindings } },
    fault,
    lines.length > 0 && h("ul", {}, ...lines),
    isQuiet && h("p", { class: "quiet", text: strings.overviewNothing }),
  );
}
