/** Graphs as the engine gives them, made by hand. */
import type { GraphView, GraphViewEdge, GraphViewNode } from "../../src/engine/report/report.js";
import type { NodeDetails } from "../../src/engine/report/views/node.js";

type Draft = Partial<GraphViewNode> & { readonly id: string; readonly title: string };

const node = (draft: Draft): GraphViewNode => ({
  kind: "operation",
  name: "",
  type: "",
  value: "",
  gradient: "",
  ...measured(draft.gradient ?? ""),
  span: { start: 0, end: 1 },
  scope: [],
  isTarget: false,
  ...draft,
});

/** What the engine says beside a gradient's text. */
export function measured(gradient: string): Pick<GraphViewNode, "sign" | "size" | "missing"> {
  const at = gradient.indexOf(" = ");
  if (at < 0) return { sign: "none", size: null, missing: "noPath" };
  const text = gradient.slice(at + 3);
  const norm = /‖([^‖]*)‖/.exec(text)?.[1];
  const token = (norm ?? text).split(/\s/, 1)[0]?.replace("−", "-").replace("∞", "Infinity");
  const value = Number(token);
  const size = Number.isFinite(value) ? Math.abs(value) : null;
  if (norm !== undefined) return { sign: "array", size, missing: null };
  return { sign: value > 0 ? "positive" : value < 0 ? "negative" : value === 0 ? "zero" : "nan", size, missing: null };
}

/** The engine's answer about one of these nodes: its texts are exact enough here. */
export function detailsOf({ id, value, gradient, sign }: GraphViewNode): NodeDetails {
  const number = gradient.slice(gradient.indexOf(" = ") + 3).replace(/ \(.*\)$/, "");
  return {
    id,
    value,
    gradient: sign === "none" ? "" : number,
    reason: sign === "none" ? gradient : "",
    rule: null,
    lines: (RULES[id] ?? "").split(/ {3}/).filter(Boolean),
  };
}

/** Of the tutorial's operations. */
const RULES: Readonly<Record<string, string>> = {
  n2: "(a · w) = a · w   ∂L/∂a = ∂L/∂(a · w) · w   ∂L/∂w = ∂L/∂(a · w) · a",
  n4: "(a · w + b) = (a · w) + b   ∂L/∂(a · w) = ∂L/∂(a · w + b)   ∂L/∂b = ∂L/∂(a · w + b)",
  n6: "e = (a · w + b) − y_true   ∂L/∂(a · w + b) = ∂L/∂e   ∂L/∂y_true = −∂L/∂e",
  n7: "L = e²   ∂L/∂e = ∂L/∂L · 2 · e",
};

const edge = (from: string, to: string, input = "", shape = ""): GraphViewEdge => ({
  from,
  to,
  input,
  shape,
});

/** L = (a·w + b − y_true)² with a = 2, w = 3, b = 4, y_true = 11. */
export const tutorialSource = "a = 2\nw = 3\nb = 4\ny_true = 11\nL = (a * w + b - y_true) ** 2\n";

const at = (text: string): { start: number; end: number } => {
  const start = tutorialSource.indexOf(text);
  return { start, end: start + text.length };
};

export const tutorial: GraphView = {
  targetId: "n7",
  nodes: [
    node({
      id: "n0",
      kind: "leaf",
      title: "a",
      name: "a",
      value: "2",
      gradient: "∂L/∂a = −6",
      span: at("a"),
    }),
    node({
      id: "n1",
      kind: "leaf",
      title: "w",
      name: "w",
      value: "3",
      gradient: "∂L/∂w = −4",
      span: at("w"),
    }),
    node({
      id: "n2",
      title: "mul",
      value: "6",
      gradient: "∂L/∂· = −2",
      span: at("a * w"),
    }),
    node({
      id: "n3",
      kind: "leaf",
      title: "b",
      name: "b",
      value: "4",
      gradient: "∂L/∂b = −2",
      span: at("b"),
    }),
    node({
      id: "n4",
      title: "add",
      value: "10",
      gradient: "∂L/∂· = −2",
      span: at("a * w + b"),
    }),
    node({
      id: "n5",
      kind: "leaf",
      title: "y_true",
      name: "y_true",
      value: "11",
      gradient: "∂L/∂y_true = 2",
      span: at("y_true"),
    }),
    node({
      id: "n6",
      title: "sub",
      value: "−1",
      gradient: "∂L/∂· = −2",
      span: at("a * w + b - y_true"),
    }),
    node({
      id: "n7",
      title: "pow",
      name: "L",
      value: "1",
      gradient: "∂L/∂L = 1",
      span: at("(a * w + b - y_true) ** 2"),
      isTarget: true,
    }),
  ],
  edges: [
    edge("n0", "n2", "x"),
    edge("n1", "n2", "y"),
    edge("n2", "n4", "x"),
    edge("n3", "n4", "y"),
    edge("n4", "n6", "x"),
    edge("n5", "n6", "y"),
    edge("n6", "n7", "base"),
  ],
  omitted: 0,
};

/** The same structure with w = 4: L = 1, the other signs. */
export const tutorialAfterEdit: GraphView = {
  ...tutorial,
  nodes: tutorial.nodes.map((one): GraphViewNode => {
    const gradients: Record<string, string> = {
      n0: "8",
      n1: "4",
      n2: "2",
      n3: "2",
      n4: "2",
      n5: "−2",
      n6: "2",
      n7: "1",
    };
    const values: Record<string, string> = { n1: "4", n2: "8", n4: "12", n6: "1" };
    const gradient = gradients[one.id] ?? "";
    const value = values[one.id] ?? one.value;
    const text = `${one.gradient.slice(0, one.gradient.indexOf(" = "))} = ${gradient}`;
    return { ...one, value, gradient: text, ...measured(text) };
  }),
};

/** Numbers that look like a network's, the same in every run. */
function pseudo(seed: number): number {
  const x = Math.sin(seed * 127.1 + 311.7) * 43758.5453;
  return x - Math.floor(x) - 0.5;
}

const short = (value: number): string => String(Number(value.toPrecision(4))).replace("-", "−");

const array = (shape: string, seed: number, size: number): string =>
  `[${shape}] ‖${short(Math.abs(size))}‖ ${short(pseudo(seed) * size)}, ${short(pseudo(seed + 1) * size)}, …`;

class Drawing {
  readonly nodes: GraphViewNode[] = [];
  readonly edges: GraphViewEdge[] = [];
  private readonly shapes = new Map<string, string>();

  add(
    draft: Omit<Draft, "id"> & { shape?: string },
    inputs: readonly (readonly [string, string])[] = [],
  ): string {
    const { shape = "", ...rest } = draft;
    const seed = this.nodes.length * 3 + 1;
    const id = `n${this.nodes.length}`;
    const size = 2 / (1 + this.nodes.length * 0.15);
    const label = `∂loss/∂${rest.name ?? "·"}`;
    const value = shape === "" ? short(pseudo(seed) * 3) : array(shape, seed, 3 * size);
    const gradient = shape === "" ? short(pseudo(seed + 2)) : array(shape, seed + 5, size / 8);
    this.nodes.push(
      node({
        value,
        gradient: `${label} = ${gradient}`,
        type: shape === "" ? "" : `float32 [${shape}]`,
        span: { start: seed, end: seed + 4 },
        ...rest,
        id,
      }),
    );
    for (const [from, input] of inputs) {
      const flowing = this.shapes.get(from) ?? "";
      this.edges.push(edge(from, id, input, flowing === "" ? "" : `[${flowing}]`));
    }
    this.shapes.set(id, shape);
    return id;
  }

  view(target: string, omitted = 0): GraphView {
    const nodes = this.nodes.map((one) => (one.id === target ? { ...one, isTarget: true } : one));
    return { targetId: target, edges: this.edges, omitted, nodes };
  }
}

const NO_GRADIENT = { gradient: "no path: only floating-point values have a gradient" };

/** Eight layers of a network with a loss: about 40 nodes. */
export function network(): GraphView {
  const d = new Drawing();
  let x = d.add({ kind: "leaf", title: "x", name: "x", shape: "32, 784" });
  for (let i = 0; i < 8; i++) {
    const scope = ["Net.forward"];
    const leaf = (title: string, shape: string): string => d.add({ kind: "leaf", title, name: title, shape });
    const weight = leaf(`net.fc${i}.weight`, i === 0 ? "128, 784" : "128, 128");
    const bias = leaf(`net.fc${i}.bias`, "128");
    const linear = d.add(
      {
        title: "linear",
        shape: "32, 128",
        scope,
      },
      [
        [x, "x"],
        [weight, "weight"],
        [bias, "bias"],
      ],
    );
    const skip = linear;
    x = d.add({ title: "relu", name: i === 7 ? "logits" : `h${i}`, shape: "32, 128", scope }, [
      [linear, "x"],
    ]);
    if (i % 3 === 2)
      x = d.add({ title: "add", name: `skip${i}`, shape: "32, 128", scope }, [
        [x, "x"],
        [skip, "y"],
      ]);
  }
  const labels = d.add({
    kind: "leaf",
    title: "labels",
    name: "labels",
    shape: "32",
    ...NO_GRADIENT,
    type: "int64 [32]",
  });
  const loss = d.add({ title: "cross_entropy", name: "loss", gradient: "∂loss/∂loss = 1", value: "2.317" }, [
    [x, "input"],
    [labels, "target"],
  ]);
  return d.view(loss);
}

/** A training loop unrolled: 400 nodes in iterations, functions within them. */
export function loops(): GraphView {
  const d = new Drawing();
  const w = d.add({ kind: "leaf", title: "w", name: "w", shape: "16, 16" });
  const u = d.add({ kind: "leaf", title: "u", name: "u", shape: "16, 16" });
  let h = d.add({ kind: "leaf", title: "h0", name: "h0", shape: "4, 16" });
  let total = d.add({ kind: "leaf", title: "0.0", name: "", value: "0" });
  for (let i = 0; d.nodes.length < 396; i++) {
    const scope = ["run", `for t in range(40) #${i + 1}`];
    const leaf = (title: string, path: readonly string[]): string =>
      d.add({ kind: "leaf", title, name: title, shape: "4, 16", scope: path });
    const cell = [...scope, "cell"];
    const error = [...scope, "error"];
    const inner = (title: string, path: readonly string[], x: string, y: string): string =>
      d.add({ title, shape: "4, 16", scope: path }, [
        [x, "x"],
        [y, "y"],
      ]);
    const a = inner("matmul", cell, leaf(`xs[${i}]`, scope), w);
    const b = inner("matmul", cell, h, u);
    const c = inner("add", cell, a, b);
    h = d.add({ title: "tanh", name: "h", shape: "4, 16", scope: cell }, [[c, "x"]]);
    const e = inner("sub", error, h, leaf(`ys[${i}]`, error));
    const q = d.add({ title: "square", shape: "4, 16", scope: error }, [[e, "x"]]);
    const m = d.add({ title: "mean", scope: error }, [[q, "x"]]);
    total = d.add({ title: "add", name: "loss", scope }, [
      [total, "x"],
      [m, "y"],
    ]);
  }
  return d.view(total, 1240);
}

/** Names that would be markup, or a very long word, if anyone let them. */
export const hostile: GraphView = {
  targetId: "n1",
  nodes: [
    node({
      id: "n0",
      kind: "leaf",
      title: "<img src=x onerror=alert(1)>",
      name: "<img src=x onerror=alert(1)>",
      value: "<b>1</b>",
      gradient: "∂L/∂<script>alert(2)</script> = −6",
      scope: ["<iframe>", "</div><h1>"],
    }),
    node({
      id: "n1",
      title: "<svg/onload=alert(3)>",
      name: "__proto__",
      value: "&lt;&amp;",
      gradient: "∂L/∂· = 1e400",
      scope: ["<iframe>"],
      isTarget: true,
    }),
    node({
      id: "n2",
      kind: "leaf",
      title: "w".repeat(300),
      value: "9".repeat(300),
      gradient: "∂L/∂· = NaN",
      span: null,
    }),
  ],
  edges: [edge("n0", "n1", "<i>", "[<u>]"), edge("n2", "n1", "", "")],
  omitted: 0,
};
