/** What can be moved, in the ways that programs write their parameters. */
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { Playground } from "../../src/engine/explain/play/playground.js";
import { graphOf } from "./runs.js";

const inputs = async (text: string): Promise<readonly string[]> => Playground.of((await graphOf(text))!).inputs.map(({ name, isTrained }) => (isTrained ? name : `(${name})`));

describe("inputs of a graph", () => {
  for (const [name, text, wanted] of [
    ["Python numbers, signs included", "w = -3.0\nx = 2\nL = (w * x + 1.5) ** 2\n", ["w", "x"]],
    ["torch: what requires a gradient is trained", "import torch\nw = torch.tensor(3.0, requires_grad=True)\nx = torch.tensor(2.0)\nL = w * x\nL.backward()\n", ["w", "(x)"]],
    ["torch: leaves that were computed", "import torch\nd = 4\nW = (torch.randn(3, d) / d ** 0.5).requires_grad_()\nb = torch.zeros(3, requires_grad=True)\nL = (W.sum(1) + b).sum()\nL.backward()\n", ["(d)", "W", "b"]],
    ["NumPy: lists, mixed lists, samples with a scale", "import numpy as np\nrng = np.random.default_rng(0)\nw = np.array([1, 2.5])\nV = 0.1 * rng.standard_normal((2, 2))\nh = V @ w\nL = (h * h).sum()\n", ["w", "V"]],
    ["JAX", "import jax.numpy as jnp\nw = jnp.array([1.0, 2.0])\nb = jnp.float32(2)\nL = (w * 3.0).sum() + b\n", ["w", "b"]],
    ["containers", "p = {'w': 2.0, 'b': [1.0, 2.0]}\nL = p['w'] * p['b'][0] - p['b'][1]\n", ["p['w']", "p['b'][0]", "p['b'][1]"]],
    ["a sample used where it is drawn", "import torch\nw = torch.tensor(3.0, requires_grad=True)\nL = (w * torch.randn(3)).sum()\nL.backward()\n", ["w", "(v1)"]],
  ] as const)
    it(name, async () => assert.deepEqual(await inputs(text), wanted));

  it("the parameters of the samples", async () => {
    assert.deepEqual((await inputs(readFileSync("samples/mlp_cross_entropy.py", "utf8"))).filter((name) => !name.startsWith("(")), ["W1", "b1", "W2", "b2"]);
    assert.deepEqual((await inputs(readFileSync("samples/attention.py", "utf8"))).filter((name) => !name.startsWith("(")), ["W_q", "W_k", "W_v"]);
  });
});
