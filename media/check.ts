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

export class Check {
  readonly element = h("section", { class: "check", attributes: { hidden: "" } });
  private bar: { readonly progress: HTMLProgressElement; readonly text: HTMLElement } | null = null;

  constructor(
    private readonly strings: PanelStrings,
    private readonly actions: Actions,
    private readonly announce: (text: string) => void,
  ) {}

  update(check: PanelCheck, target: string): void {
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
      check.outdated && h("span", { class: "outdated", text: strings.checkOutdated }),
      h("span", { class: "gap" }),
      (check.outdated || check.cancelled) &&
        button({ class: "secondary", label: strings.checkAgain, onClick: () => actions.check() }),
      close,
    );
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
      { attributes: { "data-verdict": row.verdict } },
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
      ),
      h(
        "td",
        {
          class: "quiet",
          text: say(strings.checkedOf, { checked: count(row.checked), total: count(row.total) }),
        },
        row.index !== "" && h("p", { class: "reason", text: say(strings.worstAt, { index: row.index }) }),
      ),
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
