/** The target from step to step of a training. */
import type { OverviewTraining } from "../../report/views/overview.js";
import type { TargetGraph } from "../target-graph.js";
import { measure } from "./measures.js";
import { some } from "./series.js";

export function trainingOf({ run, target }: TargetGraph): OverviewTraining | null {
  const { targetHistory } = run;
  if (targetHistory.length < 2) return null;
  const points = targetHistory.map((value, i) => ({ step: i + 1, value }));
  return { name: target.name, steps: targetHistory.length, points: some(points).map(({ step, value }) => ({ step, value: measure(value) })) };
}

/** The first step whose target is not finite although the one before was, from 1; null: there is none. */
export function wentWrongAt({ run: { targetHistory } }: TargetGraph): number | null {
  const first = targetHistory.findIndex((value) => !Number.isFinite(value));
  return first > 0 ? first + 1 : null;
}
