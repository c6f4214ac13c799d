import assert from "node:assert/strict";
import { overviewView } from "../../src/engine/explain/views/overview.js";
import type { OverviewAnswer, OverviewLayer } from "../../src/engine/report/views/overview.js";
import { graphOf } from "../play/runs.js";

async function overview(text: string, learningRate = 0.01): Promise<OverviewAnswer> {
  const graph = await graphOf(text);
  assert.ok(graph, "there is a target");
  const answer = overviewView(graph, { learningRate });
  assert.deepEqual(JSON.parse(JSON.stringify(answer)), answer, "it survives JSON");
  for (const { parameters, activation } of answer.layers)
    for (const id of [...parameters.map((one) => one.id), ...(activation ? [activation.id] : [])]) assert.ok(graph.nodeOf(id), id);
  return answer;
}

const layer = ({ layers }: OverviewAnswer, name: string): OverviewLayer => {
  const found = layers.find((one) => one.name === name);
  assert.ok(found, `${name} is among ${layers.map((one) => one.name).join("; ")}`);
  return found;
};

const kinds = ({ findings }: OverviewAnswer): string[] => findings.map(({ kind }) => kind);

const deep = (activation: string, depth: number, scale: number): string => `
import torch
import torch.nn as nn
torch.manual_seed(0)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(8, 8) for _ in range(${depth})])
    def forward(self, x):
        for layer in self.layers:
            x = torch.${activation}(layer(x))
        return x
net = Net()
with torch.no_grad():
    for p in net.parameters():
        p.mul_(${scale})
x = torch.randn(16, 8)
loss = (net(x) ** 2).mean()
loss.backward()
`;

describe("overview: layers", () => {
  it("groups parameters by module, in the order they are used", async () => {
    const answer = await overview(deep("sigmoid", 4, 1));
    assert.deepEqual(answer.layers.map(({ name }) => name), [0, 1, 2, 3].map((i) => `net.layers.${i}`));
    assert.deepEqual(answer.layers.map(({ count }) => count), [72, 72, 72, 72]);
    assert.deepEqual(answer.layers[0]!.parameters.map(({ name }) => name), ["net.layers.0.weight", "net.layers.0.bias"]);
    assert.equal(answer.layers[0]!.activation?.operation, "sigmoid");
  });

  it("norms and the update are those of all parameters together", async () => {
    const answer = await overview(`
import torch
import torch.nn as nn
fc = nn.Linear(2, 1)
with torch.no_grad():
    fc.weight.copy_(torch.tensor([[3.0, 0.0]]))
    fc.bias.fill_(4.0)
loss = fc(torch.tensor([[1.0, 2.0]])).sum() * 10
loss.backward()
`, 0.1);
    // Values 3, 0, 4; gradients 10, 20, 10.
    const { value, gradient, update, count } = layer(answer, "fc");
    assert.deepEqual([value.size, count], [5, 3]);
    assert.ok(Math.abs(gradient!.size! - Math.sqrt(600)) < 1e-12);
    assert.ok(Math.abs(update!.size! - (0.1 * Math.sqrt(600)) / 5) < 1e-12);
  });

  it("NumPy's W1 and b1 are a layer; data is shown where nothing says what is trained", async () => {
    const answer = await overview(`
import numpy as np
X = np.array([[1.0, 2.0], [3.0, -1.0]])
W1 = np.array([[0.5, -0.3], [0.1, 0.2]])
b1 = np.zeros(2)
W2 = np.array([[1.0], [2.0]])
b2 = np.zeros(1)
h = np.maximum(0, X @ W1 + b1)
p = 1 / (1 + np.exp(-(h @ W2 + b2)))
loss = np.mean((p - 1) ** 2)
`);
    assert.deepEqual(answer.layers.map(({ name }) => name), ["X", "W1, b1", "W2, b2"]);
    // X @ W1 = [[0.7, 0.1], [1.4, −1.1]]: the first unit is alive, and so is the second one.
    assert.deepEqual(layer(answer, "W1, b1").activation?.dead, { count: 0, total: 2 });
    assert.deepEqual(layer(answer, "W2, b2").activation?.saturated, { count: 0, total: 2 });
  });

  it("of jax.grad's function, what it differentiates by is shown, grouped by number", async () => {
    const { layers } = await overview(`
import jax, jax.numpy as jnp
params = {'W1': jnp.ones((2, 3)) * 0.5, 'b1': jnp.array([0.0, -9.0, 0.0]), 'W2': jnp.ones((3, 1)), 'b2': jnp.zeros(1)}
def loss(p, x):
    h = jax.nn.relu(x @ p['W1'] + p['b1'])
    return jnp.mean((h @ p['W2'] + p['b2']) ** 2)
g = jax.grad(loss)(params, jnp.ones((4, 2)))
`);
    assert.deepEqual(layers.map(({ name, count }) => [name, count]), [["params['W1'], params['b1']", 9], ["params['W2'], params['b2']", 4]]);
    assert.deepEqual(layers[0]!.activation?.dead, { count: 1, total: 3 });
  });

  it("layers without a gradient for one reason are one sentence", async () => {
    const { findings } = await overview("import torch\nx = torch.tensor(2.0, requires_grad=True)\nw = torch.tensor(3.0, requires_grad=True)\ny = torch.relu(-w * x)\ny.backward()\n");
    assert.deepEqual(findings.filter(({ kind }) => kind === "noGradient").map(({ sentence }) => sentence), ["The gradient of w, x is zero throughout: relu off."]);
  });

  it("a formula's inputs are layers of one number", async () => {
    const answer = await overview("a = 2.0\nw = 3.0\nb = 4.0\nL = (a * w + b - 11.0) ** 2\n");
    assert.deepEqual(answer.layers.map(({ name, gradient }) => [name, gradient?.text]), [["a", "6"], ["w", "4"], ["b", "2"]]);
  });

  it("says why no gradient reaches a layer", async () => {
    const answer = await overview(`
import torch
a = torch.tensor([[1.0, 2.0]], requires_grad=True)
b = torch.tensor([[-1.0], [-2.0]], requires_grad=True)
L = torch.relu(a @ b).sum()
L.backward()
`);
    assert.equal(layer(answer, "a").gradient?.size, 0);
    assert.match(layer(answer, "a").reason, /relu/);
    assert.ok(kinds(answer).includes("noGradient"));
  });
});

describe("overview: dead and saturated", () => {
  it("a unit is dead where it is zero for every example", async () => {
    const answer = await overview(`
import torch
x = torch.tensor([[1.0, 1.0], [2.0, -1.0], [0.5, 3.0]])
W = torch.tensor([[1.0, -1.0, -2.0, 1.0], [0.0, -1.0, -1.0, 1.0]], requires_grad=True)
b = torch.tensor([0.0, -1.0, -5.0, -9.0], requires_grad=True)
L = torch.relu(x @ W + b).sum()
L.backward()
`);
    // Unit 0: 1, 2, 0.5. Units 1 to 3 are negative for all three examples: −3, −2, −4.5; −8, −8, −9; −7, −8, −5.5.
    const owner = answer.layers.find(({ activation }) => activation?.dead);
    assert.deepEqual(owner?.activation?.dead, { count: 3, total: 4 });
    assert.ok(answer.findings.some(({ kind, sentence }) => kind === "dead" && sentence.includes("3 of 4")));
  });

  it("a channel is a unit after a convolution", async () => {
    const answer = await overview(`
import torch
import torch.nn as nn
conv = nn.Conv2d(1, 3, 2)
with torch.no_grad():
    conv.weight.fill_(1.0)
    conv.bias.copy_(torch.tensor([0.0, -100.0, 1.0]))
L = torch.relu(conv(torch.ones(2, 1, 5, 5))).sum()
L.backward()
`);
    assert.deepEqual(layer(answer, "conv").activation?.dead, { count: 1, total: 3 });
  });

  it("counts elements in the flat ends of tanh and sigmoid", async () => {
    const answer = await overview(`
import torch
w = torch.tensor([5.0, 0.1, -6.0, 0.5], requires_grad=True)
L = torch.tanh(w).sum() + 0 * torch.sigmoid(w).sum()
L.backward()
`);
    // tanh 5 and tanh −6; sigmoid 5 = 0.9933, sigmoid −6 = 0.0025.
    assert.deepEqual(layer(answer, "w").activation?.saturated, { count: 4, total: 8 });
    assert.ok(kinds(answer).includes("saturated"));
  });
});

describe("overview: vanishing and exploding", () => {
  it("a deep chain of sigmoids vanishes, and the sigmoids are named", async () => {
    const answer = await overview(deep("sigmoid", 9, 1));
    const finding = answer.findings.find(({ kind }) => kind === "vanishing" );
    const sizes = answer.layers.map(({ gradient }) => gradient!.size!);
    assert.ok(sizes[0]! * 1e3 < sizes.at(-1)!, sizes.join(" "));
    assert.match(finding?.sentence ?? "", /from net\.layers\.8 to net\.layers\.0: it vanishes\. The 8 sigmoids .* 0\.25 .* 1\.526e−5/);
  });

  it("a large initialization explodes", async () => {
    const answer = await overview(deep("relu", 8, 20));
    assert.ok(kinds(answer).includes("exploding"), JSON.stringify(answer.findings));
    assert.ok(!kinds(answer).includes("vanishing"));
  });

  it("a shallow net is quiet", async () => {
    const answer = await overview(deep("tanh", 3, 1));
    assert.deepEqual(answer.findings, []);
    assert.equal(answer.nonFinite, null);
  });

  const recurrent = (factor: number, steps: number) => `
import torch
W = torch.eye(3) * ${factor}
W.requires_grad_()
h = torch.ones(3)
x = torch.ones(3, requires_grad=True)
for t in range(${steps}):
    h = h @ W + x * 0.001
L = h.sum()
L.backward()
`;

  it("∂L/∂h by time step is the factor's power", async () => {
    const { series } = await overview(recurrent(0.5, 12));
    const named = series.find(({ name }) => name === "h");
    assert.equal(named?.loop, "for t");
    assert.deepEqual(named.points.map(({ iteration }) => iteration), Array.from({ length: 12 }, (_, i) => i + 1));
    // ∂L/∂h of the last step is (1, 1, 1); each step back halves it.
    named.points.forEach(({ gradient }, i) => assert.ok(Math.abs(gradient!.size! - Math.sqrt(3) * 0.5 ** (11 - i)) < 1e-12));
  });

  it("vanishing and exploding back through time are told", async () => {
    assert.match((await overview(recurrent(0.5, 12))).findings.find(({ kind }) => kind === "vanishing")?.sentence ?? "", /h shrinks 2000-fold from iteration 12 to iteration 1/);
    assert.match((await overview(recurrent(3, 12))).findings.find(({ kind }) => kind === "exploding")?.sentence ?? "", /h grows 10⁵-fold/);
    assert.deepEqual((await overview(recurrent(0.9, 12))).findings.filter(({ kind }) => kind === "vanishing" || kind === "exploding"), []);
  });

  it("the steps inside a recurrent layer are told apart, the last one first to get a gradient", async () => {
    const { series, layers } = await overview(`
import torch, torch.nn as nn
torch.manual_seed(0)
lstm = nn.LSTM(3, 4, batch_first=True)
out, state = lstm(torch.randn(2, 6, 3))
L = (out[:, -1] ** 2).mean()
L.backward()
`);
    assert.deepEqual(series.map(({ name, loop, points }) => [name, loop, points.length]), [["h", "LSTM", 6]]);
    const sizes = series[0]!.points.map(({ gradient }) => gradient!.size!);
    assert.deepEqual(sizes, sizes.toSorted((a, b) => a - b));
    // 4 gates of 4 units: weights from 3 inputs and 4 units, two biases.
    assert.deepEqual(layers.map(({ name, count }) => [name, count]), [["lstm", 16 * 3 + 16 * 4 + 16 + 16]]);
  });

  it("very many iterations are thinned, both ends kept", async () => {
    const { series } = await overview("w = 1.0001\ns = 1.0\nfor i in range(3000):\n    s = s * w\nL = s * 2.0\n");
    const points = series[0]!.points;
    assert.equal(points.length, 256);
    assert.deepEqual([points[0]!.iteration, points.at(-1)!.iteration], [1, 3000]);
  });
});

describe("overview: training", () => {
  const descent = (rate: number, steps: number) => `
import torch
w = torch.tensor(1.0, requires_grad=True)
for step in range(${steps}):
    loss = (w - 3.0) ** 2
    loss.backward()
    with torch.no_grad():
        w -= ${rate} * w.grad
        w.grad.zero_()
`;

  it("the loss of every step is kept, though only the last one's graph is", async () => {
    const { training } = await overview(descent(0.25, 5));
    // w − 3 is halved in every step: 4, 1, 1/4, 1/16, 1/64.
    assert.deepEqual(training?.points.map(({ step, value }) => [step, value.size]), [[1, 4], [2, 1], [3, 0.25], [4, 0.0625], [5, 0.015625]]);
    assert.deepEqual([training?.name, training?.steps], ["loss", 5]);
  });

  it("one step is no training, nor is a formula", async () => {
    assert.equal((await overview(descent(0.25, 1))).training, null);
    assert.equal((await overview("a = 2.0\nL = a * a\n")).training, null);
  });

  it("a training that diverged says until when it was finite", async () => {
    const { nonFinite, training } = await overview(descent(1e10, 6));
    const first = training!.points.findIndex(({ value }) => value.size === null);
    assert.ok(first > 0);
    assert.match(nonFinite?.sentence ?? "", new RegExp(`loss was finite until step ${first} of 6`));
  });

  it("jax.grad in a loop is a training, too", async () => {
    const { training } = await overview("import jax\ndef f(w):\n    return (w - 3.0) ** 2\nw = 1.0\nfor i in range(4):\n    w = w - 0.25 * jax.grad(f)(w)\n");
    assert.deepEqual(training?.points.map(({ value }) => value.size), [4, 1, 0.25, 0.0625]);
  });
});

describe("overview: time", () => {
  it("a graph of 20,000 nodes within 300 ms", async function () {
    this.timeout(60_000);
    const graph = await graphOf("w = 0.9999\nb = 0.001\nh = 1.0\nfor t in range(10000):\n    h = h * w + b\nL = h * h\n");
    assert.ok(graph && graph.drawn.length > 20_000, String(graph?.drawn.length));
    const start = performance.now();
    const answer = overviewView(graph, { learningRate: 0.01 });
    const time = performance.now() - start;
    console.log(`      ${graph.drawn.length} nodes: ${time.toFixed(0)} ms, again ${(() => { const from = performance.now(); overviewView(graph, { learningRate: 0.02 }); return (performance.now() - from).toFixed(0); })()} ms`);
    assert.deepEqual(answer.layers.map(({ name }) => name), ["h", "w", "b"]);
    assert.ok(time < 1500, `${time} ms`);
  });
});
