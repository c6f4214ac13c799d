/** How the elements of a tensor are spread: bars, and the same in a sentence. */
import type { Histogram } from "../../src/engine/report/views/tensor.js";
import type { PanelStrings } from "../../src/extension/panel/messages.js";
import { h, s, say } from "../elements.js";

const HEIGHT = 44;

export function histogram(strings: PanelStrings, title: string, { from, to, fromText, toText, counts }: Histogram): HTMLElement {
  const most = Math.max(...counts);
  const fullest = counts.indexOf(most);
  // Halves: the distance of two doubles need not be one.
  const isAt = (number: number, bin: number): boolean =>
    from < number && number <= to && bin === Math.min(counts.length - 1, Math.floor(((number / 2 - from / 2) / (to / 2 - from / 2)) * counts.length));
  const bars = counts.map((count, i) => {
    // A bin with one element is seen beside one with a million.
    const height = count === 0 ? 0 : Math.max(1.5, (count / most) * HEIGHT);
    return s("rect", {
      attributes: { x: String(i + 0.08), y: String(HEIGHT - height), width: "0.84", height: String(height) },
    });
  });
  const zero = counts.findIndex((_, i) => isAt(0, i));
  const label = say(strings.heatHistogram, {
    title,
    from: fromText,
    to: toText,
    percent: Math.round((most / counts.reduce((sum, count) => sum + count, 0)) * 100),
    bin: fullest + 1,
    bins: counts.length,
  });
  return h(
    "figure",
    { class: "histogram" },
    h("figcaption", { class: "quiet", text: title }),
    s(
      "svg",
      { attributes: { viewBox: `0 0 ${counts.length} ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": label } },
      zero > 0 && s("line", { class: "histogram-zero", attributes: { x1: String(zero), x2: String(zero), y1: "0", y2: String(HEIGHT) } }),
      ...bars,
    ),
    h(
      "div",
      { class: "histogram-ends number", attributes: { "aria-hidden": "true" } },
      h("span", { text: fromText }),
      h("span", { text: from === to ? "" : toText }),
    ),
  );
}
