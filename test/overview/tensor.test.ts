import assert from "node:assert/strict";
import { tensorView } from "../../src/engine/explain/views/tensor.js";
import { statisticsOf } from "../../src/engine/explain/tensor/statistics.js";
import type { TensorAnswer, TensorRequest } from "../../src/engine/report/views/tensor.js";
import { isViewQuestion } from "../../src/extension/panel/requests.js";
import { fromNumbers } from "../../src/engine/tensor/array.js";
import { graphOf } from "../play/runs.js";

async function tensor(text: string, name: string, change: Partial<TensorRequest> = {}): Promise<TensorAnswer> {
  const graph = await graphOf(text);
  const node = graph?.drawn.findLast((one) => graph.naming.of(one) === name);
  const answer = graph && node && tensorView(graph, { node: graph.idOf(node)!, lead: [], window: null, ...change });
  assert.ok(answer, `${name} is in the graph`);
  assert.deepEqual(JSON.parse(JSON.stringify(answer)), answer, "it survives JSON");
  return answer;
}

const small = `
import torch
W = torch.tensor([[1.0, -2.0, 3.0], [0.0, 5.0, -6.0]], requires_grad=True)
L = (W ** 2).sum()
L.backward()
`;

describe("tensor view", () => {
  it("gives elements and gradients of a matrix row by row", async () => {
    const { value, gradient, matrix, block, shape, dtype } = await tensor(small, "W");
    assert.deepEqual(value.numbers, [1, -2, 3, 0, 5, -6]);
    assert.deepEqual(value.texts, ["1", "−2", "3", "0", "5", "−6"]);
    assert.deepEqual(gradient?.numbers, [2, -4, 6, 0, 10, -12]);
    assert.deepEqual([matrix, block, shape, dtype], [{ rows: 2, columns: 3 }, { height: 1, width: 1 }, [2, 3], "float32"]);
  });

  it("gives a window of it, cut off at the edges", async () => {
    const { value, window } = await tensor(small, "W", { window: { top: 1, left: 1, height: 9, width: 9 } });
    assert.deepEqual(value.numbers, [5, -6]);
    assert.deepEqual(window, { top: 1, left: 1, height: 1, width: 2 });
  });

  const stack = "import torch\nx = torch.arange(24.0).reshape(2, 3, 4).requires_grad_()\nL = (x.transpose(0, 1) * 2).sum()\nL.backward()\n";

  it("gives the slice at the indices of the leading axes, those outside moved in", async () => {
    assert.deepEqual((await tensor(stack, "x", { lead: [1] })).value.numbers, [12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]);
    assert.deepEqual((await tensor(stack, "x", { lead: [7] })).lead, [1]);
  });

  it("a vector is one row, a scalar one cell", async () => {
    const text = "import torch\nv = torch.tensor([1.0, 2.0], requires_grad=True)\nL = v.sum()\nL.backward()\n";
    assert.deepEqual((await tensor(text, "v")).matrix, { rows: 1, columns: 2 });
    assert.deepEqual((await tensor(text, "L")).value.numbers, [3]);
  });

  it("says why there is no gradient", async () => {
    const text = "import torch\nx = torch.tensor([1, 2])\nw = torch.tensor([1.0, 2.0], requires_grad=True)\nh = w.detach()\nL = (w * h).sum()\nL.backward()\n";
    const { gradient } = await tensor(text, "h");
    assert.ok(gradient, "the lens gives gradients to what detach made");
    const off = await tensor("import torch\nx = torch.tensor([-1.0], requires_grad=True)\ny = torch.relu(x)\nL = (y * 3).sum()\nL.backward()\n", "x");
    assert.match(off.reason, /relu/);
  });

  it("a large matrix is given in blocks, each by its element of the largest magnitude", async () => {
    const text = `
import torch
W = torch.zeros(200, 130)
W[150, 77] = -9.0
W[151, 77] = 8.0
W[3, 2] = float("nan")
W.requires_grad_()
L = (W * W).sum()
L.backward()
`;
    const { value, block } = await tensor(text, "W");
    assert.deepEqual(block, { height: 4, width: 3 });
    assert.equal(value.numbers.length, 50 * 44);
    assert.equal(value.numbers[37 * 44 + 25], -9);
    assert.equal(value.numbers[0], null);
    assert.equal(value.texts[0], "NaN");
    assert.equal(value.statistics.nans, 1);
    assert.equal(value.statistics.norm, "NaN");
    assert.equal(value.statistics.reach, 9);
  });

  it("no answer is larger than 64 × 64 cells, whatever is asked", async () => {
    const text = "import torch\nW = torch.ones(1000, 999, requires_grad=True)\nL = W.sum()\nL.backward()\n";
    for (const window of [null, { top: 0, left: 0, height: 1e9, width: 1e9 }, { top: 5, left: 7, height: 65, width: 128 }])
      assert.ok((await tensor(text, "W", { window })).value.numbers.length <= 64 * 64);
  });
});

describe("statistics of a tensor", () => {
  const of = (...values: number[]) => statisticsOf(fromNumbers("float64", [values.length], values));

  it("mean, population deviation, norm, extremes and zeros", () => {
    // NumPy: np.mean, np.std, np.linalg.norm.
    const { mean, deviation, norm, smallest, largest, zeros, reach } = of(-3, 0, 0, 8, 2, -1, 3, 1);
    assert.deepEqual([mean, deviation, norm, smallest, largest, zeros, reach], ["1.25", "3.072", "9.381", "−3", "8", 2, 8]);
  });

  it("a small spread about a large mean is not lost", () => {
    assert.equal(of(1e9, 1e9 + 1, 1e9 + 2).deviation, "0.8165");
  });

  it("the norm of huge and of tiny elements does not overflow", () => {
    assert.equal(of(3e200, 4e200).norm, "5e200");
    assert.equal(of(3e-200, 4e-200).norm, "5e−200");
  });

  it("histograms count every finite element once, magnitudes every one but zeros", () => {
    const values = Array.from({ length: 1000 }, (_, i) => Math.sin(i));
    const { values: histogram, magnitudes } = of(...values, 0, Number.NaN, Infinity);
    const sum = (counts: readonly number[] | undefined) => counts?.reduce((a, b) => a + b, 0);
    // sin 0 is zero as well.
    assert.deepEqual([sum(histogram?.counts), sum(magnitudes?.counts), histogram?.counts.length], [1001, 999, 48]);
    // A sine is near its ends for most of the time.
    assert.ok(histogram!.counts[0]! > 3 * histogram!.counts[24]!);
  });

  it("equal elements make one bin; none or no finite ones make no histogram", () => {
    assert.deepEqual(of(2, 2, 2).values?.counts, [3]);
    assert.equal(of().values, null);
    assert.equal(of(Number.NaN).values, null);
    assert.equal(of(0, 0).magnitudes, null);
    assert.equal(of(Infinity).norm, "∞");
  });

  it("the range of doubles itself has bins", () => {
    assert.equal(of(-Number.MAX_VALUE, Number.MAX_VALUE).values?.counts.length, 48);
  });
});

describe("what a page may ask of a tensor", () => {
  const asks = (request: unknown) => isViewQuestion({ view: "tensor", request });
  it("indices and a window of at least one element", () => {
    assert.ok(asks({ node: "n1", lead: [0, 2], window: null }));
    assert.ok(asks({ node: "n1", lead: [], window: { top: 0, left: 3, height: 1, width: 2 } }));
    for (const request of [
      { node: "x", lead: [], window: null },
      { node: "n1", lead: [-1], window: null },
      { node: "n1", lead: "0", window: null },
      { node: "n1", lead: [] },
      { node: "n1", lead: [], window: { top: 0, left: 0, height: 0, width: 1 } },
      { node: "n1", lead: [], window: { top: 0.5, left: 0, height: 1, width: 1 } },
    ])
      assert.equal(asks(request), false, JSON.stringify(request));
  });
});
