/** What a text in the search field finds: names, operations, places, lines, and gradients that are 0, NaN or not there. */
import type { GraphView, GraphViewNode } from "../../src/engine/report/report.js";

type Test = (node: GraphViewNode, line: number | undefined) => boolean;

/** Ids, in the order of the program. "": nothing is looked for. */
export function matches(query: string, view: GraphView, lines: Readonly<Record<string, number>>): string[] {
  const text = query.trim().toLowerCase();
  if (text === "") return [];
  const test = testOf(text);
  return view.nodes.flatMap((node) => (test(node, lines[node.id]) ? [node.id] : []));
}

function testOf(text: string): Test {
  if (ZERO.test(text)) return ({ size }) => size === 0;
  if (/^nan$/.test(text)) return ({ value, gradient }) => value.includes("NaN") || gradient.includes("NaN");
  if (/^(∞|inf|infinity)$/.test(text)) return ({ value, gradient }) => value.includes("∞") || gradient.includes("∞");
  if (NONE.test(text)) return ({ sign }) => sign === "none";
  const line = LINE.exec(text);
  if (line !== null) {
    const wanted = Number(line[1] ?? line[2]);
    return (_, at) => at === wanted;
  }
  const words = text.split(/\s+/);
  return ({ name, title, type, scope }) => {
    const all = `${name} ${title} ${type} ${scope.join(" ")}`.toLowerCase();
    return words.every((word) => all.includes(word));
  };
}

/** In both languages of the panel. */
const ZERO = /^(gradient|grad|梯度)?\s*=\s*0$/;
const NONE = /^(no gradient|无梯度)$/;
const LINE = /^(?:(?:line|行)\s*|:)(\d+)$|^第\s*(\d+)\s*行$/;
