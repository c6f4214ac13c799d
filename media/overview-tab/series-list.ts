/** Lines over iterations: norms in a loop on a logarithmic scale, the target over the steps of a training on a linear one. */
import type { Measure, OverviewAnswer } from "../../src/engine/report/views/overview.js";
import type { PanelStrings } from "../../src/extension/panel/messages.js";
import { h, s, say } from "../elements.js";
import { linearScale, logScale } from "./scales.js";

const WIDTH = 160;
const HEIGHT = 28;

interface Line {
  readonly what: string;
  readonly points: readonly { readonly iteration: number; readonly measure: Measure | null }[];
  readonly isLogarithmic: boolean;
}

/** null: nothing goes through a loop. */
export function seriesList({ series, training, symbol }: OverviewAnswer, strings: PanelStrings, choose: (node: string) => void): HTMLElement | null {
  if (series.length === 0 && training === null) return null;
  const steps =
    training !== null &&
    h(
      "div",
      { class: "series-group" },
      h("span", { text: say(strings.overviewTraining, { name: training.name, steps: training.steps }) }),
      line(
        {
          what: training.name,
          points: training.points.map(({ step, value }) => ({ iteration: step, measure: value })),
          isLogarithmic: false,
        },
        strings,
      ),
    );
  const loops = series.map(({ name, loop, points }) => {
    const last = points.at(-1);
    const of = (what: string, measures: readonly (Measure | null)[]): HTMLElement | null =>
      line({ what, points: measures.map((measure, i) => ({ measure, iteration: points[i]!.iteration })), isLogarithmic: true }, strings);
    return h(
      "div",
      { class: "series-group" },
      h("button", {
        class: "link",
        text: say(strings.overviewSeriesName, { name, loop }),
        attributes: { type: "button" },
        onClick: () => last && choose(last.id),
      }),
      of(say(strings.overviewPartialNorm, { symbol, name }), points.map(({ gradient }) => gradient)),
      of(say(strings.overviewNorm, { name }), points.map(({ value }) => value)),
    );
  });
  return h("section", { class: "series-list" }, h("h2", { text: strings.overviewSeries }), steps, ...loops);
}

function line({ what, points, isLogarithmic }: Line, strings: PanelStrings): HTMLElement | null {
  const there = points.flatMap(({ iteration, measure }) => (measure === null ? [] : [{ iteration, measure }]));
  const first = there[0];
  const last = there.at(-1);
  if (first === undefined || last === undefined) return null;
  const label = say(strings.overviewSeriesLabel, {
    what,
    count: points.length,
    first: first.measure.text,
    from: first.iteration,
    last: last.measure.text,
    to: last.iteration,
  });
  return h(
    "div",
    { class: "series" },
    h("span", { class: "series-what number", text: what }),
    spark(points.map(({ measure }) => measure?.size ?? null), isLogarithmic, label),
    h("span", { class: "number", text: say(strings.overviewSeriesEnds, { first: first.measure.text, last: last.measure.text }) }),
  );
}

/** What has no place on the scale leaves a gap. */
function spark(sizes: readonly (number | null)[], isLogarithmic: boolean, label: string): SVGSVGElement {
  const scale = isLogarithmic ? logScale(sizes).of : linearScale(sizes);
  const step = sizes.length > 1 ? WIDTH / (sizes.length - 1) : 0;
  let isOpen = false;
  const path = sizes
    .map((size, i) => {
      if (size === null || (isLogarithmic && size <= 0)) {
        isOpen = false;
        return "";
      }
      const command = isOpen ? "L" : "M";
      isOpen = true;
      return `${command}${(i * step).toFixed(1)} ${(HEIGHT - 2 - scale(size) * (HEIGHT - 4)).toFixed(1)}`;
    })
    .join("");
  return s(
    "svg",
    { class: "spark", attributes: { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": label } },
    s("path", { attributes: { d: path } }),
  );
}
