/** What is believed of a page's questions about played numbers. */
import { isList, isNodeId, isRecord } from "./forms.js";

type Fields = Readonly<Record<string, unknown>>;

const MOST_MOVES = 2000;
const MOST_PLACES = 10_000;
const MOST_STEPS = 1000;
/** Steps that are looked at ahead. */
const MOST_AHEAD = 100;

const isCount = (value: unknown, most: number): boolean => Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= most;

const isPlace = (value: unknown): value is Fields => isRecord(value) && isNodeId(value.node) && isCount(value.element, Number.MAX_SAFE_INTEGER);

const isStep = ({ method, rate, nodes, count }: Fields, most: number): boolean =>
  (method === "SGD" || method === "momentum" || method === "Adam") &&
  Number.isFinite(rate) &&
  Number(rate) > 0 &&
  (nodes === null || isList(nodes, isNodeId, MOST_PLACES)) &&
  isCount(count, most);

const isMove = (value: unknown): boolean =>
  isRecord(value) &&
  (value.kind === "set"
    ? isList(value.values, (place) => isPlace(place) && Number.isFinite(place.value), MOST_PLACES)
    : value.kind === "steps" && isStep(value, MOST_STEPS));

export const isMoves = (value: unknown): boolean => isList(value, isMove, MOST_MOVES);

export const isPlayRequest = ({ moves, shown, follow, ahead }: Fields): boolean =>
  isMoves(moves) &&
  isList(shown, isPlace, MOST_PLACES) &&
  (follow === null || isPlace(follow)) &&
  (ahead === null || (isRecord(ahead) && isStep(ahead, MOST_AHEAD)));

export const isCurveRequest = ({ moves, over, from, to }: Fields): boolean =>
  isMoves(moves) && isPlace(over) && Number.isFinite(from) && Number.isFinite(to) && Number(from) < Number(to);
