/** Paths that carry nothing: where each ends, and what blocks it. What cuts a gradient off is drawn otherwise than what makes it 0. */
import type { BlockedPath, BlockKind, WhyAnswer } from "../../src/engine/report/views/why.js";
import { button, h, say } from "../elements.js";
import type { TabDoors } from "../tab.js";
import { chain } from "./chain.js";

const GLYPHS: Readonly<Record<BlockKind, string>> = {
  off: "⊘",
  zeroFactor: "×0",
  flat: "—",
  notChosen: "⇄",
  notTaken: "∅",
  noGradient: "∅",
  cut: "✂",
  integer: "ℤ",
};

/** Behind these there is no gradient, whatever the numbers are. */
const NO_PATH: ReadonlySet<BlockKind> = new Set(["cut", "integer", "noGradient"]);

/** null: nothing is blocked. */
export function blockedList({ blocked, blockedOmitted, symbol }: WhyAnswer, doors: TabDoors): HTMLElement | null {
  const { strings } = doors;
  if (blocked.length === 0) return null;
  return h(
    "section",
    { class: "why-blocked" },
    h("h3", { text: say(strings.whyBlocked, { target: symbol }) }),
    h("ul", {}, ...blocked.map((one) => item(one, doors))),
    blockedOmitted > 0 && h("p", { class: "quiet", text: say(strings.whyBlockedMore, { count: blockedOmitted }) }),
  );
}

function item({ kind, reason, names, nodes, at, elements }: BlockedPath, doors: TabDoors): HTMLElement {
  const { strings } = doors;
  const place = at ?? nodes.at(-1) ?? null;
  return h(
    "li",
    { attributes: { "data-block": NO_PATH.has(kind) ? "cut" : "zero" } },
    h("span", { class: "why-glyph", text: GLYPHS[kind], attributes: { "aria-hidden": "true" } }),
    h("span", { class: "why-reason", text: elements > 1 ? `${reason} · ${say(strings.whyBlockedElements, { count: elements })}` : reason }),
    chain(names.map((name) => ({ name })), "→"),
    place !== null &&
      button({
        class: "quiet-button",
        icon: "source",
        label: strings.whyShowSource,
        onClick: () => {
          doors.light(nodes, place);
          doors.reveal(place);
        },
      }),
  );
}
