/** Edges: the value's line with its arrow, and under it the gradient that flows back, as wide as it is large. */
import { s } from "../elements.js";
import { type GradientReading, magnitude } from "../gradient.js";
import { type Route, roundedPath } from "../layout.js";
import type { Point } from "../layout/plan.js";
import type { Scale } from "../scale.js";

export interface EdgeElement {
  readonly route: Route;
  readonly element: SVGGElement;
  /** `source`: gradient of the node the edge comes from; null for an edge that stands for several. */
  update(source: GradientReading | null, isOnlyUse: boolean, scale: Scale): void;
}

const HEAD = 7;
const BACK = 6;

export function makeEdge(route: Route): EdgeElement {
  const { points, label } = route;
  const path = roundedPath(points);
  const flow = s("path", { class: "flow", attributes: { d: path } });
  const back = s("path", { class: "back", attributes: { d: backHead(points) } });
  const element = s(
    "g",
    { class: "edge" },
    flow,
    s("path", { class: "line", attributes: { d: path } }),
    s("path", { class: "head", attributes: { d: arrowHead(points) } }),
    back,
    label !== null &&
      s("text", {
        class: "shape",
        text: route.edge.label,
        attributes: { x: String(label.x), y: String(label.y + 4), "text-anchor": "middle" },
      }),
  );
  return {
    route,
    element,
    update(source, isOnlyUse, scale) {
      // A value used on several paths gets the sum: what came along one of them is not known here, so no width is shown.
      const width = source === null ? 0 : isOnlyUse ? 1.5 + 5.5 * magnitude(source, scale) : 2.5;
      const sign =
        source === null
          ? "none"
          : source.kind !== "number"
            ? source.kind
            : isOnlyUse
              ? source.sign
              : "shared";
      element.setAttribute("data-sign", sign);
      const flows = source !== null && source.kind !== "none" && source.size !== 0;
      flow.setAttribute("stroke-width", flows ? width.toFixed(2) : "0");
      back.setAttribute("visibility", flows ? "visible" : "hidden");
    },
  };
}

/** A triangle at the end, in the direction of the last segment. */
function arrowHead(points: readonly Point[]): string {
  const [from, to] = [points.at(-2), points.at(-1)];
  return from === undefined || to === undefined ? "" : triangle(to, direction(from, to), HEAD);
}

/** A triangle that points back at the source, a little off its card. */
function backHead(points: readonly Point[]): string {
  const [to, from] = [points[0], points[1]];
  if (from === undefined || to === undefined) return "";
  const way = direction(from, to);
  return triangle({ x: to.x - way.x * 2, y: to.y - way.y * 2 }, way, BACK);
}

function direction(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
}

const triangle = (tip: Point, way: Point, size: number): string => {
  const base = { x: tip.x - way.x * size, y: tip.y - way.y * size };
  const [side, half] = [{ x: -way.y, y: way.x }, size * 0.55];
  return `M${tip.x} ${tip.y}L${base.x + side.x * half} ${base.y + side.y * half}L${base.x - side.x * half} ${base.y - side.y * half}Z`;
};
