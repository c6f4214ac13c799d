/** Paths that lead towards the target and carry nothing, with what blocks each. */
import { shortNumber } from "../../report/numbers.js";
import type { BlockedPath, BlockKind } from "../../report/views/why.js";
import { size } from "../../tensor/array.js";
import type { Node } from "../../trace/node.js";
import type { TargetGraph } from "../target-graph.js";
import type { Columns } from "./columns.js";
import type { DeadEnd } from "./element-graph.js";
import { edgesTo } from "./followed-paths.js";
import { pathMessages as say } from "./messages.js";
import { operationOf } from "./steps.js";
import { type Stop, Uses } from "./uses.js";

export const MOST_BLOCKED = 24;
/** Nodes that are asked for cuts behind them. */
const MOST_WALKED = 50_000;

/** Of elements blocked at the same place by the same cause, one is shown. `omitted`: places that are not listed. */
export function blockedPaths(graph: TargetGraph, columns: Columns, start: Node, deadEnds: readonly DeadEnd[]): { readonly blocked: readonly BlockedPath[]; readonly omitted: number } {
  const places = new Map<string, { readonly path: BlockedPath; count: number }>();
  const note = (key: string, make: () => BlockedPath): void => {
    const place = places.get(key);
    if (place) place.count++;
    else places.set(key, { path: make(), count: 1 });
  };
  for (const end of deadEnds) note(`${end.use.result.id}.${end.use.slot}`, () => fromDeadEnd(graph, columns, end));
  for (const { stop, via } of stopsBehind(graph, start)) note(`stop ${stop.node.id}`, () => fromStop(graph, stop, via));
  const all = [...places.values()].map(({ path, count }) => ({ ...path, elements: count }));
  // What does not take an element is no news beside what stops one.
  all.sort((a, b) => Number(a.kind === "notTaken") - Number(b.kind === "notTaken"));
  return { blocked: all.slice(0, MOST_BLOCKED), omitted: Math.max(0, all.length - MOST_BLOCKED) };
}

function fromDeadEnd(graph: TargetGraph, columns: Columns, { element, use, kind }: DeadEnd): BlockedPath {
  const nodes = [...edgesTo(element).map(({ start }) => start.node), element.node];
  const operation = operationOf(use.result);
  const cause = kind === "none" ? { kind: "noGradient" as const, text: say.noGradient(operation) } : zeroCause(graph, columns, element.node, element.index, use.operation, use.slot, operation);
  return { ...path(graph, nodes, use.result), kind: cause.kind, reason: withLine(graph, cause.text, use.result), elements: 1 };
}

function fromStop(graph: TargetGraph, { kind, by, node }: Stop, via: readonly Node[]): BlockedPath {
  return { ...path(graph, via, node), kind, reason: withLine(graph, kind === "cut" ? say.cut(by) : say.integer(by), node), elements: 1 };
}

function zeroCause(graph: TargetGraph, columns: Columns, input: Node, index: number, operation: Node, slot: number, name: string): { readonly kind: BlockKind; readonly text: string } {
  const { naming } = graph;
  if (RECTIFIERS.has(name)) return { kind: "off", text: say.reluOff(name, naming.of(input), shortNumber(columns.elements(input.value)[index]!)) };
  if (name === "where") return { kind: "notChosen", text: say.otherBranch(name) };
  if (CHOOSERS.test(name)) return { kind: "notChosen", text: say.notChosen(name) };
  if (STEPS.has(name)) return { kind: "flat", text: say.step(name) };
  if (TAKERS.has(name)) return { kind: "notTaken", text: say.notTaken(name) };
  if (name === "dropout" || name === "masked_fill") return { kind: "off", text: say.dropped(name) };
  const other = PRODUCTS.has(name) ? operation.inputs.find((one, i) => i !== slot && isZeroSomewhere(columns, one)) : undefined;
  if (other) return { kind: "zeroFactor", text: say.zeroFactor(naming.of(other)) };
  return { kind: "flat", text: RANGES.test(name) ? say.outside(name) : say.flat(name) };
}

const RECTIFIERS: ReadonlySet<string> = new Set(["relu", "relu6", "threshold"]);
const CHOOSERS = /^(a?max|a?min|maximum|minimum|fmax|fmin|(nan)?median|(adaptive_)?max_pool\dd?.*|topk|sort|kthvalue|mode|cummax|cummin)$/;
const STEPS: ReadonlySet<string> = new Set(["floor", "ceil", "round", "trunc", "sign", "heaviside", "round_decimals", "floor_divide", "trunc_divide"]);
const TAKERS: ReadonlySet<string> = new Set(["slice", "index", "gather", "as_strided", "embedding", "take", "diagonal", "tril", "triu", "split", "chunk", "unbind", "select", "index_select"]);
const PRODUCTS: ReadonlySet<string> = new Set(["mul", "matmul", "mm", "bmm", "mv", "dot", "linear", "addmm", "outer", "einsum", "prod", "pow", "square", "jax_matmul", "numpy_dot"]);
const RANGES = /^(clamp|hard|relu6)/;

function isZeroSomewhere(columns: Columns, { value }: Node): boolean {
  const elements = columns.elements(value);
  for (let i = 0; i < size(value); i++) if (elements[i] === 0) return true;
  return false;
}

/** By any way through values that have a gradient of their own. */
function stopsBehind(graph: TargetGraph, start: Node): { readonly stop: Stop; readonly via: readonly Node[] }[] {
  const uses = Uses.of(graph);
  const before = new Map<Node, Node | null>([[start, null]]);
  const queue = [start];
  const found: { stop: Stop; via: Node[] }[] = [];
  for (let at = 0; at < queue.length && at < MOST_WALKED; at++) {
    const node = queue[at]!;
    for (const stop of uses.stopsOf(node)) {
      const via: Node[] = [];
      for (let one: Node | null | undefined = node; one; one = before.get(one)) via.push(one);
      found.push({ stop, via: via.reverse() });
    }
    for (const { result } of uses.of(node)) {
      if (before.has(result)) continue;
      before.set(result, node);
      queue.push(result);
    }
  }
  return found;
}

function path(graph: TargetGraph, nodes: readonly Node[], blocker: Node): Pick<BlockedPath, "nodes" | "names" | "at"> {
  return {
    nodes: nodes.flatMap((node) => graph.idOf(node) ?? []),
    names: [...nodes.map((node, i) => (i === 0 || graph.naming.isVariable(node) ? graph.naming.of(node) : operationOf(node))), operationOf(blocker)],
    at: graph.idOf(blocker),
  };
}

function withLine({ run }: TargetGraph, text: string, { span }: Node): string {
  return span ? say.line(text, run.source.slice(0, span.start).split("\n").length) : text;
}
