/** The elements of a large tensor to choose from: how strongly the target depends on each, as it was recorded. */
import type { PlayInput } from "../../src/engine/report/views/play.js";
import { h, say } from "../elements.js";
import { TensorMap } from "../heat-map/tensor-map.js";
import type { TabDoors } from "../tab.js";

export class ElementMap {
  readonly element: HTMLTableRowElement;
  private readonly map: TensorMap;
  private readonly failure = h("p", { class: "quiet" });
  private isAsked = false;

  constructor(
    private readonly doors: Pick<TabDoors, "strings" | "ask">,
    private readonly input: PlayInput,
    choose: (index: readonly number[]) => void,
  ) {
    this.map = new TensorMap({ strings: doors.strings, request: (slice) => this.ask(slice), choose });
    const { strings } = doors;
    this.element = h(
      "tr",
      { class: "play-map", attributes: { "data-map": input.node } },
      h("td", { attributes: { colspan: "6" } }, h("p", { class: "quiet", text: say(strings.playMap, { name: input.name }) }), this.failure, this.map.element),
    );
    this.element.hidden = true;
  }

  /** Asks the first time it opens. */
  toggle(): boolean {
    this.element.hidden = !this.element.hidden;
    if (!this.isAsked) this.ask({ lead: [], window: null });
    this.isAsked = true;
    return !this.element.hidden;
  }

  private ask(slice: { readonly lead: readonly number[]; readonly window: { readonly top: number; readonly left: number; readonly height: number; readonly width: number } | null }): void {
    const { name, node } = this.input;
    this.doors.ask("tensor", { node, ...slice }, (asked) => {
      if (asked.kind === "failed") this.failure.textContent = say(this.doors.strings.tabFailed, { reason: asked.message });
      else if (asked.answer !== null) this.map.show(asked.answer, asked.answer.gradient === null ? "value" : "gradient", say(this.doors.strings.playMap, { name }), null);
    });
  }
}
