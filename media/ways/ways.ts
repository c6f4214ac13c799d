/** Four ways to one derivative: the table of what they give and cost, the formula, and where each of them fails. */
import "./ways.css";
import type { WaysAnswer, WaysLeaf } from "../../src/engine/report/views/ways.js";
import { chart } from "../charts/chart.js";
import { h, say } from "../elements.js";
import { formula } from "../formula.js";
import { isRecord } from "../kept.js";
import type { DrawnGraph, Tab, TabDoors } from "../tab.js";
import { errorChart, growthChart, swellCharts } from "./pictures.js";
import { ElementFields } from "./element-fields.js";
import { waysTable } from "./table.js";

interface Choice {
  readonly node: string | null;
  readonly element: number | null;
}

export class Ways implements Tab {
  private choice: Choice;
  private graph: DrawnGraph | null = null;
  private asked = "";
  /** What was selected when the choice was made: after a reload it does not count as selected anew. */
  private selected: string | null;
  private leaves: readonly WaysLeaf[] = [];
  private readonly leaf: HTMLSelectElement;
  private readonly fields: ElementFields;
  private readonly head: HTMLElement;
  private readonly status: HTMLElement;
  private readonly body = h("div", { class: "ways-body" });
  readonly element: HTMLElement;

  constructor(private readonly doors: TabDoors) {
    const { strings } = doors;
    const kept = doors.kept("ways");
    this.choice = keptChoice(kept);
    this.selected = isRecord(kept) && typeof kept.selected === "string" ? kept.selected : null;
    this.leaf = h("select", { attributes: { "aria-label": strings.waysOf } });
    this.leaf.addEventListener("change", () => this.choose({ node: this.leaf.value, element: null }));
    this.fields = new ElementFields(strings.waysElement, (element) => this.choose({ ...this.choice, element }));
    this.head = h("div", { class: "ways-choice" }, h("span", { text: strings.waysOf, attributes: { "aria-hidden": "true" } }), this.leaf, this.fields.element);
    this.status = h("p", { class: "explained", text: strings.waysWaiting });
    this.head.hidden = true;
    this.element = h("div", { class: "sheet ways" }, this.head, this.status, this.body);
  }

  show(graph: DrawnGraph, selected: string | null): void {
    const seen = graph.view.nodes.map(({ id, value, gradient }) => `${id}${value}${gradient}`).join("\n");
    const isNew = seen !== this.asked;
    this.graph = graph;
    this.asked = seen;
    // A leaf that was selected elsewhere is the one meant here.
    const isLeaf = selected !== null && selected !== this.selected && graph.view.nodes.some(({ id, kind }) => id === selected && kind === "leaf");
    this.selected = selected;
    if (isLeaf && selected !== this.choice.node) this.choose({ node: selected, element: null });
    else if (isNew) this.ask();
  }

  private choose(choice: Choice): void {
    this.choice = choice;
    this.doors.keep("ways", { ...choice, selected: this.selected });
    this.ask();
  }

  private ask(): void {
    if (this.graph === null) return;
    this.body.classList.add("waiting");
    this.doors.ask("ways", this.choice, (asked) => {
      this.body.classList.remove("waiting");
      const { strings } = this.doors;
      if (asked.kind === "failed") this.tell(say(strings.tabFailed, { reason: asked.message }));
      else if (asked.answer === null) this.tell(strings.waysNothing);
      else this.draw(asked.answer);
    });
  }

  /** In place of the answer. */
  private tell(text: string): void {
    this.status.hidden = false;
    this.status.textContent = text;
    this.body.replaceChildren();
  }

  private draw(answer: WaysAnswer): void {
    const { strings } = this.doors;
    this.status.hidden = true;
    this.head.hidden = false;
    this.fillLeaves(answer);
    const { symbolic } = answer;
    this.body.replaceChildren(
      h("h2", { text: say(strings.waysTitle, { partial: answer.partial }) }),
      waysTable(answer, strings),
      ...(symbolic.kind === "written"
        ? [
            h(
              "section",
              { class: "ways-formula" },
              h("h3", { text: strings.waysFormula }),
              symbolic.text === ""
                ? h("p", { text: say(strings.waysFormulaLong, { size: symbolic.size.simplified }) })
                : h("p", { class: "ways-written" }, h("span", { class: "mono", text: `${answer.partial} = ` }), formula(symbolic.latex, symbolic.text)),
              h("p", { class: "quiet", text: say(strings.waysFormulaSize, { ...symbolic.size }) }),
            ),
          ]
        : []),
      h("div", { class: "ways-pictures" }, ...[errorChart(answer, strings), growthChart(answer, strings), ...swellCharts(answer, strings)].flatMap((picture) => picture ?? []).map(({ parts, note }) => h("section", {}, chart(parts), h("p", { class: "quiet", text: note })))),
    );
  }

  private fillLeaves(answer: WaysAnswer): void {
    const { leaves } = answer;
    if (JSON.stringify(leaves) !== JSON.stringify(this.leaves)) {
      this.leaves = leaves;
      this.leaf.replaceChildren(...leaves.map(({ id, name, shape }) => h("option", { text: shape.length === 0 ? name : `${name} [${shape.join(", ")}]`, attributes: { value: id } })));
    }
    this.leaf.value = answer.leaf;
    this.fields.show(leaves.find(({ id }) => id === answer.leaf)?.shape ?? [], answer.element);
  }
}

function keptChoice(kept: unknown): Choice {
  const { node, element } = isRecord(kept) ? kept : {};
  return { node: typeof node === "string" && /^n\d{1,9}$/.test(node) ? node : null, element: Number.isSafeInteger(element) && Number(element) >= 0 ? Number(element) : null };
}
