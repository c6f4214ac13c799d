/**
 * The elements of a tensor of any rank: a heat map of the matrix its last two axes make, fields for the indices in the
 * axes before them, and blocks to go into where the matrix is too large for a cell an element.
 */
import type { TensorAnswer, TensorPart, TensorRequest } from "../../src/engine/report/views/tensor.js";
import type { PanelStrings } from "../../src/extension/panel/messages.js";
import { button, h, say } from "../elements.js";
import { type Element2d, HeatMap } from "./heat-map.js";

export type Part = "value" | "gradient";

export interface TensorMapDoors {
  readonly strings: PanelStrings;
  /** Another slice, window or part of the tensor shown: `show` is called with it when it is there. */
  request(slice: Pick<TensorRequest, "lead" | "window">): void;
  /** One element, by its index in all axes. */
  choose(index: readonly number[]): void;
}

export class TensorMap {
  private readonly fields = h("div", { class: "heat-fields" });
  private readonly note = h("p", { class: "quiet heat-note" });
  private readonly map: HeatMap;
  readonly element: HTMLElement;
  private tensor: TensorAnswer | null = null;

  constructor(private readonly doors: TensorMapDoors) {
    this.map = new HeatMap(doors.strings, (element) => this.take(element));
    this.element = h("div", { class: "tensor-map" }, this.fields, this.map.element, this.note);
  }

  /** `label`: what the numbers are, "∂L/∂W1". `chosen`: an index in all axes, or none. */
  show(tensor: TensorAnswer, which: Part, label: string, chosen: readonly number[] | null): void {
    const before = this.tensor;
    this.tensor = tensor;
    const part = tensor[which];
    this.map.element.hidden = part === null || part.numbers.length === 0;
    if (before?.id !== tensor.id || before.shape.length !== tensor.shape.length || isWhole(before) !== isWhole(tensor))
      this.fields.replaceChildren(...this.slices(tensor));
    this.fields.querySelectorAll("input").forEach((input, axis) => {
      input.max = String((tensor.shape[axis] ?? 1) - 1);
      if (document.activeElement !== input) input.value = String(tensor.lead[axis] ?? 0);
    });
    this.note.textContent = this.noteOn(tensor, part);
    if (part === null) return;
    const { window, block } = tensor;
    this.map.show(
      {
        columns: Math.max(1, Math.ceil(window.width / block.width)),
        numbers: part.numbers,
        texts: part.texts,
        reach: part.statistics.reach,
        first: { row: window.top, column: window.left },
        block,
      },
      label,
      chosen !== null && tensor.lead.every((index, axis) => index === chosen[axis])
        ? { row: tensor.shape.length > 1 ? (chosen.at(-2) ?? 0) : 0, column: chosen.at(-1) ?? 0 }
        : null,
    );
  }

  private slices(tensor: TensorAnswer): HTMLElement[] {
    const { strings, request } = this.doors;
    const fields = tensor.lead.map((index, axis) => {
      const input = h("input", {
        class: "heat-index number",
        attributes: { type: "number", min: "0", step: "1", value: String(index) },
      });
      input.onchange = () => {
        const lead = [...(this.tensor?.lead ?? [])];
        lead[axis] = Math.max(0, Math.min(Number(input.max), Math.trunc(Number(input.value)) || 0));
        input.value = String(lead[axis]);
        request({ lead, window: null });
      };
      return h("label", {}, h("span", { text: say(strings.heatAxis, { axis }) }), input);
    });
    const whole = button({
      label: strings.heatWhole,
      class: "secondary",
      onClick: () => request({ lead: this.tensor?.lead ?? [], window: null }),
    });
    return isWhole(tensor) ? fields : [...fields, whole];
  }

  private noteOn({ window, block, matrix, reason }: TensorAnswer, part: TensorPart | null): string {
    const { strings } = this.doors;
    if (part === null) return reason;
    if (part.numbers.length === 0) return strings.heatEmpty;
    if (block.height * block.width > 1) return say(strings.heatBlocks, { height: block.height, width: block.width });
    return window.height < matrix.rows || window.width < matrix.columns
      ? say(strings.heatWindow, {
          top: window.top,
          bottom: window.top + window.height - 1,
          left: window.left,
          right: window.left + window.width - 1,
          rows: matrix.rows,
          columns: matrix.columns,
        })
      : "";
  }

  private take({ row, column }: Element2d): void {
    const { tensor } = this;
    if (tensor === null) return;
    const { lead, shape, block } = tensor;
    if (block.height * block.width > 1)
      this.doors.request({ lead, window: { top: row, left: column, height: around(block.height), width: around(block.width) } });
    else this.doors.choose(shape.length === 0 ? [] : shape.length === 1 ? [column] : [...lead, row, column]);
  }
}

const isWhole = ({ window, matrix }: TensorAnswer): boolean =>
  window.height === matrix.rows && window.width === matrix.columns;

/** A block that is a few elements high is shown among what follows it. */
const around = (length: number): number => Math.max(length, 16);
