/** The ranked paths: a list for the keyboard, one stop for the Tab key. Up and down go from path to path, left and right along one. */
import type { PathList, PathRow, WhyAnswer } from "../../src/engine/report/views/why.js";
import { h, say } from "../elements.js";
import { signGlyph } from "../gradient.js";
import type { TabDoors } from "../tab.js";
import { chain } from "./chain.js";

export class PathRows {
  readonly element: HTMLElement;
  private readonly rows = h("div", { class: "why-rows", attributes: { role: "listbox" } });
  private readonly ends = h("div", { class: "why-ends" });
  private list: PathList | null = null;
  private at = 0;
  /** Place on the path; 0 is where it starts. */
  private step = 0;

  constructor(private readonly doors: TabDoors) {
    const { strings } = doors;
    this.rows.setAttribute("aria-label", strings.whyPaths);
    this.element = h("section", { class: "why-paths" }, h("h3", { text: strings.whyPaths }), this.rows, h("p", { class: "quiet why-hint", text: strings.whyPathsHint }), this.ends);
    this.rows.addEventListener("keydown", (event) => this.press(event));
    this.rows.addEventListener("click", (event) => {
      const row = (event.target as Element).closest<HTMLElement>("[role=option]");
      if (!row) return;
      const step = (event.target as Element).closest<HTMLElement>("[data-step]");
      this.go(Number(row.dataset.row), step ? Number(step.dataset.step) : 0);
    });
  }

  show({ list, gradient }: WhyAnswer): void {
    this.list = list;
    this.element.hidden = list === null;
    this.at = 0;
    this.step = 0;
    if (list === null) return;
    const largest = list.rows.reduce((most, { contribution }) => Math.max(most, Math.abs(contribution.number ?? 0)), Math.abs(list.rest?.number ?? 0));
    this.rows.replaceChildren(...list.rows.map((row, i) => this.row(row, i, largest)));
    this.ends.replaceChildren(...this.endsOf(list, gradient?.text ?? "", largest));
  }

  private row(row: PathRow, i: number, largest: number): HTMLElement {
    const { strings } = this.doors;
    const { product, contribution, sum, steps } = row;
    return h(
      "div",
      {
        class: "why-row",
        attributes: {
          role: "option",
          "aria-selected": "false",
          "data-row": String(i),
          tabindex: i === 0 ? "0" : "-1",
        },
      },
      bar(contribution.number, largest),
      h("span", { class: "why-product" }, h("span", { text: `${product} = ` }), h("b", { text: contribution.text, title: contribution.exact })),
      h("span", { class: "why-sum quiet", text: say(strings.whySum, { sum: sum.text }), title: sum.exact }),
      chain(steps),
    );
  }

  private endsOf({ rows, rest, restCount, rounding, rounded, count, isFollowed }: PathList, gradient: string, largest: number): HTMLElement[] {
    const { strings } = this.doors;
    const listed = rows.at(-1)?.sum.text ?? "0";
    const end = (name: string, value: { readonly text: string; readonly exact: string; readonly number: number | null }, note: string): HTMLElement =>
      h("div", { class: "why-row why-end" }, bar(value.number, largest), h("span", { class: "why-product" }, h("span", { text: `${name}: ` }), h("b", { text: value.text, title: value.exact })), note !== "" && h("span", { class: "quiet", text: note }));
    return [
      ...(rest === null ? [] : [end(restCount === "" ? strings.whyRestUnknown : say(strings.whyRest, { count: restCount }), rest, "")]),
      ...(rounding === null ? [] : [end(strings.whyRounding, rounding, rounded === "" ? strings.whyRoundingHint : say(strings.whyRoundedTo, { type: rounded }))]),
      h(
        "div",
        { class: "why-row why-total" },
        h("span", { class: "why-product" }, h("span", { text: `${strings.whyTotal}: ` }), h("b", { text: gradient })),
        h("span", { class: "quiet", text: rest === null ? (count === "1" ? strings.whyIdentityOne : say(strings.whyIdentityAll, { count, gradient })) : say(strings.whyIdentity, { listed, rest: rest.text, gradient }) }),
      ),
      ...(isFollowed ? [h("p", { class: "quiet", text: strings.whyFollowed })] : []),
    ];
  }

  private press(event: KeyboardEvent): void {
    const { list } = this;
    if (list === null || event.altKey || event.metaKey || event.ctrlKey) return;
    const steps = list.rows[this.at]?.steps.length ?? 0;
    const to: Readonly<Record<string, readonly [number, number]>> = {
      ArrowUp: [this.at - 1, 0],
      ArrowDown: [this.at + 1, 0],
      Home: [0, 0],
      End: [list.rows.length - 1, 0],
      ArrowLeft: [this.at, Math.max(0, this.step - 1)],
      ArrowRight: [this.at, Math.min(steps - 1, this.step + 1)],
    };
    const place = to[event.key];
    if (place) {
      event.preventDefault();
      if (place[0] >= 0 && place[0] < list.rows.length) this.go(...place);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      const node = list.rows[this.at]?.steps[this.step]?.node ?? null;
      if (node !== null) this.doors.reveal(node);
    }
  }

  private go(at: number, step: number): void {
    const { strings } = this.doors;
    const row = this.list?.rows[at];
    if (row === undefined) return;
    this.at = at;
    this.step = step;
    this.rows.querySelectorAll<HTMLElement>("[role=option]").forEach((element, i) => {
      element.tabIndex = i === at ? 0 : -1;
      element.setAttribute("aria-selected", String(i === at));
      element.querySelectorAll<HTMLElement>("[data-step]").forEach((one) => one.classList.toggle("why-at", i === at && Number(one.dataset.step) === step));
      if (i === at) element.focus();
    });
    const current = row.steps[step];
    if (current === undefined) return;
    if (step > 0 || this.element.contains(document.activeElement))
      this.doors.announce(say(current.factor === "" ? strings.whyStart : strings.whyStep, { name: current.name, element: current.element, factor: current.factor }));
    this.doors.light(row.steps.flatMap(({ node }) => node ?? []), current.node);
  }
}

/** Width: magnitude; side and glyph: sign. */
function bar(number: number | null, largest: number): HTMLElement {
  const sign = number === null ? "nan" : number > 0 ? "positive" : number < 0 ? "negative" : "zero";
  const fill = h("span", { class: "why-fill" });
  fill.style.width = `${(largest > 0 && number !== null ? Math.abs(number) / largest : 0) * 100}%`;
  return h("span", { class: "why-bar", attributes: { "data-sign": sign, "aria-hidden": "true" } }, h("span", { class: "why-glyph", text: signGlyph[sign] }), h("span", { class: "why-track" }, fill));
}
