/** The explanation as one HTML file: no script, nothing fetched, formulas as MathML, light and dark by the reader's wish. */
import { mathml } from "../../typeset/mathml.js";
import { readLatex } from "../../typeset/read.js";
import { escapedXml } from "../../typeset/xml.js";
import type { Block, Content, Inline } from "./content.js";
import { exportMessages as say } from "./messages.js";

export interface HtmlParts {
  /** A tag: "en", "zh-CN". */
  readonly language: string;
  /** SVG that takes its colours from CSS, "" where there is none; with the caption it has. */
  readonly graph: string;
  readonly caption: string;
}

/** Well-formed as XML, too. */
export function htmlPage({ title, blocks }: Content, parts: HtmlParts): string {
  return `<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" lang="${escapedXml(parts.language)}">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>${escapedXml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapedXml(title)}</h1>
${blocks.map((block) => written(block, parts)).join("\n")}
<footer>${escapedXml(say.madeBy)}</footer>
</main>
</body>
</html>
`;
}

function written(block: Block, { graph, caption }: HtmlParts): string {
  switch (block.kind) {
    case "heading":
      return `<h2>${escapedXml(block.text)}</h2>`;
    case "paragraph":
      return `<p>${inline(block.parts)}</p>`;
    case "list":
      return `<ul>${block.items.map((item) => `<li>${inline(item)}</li>`).join("")}</ul>`;
    case "table":
      return `<div class="wide"><table><thead><tr>${block.head.map((head) => `<th scope="col">${escapedXml(head)}</th>`).join("")}</tr></thead><tbody>${block.rows.map((cells) => `<tr>${cells.map((cell) => `<td>${inline(cell)}</td>`).join("")}</tr>`).join("\n")}</tbody></table></div>`;
    case "graph":
      return graph === "" ? "" : `<figure><div class="wide">${graph}</div><figcaption>${escapedXml(caption)}</figcaption></figure>`;
  }
}

const inline = (parts: readonly Inline[]): string =>
  parts
    .map((part) => {
      switch (part.kind) {
        case "text":
          return escapedXml(part.text);
        case "bold":
          return `<strong>${escapedXml(part.text)}</strong>`;
        case "code":
          return part.text === "" ? "" : `<code>${escapedXml(part.text)}</code>`;
        case "formula": {
          const piece = readLatex(part.latex);
          return piece ? mathml(piece, part.text) : `<code>${escapedXml(part.text)}</code>`;
        }
      }
    })
    .join("");

const STYLE = `
:root { color-scheme: light dark; --text: #1f2328; --quiet: #59636e; --line: #d1d9e0; --back: #ffffff; --raised: #f6f8fa; --accent: #0a5bc4; --negative: #a04a00; }
@media (prefers-color-scheme: dark) { :root { --text: #d8dee4; --quiet: #9198a1; --line: #3d444d; --back: #16191e; --raised: #20252c; --accent: #6cb2ff; --negative: #f0a35e; } }
body { margin: 0; color: var(--text); background: var(--back); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1000px; margin: 0 auto; padding: 24px 20px 48px; }
h1 { font-size: 1.6em; } h2 { margin-top: 1.8em; padding-bottom: 4px; border-bottom: 1px solid var(--line); font-size: 1.2em; }
table { border-collapse: collapse; } th, td { padding: 4px 10px; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { color: var(--quiet); font-size: 0.85em; } code { font: 0.9em ui-monospace, monospace; overflow-wrap: anywhere; }
math { font-size: 1.05em; } li { margin: 6px 0; } .wide { overflow-x: auto; } figure { margin: 16px 0; } figcaption, footer { color: var(--quiet); font-size: 0.9em; } footer { margin-top: 40px; }
svg.graph { color: var(--text); } svg.graph .box { fill: var(--raised); stroke: var(--line); } svg.graph .leaf { stroke: var(--accent); } svg.graph .target { stroke: var(--text); stroke-width: 2; }
svg.graph .edge { stroke: var(--quiet); fill: none; } svg.graph .arrow { fill: var(--quiet); } svg.graph .name { fill: var(--text); font-weight: 600; } svg.graph .value { fill: var(--text); } svg.graph .gradient { fill: var(--accent); } svg.graph .gradient.negative { fill: var(--negative); }
`;
