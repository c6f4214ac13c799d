/** What a program's backward() left is taken over by the lens: the very adjoints that a whole pass gives, in the same order. */
import { strict as assert } from "node:assert";
import { reverse } from "../../src/engine/autodiff/reverse.js";
import { toNumbers } from "../../src/engine/tensor/array.js";
import type { Node } from "../../src/engine/trace/node.js";
import { evaluated } from "../play/runs.js";

const HEAD = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\ntorch.manual_seed(0)\n";

const PROGRAMS: Readonly<Record<string, string>> = {
  "a network": "net = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(18, 3))\nloss = F.cross_entropy(net(torch.randn(2, 1, 8, 8)), torch.tensor([0, 2]))\nloss.backward()\n",
  "several paths and data without gradients": "w = torch.randn(3, 3, requires_grad=True)\nx = torch.randn(4, 3)\nh = torch.tanh(x @ w) * x\nloss = (h @ w + x).pow(2).mean() + w.sum()\nloss.backward()\n",
  "several outputs": "w = torch.randn(6, requires_grad=True)\na, b = (w * torch.randn(6)).sort()[0].chunk(2)\nloss = (a * b).sum() + w.max(0).values\nloss.backward()\n",
  "a recurrent network": "rnn = nn.LSTM(3, 4)\nout, (h, c) = rnn(torch.randn(5, 2, 3))\nloss = (out ** 2).sum() + h.sum()\nloss.backward()\n",
  "a given upstream gradient": "x = torch.randn(3, requires_grad=True)\ny = x * torch.exp(x)\ny.backward(torch.tensor([1.0, -2.0, 0.5]))\n",
  "a part without gradients": "w = torch.randn(3, requires_grad=True)\nwith torch.no_grad():\n    scale = w * 2\nloss = (w * scale * w.detach()).sum()\nloss.backward()\n",
  "the last of several steps": "w = torch.randn(3, 2, requires_grad=True)\nx = torch.randn(5, 3)\nfor _ in range(3):\n    loss = ((x @ w) ** 2).mean()\n    loss.backward()\n    with torch.no_grad():\n        w -= 0.1 * w.grad\n        w.grad.zero_()\n",
};

/** Where it must be computed anew, or nothing is left. */
const OTHERS: Readonly<Record<string, string>> = {
  "a hook that changes an adjoint": "w = torch.randn(3, requires_grad=True)\nh = w * 2\nh.register_hook(lambda g: g * 10)\nloss = (h ** 2).sum()\nloss.backward()\n",
  "a graph for further derivatives": "w = torch.randn(3, requires_grad=True)\nloss = (w ** 3).sum()\nloss.backward(create_graph=True)\n",
  "named inputs": "w = torch.randn(3, requires_grad=True)\nb = torch.randn(3, requires_grad=True)\nloss = (w ** 2 * b).sum()\nloss.backward(inputs=[w])\n",
};

const listed = (adjoints: ReadonlyMap<Node, Node>): unknown => [...adjoints].map(([node, adjoint]) => [node.id, adjoint.value.dtype, adjoint.value.shape, toNumbers(adjoint.value)]);

describe("adjoints that backward() left", () => {
  for (const [name, text] of Object.entries({ ...PROGRAMS, ...OTHERS }))
    it(name, async () => {
      const { target, problems } = await evaluated(HEAD + text);
      assert.ok(target, problems.map(({ message }) => message).join());
      const { node, known } = target;
      const given = target.seed ? { seed: target.seed } : {};
      assert.equal(known !== null, name in PROGRAMS);
      if (!known) return;
      const whole = reverse(node, given);
      assert.ok([...known.keys()].every((one) => one.requiresGrad) && known.size < whole.size + 1);
      assert.deepEqual(listed(reverse(node, { ...given, known })), listed(whole));
      for (const [one, adjoint] of known) assert.equal(reverse(node, { ...given, known }).get(one), adjoint, "taken, not computed");
    });

  it("are not taken where something else leads to them: a tensor that got requires_grad after it was used", async () => {
    const { target } = await evaluated(`${HEAD}x = torch.randn(3)\ny = x * 2\nx.requires_grad_()\nloss = (x * y).sum()\nloss.backward()\n`);
    const { node, known } = target!;
    assert.ok(known);
    assert.deepEqual(listed(reverse(node, { known })), listed(reverse(node)));
  });
});
