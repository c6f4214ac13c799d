/** Every text of the panel, in the user's language. */
import { checkStrings } from "./check-strings.js";
import { graphStrings } from "./graph-strings.js";
import { playStrings } from "./play-strings.js";
import { heatStrings } from "./heat-strings.js";
import { overviewStrings } from "./overview-strings.js";
import { stepsStrings } from "./steps-strings.js";
import { tabStrings } from "./tab-strings.js";
import { whyStrings } from "./why-strings.js";
import { waysStrings } from "./ways-strings.js";

export type PanelStrings = ReturnType<typeof panelStrings>;

export const ALL_STRINGS = { checkStrings, graphStrings, playStrings, heatStrings, overviewStrings, stepsStrings, tabStrings, waysStrings, whyStrings };

/** `tag`: as the editor gives it, "zh-cn"; what is not translated is in English. */
export const panelStrings = (tag: string) => {
  const language = tag.toLowerCase() === "zh-cn" ? "zh-cn" : "en";
  return { ...graphStrings[language], ...checkStrings[language], ...tabStrings[language], ...overviewStrings[language], ...heatStrings[language], ...playStrings[language], ...waysStrings[language], ...stepsStrings[language], ...whyStrings[language] };
};
