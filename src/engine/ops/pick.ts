import { defineStructural } from "./define.js";
import { opsMessages } from "./messages.js";

/** One output of an operation that has several. The two walks (reverse, forward) know it; it has no rule of its own. */
export const PICK = defineStructural({
  name: "pick",
  inputs: ["outputs"],
  attributes: { index: 0 },
  dtype: "first",
  sentence: () => opsMessages.picked,
  spellings: [],
  samples: () => [],
  shape: ([shape]) => shape!,
  forward: ([array]) => array!,
  vjp: {},
  jvp: "linear",
  formula: { value: { text: "y = {outputs}", latex: "y = {outputs}" }, derivatives: {} },
});
