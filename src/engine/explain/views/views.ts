/** Who answers for each view. */
import type { ViewName, Views } from "../../report/views/views.js";
import type { TargetGraph } from "../target-graph.js";
import { documentView } from "./document.js";
import { nodeDetails } from "./node.js";
import { curveView, playView } from "./play.js";
import { overviewView } from "./overview.js";
import { tensorView } from "./tensor.js";
import { stepsView } from "./steps.js";
import { waysView } from "./ways.js";
import { whyView } from "./why.js";
import { writeBackView } from "./write-back.js";

export interface ViewTools {
  /** Milliseconds, never decreasing: for what is measured. */
  readonly clock: () => number;
}

type Makers = {
  readonly [K in ViewName]: (graph: TargetGraph, request: Views[K]["request"], tools: ViewTools) => Views[K]["answer"];
};

const makers: Makers = {
  steps: stepsView,
  play: playView,
  curve: curveView,
  writeBack: writeBackView,
  ways: waysView,
  document: documentView,
  node: nodeDetails,
  overview: overviewView,
  tensor: tensorView,
  why: whyView,
};

export function makeView<K extends ViewName>(view: K, request: Views[K]["request"], graph: TargetGraph, tools: ViewTools): Views[K]["answer"] {
  return makers[view](graph, request, tools);
}
