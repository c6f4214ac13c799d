/** Questions a page may ask about the graph, believed only in this form. One line a view. */
import type { ViewName, ViewQuestion } from "../../engine/report/views/views.js";

const REQUESTS: { readonly [K in ViewName]: (request: Readonly<Record<string, unknown>>) => boolean } = {
  node: ({ node }) => isNodeId(node),
};

export const isViewQuestion = (value: unknown): value is ViewQuestion =>
  isRecord(value) &&
  typeof value.view === "string" &&
  Object.hasOwn(REQUESTS, value.view) &&
  isRecord(value.request) &&
  // `as`: it is one of the table's own names.
  REQUESTS[value.view as ViewName](value.request);

export const isNodeId = (value: unknown): value is string => typeof value === "string" && /^n\d{1,9}$/.test(value);

export const isList = (value: unknown, each: (item: unknown) => boolean, most: number): boolean =>
  Array.isArray(value) && value.length <= most && value.every(each);

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
