/** All inputs: a row for each number of the small ones, one for each large array. Rows stay while numbers change. */
import type { PlayAnswer, PlayInput, PlayNumber, PlayPlace } from "../../src/engine/report/views/play.js";
import { h } from "../elements.js";
import type { TabDoors } from "../tab.js";
import { ArrayRow } from "./array-row.js";
import { elementName, InputRow, placeKey, type RowDoors } from "./input-row.js";
import type { Range } from "./scale.js";

/** Arrays with more elements have a row of their own. */
const WHOLE = 12;

export class InputTable {
  readonly element: HTMLElement;
  private readonly body = h("tbody");
  private readonly empty: HTMLElement;
  private rows = new Map<string, InputRow>();
  private arrays = new Map<string, ArrayRow>();
  private structure = "";

  constructor(
    private readonly tab: Pick<TabDoors, "strings" | "ask">,
    private readonly doors: RowDoors & { readonly show: (place: PlayPlace) => void },
  ) {
    const { playTrained, playInput, playSliderHead, playValue, playGradient, playAfter } = tab.strings;
    this.empty = h("p", { class: "quiet", text: tab.strings.playNothing });
    this.element = h(
      "div",
      {},
      h(
        "table",
        {},
        h("caption", { class: "unseen", text: tab.strings.playInputs }),
        h("thead", {}, h("tr", {}, ...[playTrained, playInput, playSliderHead, playValue, playGradient, playAfter].map((text) => h("th", { text, attributes: { scope: "col" } })))),
        this.body,
      ),
      this.empty,
    );
  }

  update({ inputs, ahead }: PlayAnswer, isTrained: (node: string) => boolean, ranges: Readonly<Record<string, Range>>): void {
    this.build(inputs, ranges);
    this.empty.hidden = inputs.length > 0;
    const sizes = inputs.flatMap(({ elements }) => elements.map(({ gradient }) => Math.abs(gradient?.number ?? 0)));
    const largest = Math.max(0, ...sizes);
    const after = new Map<string, PlayNumber>(ahead?.values.map((place) => [placeKey(place), place.value]));
    for (const input of inputs) {
      this.arrays.get(input.node)?.update(input, isTrained(input.node));
      for (const element of input.elements) {
        const key = placeKey({ node: input.node, element: element.element });
        this.rows.get(key)?.update(input, element, isTrained(input.node), largest, after.get(key) ?? null);
      }
    }
  }

  row(place: PlayPlace): InputRow | null {
    return this.rows.get(placeKey(place)) ?? null;
  }

  /** The first number of a node that has a row; null: it is no input. */
  firstOf(node: string): PlayPlace | null {
    return [...this.rows.values()].find(({ place }) => place.node === node)?.place ?? null;
  }

  mark(followed: PlayPlace | null): void {
    for (const [key, row] of this.rows) row.mark(followed !== null && key === placeKey(followed));
  }

  /** Anew only where other rows are wanted: what is in the hand stays there. */
  private build(inputs: readonly PlayInput[], ranges: Readonly<Record<string, Range>>): void {
    const structure = JSON.stringify(inputs.map(({ node, name, shape, elements }) => [node, name, shape, elements.map(({ element, original }) => [element, original.exact])]));
    if (structure === this.structure) return;
    this.structure = structure;
    const [before, arraysBefore] = [this.rows, this.arrays];
    this.rows = new Map();
    this.arrays = new Map();
    const elements = inputs.flatMap((input) => {
      const isLarge = input.elements.length === 0 || sizeOf(input) > WHOLE;
      const same = arraysBefore.get(input.node);
      const array = !isLarge ? null : same?.isOf(input) === true ? same : new ArrayRow(this.tab, input, this.doors.show, this.doors.train);
      if (array !== null) this.arrays.set(input.node, array);
      const rows = input.elements.map((element, i) => {
        const place = { node: input.node, element: element.element };
        const key = placeKey(place);
        const name = elementName(input, element);
        const known = before.get(key);
        const row = known?.name === name ? known : new InputRow(this.tab.strings, place, name, element.original, ranges[key] ?? null, i === 0 && !isLarge, this.doors);
        this.rows.set(key, row);
        return row.element;
      });
      return [...(array === null ? [] : [array.element, array.map.element]), ...rows];
    });
    const focused = document.activeElement;
    this.body.replaceChildren(...elements);
    // Taken out and put back, it has lost the keyboard.
    if (focused instanceof HTMLElement && this.body.contains(focused)) focused.focus();
  }
}

const sizeOf = ({ shape }: PlayInput): number => shape.reduce((product, length) => product * length, 1);
