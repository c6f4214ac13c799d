/** What is believed of a page's question for steps. */
import { isList, isNodeId, isRecord } from "./forms.js";

/** Cards in one answer. */
const MOST_CARDS = 200;
const MOST_TOGGLED = 10_000;
const MOST_CHOSEN = 10_000;
const LONGEST_KEY = 2000;

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;

export const isStepsRequest = ({ level, from, count, toggled, elements, find }: Readonly<Record<string, unknown>>): boolean =>
  (level === "layer" || level === "operation" || level === "element") &&
  isCount(from) &&
  isCount(count) &&
  Number(count) <= MOST_CARDS &&
  isList(toggled, (key) => typeof key === "string" && key.length <= LONGEST_KEY, MOST_TOGGLED) &&
  isRecord(elements) &&
  Object.keys(elements).length <= MOST_CHOSEN &&
  Object.entries(elements).every(([node, flat]) => isNodeId(node) && isCount(flat)) &&
  (find === null || (isRecord(find) && isNodeId(find.node) && (find.pass === "forward" || find.pass === "backward")));
