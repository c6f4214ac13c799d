/** The explanation as an article in LaTeX, for XeLaTeX and LuaLaTeX (names are Unicode) and for pdfLaTeX where they are ASCII. */
import type { Block, Content, Inline } from "./content.js";

export function latexArticle({ title, blocks }: Content): string {
  return [
    "\\documentclass[a4paper]{article}",
    "\\usepackage{amsmath,amssymb,longtable,array,iftex}",
    "\\usepackage[margin=20mm]{geometry}",
    "\\ifpdftex\\usepackage[T1]{fontenc}\\usepackage[utf8]{inputenc}\\usepackage{textcomp}\\else\\usepackage{fontspec}\\fi",
    "\\setlength{\\parindent}{0pt}\\setlength{\\parskip}{4pt}\\allowdisplaybreaks",
    `\\title{${prose(title)}}`,
    "\\date{}",
    "\\begin{document}",
    "\\maketitle",
    ...blocks.flatMap((block) => lines(block)),
    "\\end{document}",
    "",
  ].join("\n");
}

function lines(block: Block): string[] {
  switch (block.kind) {
    case "heading":
      return ["", `\\section*{${prose(block.text)}}`];
    case "paragraph":
      return ["", inline(block.parts)];
    case "list":
      return ["\\begin{itemize}", ...block.items.map((item) => `  \\item ${inline(item)}`), "\\end{itemize}"];
    case "table": {
      const share = (0.94 / block.head.length).toFixed(3);
      const row = (cells: readonly string[]): string => `${cells.join(" & ")} \\\\`;
      return [
        `{\\small\\begin{longtable}{${block.head.map(() => `>{\\raggedright\\arraybackslash}p{${share}\\textwidth}`).join("")}}`,
        row(block.head.map((head) => `\\textbf{${prose(head)}}`)),
        "\\hline",
        "\\endhead",
        ...block.rows.map((cells) => row(cells.map(inline))),
        "\\end{longtable}}",
      ];
    }
    case "graph":
      return [];
  }
}

const inline = (parts: readonly Inline[]): string =>
  parts
    .map((part) => {
      switch (part.kind) {
        case "text":
          return prose(part.text);
        case "bold":
          return `\\textbf{${prose(part.text)}}`;
        case "code":
          return prose(part.text);
        case "formula":
          return `$${part.latex}$`;
      }
    })
    .join("");

const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "#": "\\#", $: "\\$", "%": "\\%", "&": "\\&", _: "\\_", "^": "\\textasciicircum{}", "~": "\\textasciitilde{}",
  "<": "\\textless{}", ">": "\\textgreater{}", "|": "\\textbar{}",
};
/** Signs that text fonts lack. */
const SIGNS: Readonly<Record<string, string>> = {
  "−": "-", "·": "\\cdot ", "∂": "\\partial ", "∑": "\\sum ", "Σ": "\\Sigma ", "√": "\\surd ", "∛": "\\sqrt[3]{\\,}", "‖": "\\|", "←": "\\leftarrow ", "→": "\\to ", "∞": "\\infty ", "≤": "\\le ", "≥": "\\ge ", "≠": "\\ne ", "×": "\\times ", "∈": "\\in ",
  "ᵀ": "^{\\top}", "∘": "\\circ ", "⊙": "\\odot ", "⊗": "\\otimes ", "²": "^2", "³": "^3", "¹": "^1", "⁻": "^{-}", "⁰": "^0", "⁴": "^4", "⁵": "^5", "⁶": "^6", "⁷": "^7", "⁸": "^8", "⁹": "^9", "₀": "_0", "₁": "_1", "₂": "_2", "ₖ": "_k", "ᵢ": "_i", "ⱼ": "_j",
};

/** Text in which nothing is read as LaTeX. Control characters go. */
export const prose = (text: string): string =>
  [...text.replace(/[\u0000-\u001f\u007f]+/g, " ")]
    .map((letter) => ESCAPES[letter] ?? (SIGNS[letter] ? `$${SIGNS[letter]}$` : letter))
    .join("")
    .replaceAll("…", "\\ldots{}");
