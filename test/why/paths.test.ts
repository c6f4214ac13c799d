/** Paths and their sums: exact on the samples and on random graphs, the best of them against all of them. */
import { strict as assert } from "node:assert";
import { bestPaths, type Path } from "../../src/engine/explain/paths/best-paths.js";
import { Columns } from "../../src/engine/explain/paths/columns.js";
import { BOUNDS, type Edge, type Element, elementGraph } from "../../src/engine/explain/paths/element-graph.js";
import type { TargetGraph } from "../../src/engine/explain/target-graph.js";
import { pathsFrom, whyView } from "../../src/engine/explain/views/why.js";
import { size } from "../../src/engine/tensor/array.js";
import type { Node } from "../../src/engine/trace/node.js";
import { graphOf } from "../play/runs.js";
import { SAMPLES, sampleText } from "../samples/engine.js";
import { randomProgram } from "./random-programs.js";

/** How far Σ paths + remainder, each computed by itself, is from the gradient, in parts of the largest term. */
function distance(graph: TargetGraph, columns: Columns, node: Node, index: number, bounds = BOUNDS): number {
  const gradient = columns.adjoint(node, index);
  const { paths, rest } = pathsFrom(graph, columns, node, index, 24, bounds);
  const sum = paths.reduce((total, { product }) => total + product, 0) + (rest ?? 0);
  const scale = paths.reduce((most, { product }) => Math.max(most, Math.abs(product)), Math.max(Math.abs(gradient), Math.abs(rest ?? 0)));
  return scale === 0 ? 0 : Math.abs(sum - gradient) / scale;
}

const leaves = (graph: TargetGraph): Node[] => graph.drawn.filter((node) => !node.card && graph.gradients.adjoints.has(node));

/** The first, the last, and one between. */
const someOf = (node: Node): number[] => [...new Set([0, Math.floor(size(node.value) / 2), size(node.value) - 1])];

const nodeNamed = (graph: TargetGraph, name: string): Node => graph.nodes.find((node) => graph.naming.of(node) === name)!;

describe("paths", () => {
  for (const name of SAMPLES)
    it(`add up to the gradient in ${name}`, async function () {
      this.timeout(60_000);
      const graph = await graphOf(sampleText(name), name.endsWith(".py") ? "python" : "text");
      assert.ok(graph);
      const columns = new Columns(graph);
      let asked = 0;
      for (const node of leaves(graph)) {
        // Doubles: to the last digits. Rounded numbers: as far as they are rounded.
        const most = graph.nodes.some(({ value }) => value.dtype === "float32") ? 1e-5 : 1e-12;
        for (const index of someOf(node)) {
          const far = distance(graph, columns, node, index);
          assert.ok(far <= most, `${graph.naming.of(node)} ${index}: ${far}`);
          // As if it were too large to be looked at.
          const followed = distance(graph, columns, node, index, { ...BOUNDS, elements: 0 });
          assert.ok(followed <= most, `${graph.naming.of(node)} ${index} followed: ${followed}`);
          asked++;
        }
      }
      assert.ok(asked > 0);
    });

  it("add up in 200 random programs, and the listed ones are the largest of all", async function () {
    this.timeout(120_000);
    let compared = 0;
    let blocked = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const text = randomProgram(seed);
      const graph = await graphOf(text);
      assert.ok(graph, text);
      const columns = new Columns(graph);
      for (const node of leaves(graph)) {
        for (const index of someOf(node)) {
          assert.ok(distance(graph, columns, node, index) <= 1e-12, `${text}\n${graph.naming.of(node)} ${index}: ${distance(graph, columns, node, index)}`);
          assert.ok(distance(graph, columns, node, index, { ...BOUNDS, elements: 0 }) <= 1e-12, `followed: ${text}`);
          const explored = elementGraph(graph, columns, { node, index }, BOUNDS)!;
          const all = everyPath(graph, columns, explored.elements[0]!, 20_000);
          if (!all) continue;
          const best = bestPaths(explored, ({ node: end }) => end === graph.target.node, () => 1, 7);
          assert.equal(best.count, BigInt(all.length), text);
          assert.deepEqual(best.paths.map(({ product }) => close(product)), all.slice(0, 7).map(({ product }) => close(product)), text);
          compared++;
        }
        blocked += whyView(graph, { node: graph.idOf(node)!, index: null })!.blocked.length;
      }
    }
    assert.ok(compared > 400, `${compared} compared`);
    assert.ok(blocked > 40, `${blocked} blocked`);
  });

  it("are counted without being walked: 2^60 through 60 diamonds", async () => {
    const graph = await graphOf(`x = 1.5\ny0 = x * 1.0\n${Array.from({ length: 60 }, (_, i) => `y${i + 1} = y${i} * 0.5 + y${i} * 0.25\n`).join("")}L = y60 * 1.0\n`);
    const from = performance.now();
    const answer = whyView(graph!, { node: graph!.idOf(nodeNamed(graph!, "x"))!, index: null })!;
    const taken = performance.now() - from;
    assert.ok(taken < 250, `${taken} ms`);
    assert.equal(answer.list!.count, "1.152·10¹⁸");
    assert.equal(answer.list!.rows.length, 24);
    assert.equal(answer.list!.rows[0]!.contribution.number, 0.5 ** 60);
    assert.equal(answer.list!.rows[1]!.contribution.number, 0.5 ** 61);
    const listed = answer.list!.rows.at(-1)!.sum.number!;
    assert.ok(Math.abs(listed + answer.list!.rest!.number! - 0.75 ** 60) <= 1e-12 * 0.75 ** 60);
  });

  it("are the two of a weight that is used twice, with products and sums", async () => {
    const graph = await graphOf("w = 3.0\nL = w * w + 2 * w\n");
    const answer = whyView(graph!, { node: graph!.idOf(nodeNamed(graph!, "w"))!, index: null })!;
    assert.deepEqual(answer.list!.rows.map(({ product, contribution, sum, steps }) => [product, contribution.text, sum.text, steps.map(({ name }) => name).join(" → ")]), [
      ["1 · 3", "3", "3", "w → mul → L"],
      ["1 · 3", "3", "6", "w → mul → L"],
      ["1 · 2", "2", "8", "w → mul → L"],
    ]);
    assert.equal(answer.list!.rest, null);
    assert.equal(answer.list!.rounding, null);
    assert.equal(answer.statement, "∂L/∂w = 8: the sum over 3 paths.");
  });

  const BLOCKED: readonly (readonly [string, string, string, string, string])[] = [
    ["relu off", "import torch\nw = torch.tensor(-2.0, requires_grad=True)\nL = torch.relu(w) + w * 3\n", "w", "off", "relu is off: its input w = −2 is not positive (line 3)"],
    ["other factor 0", "w = 2.0\nz = 0.0\nL = w * z + w * 3\n", "w", "zeroFactor", "the other factor, z, is 0 (line 3)"],
    ["detach", "import torch\nw = torch.tensor(2.0, requires_grad=True)\nd = w.detach()\nL = d * w\n", "w", "cut", "detach cuts the gradient off (line 3)"],
    ["detach behind an operation", "import torch\nw = torch.tensor(2.0, requires_grad=True)\nh = w * 3\nd = h.detach()\nL = d * w\n", "w", "cut", "detach cuts the gradient off (line 4)"],
    ["no_grad", "import torch\nw = torch.tensor(2.0, requires_grad=True)\nwith torch.no_grad():\n    h = w * 3\nL = h * w\n", "w", "cut", "no_grad cuts the gradient off (line 4)"],
    ["integer", "import torch\nw = torch.tensor([2.5, 3.5], dtype=torch.float64, requires_grad=True)\nL = (w.long() * w).sum()\n", "w", "integer", ""],
    ["not chosen", "import torch\nw = torch.tensor(2.0, requires_grad=True)\nv = torch.tensor(3.0, requires_grad=True)\nL = torch.maximum(w, v) + w\n", "w", "notChosen", "maximum has chosen another element (line 4)"],
    ["other branch", "import torch\nw = torch.tensor(2.0, requires_grad=True)\nL = torch.where(w > 3, w * 2, w * 5)\n", "w", "notChosen", "where takes the other branch (line 3)"],
    ["step", "import torch\nw = torch.tensor(2.5, requires_grad=True)\nL = torch.floor(w) + w\n", "w", "flat", "floor is a step: its slope is 0 (line 3)"],
  ];
  for (const [name, text, of, kind, reason] of BLOCKED)
    it(`say what blocks them: ${name}`, async () => {
      const graph = await graphOf(text);
      const answer = whyView(graph!, { node: graph!.idOf(nodeNamed(graph!, of))!, index: null })!;
      const found = answer.blocked.find((one) => one.kind === kind);
      assert.ok(found, JSON.stringify(answer.blocked));
      if (reason !== "") assert.equal(found.reason, reason);
    });

  it("tell 0 by cancelling from 0 by blocking", async () => {
    const of = async (text: string): Promise<string> => {
      const graph = await graphOf(text);
      return whyView(graph!, { node: graph!.idOf(nodeNamed(graph!, "w"))!, index: null })!.state;
    };
    assert.equal(await of("w = 2.0\nL = w * 3 - w * 3\n"), "cancels");
    assert.equal(await of("import torch\nw = torch.tensor(-2.0, requires_grad=True)\nL = torch.relu(w)\n"), "zero");
    assert.equal(await of("w = 2.0\nL = w * 3\n"), "value");
  });

  it("add up as tensors, with the shapes' story", async () => {
    const graph = await graphOf(sampleText("mlp_cross_entropy.py"));
    for (const node of leaves(graph!).filter(({ value }) => size(value) > 1)) {
      const { matrix } = whyView(graph!, { node: graph!.idOf(node)!, index: null })!;
      assert.ok(matrix && matrix.rows.length > 0, graph!.naming.of(node));
      if (matrix.rest) assert.ok(matrix.rest.number! <= matrix.norm.number!);
      else if (matrix.rows.length === 1) assert.ok(Math.abs(matrix.rows[0]!.norm.number! - matrix.norm.number!) <= 1e-6 * matrix.norm.number!);
      assert.ok(matrix.rows[0]!.steps.some(({ story }) => story !== ""));
    }
  });
});

const close = (value: number): number => Number(Math.abs(value).toPrecision(10));

/** Every one, walked; the largest first. null: more than `most`. */
function everyPath(graph: TargetGraph, columns: Columns, start: Element, most: number): Path[] | null {
  const found: Path[] = [];
  const walk = (element: Element, edges: readonly Edge[], product: number): boolean => {
    if (element.node === graph.target.node) {
      found.push({ edges, product: product * columns.adjoint(element.node, element.index) });
      return found.length <= most;
    }
    return element.edges.every((edge) => walk(edge.end, [...edges, edge], product * edge.derivative));
  };
  return walk(start, [], 1) ? found.sort((a, b) => Math.abs(b.product) - Math.abs(a.product)) : null;
}
