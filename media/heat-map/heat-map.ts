/**
 * A matrix of numbers as cells of colour: a grid for the keyboard and the screen reader, one stop for the Tab key.
 * Sign is told by colour and by hatching, in high contrast by filled and hollow squares; magnitude by the strength of
 * the colour, in high contrast by the size of the square. Cells that are wide enough show their number.
 */
import type { PanelStrings } from "../../src/extension/panel/messages.js";
import { h, say } from "../elements.js";

export interface HeatMatrix {
  readonly columns: number;
  /** Row by row; null: not finite, the text says which. */
  readonly numbers: readonly (number | null)[];
  readonly texts: readonly string[];
  /** The magnitude at the end of the colour scale; 0: all is zero. */
  readonly reach: number;
  /** Of the first cell in the tensor's matrix. */
  readonly first: { readonly row: number; readonly column: number };
  /** Elements that a cell stands for. */
  readonly block: { readonly height: number; readonly width: number };
}

/** Row and column in the tensor's matrix; of a cell of several elements its first one. */
export interface Element2d {
  readonly row: number;
  readonly column: number;
}

/** Pixels: a cell of this width has room for a number, one of that for a sign. */
const ROOM_FOR_TEXT = 46;
const ROOM_FOR_SIGN = 20;
/** More rows are a picture, not numbers to read. */
const MOST_READ = 20;
/** Cells without numbers: so high that the whole stays in sight, but to be hit by the mouse. */
const HEIGHT = 380;
const SMALLEST_CELL = 5;
const LARGEST_CELL = 28;

export class HeatMap {
  readonly element = h("div", { class: "heat-map", attributes: { role: "grid" } });
  private cells: HTMLElement[] = [];
  private matrix: HeatMatrix | null = null;
  /** The cell that has the Tab stop. */
  private at = 0;
  private chosen: Element2d | null = null;

  constructor(
    private readonly strings: PanelStrings,
    private readonly choose: (element: Element2d) => void,
  ) {
    this.element.addEventListener("keydown", (event) => this.press(event));
    this.element.addEventListener("click", (event) => {
      const cell = (event.target as Element).closest<HTMLElement>("[role=gridcell]");
      if (cell) this.take(this.cells.indexOf(cell));
    });
    new ResizeObserver(() => this.measure()).observe(this.element);
  }

  /** `chosen`: the element talked about, if it is in this matrix. Cells stay the same elements while the form does. */
  show(matrix: HeatMatrix, label: string, chosen: Element2d | null): void {
    const before = this.matrix;
    this.matrix = matrix;
    this.chosen = chosen;
    this.element.setAttribute("aria-label", label);
    if (before?.columns !== matrix.columns || before.numbers.length !== matrix.numbers.length) this.rebuild(matrix);
    this.cells.forEach((cell, i) => this.fill(cell, i, matrix));
    this.mark();
    this.measure();
  }

  private rebuild({ columns, numbers }: HeatMatrix): void {
    const hadFocus = this.element.contains(document.activeElement);
    this.cells = numbers.map(() => h("span", { class: "heat", attributes: { role: "gridcell", tabindex: "-1" } }));
    const rows: HTMLElement[] = [];
    for (let i = 0; i < this.cells.length; i += columns)
      rows.push(h("div", { class: "heat-row", attributes: { role: "row" } }, ...this.cells.slice(i, i + columns)));
    this.element.style.setProperty("--columns", String(columns));
    this.element.replaceChildren(...rows);
    this.at = 0;
    if (hadFocus) this.cells[0]?.focus();
  }

  private fill(cell: HTMLElement, i: number, matrix: HeatMatrix): void {
    const number = matrix.numbers[i] ?? null;
    const text = matrix.texts[i] ?? "";
    const strength = number === null || matrix.reach === 0 ? 0 : Math.sqrt(Math.abs(number) / matrix.reach);
    const sign = number === null ? "nan" : number > 0 ? "positive" : number < 0 ? "negative" : "zero";
    if (cell.dataset.sign !== sign) cell.dataset.sign = sign;
    cell.style.setProperty("--strength", Math.min(1, strength).toFixed(3));
    if (cell.textContent !== text) cell.textContent = text;
    const name = this.nameOf(i, matrix, text);
    if (cell.getAttribute("aria-label") !== name) cell.setAttribute("aria-label", name);
    if (cell.title !== name) cell.title = name;
  }

  private nameOf(i: number, matrix: HeatMatrix, text: string): string {
    const { row, column } = placeOf(i, matrix);
    const { height, width } = matrix.block;
    return height * width === 1
      ? say(this.strings.heatCell, { row, column, value: text })
      : say(this.strings.heatBlock, { row, column, lastRow: row + height - 1, lastColumn: column + width - 1, value: text });
  }

  private mark(): void {
    const { matrix, chosen } = this;
    if (matrix === null) return;
    const index = chosen === null ? -1 : indexOf(chosen, matrix);
    if (index >= 0) this.at = index;
    this.cells.forEach((cell, i) => {
      cell.tabIndex = i === this.at ? 0 : -1;
      if (i === index) cell.setAttribute("aria-selected", "true");
      else cell.removeAttribute("aria-selected");
    });
  }

  private measure(): void {
    if (this.matrix === null) return;
    const { columns, numbers } = this.matrix;
    const rows = numbers.length / columns;
    const room = this.element.clientWidth / columns;
    const side = Math.min(room, LARGEST_CELL, Math.max(SMALLEST_CELL, HEIGHT / rows));
    this.element.style.setProperty("--side", `${side}px`);
    this.element.dataset.room = room >= ROOM_FOR_TEXT && rows <= MOST_READ ? "text" : side >= ROOM_FOR_SIGN ? "sign" : "none";
  }

  private press(event: KeyboardEvent): void {
    const { matrix } = this;
    if (matrix === null || event.altKey || event.metaKey) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.take(this.at);
      return;
    }
    const to = reached(event, this.at, matrix);
    if (to === null) return;
    event.preventDefault();
    const before = this.cells[this.at];
    if (before) before.tabIndex = -1;
    this.at = to;
    const cell = this.cells[to];
    if (!cell) return;
    cell.tabIndex = 0;
    cell.focus();
  }

  private take(i: number): void {
    const { matrix } = this;
    if (matrix === null || i < 0) return;
    this.chosen = placeOf(i, matrix);
    this.mark();
    this.choose(this.chosen);
  }
}

const placeOf = (i: number, { columns, first, block }: HeatMatrix): Element2d => ({
  row: first.row + Math.floor(i / columns) * block.height,
  column: first.column + (i % columns) * block.width,
});

/** −1: not in this matrix. */
function indexOf({ row, column }: Element2d, { columns, numbers, first, block }: HeatMatrix): number {
  const down = Math.floor((row - first.row) / block.height);
  const along = Math.floor((column - first.column) / block.width);
  const isInside = down >= 0 && along >= 0 && along < columns && down < numbers.length / columns;
  return isInside ? down * columns + along : -1;
}

/** As grids do: Home and End in the row, with Ctrl in the whole. null: another key, or an edge. */
function reached({ key, ctrlKey }: KeyboardEvent, at: number, { columns, numbers }: HeatMatrix): number | null {
  const column = at % columns;
  const last = numbers.length - 1;
  switch (key) {
    case "ArrowLeft":
      return column > 0 ? at - 1 : null;
    case "ArrowRight":
      return column < columns - 1 ? at + 1 : null;
    case "ArrowUp":
      return at >= columns ? at - columns : null;
    case "ArrowDown":
      return at + columns <= last ? at + columns : null;
    case "Home":
      return ctrlKey ? 0 : at - column;
    case "End":
      return ctrlKey ? last : at - column + columns - 1;
    default:
      return null;
  }
}
