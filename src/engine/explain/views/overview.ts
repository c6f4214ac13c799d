/** The whole graph at a glance. */
import type { OverviewAnswer, OverviewRequest } from "../../report/views/overview.js";
import { findingsOf } from "../overview/findings.js";
import { measuredLayers } from "../overview/layers.js";
import { nonFiniteOrigin } from "../overview/non-finite.js";
import { seriesOf } from "../overview/series.js";
import { trainingOf } from "../overview/training.js";
import type { TargetGraph } from "../target-graph.js";

const MOST_LAYERS = 400;
const MOST_FINDINGS = 20;

export function overviewView(graph: TargetGraph, { learningRate }: OverviewRequest): OverviewAnswer {
  const layers = measuredLayers(graph, learningRate);
  // The part nearest the target is kept, as in the graph.
  const kept = layers.slice(-MOST_LAYERS);
  const series = seriesOf(graph);
  return {
    symbol: graph.symbol,
    layers: kept.map(({ shown }) => shown),
    omitted: layers.length - kept.length,
    series,
    training: trainingOf(graph),
    nonFinite: nonFiniteOrigin(graph),
    findings: findingsOf(layers, series, graph, learningRate).slice(0, MOST_FINDINGS),
  };
}
