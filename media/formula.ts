/** Formulas as KaTeX draws them, with the same formula in Unicode for screen readers and wherever KaTeX cannot read it. */
import katex from "katex";
import { h } from "./elements.js";

/** Longer ones nobody reads, and setting them takes seconds. */
const LONGEST = 4000;

/** `latex`: without delimiters; `text`: the same in Unicode. An element inside a line; class `formula plain` where the text stands for it. */
export function formula(latex: string, text: string): HTMLElement {
  const element = h("span", { class: "formula", attributes: { role: "math", "aria-label": text } });
  const drawn = h("span", { attributes: { "aria-hidden": "true" } });
  element.append(drawn);
  if (latex === "" || latex.length > LONGEST || !draw(latex, drawn)) {
    element.classList.add("plain");
    drawn.textContent = text;
  }
  return element;
}

/** KaTeX makes elements and sets their styles by script, which the content security policy admits; no markup is parsed. */
function draw(latex: string, into: HTMLElement): boolean {
  try {
    katex.render(latex, into, { output: "html", trust: false, throwOnError: true, strict: "ignore", maxExpand: 200, maxSize: 20 });
    return true;
  } catch {
    return false;
  }
}
