/**
 * The regions a text has by itself: Python that goes backward or asks for the lens, and formulas that are marked.
 *
 *     Python              `.backward(` or a comment `# gradient-lens` anywhere: the whole file
 *     *.formula           the whole file
 *     any other text      a fence ```gradient; the paragraph or fence after `<!-- gradient-lens -->`;
 *                         a first line with `gradient-lens` in it: all that follows
 */
import type { Span } from "../../engine/text/span.js";

export interface TextDocument {
  readonly languageId: string;
  /** The last part of its path. */
  readonly fileName: string;
  readonly text: string;
}

/** null: the whole text. */
export function automaticRegions(document: TextDocument): (Span | null)[] {
  const { languageId, fileName, text } = document;
  if (languageId === "python") return /\.backward\s*\(|#\s*gradient-lens\b/.test(text) ? [null] : [];
  if (fileName.endsWith(".formula")) return [null];
  if (!text.includes("gradient")) return [];
  if (languageId === "plaintext") return headed(text);
  return languageId === "markdown" ? marked(text) : [];
}

function headed(text: string): Span[] {
  const end = text.indexOf("\n");
  return end >= 0 && text.slice(0, end).includes("gradient-lens")
    ? [{ start: end + 1, end: text.length }]
    : [];
}

const FENCE = /^\s*(```+|~~~+)\s*([\w-]*)/;
const MARKER = /<!--\s*gradient-lens\s*-->/;

/** Walks the lines: in a fence, in a marked paragraph, or outside. */
function marked(text: string): Span[] {
  const regions: Span[] = [];
  let at = 0;
  let armed = false;
  let fence: { readonly mark: string; readonly start: number; readonly wanted: boolean } | null = null;
  let paragraph: number | null = null;
  let textEnd = 0;
  const closeParagraph = (): void => {
    if (paragraph !== null && textEnd > paragraph) regions.push({ start: paragraph, end: textEnd });
    paragraph = null;
  };
  for (const line of text.split("\n")) {
    const next = at + line.length + 1;
    const opening = FENCE.exec(line);
    if (fence !== null) {
      if (line.trim().startsWith(fence.mark) && /^\s*[`~]+\s*$/.test(line)) {
        if (fence.wanted && at > fence.start) regions.push({ start: fence.start, end: at - 1 });
        fence = null;
      }
    } else if (opening !== null) {
      closeParagraph();
      fence = { mark: opening[1] ?? "```", start: next, wanted: armed || opening[2] === "gradient" };
      armed = false;
    } else if (line.trim() === "") {
      closeParagraph();
    } else if (MARKER.test(line)) {
      closeParagraph();
      armed = true;
    } else if (armed) {
      paragraph = at;
      armed = false;
    }
    if (paragraph !== null) textEnd = at + line.trimEnd().length;
    at = next;
  }
  closeParagraph();
  return regions;
}

/** A selection without a length means what stands around the cursor: lines up to the next empty ones or fences. */
export function paragraphAt(text: string, offset: number): Span | null {
  const isBreak = (line: string): boolean => line.trim() === "" || FENCE.test(line);
  const lineStart = (from: number): number => text.lastIndexOf("\n", from - 1) + 1;
  const lineEnd = (from: number): number =>
    text.indexOf("\n", from) < 0 ? text.length : text.indexOf("\n", from);
  let start = lineStart(offset);
  let end = lineEnd(offset);
  if (isBreak(text.slice(start, end))) return null;
  while (start > 0 && !isBreak(text.slice(lineStart(start - 1), start - 1))) start = lineStart(start - 1);
  while (end < text.length && !isBreak(text.slice(end + 1, lineEnd(end + 1)))) end = lineEnd(end + 1);
  return { start, end };
}

/** A region of nothing but comments in Python is read as formulas. */
export function regionLanguage(languageId: string, text: string, region: Span | null): "python" | "text" {
  if (languageId !== "python") return "text";
  if (region === null) return "python";
  const lines = text
    .slice(region.start, region.end)
    .split("\n")
    .filter((line) => line.trim() !== "");
  const before = text.slice(text.lastIndexOf("\n", region.start - 1) + 1, region.start);
  return lines.length > 0 &&
    lines.every((line, index) => line.trim().startsWith("#") || (index === 0 && before.includes("#")))
    ? "text"
    : "python";
}
