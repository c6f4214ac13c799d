/** What a page may ask of a node's elements. */
import { isList, isNodeId, isRecord } from "./forms.js";

export const MOST_AXES = 64;

export const isTensorRequest = ({ node, lead, window }: Readonly<Record<string, unknown>>): boolean =>
  isNodeId(node) &&
  isList(lead, isIndex, MOST_AXES) &&
  (window === null ||
    (isRecord(window) &&
      isIndex(window.top) &&
      isIndex(window.left) &&
      isIndex(window.height) &&
      window.height > 0 &&
      isIndex(window.width) &&
      window.width > 0));

const isIndex = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
