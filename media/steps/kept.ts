/** What the tab keeps over a reload. */
import type { StepLevel } from "../../src/engine/report/views/steps.js";
import { isRecord } from "../kept.js";

export const LEVELS = ["layer", "operation", "element"] as const satisfies readonly StepLevel[];
export const SPEEDS = [0.5, 1, 2, 4] as const;

export interface StepsOptions {
  /** null: by the size of the graph. */
  readonly level: StepLevel | null;
  /** From 0. */
  readonly position: number;
  /** Boxes that are not as they are at first. */
  readonly toggled: readonly string[];
  /** Chosen elements, row-major, by node. */
  readonly elements: Readonly<Record<string, number>>;
  readonly speed: number;
  /** The node it stood at last: another one that is selected is gone to. */
  readonly node: string | null;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

/** Another version may have written it: what does not fit is left at its default. */
export function keptOptions(value: unknown): StepsOptions {
  const { level, position, toggled, elements, speed, node } = isRecord(value) ? value : {};
  return {
    level: LEVELS.find((one) => one === level) ?? null,
    position: isCount(position) ? position : 0,
    toggled: Array.isArray(toggled) ? toggled.filter((key): key is string => typeof key === "string") : [],
    elements: isRecord(elements) ? Object.fromEntries(Object.entries(elements).filter((entry): entry is [string, number] => isCount(entry[1]))) : {},
    speed: SPEEDS.find((one) => one === speed) ?? 1,
    node: typeof node === "string" ? node : null,
  };
}
