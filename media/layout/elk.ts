/** The layout of graphs of usual size, left to right, by ELK: few crossings, labels that touch nothing. */
import ELK, { type ElkExtendedEdge, type ElkNode } from "elkjs/lib/elk.bundled.js";
import { type Box, FRAME_HEAD, FRAME_PADDING, type Placing, type Plan } from "./plan.js";

/** Pixels a character of a label is wide. */
const LABEL_CHARACTER = 6.1;

const OPTIONS: Readonly<Record<string, string>> = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  "elk.json.shapeCoords": "ROOT",
  "elk.json.edgeCoords": "ROOT",
  "elk.padding": "[top=24,left=24,bottom=24,right=24]",
  "elk.spacing.nodeNode": "22",
  "elk.spacing.edgeNode": "16",
  "elk.spacing.edgeEdge": "12",
  "elk.spacing.edgeLabel": "3",
  "elk.layered.spacing.nodeNodeBetweenLayers": "42",
  "elk.layered.spacing.edgeNodeBetweenLayers": "16",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "10",
  "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
  "elk.layered.nodePlacement.bk.fixedAlignment": "BALANCED",
  // The order of the program where it costs no crossing: a reader finds inputs in the order they were written.
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.layered.crossingMinimization.forceNodeModelOrder": "false",
  "elk.separateConnectedComponents": "true",
};

/** One for all layouts: it takes a while to start. */
let elk: InstanceType<typeof ELK> | null = null;

export async function byElk(plan: Plan): Promise<Placing> {
  elk ??= new ELK();
  const laid = await elk.layout(elkGraph(plan));
  const boxes: (readonly [string, Box])[] = [];
  const collect = ({ id, x = 0, y = 0, width = 0, height = 0, children = [] }: ElkNode): void => {
    boxes.push([id, { x, y, width, height }]);
    children.forEach(collect);
  };
  laid.children?.forEach(collect);
  const edges = new Map<string, ElkExtendedEdge>((laid.edges ?? []).map((edge) => [edge.id, edge]));
  return {
    boxes,
    routes: plan.edges.map(({ id }) => routeOf(edges.get(id))),
    width: laid.width ?? 0,
    height: laid.height ?? 0,
  };
}

function elkGraph(plan: Plan): ElkNode {
  const root: ElkNode & { children: ElkNode[] } = { id: "root", layoutOptions: { ...OPTIONS }, children: [], edges: [] };
  const frames = new Map<string, ElkNode & { children: ElkNode[] }>();
  const inside = (frame: string | null): ElkNode[] =>
    (frame === null ? root : (frames.get(frame) ?? root)).children;
  const padding = `[top=${FRAME_HEAD + 10},left=${FRAME_PADDING},bottom=${FRAME_PADDING},right=${FRAME_PADDING}]`;
  for (const { id, parent } of plan.frames) {
    const node = { id, children: [], layoutOptions: { "elk.padding": padding } };
    inside(parent).push(node);
    frames.set(id, node);
  }
  for (const { id, frame, width, height } of plan.cards) inside(frame).push({ id, width, height });
  root.edges = plan.edges.map(({ id, from, to, label }) => ({
    id,
    sources: [from],
    targets: [to],
    labels: label === "" ? [] : [{ text: label, width: label.length * LABEL_CHARACTER + 8, height: 16 }],
  }));
  return root;
}

function routeOf(laid: ElkExtendedEdge | undefined): Placing["routes"][number] {
  const section = laid?.sections?.[0];
  if (section === undefined) return { points: [], label: null };
  const label = laid?.labels?.[0];
  return {
    points: [section.startPoint, ...(section.bendPoints ?? []), section.endPoint],
    label:
      label?.x === undefined || label.y === undefined
        ? null
        : { x: label.x + (label.width ?? 0) / 2, y: label.y + (label.height ?? 0) / 2 },
  };
}
