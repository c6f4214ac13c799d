/** Why a gradient is what it is: its paths, what blocks others, and for tensors the element to ask about and the whole. */
import "./why.css";
import type { GraphViewNode } from "../../src/engine/report/report.js";
import type { TensorAnswer, TensorRequest } from "../../src/engine/report/views/tensor.js";
import type { WhyAnswer } from "../../src/engine/report/views/why.js";
import type { ToPanel } from "../../src/extension/panel/messages.js";
import { h, say } from "../elements.js";
import { missingGlyph, missingText } from "../gradient.js";
import { TensorMap } from "../heat-map/tensor-map.js";
import { isRecord } from "../kept.js";
import { nameOf } from "../relations.js";
import type { DrawnGraph, Tab, TabDoors } from "../tab.js";
import { blockedList } from "./blocked-list.js";
import { matrixList } from "./matrix-list.js";
import { PathRows } from "./path-rows.js";

interface Choice {
  readonly node: string | null;
  /** null: the element with the largest gradient. */
  readonly index: readonly number[] | null;
}

/** Names to choose from. */
const MOST_NAMES = 400;

export class Why implements Tab {
  private choice: Choice;
  private seen = "";
  private selected: string | null = null;
  /** What stands here is about a value that is not among the nodes. */
  private isApart = false;
  private names = "";
  private answer: WhyAnswer | null = null;
  private tensor: TensorAnswer | null = null;
  private readonly picker: HTMLSelectElement;
  private readonly title = h("h2", { class: "why-title" });
  private readonly statement = h("p", { class: "why-statement" });
  private readonly map: TensorMap;
  private readonly mapBox: HTMLElement;
  private readonly rows: PathRows;
  private readonly blocked = h("div");
  private readonly matrix = h("div");
  private readonly status: HTMLElement;
  private readonly body: HTMLElement;
  readonly element: HTMLElement;

  constructor(private readonly doors: TabDoors) {
    const { strings } = doors;
    this.choice = keptChoice(doors.kept("why"));
    this.picker = h("select", { attributes: { "aria-label": strings.whyOf } });
    this.picker.addEventListener("change", () => this.choose({ node: this.picker.value, index: null }, true));
    this.map = new TensorMap({
      strings,
      request: (slice) => this.askTensor(slice),
      choose: (index) => this.choose({ ...this.choice, index }, false),
    });
    this.mapBox = h("section", { class: "why-map" }, h("h3", { text: strings.whyElements }), this.map.element);
    this.rows = new PathRows(doors);
    this.status = h("p", { class: "explained", text: strings.whyWaiting });
    this.body = h("div", { class: "why-body" }, this.title, this.statement, this.mapBox, this.rows.element, this.blocked, this.matrix);
    this.body.hidden = true;
    this.element = h("div", { class: "sheet why" }, h("label", { class: "why-choice" }, h("span", { text: strings.whyOf }), this.picker), this.status, this.body);
  }

  show(graph: DrawnGraph, selected: string | null): void {
    const seen = graph.view.nodes.map(({ id, value, gradient }) => `${id}${value}${gradient}`).join("\n");
    const isNew = seen !== this.seen;
    this.seen = seen;
    if (isNew) this.fillNames(graph);
    const has = (id: string | null): boolean => id !== null && graph.view.nodes.some((node) => node.id === id);
    const isChosenNow = selected !== this.selected && has(selected) && selected !== this.choice.node;
    this.selected = selected;
    if (this.isApart && !isNew && !isChosenNow) return;
    this.isApart = false;
    if (isChosenNow) this.choose({ node: selected, index: null }, false);
    else if (!has(this.choice.node)) this.choose({ node: firstOf(graph.view.nodes), index: null }, false);
    else if (isNew) this.ask();
  }

  apart({ partial, missing, reason }: ToPanel & { readonly kind: "apart" }): void {
    this.isApart = true;
    this.picker.selectedIndex = -1;
    this.tell(say(this.doors.strings.whyApart, { partial, what: `${missingGlyph[missing]} ${missingText(missing, this.doors.strings)}`, reason }));
  }

  hidden(): void {
    this.doors.light([], null);
  }

  /** `isOwn`: chosen in this tab, so that the others are told. */
  private choose(choice: Choice, isOwn: boolean): void {
    this.isApart = false;
    const isSame = choice.node === this.choice.node;
    this.choice = choice;
    this.doors.keep("why", choice);
    if (isOwn && choice.node !== null) {
      this.selected = choice.node;
      this.doors.select(choice.node);
    }
    this.ask(isSame);
  }

  /** `hasMap`: the elements on the page are those of this node. */
  private ask(hasMap = false): void {
    const { node, index } = this.choice;
    const { strings } = this.doors;
    if (node === null) {
      this.tell(strings.whyNothing);
      return;
    }
    this.body.classList.add("waiting");
    this.doors.ask("why", { node, index }, (asked) => {
      this.body.classList.remove("waiting");
      if (this.isApart) return;
      if (asked.kind === "failed") this.tell(say(strings.tabFailed, { reason: asked.message }));
      else if (asked.answer === null) this.tell(strings.whyNothing);
      else this.draw(asked.answer, hasMap);
    });
  }

  private tell(text: string): void {
    this.status.hidden = false;
    this.status.textContent = text;
    this.body.hidden = true;
  }

  private draw(answer: WhyAnswer, hasMap: boolean): void {
    this.answer = answer;
    this.status.hidden = true;
    this.body.hidden = false;
    this.picker.value = answer.id;
    const { partial, gradient, state, shape, index } = answer;
    this.title.textContent = gradient === null ? partial : `${partial} = ${gradient.text}`;
    this.title.title = gradient?.exact ?? "";
    this.statement.textContent = answer.statement;
    this.statement.dataset.state = state;
    this.rows.show(answer);
    this.blocked.replaceChildren(...[blockedList(answer, this.doors)].flatMap((one) => one ?? []));
    this.matrix.replaceChildren(...[matrixList(answer, this.doors)].flatMap((one) => one ?? []));
    this.mapBox.hidden = shape.length === 0;
    if (shape.length === 0) return;
    if (hasMap && this.tensor?.id === answer.id) this.drawMap();
    else this.askTensor({ lead: index.slice(0, -2), window: null });
  }

  private askTensor(slice: Pick<TensorRequest, "lead" | "window">): void {
    const { node } = this.choice;
    if (node === null) return;
    this.doors.ask("tensor", { node, ...slice }, (asked) => {
      if (asked.kind !== "answer" || asked.answer === null) return;
      this.tensor = asked.answer;
      this.drawMap();
    });
  }

  private drawMap(): void {
    const { tensor, answer } = this;
    if (tensor !== null && answer !== null) this.map.show(tensor, "gradient", answer.partial, answer.index);
  }

  private fillNames({ view }: DrawnGraph): void {
    const named = view.nodes.filter(({ name, kind }) => name !== "" || kind === "leaf").slice(-MOST_NAMES);
    const { node } = this.choice;
    const chosen = node !== null && !named.some(({ id }) => id === node) ? view.nodes.filter(({ id }) => id === node) : [];
    const options = [...named, ...chosen].map((one) => [one.id, `${nameOf(one)}${one.type === "" ? "" : ` · ${one.type}`}`] as const);
    const key = JSON.stringify(options);
    if (key === this.names) return;
    this.names = key;
    this.picker.replaceChildren(...options.map(([value, text]) => h("option", { text, attributes: { value } })));
  }
}

/** The first leaf that has a gradient. */
const firstOf = (nodes: readonly GraphViewNode[]): string | null => (nodes.find(({ kind, sign }) => kind === "leaf" && sign !== "none") ?? nodes[0])?.id ?? null;

/** Another version may have written it. */
function keptChoice(kept: unknown): Choice {
  const { node, index } = isRecord(kept) ? kept : {};
  return {
    node: typeof node === "string" && /^n\d{1,9}$/.test(node) ? node : null,
    index: Array.isArray(index) && index.every((at) => Number.isSafeInteger(at) && Number(at) >= 0) ? index.map(Number) : null,
  };
}
