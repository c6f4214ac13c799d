/** The strip below: all there is to say about the node that is pointed at or selected. Its height never changes. */
import type { GraphViewNode } from "../src/engine/report/report.js";
import type { NodeDetails } from "../src/engine/report/views/node.js";
import type { PanelStrings } from "../src/extension/panel/messages.js";
import type { Actions } from "./actions.js";
import { groupText, rangeLabel, rangeText } from "./drawing/cards.js";
import { button, h, say } from "./elements.js";
import { missingGlyph, missingText, readGradient, signGlyph, splitReason } from "./gradient.js";
import type { Group } from "./grouping.js";
import { nameOf, type Relations } from "./relations.js";

export type Shown =
  | { readonly kind: "nothing" }
  | { readonly kind: "group"; readonly group: Group }
  | {
      readonly kind: "node";
      readonly node: GraphViewNode;
      readonly line: number | undefined;
      readonly relations: Relations;
    };

/** Calls back once, unless it is asked again before; null: there is no such node. */
type Ask = (node: string, then: (details: NodeDetails | null) => void) => void;

/** Milliseconds after which what is known already is shown without what was asked for. Until then the old text stays. */
const PATIENCE = 150;

export class Details {
  readonly element: HTMLElement;
  /** What is shown, to leave the strip (and the focus in it) alone where nothing changed. */
  private last = "";
  /** Answers about the graph that is shown. */
  private known = new Map<string, NodeDetails | null>();
  private patience: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly strings: PanelStrings,
    private readonly actions: Actions,
    private readonly ask: Ask,
  ) {
    this.element = h("section", { class: "details", attributes: { "aria-label": strings.rule } });
  }

  /** Another run: what was answered about nodes is out of date. */
  forget(): void {
    this.known = new Map();
    this.last = "";
  }

  show(shown: Shown): void {
    const key = JSON.stringify(
      shown.kind === "node" ? [shown.node, shown.line] : shown.kind === "group" ? shown.group.id : 0,
    );
    if (key === this.last) return;
    this.last = key;
    clearTimeout(this.patience);
    switch (shown.kind) {
      case "nothing":
        this.element.replaceChildren(h("p", { class: "hint", text: this.strings.hint }));
        return;
      case "group":
        this.element.replaceChildren(
          h(
            "div",
            { class: "identity" },
            h("h2", { text: shown.group.title }),
            h("p", { class: "quiet", text: shown.group.path.join(" › ") }),
            h("p", { class: "quiet", text: groupText(shown.group, this.strings) }),
            pair(rangeLabel(shown.group.gradients, this.strings), rangeText(shown.group.gradients, this.strings)),
          ),
        );
        return;
      case "node":
        this.node(shown, key);
    }
  }

  private node(shown: Shown & { readonly kind: "node" }, key: string): void {
    const { id } = shown.node;
    const known = this.known.get(id);
    if (known !== undefined) {
      this.fill(shown, known);
      return;
    }
    this.patience = setTimeout(() => this.fill(shown, null), PATIENCE);
    const { known: answers } = this;
    this.ask(id, (details) => {
      answers.set(id, details);
      if (key !== this.last || answers !== this.known) return;
      clearTimeout(this.patience);
      this.fill(shown, details);
    });
  }

  private fill({ node, line, relations }: Shown & { readonly kind: "node" }, details: NodeDetails | null): void {
    this.element.replaceChildren(
      this.identity(node, line),
      this.rule(node, details?.lines ?? [], relations),
      this.numbers(node, details),
    );
  }

  private identity(node: GraphViewNode, line: number | undefined): HTMLElement {
    const { strings } = this;
    const kind = node.isTarget ? strings.target : node.kind === "leaf" ? strings.leaf : strings.operation;
    const { span } = node;
    return h(
      "div",
      { class: "identity" },
      h("h2", { text: nameOf(node) }),
      h("p", {
        class: "quiet",
        text: [kind, node.name !== "" && node.name !== node.title ? node.title : "", node.type]
          .filter(Boolean)
          .join(" · "),
      }),
      node.scope.length > 0 && h("p", { class: "quiet", text: node.scope.join(" › "), title: strings.scope }),
      span === null
        ? h("p", { class: "quiet", text: strings.noSource })
        : button({
            class: "link",
            icon: "source",
            label: strings.goToSource,
            text: line === undefined ? strings.goToSource : say(strings.lineNumber, { line }),
            title: strings.goToSource,
            onClick: () => this.actions.reveal(span, true),
          }),
    );
  }

  private rule(node: GraphViewNode, lines: readonly string[], relations: Relations): HTMLElement {
    const { strings } = this;
    const from = relations.from(node.id);
    const usedBy = relations.usedBy(node.id);
    return h(
      "div",
      { class: "rule" },
      ...lines.map((text, index) => h("p", { class: index === 0 ? "formula" : "formula derivative", text })),
      from !== "" && pair(strings.from, from),
      usedBy !== "" && pair(strings.usedBy, usedBy),
    );
  }

  private numbers(node: GraphViewNode, details: NodeDetails | null): HTMLElement {
    const { strings } = this;
    const reading = readGradient(node);
    const [shortGradient, note] = reading.kind === "none" ? [""] : splitReason(reading.text);
    const exactGradient = details?.gradient ?? shortGradient;
    const exactValue = details?.value ?? node.value;
    const label = reading.kind === "none" || reading.label === "" ? strings.gradient : reading.label;
    const sign = reading.kind === "number" ? reading.sign : reading.kind;
    const gradient = h(
      "div",
      { class: "exact", attributes: { "data-sign": sign } },
      h("span", { class: "label", text: label }),
      reading.kind === "none"
        ? h(
            "span",
            { class: "none" },
            h("span", { class: "sign", text: missingGlyph[reading.missing], attributes: { "aria-hidden": "true" } }),
            h("span", { text: reading.reason || missingText(reading.missing, strings) }),
          )
        : h(
            "span",
            { class: "number", title: exactGradient },
            reading.kind === "number" &&
              signGlyph[reading.sign] !== "" &&
              h("span", {
                class: "sign",
                text: signGlyph[reading.sign],
                attributes: { "aria-hidden": "true" },
              }),
            document.createTextNode(exactGradient),
            note !== undefined && h("span", { class: "note", text: ` ${note}` }),
          ),
      reading.kind !== "none" && this.copyButton(strings.copyGradient, exactGradient),
      button({ class: "link", label: strings.whyAsk, title: strings.whyAskTitle, onClick: () => this.actions.why(node.id) }),
    );
    const value = h(
      "div",
      { class: "exact" },
      h("span", { class: "label", text: strings.value }),
      h("span", { class: "number", text: exactValue, title: exactValue }),
      this.copyButton(strings.copyValue, exactValue),
    );
    return h("div", { class: "numbers" }, value, gradient);
  }

  private copyButton(label: string, text: string): HTMLElement {
    const copy = button({
      class: "quiet-button",
      icon: "copy",
      label,
      onClick: () => this.actions.copy(text),
    });
    return copy;
  }
}

const pair = (label: string, text: string): HTMLElement =>
  h("p", { class: "pair" }, h("span", { class: "label", text: label }), h("span", { text }));
