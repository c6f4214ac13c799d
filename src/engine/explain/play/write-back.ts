/** The changed numbers as edits of the text they came from. */
import { sourcesOf } from "../../autodiff/replay.js";
import type { WriteBackAnswer } from "../../report/views/play.js";
import { toNumbers } from "../../tensor/array.js";
import { rounderOf } from "../../tensor/dtype.js";
import { isForeign, type Span } from "../../text/span.js";
import type { Node, Origin } from "../../trace/node.js";
import type { Input } from "./inputs.js";
import { type NumberLiteral, numberLiterals, writtenLike } from "./literals.js";
import { playMessages as say } from "./messages.js";
import type { Playground, Position } from "./playground.js";

type Edit = WriteBackAnswer["edits"][number];

export function writeBackOf(playground: Playground, position: Position): WriteBackAnswer {
  const edits = new Map<number, Edit & { readonly name: string }>();
  const refused: WriteBackAnswer["refused"][number][] = [];
  const changed = playground.inputs.filter(({ node }) => isChanged(node, position));
  for (const input of changed) {
    const written = editsOf(input, playground, position);
    if (typeof written === "string") refused.push({ node: input.id, name: input.name, reason: written });
    else {
      const clash = written.find((edit) => (edits.get(edit.start)?.text ?? edit.text) !== edit.text);
      if (clash) refused.push({ node: input.id, name: input.name, reason: say.shared(edits.get(clash.start)!.name) });
      else for (const edit of written) edits.set(edit.start, { ...edit, name: input.name });
    }
  }
  return { edits: [...edits.values()].map(({ start, end, text }) => ({ start, end, text })).sort((a, b) => b.start - a.start), refused };
}

const isChanged = (node: Node, position: Position): boolean => {
  if (!position.values.has(node)) return false;
  const before = toNumbers(node.value);
  return toNumbers(position.valueOf(node)).some((value, i) => !Object.is(value, before[i]));
};

/** Edits, or why there are none. */
function editsOf({ node }: Input, { graph }: Playground, position: Position): readonly Edit[] | string {
  const { source } = graph.run;
  const place = literalsAt(node, source);
  if (typeof place === "string") return place;
  const others = graph.nodes.filter((other) => other !== node && !other.card && other.span && other.span.start >= place.span.start && other.span.end <= place.span.end);
  const own = sourcesBehind(node);
  if (others.some((other) => !own.has(other) && !sameValues(other, node, position))) return say.repeated;
  const [before, now] = [toNumbers(node.value), toNumbers(position.valueOf(node))];
  if (now.some((value) => !Number.isFinite(value))) return say.notFinite;
  const round = rounderOf(node.value.dtype);
  return place.numbers.flatMap((literal, i) => (Object.is(before[i], now[i]) ? [] : [{ start: literal.start, end: literal.end, text: writtenLike(literal, now[i]!, round, source) }]));
}

/** Where all of a node's numbers stand, or why nowhere. */
export function literalsAt(node: Node, source: string): { readonly span: Span; readonly numbers: readonly NumberLiteral[] } | string {
  const reason = reasonOf(node.origin);
  if (reason !== null && node.card === null && node.origin.kind !== "computed") return reason;
  const { span } = node;
  if (!span || isForeign(span)) return say.notInText;
  const numbers = numberLiterals(source, span);
  const round = rounderOf(node.value.dtype);
  const values = toNumbers(node.value);
  const isWhole = numbers?.length === values.length && numbers.every(({ value }, i) => round(value) === values[i]);
  return isWhole ? { span, numbers } : say.noLiteral;
}

function reasonOf(origin: Origin): string | null {
  switch (origin.kind) {
    case "literal":
    case "pinned":
      return null;
    case "seededSample":
    case "unseededSample":
      return say.sample(origin.call);
    case "cut":
      return say.madeBy(origin.by);
    case "placeholder":
      return origin.why;
    case "computed":
      return say.computed;
  }
}

/** The same text read again gave it the same number, and it was changed alike. */
const sameValues = (a: Node, b: Node, position: Position): boolean => {
  const other = toNumbers(position.valueOf(b));
  return toNumbers(position.valueOf(a)).every((value, i) => Object.is(value, other[i]));
};

function sourcesBehind(node: Node): ReadonlySet<Node> {
  const seen = new Set([node]);
  for (const one of seen) for (const source of sourcesOf(one)) seen.add(source);
  return seen;
}
