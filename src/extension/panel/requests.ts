/** Questions a page may ask about the graph, believed only in this form. One line a view. */
import { isList, isNodeId, isOffset, isRecord } from "./forms.js";
import { isCurveRequest, isMoves, isPlayRequest } from "./play-requests.js";
import { isStepsRequest } from "./step-requests.js";
import { DOCUMENT_FORMATS, DRAWING_THEMES } from "../../engine/report/views/document.js";
import { isTensorRequest, MOST_AXES } from "./tensor-requests.js";
import type { ViewName, ViewQuestion } from "../../engine/report/views/views.js";

const REQUESTS: { readonly [K in ViewName]: (request: Readonly<Record<string, unknown>>) => boolean } = {
  steps: isStepsRequest,
  play: isPlayRequest,
  curve: isCurveRequest,
  writeBack: ({ moves }) => isMoves(moves),
  ways: ({ node, element }) => (node === null || isNodeId(node)) && (element === null || isOffset(element)),
  document: ({ format, theme }) => DOCUMENT_FORMATS.some((one) => one === format) && DRAWING_THEMES.some((one) => one === theme),
  node: ({ node }) => isNodeId(node),
  overview: ({ learningRate }) => Number.isFinite(learningRate) && Number(learningRate) > 0,
  tensor: isTensorRequest,
  why: ({ node, index }) => isNodeId(node) && (index === null || isList(index, isOffset, MOST_AXES)),
};

export const isViewQuestion = (value: unknown): value is ViewQuestion =>
  isRecord(value) &&
  typeof value.view === "string" &&
  Object.hasOwn(REQUESTS, value.view) &&
  isRecord(value.request) &&
  // `as`: it is one of the table's own names.
  REQUESTS[value.view as ViewName](value.request);
