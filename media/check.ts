/** The numerical gradient check: progress with a way out, then a row for each parameter. */
import type { Verdict } from "../src/engine/report/report.js";
import type { NumberText, PanelCheck, PanelCheckRow, PanelStrings } from "../src/extension/panel/messages.js";
import type { Actions } from "./actions.js";
import { button, h, say } from "./elements.js";

/** Shape and word tell the verdicts apart; the colour only underlines them. */
const VERDICT_SIGNS: Readonly<Record<Verdict, string>> = {
  match: "✓",
  kink: "∧",
  "ill-conditioned": "≈",
  wrong: "✕",
};

const VERDICTS: readonly Verdict[] = ["match", "kink", "ill-conditioned", "wrong"];

export class Check {
  readonly element = h("section", { class: "check", attributes: { hidden: "" } });
  /** Rows of one verdict only; null: all. */
  private only: Verdict | null = null;
  private bar: { readonly progress: HTMLProgressElement; readonly text: HTMLElement } | null = null;
  private state: PanelCheck = { kind: "none" };
  /** Until the next run. */
  private isClosed = false;

  constructor(
    private readonly strings: PanelStrings,
    private readonly actions: Actions,
    private readonly announce: (text: string) => void,
  ) {}

  get isRunning(): boolean {
    return this.state.kind === "running";
  }

  hear(state: PanelCheck): void {
    if (state.kind === "running" && !this.isRunning) this.isClosed = false;
    this.state = state;
  }

  close(): void {
    this.isClosed = true;
  }

  show(target: string): void {
    const check: PanelCheck = this.isClosed ? { kind: "none" } : this.state;
    const hadFocus = this.element.contains(document.activeElement);
    const wasRunning = this.bar !== null;
    this.element.hidden = check.kind === "none";
    switch (check.kind) {
      case "none":
        this.bar = null;
        this.element.replaceChildren();
        return;
      case "running":
        this.running(check.done, check.total);
        return;
      case "done": {
        this.bar = null;
        const close = this.closeButton();
        this.element.replaceChildren(this.head(check, target, close), ...this.body(check, target));
        if (hadFocus) close.focus();
        if (wasRunning) this.announce(say(this.strings.checkDone, { summary: this.summary(check) }));
      }
    }
  }

  /** The bar stays the same element, so that a press on "Cancel" cannot fall between two of them. */
  private running(done: number, total: number): void {
    if (this.bar === null) {
      const progress = h("progress", { attributes: { "aria-label": this.strings.checkStarting } });
      const text = h("span", { class: "progress-text" });
      const cancel = button({
        class: "secondary",
        label: this.strings.cancel,
        onClick: () => this.actions.cancelCheck(),
      });
      this.bar = { progress, text };
      this.element.replaceChildren(h("div", { class: "check-running" }, text, progress, cancel));
    }
    const { progress, text } = this.bar;
    text.textContent =
      total > 0
        ? say(this.strings.checking, { done: count(done), total: count(total) })
        : this.strings.checkStarting;
    if (total > 0) {
      progress.max = total;
      progress.value = done;
    } else progress.removeAttribute("value");
  }

  private head(
    check: PanelCheck & { readonly kind: "done" },
    target: string,
    close: HTMLElement,
  ): HTMLElement {
    const { strings, actions } = this;
    return h(
      "div",
      { class: "check-head" },
      h("h2", { text: say(strings.checkCaption, { target }) }),
      check.rows.length > 0 && h("span", { class: "quiet", text: this.summary(check) }),
      this.filters(check),
      check.outdated && h("span", { class: "outdated", text: strings.checkOutdated }),
      h("span", { class: "gap" }),
      (check.outdated || check.cancelled) &&
        button({ class: "secondary", label: strings.checkAgain, onClick: () => actions.check() }),
      close,
    );
  }

  /** How many of each verdict; pressed, only those are shown. */
  private filters(check: PanelCheck & { readonly kind: "done" }): HTMLElement {
    const group = h("div", { class: "check-filters" });
    const counts = VERDICTS.map((verdict) => [verdict, check.rows.filter((row) => row.verdict === verdict).length] as const);
    if (!counts.some(([verdict, some]) => verdict === this.only && some > 0)) this.only = null;
    for (const [verdict, some] of counts) {
      if (some === 0 || some === check.rows.length) continue;
      const named = { count: count(some), verdict: this.word(verdict) };
      const one = button({
        class: "check-filter",
        label: say(this.strings.checkCount, named),
        title: say(this.strings.checkFilter, named),
        pressed: this.only === verdict,
        attributes: { "data-filter": verdict },
        onClick: () => {
          this.only = this.only === verdict ? null : verdict;
          for (const other of group.children) other.setAttribute("aria-pressed", String(other.getAttribute("data-filter") === this.only));
          for (const row of this.element.querySelectorAll<HTMLElement>("tbody tr")) row.hidden = this.isHidden(row.dataset.verdict);
        },
      });
      group.append(one);
    }
    return group;
  }

  private isHidden(verdict: string | undefined): boolean {
    return this.only !== null && verdict !== this.only;
  }

  private closeButton(): HTMLButtonElement {
    const { strings, actions } = this;
    return button({
      class: "quiet-button",
      icon: "close",
      label: strings.close,
      onClick: () => actions.closeCheck(),
    });
  }

  private body(check: PanelCheck & { readonly kind: "done" }, target: string): HTMLElement[] {
    const { strings } = this;
    if (check.problem !== null) return [h("p", { class: "explained", text: check.problem })];
    if (check.rows.length === 0)
      return [
        h("p", {
          class: "explained",
          text: check.cancelled ? strings.checkCancelledEmpty : strings.checkEmpty,
        }),
      ];
    const heads = [
      strings.parameter,
      strings.shape,
      strings.analytic,
      strings.numeric,
      strings.relativeError,
      strings.verdict,
      strings.checked,
    ];
    const table = h(
      "table",
      { class: check.outdated ? "old" : "" },
      h("caption", { class: "unseen", text: say(strings.checkCaption, { target }) }),
      h("thead", {}, h("tr", {}, ...heads.map((text) => h("th", { text, attributes: { scope: "col" } })))),
      h("tbody", {}, ...check.rows.map((row) => this.row(row))),
    );
    const note = check.cancelled ? [h("p", { class: "explained", text: strings.checkCancelled })] : [];
    return [
      ...note,
      h(
        "div",
        {
          class: "check-rows",
          attributes: { tabindex: "0", role: "region", "aria-label": say(strings.checkCaption, { target }) },
        },
        table,
      ),
    ];
  }

  private row(row: PanelCheckRow): HTMLElement {
    const { strings } = this;
    return h(
      "tr",
      { attributes: { "data-verdict": row.verdict, ...(this.isHidden(row.verdict) ? { hidden: "" } : {}) } },
      h("th", { class: "name", text: row.name, attributes: { scope: "row" } }),
      h("td", { class: "quiet", text: row.shape || strings.scalar }),
      numberCell(row.analytic),
      numberCell(row.numeric),
      numberCell(row.relativeError),
      h(
        "td",
        { class: "verdict" },
        h("span", {
          class: "verdict-sign",
          text: VERDICT_SIGNS[row.verdict],
          attributes: { "aria-hidden": "true" },
        }),
        h("span", { class: "verdict-word", text: this.word(row.verdict) }),
        h("p", { class: "reason", text: row.reason }),
        this.cause(row),
        this.details(row),
      ),
      h(
        "td",
        { class: "quiet", text: this.comparedText(row) },
        row.index !== "" && h("p", { class: "reason", text: say(strings.worstAt, { index: row.index }) }),
        row.direction !== null && h("p", { class: "reason", text: say(strings.worstAlong, { number: count(row.direction) }) }),
      ),
    );
  }

  private comparedText({ checked, directions, total }: PanelCheckRow): string {
    const { strings } = this;
    if (directions === 0) return say(strings.checkedOf, { checked: count(checked), total: count(total) });
    return say(strings.checkSampled, { directions: count(directions), checked: count(checked), total: count(total) });
  }

  /** The place in the code of the operation behind the verdict. */
  private cause({ cause }: PanelCheckRow): HTMLElement | null {
    if (cause === null) return null;
    const label = say(this.strings.checkCause, { operation: cause.operation, line: String(cause.line) });
    return button({ class: "check-cause", label, onClick: () => this.actions.reveal(cause.span, true) });
  }

  private details(row: PanelCheckRow): HTMLElement {
    const { strings } = this;
    const counted = VERDICTS.filter((verdict) => row.counts[verdict] > 0).map((verdict) => say(strings.checkCount, { count: count(row.counts[verdict]), verdict: this.word(verdict) }));
    const lines: readonly (readonly [string, NumberText])[] = [
      [strings.checkExact, row.exact],
      [strings.checkLeft, row.left],
      [strings.checkRight, row.right],
      [strings.checkStep, row.step],
      [strings.checkNoise, row.noise],
    ];
    return h(
      "details",
      { class: "check-details" },
      h("summary", { text: counted.length > 1 ? counted.join(" · ") : strings.checkDetails }),
      h("dl", {}, ...lines.flatMap(([name, number]) => [h("dt", { text: name }), h("dd", { class: "number", text: number.exact })])),
    );
  }

  private summary(check: PanelCheck & { readonly kind: "done" }): string {
    if (check.problem !== null) return check.problem;
    const good = check.rows.filter(({ verdict }) => verdict === "match").length;
    return say(this.strings.checkSummary, { good, count: check.rows.length });
  }

  private word(verdict: Verdict): string {
    const { match, kink, illConditioned, wrong } = this.strings;
    return { match, kink, "ill-conditioned": illConditioned, wrong }[verdict];
  }
}

const numberCell = (number: NumberText): HTMLElement =>
  h("td", { class: "number", text: number.short, title: number.exact });

const count = (value: number): string => value.toLocaleString(document.documentElement.lang || "en");
