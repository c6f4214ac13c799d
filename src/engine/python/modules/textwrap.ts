/** `textwrap`, for texts whose words are parted by spaces. */
import { method } from "../builtins/own.js";
import { PyList, PyModule, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";

interface Layout { readonly width: number; readonly first: string; readonly rest: string }

/** Words and the breaks that hyphens allow, greedily into lines. */
function wrapped(text: string, { width, first, rest }: Layout): string[] {
  const words = text.trim().split(/\s+/).filter(Boolean);
  const lines: string[] = [];
  let line = "";
  const indent = (): string => (lines.length ? rest : first);
  const room = (): number => width - indent().length;
  const finish = (): void => { lines.push(indent() + line); line = ""; };
  for (const word of words) {
    const pieces = word.match(/[^-]+-+(?=\w)|.+?$/g) ?? [word];
    pieces.forEach((piece, i) => {
      const gap = line && i === 0 ? " " : "";
      if (line.length + gap.length + piece.length <= room()) { line += gap + piece; return; }
      if (line) finish();
      while (piece.length > room()) { line = piece.slice(0, room()); piece = piece.slice(room()); finish(); }
      line = piece;
    });
  }
  if (line) finish();
  return lines;
}

function dedented(text: string): string {
  const lines = text.replace(/^[ \t]+$/gm, "").split("\n");
  const margins = lines.filter(Boolean).map((line) => /^[ \t]*/.exec(line)![0]); // matches nothing at least
  let margin = margins[0] ?? "";
  for (const one of margins) while (!one.startsWith(margin)) margin = margin.slice(0, -1);
  return lines.map((line) => line.slice(line ? margin.length : 0)).join("\n");
}

const LAYOUT = "width=70, *, initial_indent='', subsequent_indent='', break_long_words=True, break_on_hyphens=True, fix_sentence_endings=False, expand_tabs=True, replace_whitespace=True, drop_whitespace=True";
const layoutOf = (rt: Runtime, a: Readonly<Record<string, Value>>): Layout => ({ width: rt.int(a.width), first: String(a.initial_indent), rest: String(a.subsequent_indent) });

const FUNCTIONS = [
  method("dedent(text)", (rt, a) => dedented(rt.str(a.text)), { binding: "static" }),
  method("indent(text, prefix, predicate=None)", (rt, a) => rt.str(a.text).replace(/[^\n]*\n|[^\n]+$/g, (line) => ((a.predicate === null ? line.trim() !== "" : rt.truth(rt.call(a.predicate, [line]))) ? String(a.prefix) + line : line)), { binding: "static" }),
  method(`wrap(text, ${LAYOUT})`, (rt, a) => new PyList(wrapped(rt.str(a.text), layoutOf(rt, a))), { binding: "static" }),
  method(`fill(text, ${LAYOUT})`, (rt, a) => wrapped(rt.str(a.text), layoutOf(rt, a)).join("\n"), { binding: "static" }),
  method("shorten(text, width, *, placeholder=' [...]')", (rt, a) => {
    const words = rt.str(a.text).trim().split(/\s+/);
    const width = rt.int(a.width);
    if (words.join(" ").length <= width) return words.join(" ");
    while (words.length && words.join(" ").length + String(a.placeholder).length > width) words.pop();
    return words.length ? words.join(" ") + String(a.placeholder) : String(a.placeholder).trimStart();
  }, { binding: "static" }),
];

export const textwrapModule = (): PyModule => new PyModule("textwrap", new Map<string, Value>(FUNCTIONS.map((one) => [one.name, one])));
