/** The same paths in whole tensors: each with its steps, their rules with shapes, and why they have that form. */
import type { MatrixRow, WhyAnswer } from "../../src/engine/report/views/why.js";
import { h, say } from "../elements.js";
import type { TabDoors } from "../tab.js";

/** null: there are only single numbers. */
export function matrixList({ matrix, partial, name, index }: WhyAnswer, doors: TabDoors): HTMLElement | null {
  const { strings } = doors;
  if (matrix === null) return null;
  const whole = index.length === 0 ? partial : partial.slice(0, partial.length - (name.length - name.lastIndexOf("[")));
  return h(
    "section",
    { class: "why-matrix" },
    h("h3", { text: strings.whyMatrix }),
    h("p", { class: "quiet", text: say(strings.whyMatrixHint, { partial: whole }) }),
    ...matrix.rows.map((row, i) => path(row, i === 0, doors)),
    matrix.rest !== null && h("p", { class: "quiet", text: say(strings.whyMatrixRest, { norm: matrix.rest.text, count: matrix.count }) }),
  );
}

function path({ names, nodes, norm, element, steps, stepsOmitted }: MatrixRow, isOpen: boolean, doors: TabDoors): HTMLElement {
  const { strings } = doors;
  const details = h(
    "details",
    { class: "why-tensor-path" },
    h(
      "summary",
      {},
      h("span", { class: "mono", text: names.join(" → ") }),
      h("span", { class: "quiet", text: `${say(strings.whyNorm, { norm: norm.text })} · ${say(strings.whyElement, { element: element.text })}` }),
    ),
    h(
      "ol",
      {},
      ...steps.map(({ node, operation, rule, shapes, story }) => {
        const item = h(
          "li",
          {},
          h("p", { class: "why-rule" }, h("span", { class: "why-operation", text: operation }), h("span", { class: "mono", text: rule })),
          h("p", { class: "mono quiet", text: shapes }),
          story !== "" && h("p", { text: story }),
        );
        if (node !== null) item.addEventListener("pointerenter", () => doors.light(nodes, node));
        return item;
      }),
    ),
    stepsOmitted > 0 && h("p", { class: "quiet", text: say(strings.whyStepsMore, { count: stepsOmitted }) }),
  );
  details.open = isOpen;
  return details;
}
