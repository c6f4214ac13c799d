/** A number or tensor of a card: its name, then the number, the matrix, or shape, norm and first numbers. */
import type { Formula, Quantity } from "../../src/engine/report/views/steps.js";
import { h } from "../elements.js";
import { formula } from "../formula.js";

export const formulaLine = ({ latex, text }: Formula): HTMLElement => h("div", { class: "step-formula" }, formula(latex, text));

/** In a line: `w = 3`, `W [2, 3] ‖0.5‖ …`. */
export const inLine = ({ name, latex, text, shape }: Quantity): HTMLElement =>
  h(
    "span",
    { class: "quantity" },
    formula(latex, name),
    h("span", { class: "number", text: shape.length === 0 ? `= ${text}` : text }),
  );

/** A line, and the matrix below where it is small. */
export function whole(quantity: Quantity): HTMLElement {
  const { rows, latex, name, shape } = quantity;
  if (rows === null || rows.length * (rows[0]?.length ?? 0) < 2) return inLine(quantity);
  return h(
    "span",
    { class: "quantity" },
    formula(latex, name),
    h("span", { class: "number quiet", text: `[${shape.join(", ")}] =` }),
    matrix(rows),
  );
}

const matrix = (rows: readonly (readonly string[])[]): HTMLElement =>
  h(
    "table",
    { class: "matrix number" },
    h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map((text) => h("td", { text }))))),
  );
