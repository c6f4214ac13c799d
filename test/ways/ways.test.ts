/** The four ways against known curves, known sizes and each other. */
import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import { waysOf } from "../../src/engine/explain/ways/ways.js";
import type { WaysAnswer } from "../../src/engine/report/views/ways.js";
import { graphOf } from "../play/runs.js";
import { analyze } from "../samples/engine.js";

async function ways(text: string, clock: (() => number) | null = null): Promise<WaysAnswer> {
  const graph = await graphOf(text);
  assert.ok(graph);
  const answer = waysOf(graph, { node: null, element: null }, clock);
  assert.ok(answer);
  return answer;
}

const valueOf = (answer: WaysAnswer, way: string): number => answer.ways.find((one) => one.way === way)?.value?.number ?? Number.NaN;

/** Of log error over log h, between two steps. */
function slope(answer: WaysAnswer, of: "forward" | "central", from: number, to: number): number {
  const at = (h: number): number => {
    const point = answer.curve.points.reduce((best, one) => (Math.abs(Math.log(one.h / h)) < Math.abs(Math.log(best.h / h)) ? one : best));
    return Math.log10(point[of] ?? Number.NaN);
  };
  return (at(from) - at(to)) / (Math.log10(from) - Math.log10(to));
}

const SINE = `import torch
x = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
y = torch.sin(x)
y.backward()
`;

describe("four ways to a derivative", () => {
  it("agree on cos 1 for the sine at 1", async () => {
    const answer = await ways(SINE);
    assert.equal(answer.partial, "∂y/∂x");
    for (const way of ["symbolic", "forward", "reverse"]) assert.ok(Math.abs(valueOf(answer, way) - Math.cos(1)) < 1e-15, way);
    assert.ok(Math.abs(valueOf(answer, "forwardDifference") - Math.cos(1)) < 5e-8);
    assert.ok(Math.abs(valueOf(answer, "centralDifference") - Math.cos(1)) < 5e-11);
    assert.equal(answer.symbolic.kind === "written" && answer.symbolic.text, "cos(x)");
  });

  it("the error of a forward difference falls like h, of a central one like h², and rises again like 1/h", async () => {
    const answer = await ways(SINE);
    assert.ok(Math.abs(slope(answer, "forward", 1e-1, 1e-5) - 1) < 0.05);
    assert.ok(Math.abs(slope(answer, "central", 1e-1, 1e-3) - 2) < 0.05);
    const { points, bestForward, bestCentral, expectedForward, expectedCentral } = answer.curve;
    assert.equal(points[0]?.h, 0.1);
    assert.ok(Math.abs(Math.log10(points.at(-1)!.h) + 12) < 1e-9);
    assert.ok(bestForward !== null && bestForward < 1e-6 && bestForward > 1e-10, String(bestForward));
    assert.ok(bestCentral !== null && bestCentral < 1e-3 && bestCentral > 1e-7, String(bestCentral));
    assert.equal(expectedForward, 2 ** -26);
    assert.equal(expectedCentral, Math.cbrt(2 ** -52));
    // ½·h·|sin 1| for a step where rounding does not count.
    assert.ok(Math.abs(points.find(({ h }) => h < 1.1e-3)!.forward! / (0.5e-3 * Math.sin(1)) - 1) < 0.01);
    // Rounding errors jump about: the largest of each half is compared.
    const worst = (from: number, to: number): number => Math.max(...points.filter(({ h }) => h <= from && h >= to).map(({ forward }) => forward!));
    assert.ok(worst(1e-11, 0.9e-12) > 20 * worst(1e-8, 1e-9));
  });

  it("naive expressions swell with nesting, the shared one grows by a constant", async () => {
    const { symbolic } = await ways(`x = 0.7
y = x * (1 - x)
`);
    assert.ok(symbolic.kind === "written");
    // d/dx[x·(1 − x)] = 1·(1 − x) + x·(0 − 1): + · 1 (− 1 x) · x (− 0 1) is 11 nodes; simplified 1 − x − x: 5, 2 leaves and 2 differences shared.
    assert.deepEqual(symbolic.size, { naive: 11, simplified: 5, shared: 4 });
    assert.equal(symbolic.text, "1 − x − x");
    const naive = symbolic.nested.map((one) => one.naive);
    const shared = symbolic.nested.map((one) => one.shared);
    assert.equal(naive.length, 6);
    // Each turn at least doubles the tree; the shared graph gets the same number of nodes each time.
    for (let i = 1; i < naive.length; i++) assert.ok(naive[i]! > 2 * naive[i - 1]!, naive.join());
    const steps = shared.slice(2).map((count, i) => count - shared[i + 1]!);
    assert.ok(Math.max(...steps) - Math.min(...steps) <= 1, shared.join());
  });

  it("an element of a tensor has every way but the formula, and that one says why", async () => {
    const answer = await ways(`import torch
torch.manual_seed(0)
W = torch.randn(3, 2, requires_grad=True)
x = torch.randn(4, 3)
loss = torch.tanh(x @ W).square().mean()
loss.backward()
`);
    assert.equal(answer.partial, "∂loss/∂W[1, 0]");
    assert.equal(answer.growth.parameters, 6 + 12);
    assert.equal(answer.symbolic.kind, "none");
    assert.match(answer.ways[0]!.reason, /tensors take part/);
    assert.ok(Math.abs(valueOf(answer, "centralDifference") - answer.reference.number!) < 1e-9);
    for (const way of ["forward", "reverse"]) assert.ok(Math.abs(valueOf(answer, way) - answer.reference.number!) < 1e-7, way);
    assert.ok(answer.growth.evaluation > 0 && answer.growth.tangent !== null && answer.growth.tangent > 0 && answer.growth.backward > 0);
  });

  it("differences do not go through a cut that the gradient stops at", async () => {
    const answer = await ways(`import torch
x = torch.tensor(3.0, dtype=torch.float64, requires_grad=True)
y = x * x.detach()
y.backward()
`);
    assert.equal(answer.reference.number, 3);
    assert.ok(Math.abs(valueOf(answer, "centralDifference") - 3) < 1e-8);
  });

  it("counts what it runs: two multiplications of the product rule", async () => {
    const { growth } = await ways(`a = 2.0
b = 3.0
y = a * b
`);
    assert.deepEqual(growth, { parameters: 2, evaluation: 1, tangent: 1, backward: 2 });
  });

  it("measures with the clock it is given", async () => {
    const answer = await ways(SINE, () => performance.now());
    for (const way of answer.ways) assert.ok(way.milliseconds !== null && way.milliseconds >= 0 && way.milliseconds < 1000, way.way);
  });

  it("a function of the program's own without jvp: forward mode says that it cannot, everything else is there", async () => {
    const text = `import torch
class Through(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, levels):
        return torch.round(x * levels) / levels
    @staticmethod
    def backward(ctx, g):
        return g, None
w = torch.tensor([0.11, 0.57, 0.93], requires_grad=True)
L = (Through.apply(w, 4) * torch.tensor([1.0, 2.0, 3.0])).sum()
L.backward()
`;
    const answer = await ways(text);
    const forward = answer.ways.find(({ way }) => way === "forward")!;
    assert.deepEqual([forward.value, forward.operations, answer.growth.tangent], [null, null, null]);
    assert.notEqual(forward.reason, "");
    assert.equal(valueOf(answer, "reverse"), 3);
    assert.match((await analyze("through.py", text)).explain(), /Through/);
  });

  it("forward and reverse mode agree in every sample, and answers survive JSON", async function () {
    this.timeout(120_000);
    let compared = 0;
    for (const name of readdirSync("samples").filter((file) => file.endsWith(".py"))) {
      const graph = await graphOf(readFileSync(`samples/${name}`, "utf8"));
      const answer = graph && waysOf(graph, { node: null, element: null }, null);
      if (!answer) continue;
      assert.deepEqual(JSON.parse(JSON.stringify(answer)), answer, name);
      const [along, back] = [valueOf(answer, "forward"), valueOf(answer, "reverse")];
      if (Number.isNaN(along)) continue;
      assert.ok(Math.abs(along - back) <= 1e-5 * Math.max(1, Math.abs(back)), `${name}: ${along} ${back}`);
      compared++;
    }
    assert.ok(compared > 3, `${compared} samples`);
  });
});
