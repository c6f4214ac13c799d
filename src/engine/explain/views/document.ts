/** The explanation as LaTeX or HTML, the graph as SVG. */
import type { DocumentAnswer, DocumentRequest, DrawingTheme } from "../../report/views/document.js";
import { language } from "../../text/language.js";
import { contentOf } from "../export/content.js";
import { type DrawingColors, drawingOf } from "../export/drawing.js";
import { htmlPage } from "../export/html.js";
import { latexArticle } from "../export/latex.js";
import type { TargetGraph } from "../target-graph.js";

export function documentView(graph: TargetGraph, { format, theme }: DocumentRequest): DocumentAnswer {
  if (format === "svg") {
    const { svg, width, height } = drawingOf(graph, COLORS[theme]);
    return { text: svg, width, height };
  }
  const content = contentOf(graph.run, graph);
  if (format === "tex") return { text: latexArticle(content), width: 0, height: 0 };
  const { svg, caption } = drawingOf(graph, null);
  return { text: htmlPage(content, { language: language() === "zh-cn" ? "zh-CN" : "en", graph: svg, caption }), width: 0, height: 0 };
}

/** As VS Code's default themes have them; blue and orange can be told apart by everyone. */
const COLORS: Readonly<Record<DrawingTheme, DrawingColors>> = {
  light: { back: "#ffffff", raised: "#f8f8f8", line: "#c8c8c8", text: "#3b3b3b", quiet: "#767676", positive: "#005fb8", negative: "#a04a00" },
  dark: { back: "#1f1f1f", raised: "#262626", line: "#4a4a4a", text: "#cccccc", quiet: "#8c8c8c", positive: "#4daafc", negative: "#ee9d28" },
  "high-contrast-dark": { back: "#000000", raised: "#000000", line: "#6fc3df", text: "#ffffff", quiet: "#ffffff", positive: "#3794ff", negative: "#ee9d28" },
  "high-contrast-light": { back: "#ffffff", raised: "#ffffff", line: "#0f4a85", text: "#292929", quiet: "#292929", positive: "#0f4a85", negative: "#8a3c00" },
};
