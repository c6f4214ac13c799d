/** A window of the steps. */
import type { StepsAnswer, StepsRequest } from "../../report/views/steps.js";
import { cardOf } from "../steps/cards.js";
import { entriesOf, placeOf } from "../steps/list.js";
import { StepModel } from "../steps/model.js";
import { ChosenElements } from "../steps/written.js";
import type { TargetGraph } from "../target-graph.js";

export function stepsView(graph: TargetGraph, { level, from, count, toggled, elements, find }: StepsRequest): StepsAnswer {
  const model = StepModel.of(graph);
  const entries = entriesOf(model, level, new Set(toggled));
  const chosen = new ChosenElements(graph, elements);
  const wanted = find && graph.nodeOf(find.node);
  const first = Math.max(0, Math.min(from, entries.length - count));
  const options = { elements: level === "element" ? chosen : null, chosen };
  return {
    total: entries.length,
    backwardFrom: entries.findIndex(({ kind }) => kind === "seed"),
    from: first,
    cards: entries.slice(first, first + count).map((entry) => cardOf(model, entry, options)),
    found: wanted && find && placeOf(wanted, find.pass, entries),
  };
}
