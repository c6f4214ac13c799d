/** The levels of the steps: layers with their own gradients, repeated ones once, one element in scalars; and how long a window takes. */
import assert from "node:assert/strict";
import type { Analysis } from "../../src/engine/engine.js";
import type { BoxCard, StepCard, StepLevel, StepsAnswer, StepsRequest } from "../../src/engine/report/views/steps.js";
import { analyze, sampleText } from "../samples/engine.js";

const steps = (analysis: Analysis, level: StepLevel, change: Partial<StepsRequest> = {}): StepsAnswer => {
  const answer = analysis.view("steps", { level, from: 0, count: 200, toggled: [], elements: {}, find: null, ...change });
  assert.ok(answer);
  return answer;
};

const run = async (text: string): Promise<Analysis> => analyze("levels.py", text);
const boxes = (cards: readonly StepCard[], pass: StepCard["pass"]): BoxCard[] => cards.filter((card): card is BoxCard => card.kind === "box" && card.pass === pass);
const named = (cards: readonly StepCard[], pass: StepCard["pass"], title: string): BoxCard => {
  const found = boxes(cards, pass).find((box) => box.title === title);
  assert.ok(found, `no box ${title} in ${boxes(cards, pass).map((box) => box.title)}`);
  return found;
};

type Matrix = readonly (readonly number[])[];
const numbers = (rows: readonly (readonly string[])[] | null | undefined): Matrix => {
  assert.ok(rows);
  return rows.map((row) => row.map((text) => Number(text.replace("−", "-").replace("−", "-"))));
};
const product = (a: Matrix, b: Matrix): Matrix => a.map((row) => b[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)));
const transposed = (a: Matrix): Matrix => a[0]!.map((_, j) => a.map((row) => row[j]!));
/** Four digits are printed of every number that went in. */
const close = (a: Matrix, b: Matrix): void => {
  assert.deepEqual([a.length, a[0]!.length], [b.length, b[0]!.length]);
  const size = Math.max(...a.flat().map(Math.abs));
  a.forEach((row, i) => row.forEach((value, j) => assert.ok(Math.abs(value - b[i]![j]!) <= 3e-3 * size, `[${i}, ${j}]: ${value} and ${b[i]![j]}`)));
};

const MLP = `import torch
from torch import nn
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2))
x = torch.randn(2, 3)
L = (net(x) ** 2).sum()
L.backward()
`;

const BLOCKS = `import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(1)
class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(8)
        self.attention = nn.Linear(8, 8)
        self.out = nn.Linear(8, 8)
    def forward(self, x):
        h = self.norm(x)
        return x + self.out(F.gelu(self.attention(h)))
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([Block() for _ in range(12)])
        self.head = nn.Linear(8, 3)
    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.head(x)
model = Model()
L = model(torch.randn(4, 8)).pow(2).mean()
L.backward()
`;

describe("steps by layer", () => {
  it("a linear layer's dL/din = dL/dout · W, dL/dW = dL/doutᵀ · in, dL/db = Σ dL/dout: shapes and numbers", async () => {
    const { cards } = steps(await run(MLP), "layer");
    for (const title of boxes(cards, "backward").filter(({ parameters }) => parameters.length === 2).map((box) => box.title)) {
      const [forward, backward] = [named(cards, "forward", title), named(cards, "backward", title)];
      const dOut = numbers(backward.outputs[0]!.gradient!.rows);
      const [weight, bias] = backward.parameters;
      close(numbers(backward.inputs[0]!.gradient!.rows), product(dOut, numbers(forward.parameters[0]!.value.rows)));
      close(numbers(weight!.gradient!.rows), product(transposed(dOut), numbers(forward.inputs[0]!.value.rows)));
      close(numbers(bias!.gradient!.rows), [transposed(dOut).map((column) => column.reduce((sum, value) => sum + value, 0))]);
      assert.deepEqual(weight!.gradient!.shape, weight!.value.shape);
    }
    assert.equal(boxes(cards, "backward").filter(({ parameters }) => parameters.length === 2).length, 2);
  });

  it("the sample with modules: shapes chain through the layers, and the rules tell the shape story", async () => {
    const { cards } = steps(await run(sampleText("mlp_module.py")), "layer");
    const [fc1, fc2] = [named(cards, "backward", "fc1"), named(cards, "backward", "fc2")];
    assert.deepEqual([fc2.outputs[0]!.gradient!.shape, fc2.inputs[0]!.gradient!.shape], [[16, 3], [16, 8]]);
    assert.deepEqual([fc1.outputs[0]!.gradient!.shape, fc1.inputs[0]!.gradient!.shape], [[16, 8], [16, 4]]);
    assert.deepEqual(fc1.parameters.map(({ gradient }) => gradient!.shape), [[8, 4], [8]]);
    assert.ok(fc2.rules.some(({ text }) => text.endsWith("[16, 3]ᵀ · [16, 8] = [3, 8]")), fc2.rules.map(({ text }) => text).join("\n"));
    assert.ok(cards.findIndex((card) => card === fc2) < cards.findIndex((card) => card === fc1), "backward goes from the last layer to the first");
  });

  it("a convolutional network's layers in order, each with its parameters' gradients in the parameters' shapes", async () => {
    const { cards } = steps(await run(sampleText("small_cnn.py")), "layer");
    const shapes = boxes(cards, "backward").filter(({ parameters }) => parameters.length === 2).map(({ parameters }) => parameters[0]!.gradient!.shape);
    // The model is a box, too: the outermost comes first, then its layers, the last one first.
    assert.deepEqual(shapes.slice(-3), [[10, 32], [8, 4, 3, 3], [4, 1, 3, 3]]);
  });

  it("iterations of the recurrent cell are one box ×4 with the gradient of the shared weights; opened, each has its share", async () => {
    const analysis = await run(sampleText("rnn_cell.py"));
    const closed = boxes(steps(analysis, "layer").cards, "backward");
    const [loop] = closed;
    assert.deepEqual([closed.length, loop!.times, loop!.title], [1, 4, "for t"]);
    assert.equal(loop!.norms.length, 4);
    assert.match(loop!.range, /^‖∂L\/∂for t‖ goes from [\d.e−]+ to [\d.e−]+ over the repetitions$/);
    const whole = [...loop!.inputs, ...loop!.parameters].find(({ value }) => value.name === "W_hh")!.gradient!;
    assert.deepEqual(whole.shape, [5, 5]);
    const opened = boxes(steps(analysis, "layer", { toggled: [loop!.key.replace("backward ", "")] }).cards, "backward");
    assert.equal(opened.length, 5);
    const shares = opened.slice(1).map((box) => numbers([...box.inputs, ...box.parameters].find(({ value }) => value.name === "W_hh")!.gradient!.rows));
    close(numbers(whole.rows), shares.reduce((sum, share) => sum.map((row, i) => row.map((value, j) => value + share[i]![j]!))));
  });

  it("twelve blocks of a Transformer are one box ×12; blocks of another width are not among them", async () => {
    const cards = steps(await run(BLOCKS), "layer").cards;
    const box = boxes(cards, "backward").find(({ times }) => times > 1);
    assert.ok(box, boxes(cards, "backward").map(({ title, times }) => `${title} ×${times}`).join(", "));
    assert.deepEqual([box.times, box.norms.length, box.opened], [12, 12, false]);
    assert.ok(box.norms.every((norm) => norm !== null && norm > 0));
    const mixed = steps(await run(BLOCKS.replace("self.out = nn.Linear(8, 8)", "self.out = nn.Linear(8, 8) if len(made) != 5 else nn.Sequential(nn.Linear(8, 4), nn.Linear(4, 8))\n        made.append(1)").replace("class Block", "made = []\nclass Block")), "layer").cards;
    assert.deepEqual(boxes(mixed, "backward").map(({ times }) => times).filter((times) => times > 1).sort(), [5, 6]);
  });
});

describe("steps by operation and element", () => {
  it("what has accumulated: each path with the sum so far", async () => {
    const { cards } = steps(await run("x = 1.5\nL = x * x + 3 * x\n"), "operation");
    const lines = cards.flatMap((card) => (card.kind === "backward" ? card.handed.flatMap(({ path }) => path?.line ?? []) : []));
    assert.deepEqual(lines, ["path 1 of 3 into ∂L/∂x: 3", "path 2 of 3 into ∂L/∂x: 3 + 1.5 = 4.5", "path 3 of 3 into ∂L/∂x: 4.5 + 1.5 = 6"]);
  });

  it("an operation with several outputs takes part in the backward pass", async () => {
    const { cards } = steps(await run("import torch\nA = torch.tensor([[2., 1.], [1., 3.]], requires_grad=True)\nvalues, vectors = torch.linalg.eigh(A)\nL = values.sum()\nL.backward()\n"), "operation");
    const toMatrix = cards.flatMap((card) => (card.kind === "backward" ? card.handed : [])).find(({ input }) => input === "A");
    // The eigenvalues add up to the trace.
    close(numbers(toMatrix?.given.rows), [[1, 0], [0, 1]]);
  });

  it("a product of matrices at a chosen element, forward and backward", async () => {
    const analysis = await run("import torch\nX = torch.tensor([[1., 2.], [3., 4.]])\nW = torch.tensor([[5., 6.], [7., 8.]], requires_grad=True)\nY = X @ W\nL = (Y * torch.tensor([[1., 0.], [2., -1.]])).sum()\nL.backward()\n");
    const first = steps(analysis, "element").cards;
    const id = (name: string): string => first.flatMap((card) => (card.kind === "leaves" ? card.leaves : card.kind === "forward" ? [card.result] : [])).find((one) => one.name === name)!.node!;
    const { cards } = steps(analysis, "element", { elements: { [id("Y")]: 1, [id("W")]: 2 } });
    const forward = cards.find((card) => card.kind === "forward" && card.result.name === "Y");
    assert.ok(forward?.kind === "forward");
    assert.deepEqual([forward.element!.rule, forward.element!.numbers], ["Y[0, 1] = Σₖ X[0, k] · W[k, 1]", "1 · 6 + 2 · 8 = 22"]);
    const backward = cards.find((card) => card.kind === "backward" && card.operation === "matmul");
    assert.ok(backward?.kind === "backward");
    const toW = backward.handed.find(({ input }) => input === "W")!.element!;
    assert.deepEqual([toW.rule, toW.numbers], ["∂L/∂W[1, 0] = Σᵢ ∂L/∂Y[i, 0] · X[i, 1]", "1 · 2 + 2 · 4 = 10"]);
  });

  it("a node is found in both passes, at every level", async () => {
    const analysis = await run(sampleText("mlp_module.py"));
    const relu = analysis.graph().nodes.find(({ title }) => title === "relu")!.id;
    for (const level of ["layer", "operation", "element"] as const)
      for (const pass of ["forward", "backward"] as const) {
        const { found, cards, backwardFrom } = steps(analysis, level, { find: { node: relu, pass } });
        assert.ok(found !== null && found >= backwardFrom === (pass === "backward"));
        const card = cards[found]!;
        assert.ok(card.node === relu || (card.kind === "box" && card.nodes.includes(relu)));
      }
  });

  it("a window of 20,000 operations, by operation and by layer, takes less than a second, wherever it is", async () => {
    const analysis = await run("x = 1.0\ny = x\nfor i in range(10000):\n    y = y * 0.9999\n    y = y + x\nL = y * y\n");
    analysis.graph();
    for (const level of ["operation", "layer"] as const)
      for (const from of [0, 20_010, 39_990]) {
        // Time of this process: the machine may have other work.
        const before = process.cpuUsage();
        const { total, cards } = steps(analysis, level, { from, count: 60 });
        const { user, system } = process.cpuUsage(before);
        const milliseconds = (user + system) / 1000;
        assert.ok(cards.length > 0 && (level === "layer" || total > 40_000));
        assert.ok(milliseconds < 1000, `${level} from ${from}: ${milliseconds} ms`);
      }
  }).timeout(60_000);
});
