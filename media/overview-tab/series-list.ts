/** Norms over the iterations of a loop, as lines on a logarithmic scale. */
import type { Measure, OverviewSeries } from "../../src/engine/report/views/overview.js";
import type { PanelStrings } from "../../src/extension/panel/messages.js";
import { h, s, say } from "../elements.js";
import { logScale } from "./log-scale.js";

const WIDTH = 160;
const HEIGHT = 28;

export function seriesList(series: readonly OverviewSeries[], symbol: string, strings: PanelStrings, choose: (node: string) => void): HTMLElement {
  return h(
    "section",
    { class: "series-list" },
    h("h2", { text: strings.overviewSeries }),
    ...series.map(({ name, loop, points }) => {
      const line = (what: string, sizes: readonly (Measure | null)[]): HTMLElement | false => {
        const there = sizes.flatMap((measure, i) => (measure === null ? [] : [{ measure, i }]));
        const first = there[0];
        const last = there.at(-1);
        return (
          first !== undefined &&
          last !== undefined &&
          h(
            "div",
            { class: "series" },
            h("span", { class: "series-what number", text: what }),
            spark(
              sizes.map((measure) => measure?.size ?? null),
              say(strings.overviewSeriesLabel, {
                what,
                count: points.length,
                first: first.measure.text,
                from: points[first.i]!.iteration,
                last: last.measure.text,
                to: points[last.i]!.iteration,
              }),
            ),
            h("span", {
              class: "number",
              text: say(strings.overviewSeriesEnds, { first: first.measure.text, last: last.measure.text }),
            }),
          )
        );
      };
      const last = points.at(-1);
      return h(
        "div",
        { class: "series-group" },
        h("button", {
          class: "link",
          text: say(strings.overviewSeriesName, { name, loop }),
          attributes: { type: "button" },
          onClick: () => last && choose(last.id),
        }),
        line(say(strings.overviewPartialNorm, { symbol, name }), points.map(({ gradient }) => gradient)),
        line(say(strings.overviewNorm, { name }), points.map(({ value }) => value)),
      );
    }),
  );
}

/** What is zero or not finite leaves a gap. */
function spark(sizes: readonly (number | null)[], label: string): SVGSVGElement {
  const scale = logScale(sizes);
  const step = sizes.length > 1 ? WIDTH / (sizes.length - 1) : 0;
  let isOpen = false;
  const path = sizes
    .map((size, i) => {
      if (size === null || size <= 0) {
        isOpen = false;
        return "";
      }
      const command = isOpen ? "L" : "M";
      isOpen = true;
      return `${command}${(i * step).toFixed(1)} ${(HEIGHT - 2 - scale.of(size) * (HEIGHT - 4)).toFixed(1)}`;
    })
    .join("");
  return s(
    "svg",
    { class: "spark", attributes: { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": label } },
    s("path", { attributes: { d: path } }),
  );
}
