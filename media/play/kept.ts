/** What the tab keeps over a reload. */
import type { PlayMethod, PlayMove, PlayPlace } from "../../src/engine/report/views/play.js";
import { isRecord } from "../kept.js";
import { isNodes, isPlace, METHODS, readMoves } from "./moves.js";
import type { Range } from "./scale.js";

export interface PlayOptions {
  readonly moves: readonly PlayMove[];
  /** Elements of large arrays that have a row. */
  readonly shown: readonly PlayPlace[];
  readonly follow: PlayPlace | null;
  readonly method: PlayMethod;
  readonly rate: number;
  /** What is trained; null: what the program trains. */
  readonly nodes: readonly string[] | null;
  readonly ranges: Readonly<Record<string, Range>>;
  /** What the nodes were called. */
  readonly keys: Readonly<Record<string, string>>;
}

/** Another version may have written it: what does not fit is left at its default. */
export function keptOptions(value: unknown): PlayOptions {
  const kept = isRecord(value) ? value : {};
  const { shown, follow, method, rate, nodes, ranges, keys } = kept;
  return {
    moves: readMoves(kept.moves),
    shown: Array.isArray(shown) ? shown.filter(isPlace) : [],
    follow: isPlace(follow) ? follow : null,
    method: METHODS.find((one) => one === method) ?? "SGD",
    rate: typeof rate === "number" && rate > 0 ? rate : 0.1,
    nodes: nodes !== undefined && isNodes(nodes) ? nodes : null,
    ranges: isRecord(ranges) ? Object.fromEntries(Object.entries(ranges).filter((entry): entry is [string, Range] => isRange(entry[1]))) : {},
    keys: isRecord(keys) ? Object.fromEntries(Object.entries(keys).filter((entry): entry is [string, string] => typeof entry[1] === "string")) : {},
  };
}

const isRange = (value: unknown): value is Range => isRecord(value) && Number.isFinite(value.from) && Number.isFinite(value.to) && Number(value.from) < Number(value.to);
