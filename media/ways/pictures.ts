/** The charts of the tab, and the sentence below each. */
import type { WaysAnswer } from "../../src/engine/report/views/ways.js";
import type { PanelStrings } from "../../src/extension/panel/messages.js";
import type { ChartParts } from "../charts/chart.js";
import { say } from "../elements.js";
import { shortText } from "./numbers.js";

export interface Picture {
  readonly parts: ChartParts;
  readonly note: string;
}

/** Best steps above this one: there was no truncation that a smaller step could lessen. */
const NO_TRUNCATION = 1e-3;

export function errorChart({ curve }: WaysAnswer, strings: PanelStrings): Picture | null {
  if (curve.points.length === 0) return null;
  const best = { forward: shortText(curve.bestForward ?? Number.NaN), central: shortText(curve.bestCentral ?? Number.NaN) };
  const [forwardIsExact, centralIsExact] = [(curve.bestForward ?? 0) > NO_TRUNCATION, (curve.bestCentral ?? 0) > NO_TRUNCATION];
  const template = !centralIsExact ? strings.waysCurveNote : forwardIsExact ? strings.waysCurveExact : strings.waysCurveQuadratic;
  const numbers = { root: shortText(curve.expectedForward), cube: shortText(curve.expectedCentral), ...best };
  return {
    parts: {
      title: strings.waysCurve,
      xLabel: strings.waysStep,
      yLabel: strings.waysDistance,
      xAxis: "logarithmic",
      tableLabel: strings.waysNumbers,
      format: shortText,
      series: [
        { name: strings.waysForwardName, points: curve.points.map(({ h, forward }) => ({ x: h, y: forward })), best: curve.bestForward },
        { name: strings.waysCentralName, points: curve.points.map(({ h, central }) => ({ x: h, y: central })), best: curve.bestCentral },
      ],
      marks: [
        { x: curve.expectedForward, label: "√ε" },
        { x: curve.expectedCentral, label: "∛ε" },
      ],
    },
    note: say(template, numbers),
  };
}

/** null: of one input there is nothing to compare. */
export function growthChart({ growth }: WaysAnswer, strings: PanelStrings): Picture | null {
  const { parameters, evaluation, tangent, backward } = growth;
  if (parameters < 2) return null;
  const counts = countsUpTo(parameters);
  const line = (work: (n: number) => number) => counts.map((n) => ({ x: n, y: work(n) }));
  return {
    parts: {
      title: say(strings.waysGrowth, { count: parameters }),
      xLabel: strings.waysParameters,
      yLabel: strings.waysWork,
      xAxis: parameters <= EACH ? "linear" : "logarithmic",
      tableLabel: strings.waysNumbers,
      format: shortText,
      series: [
        { name: strings.waysReverse, points: line(() => evaluation + backward) },
        ...(tangent === null ? [] : [{ name: strings.waysForward, points: line((n) => evaluation + n * tangent) }]),
        { name: strings.waysForwardName, points: line((n) => (n + 1) * evaluation) },
        { name: strings.waysCentralName, points: line((n) => 2 * n * evaluation) },
      ],
    },
    note: say(strings.waysGrowthNote, { count: parameters, forward: parameters + 1, central: 2 * parameters }),
  };
}

/** Up to so many inputs each has a point of its own. */
const EACH = 12;

/** 1 … n, in ratios of about 2 where n is large. */
function countsUpTo(n: number): number[] {
  if (n <= EACH) return Array.from({ length: n }, (_, i) => i + 1);
  const steps = Math.min(14, Math.ceil(Math.log2(n)));
  return [...new Set(Array.from({ length: steps + 1 }, (_, i) => Math.round(n ** (i / steps))))];
}

export function swellCharts({ symbolic }: WaysAnswer, strings: PanelStrings): Picture[] {
  if (symbolic.kind === "none") return [];
  const chartOf = (title: string, xLabel: string, points: readonly { readonly x: number; readonly naive: number; readonly simplified: number; readonly shared: number }[]): Picture[] =>
    points.length < 2
      ? []
      : [
          {
            parts: {
              title,
              xLabel,
              yLabel: strings.waysNodes,
              xAxis: "linear",
              tableLabel: strings.waysNumbers,
              format: shortText,
              series: [
                { name: strings.waysNaive, points: points.map(({ x, naive }) => ({ x, y: naive })) },
                { name: strings.waysSimplified, points: points.map(({ x, simplified }) => ({ x, y: simplified })) },
                { name: strings.waysShared, points: points.map(({ x, shared }) => ({ x, y: shared })) },
              ],
            },
            note: strings.waysSwellNote,
          },
        ];
  return [
    ...chartOf(strings.waysSwellPrefixes, strings.waysOperationCount, symbolic.prefixes.map((size) => ({ ...size, x: size.operations }))),
    ...chartOf(strings.waysSwellNested, strings.waysTimes, symbolic.nested.map((size) => ({ ...size, x: size.times }))),
  ];
}
