/** What the replay cannot follow is said, and nothing else. */
import { strict as assert } from "node:assert";
import { Playground } from "../../src/engine/explain/play/playground.js";
import { playView } from "../../src/engine/explain/views/play.js";
import { graphOf } from "./runs.js";

/** Sentences after the first element of the named input got this number. */
async function doubtsOf(text: string, name: string, value: number): Promise<readonly string[]> {
  const graph = (await graphOf(text))!;
  const input = Playground.of(graph).inputs.find((one) => one.name === name);
  assert.ok(input, `${name} is an input`);
  return playView(graph, { moves: [{ kind: "set", values: [{ node: input.id, element: 0, value }] }], shown: [], follow: null, ahead: null }).doubts.map((doubt) => doubt.text);
}

const CASES: readonly (readonly [name: string, text: string, input: string, value: number, said: RegExp | null])[] = [
  ["a comparison of Python numbers that turns", "w = 3.0\nk = 2.0 if w > 0 else 5.0\nL = w * k\n", "w", -1, /`w > 0` in line 2 comes out differently/],
  ["a comparison that stays", "w = 3.0\nk = 2.0 if w > 0 else 5.0\nL = w * k\n", "w", 1, null],
  ["a computed comparison", "w = 3.0\nh = w * 2\nif h - 1 >= 5:\n    h = h * h\nL = h + w\n", "w", 1, /`h - 1 >= 5` in line 3/],
  ["the truth of a tensor", "import torch\nw = torch.tensor(3.0, requires_grad=True)\nL = w * 2 if w.sum() > 1 else w\nL.backward()\n", "w", 0, /in line 3 comes out differently/],
  ["the truth of a tensor that stays", "import torch\nw = torch.tensor(3.0, requires_grad=True)\nL = w * 2 if w.sum() > 1 else w\nL.backward()\n", "w", 2, null],
  ["max of Python numbers", "w = 3.0\nL = max(w, 1.0) * w\n", "w", 0.5, /comes out differently/],
  ["a while loop", "w = 3.0\nx = w\nwhile x > 1:\n    x = x / 2\nL = x * w\n", "w", 9, /`x > 1` in line 3/],
  ["a comparison after the target was there", "w = 3.0\nL = w * w\nif w > 0:\n    print(L)\n", "w", -1, null],
  ["an int that is a size", "import torch\nn = 3\nx = torch.ones(n, requires_grad=True)\nL = (x * n).sum()\nL.backward()\n", "n", 4, /`torch.ones\(n, requires_grad=True\)` in line 3 takes a number as a size or an option/],
  ["an int that is a factor", "import torch\nn = 3\nx = torch.ones(2, requires_grad=True)\nL = (x * n).sum()\nL.backward()\n", "n", 4, null],
  ["a number in NumPy", "import numpy as np\nn = 3.0\nx = np.array([1.0, 2.0])\nL = (x * n + np.float64(n)).sum()\n", "n", 4, null],
  ["a number in JAX", "import jax.numpy as jnp\nn = 3.0\nx = jnp.array([1.0, 2.0])\nL = (x * n).sum()\n", "n", 4, null],
  ["an option", "import torch\nimport torch.nn.functional as F\nw = torch.tensor(-2.0, requires_grad=True)\na = 0.1\nL = F.leaky_relu(w, a) * a\nL.backward()\n", "a", 0.3, /takes a number as a size or an option/],
  ["printing", "w = 3.0\nL = w * w\nprint(w, f'{L:.2f}')\n", "w", 4, null],
];

describe("doubts about a replay", () => {
  for (const [name, text, input, value, said] of CASES)
    it(name, async () => {
      const doubts = await doubtsOf(text, input, value);
      if (said === null) assert.deepEqual(doubts, []);
      else assert.match(doubts.join("\n"), said);
    });

  it("an optimizer's step after the changed value", async () => {
    const text = "import torch\nw = torch.tensor(3.0, requires_grad=True)\nc = torch.tensor(2.0)\nopt = torch.optim.SGD([w], lr=0.1)\nfor _ in range(3):\n    opt.zero_grad()\n    L = (w * c - 1) ** 2\n    L.backward()\n    opt.step()\n";
    assert.match((await doubtsOf(text, "c", 1)).join("\n"), /w stays as it was recorded: optimizer\.step made it/);
  });
});
