/** The answers of the view "document", told from those of other views. */
import type { DocumentAnswer } from "../../engine/report/views/document.js";
import type { ViewAnswer } from "../../engine/report/views/views.js";

export const isDocumentAnswer = (answer: ViewAnswer | null): answer is DocumentAnswer => answer !== null && "text" in answer && "width" in answer;
