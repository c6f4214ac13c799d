/** Four ways to one derivative. */
import type { WaysAnswer, WaysRequest } from "../../report/views/ways.js";
import type { TargetGraph } from "../target-graph.js";
import { waysOf } from "../ways/ways.js";
import type { ViewTools } from "./views.js";

export const waysView = (graph: TargetGraph, request: WaysRequest, { clock }: ViewTools): WaysAnswer | null => waysOf(graph, request, clock);
