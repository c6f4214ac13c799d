/** The whole graph at a glance: what stands out, the layers' gradients as bars, loops as lines, and one tensor below. */
import type { OverviewAnswer, OverviewLayer } from "../../src/engine/report/views/overview.js";
import { h, say } from "../elements.js";
import { isRecord } from "../kept.js";
import type { DrawnGraph, Tab, TabDoors } from "../tab.js";
import { findingList } from "./findings.js";
import { LayerTable, nodesOf } from "./layer-table.js";
import { seriesList } from "./series-list.js";
import { TensorSection } from "./tensor-section.js";

const FIRST_RATE = 0.01;

export class OverviewTab implements Tab {
  readonly element: HTMLElement;
  private readonly failure = h("p", { class: "quiet" });
  private readonly findings = h("div");
  private readonly series = h("div");
  private readonly content: HTMLElement;
  private readonly layers: LayerTable;
  private readonly tensor: TensorSection;
  private graph: DrawnGraph | null = null;
  private symbol = "L";
  private selected: string | null = null;
  private rate: number;

  constructor(private readonly doors: TabDoors) {
    const { strings } = doors;
    const kept = doors.kept("overview");
    this.rate = isRecord(kept) && isRate(kept.rate) ? kept.rate : FIRST_RATE;
    this.layers = new LayerTable(strings, (layer) => this.choose([parameterOf(layer)], nodesOf(layer)));
    this.tensor = new TensorSection(doors);
    this.content = h(
      "div",
      { class: "overview-content" },
      this.findings,
      h(
        "section",
        {},
        h("div", { class: "layers-title" }, h("h2", { text: strings.overviewLayers }), this.rateField()),
        this.layers.element,
      ),
      this.series,
      this.tensor.element,
    );
    this.content.hidden = true;
    this.failure.textContent = strings.overviewWaiting;
    this.element = h("div", { class: "sheet overview-tab" }, this.failure, this.content);
  }

  show(graph: DrawnGraph, selected: string | null): void {
    const isNew = graph.view !== this.graph?.view;
    this.graph = graph;
    if (isNew) this.ask();
    this.turnTo(selected, isNew);
  }

  private ask(): void {
    this.doors.ask("overview", { learningRate: this.rate }, (asked) => {
      const answer = asked.kind === "answer" ? asked.answer : null;
      this.failure.textContent = asked.kind === "failed" ? say(this.doors.strings.tabFailed, { reason: asked.message }) : "";
      this.content.hidden = answer === null;
      if (answer !== null) this.fill(answer);
    });
  }

  private fill(answer: OverviewAnswer): void {
    const { strings } = this.doors;
    this.symbol = answer.symbol;
    this.findings.replaceChildren(
      findingList(answer, {
        strings,
        nameOf: (node) => this.nameOf(node),
        placeOf: (node) => {
          const line = this.graph?.lines[node];
          return line === undefined ? "" : say(strings.lineNumber, { line });
        },
        choose: (nodes) => this.choose(nodes.slice(0, 1), nodes),
      }),
    );
    this.layers.show(answer);
    this.layers.mark(this.selected);
    const series = seriesList(answer, strings, (node) => this.choose([node], [node]));
    this.series.replaceChildren(...(series === null ? [] : [series]));
  }

  private choose([node]: readonly string[], lit: readonly string[]): void {
    if (node === undefined) return;
    this.doors.select(node);
    this.doors.light(lit, node);
    this.turnTo(node, false);
  }

  private turnTo(selected: string | null, isNew: boolean): void {
    const node = this.graph?.view.nodes.find(({ id }) => id === selected);
    this.selected = node?.id ?? null;
    this.layers.mark(this.selected);
    const name = node === undefined ? "" : this.nameOf(node.id);
    this.tensor.show(this.selected, { name, partial: `∂${this.symbol}/∂${name}` }, isNew);
  }

  private nameOf(id: string): string {
    const node = this.graph?.view.nodes.find((one) => one.id === id);
    return node === undefined ? id : node.name === "" ? node.title : node.name;
  }

  private rateField(): HTMLElement {
    const { strings } = this.doors;
    const input = h("input", { class: "heat-index number", attributes: { type: "text", inputmode: "decimal", value: String(this.rate) } });
    input.onchange = () => {
      const rate = Number(input.value);
      if (isRate(rate)) {
        this.rate = rate;
        this.doors.keep("overview", { rate });
        this.ask();
      } else input.value = String(this.rate);
    };
    return h("label", { class: "rate" }, h("span", { class: "quiet", text: strings.overviewRate }), input);
  }
}

const parameterOf = ({ parameters }: OverviewLayer): string => parameters[0]?.id ?? "";

const isRate = (value: unknown): value is number => Number.isFinite(value) && Number(value) > 0;
