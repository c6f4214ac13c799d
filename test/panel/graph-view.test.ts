/** The graph as the engine sends it: light, whole, with the places of its nodes. */
import assert from "node:assert/strict";
import { isToPanel } from "../../media/incoming.js";
import { graphPrograms } from "../../bench/graph-programs.mjs";
import { analyze } from "../samples/engine.js";
import { graphMessage } from "./webview.js";

const graphOf = async (name: string, text: string) => (await analyze(name, text, { milliseconds: 60_000 })).graph();

describe("graph view", () => {
  it("gives sign and size of every gradient beside its text", async () => {
    const { nodes } = await graphOf("tutorial.py", graphPrograms.tutorial);
    const found = Object.fromEntries(nodes.map(({ title, sign, size }) => [title, [sign, size]]));
    assert.deepEqual(found.a, ["negative", 6]);
    assert.deepEqual(found.y_true, ["positive", 2]);
  });

  it("a gradient that is cut off is none, one that is zero has no sign, and an array has a norm", async () => {
    const text = `import torch
x = torch.tensor([-1.0, 3.0, 4.0], requires_grad=True)
n = torch.tensor(-2.0, requires_grad=True)
k = torch.tensor([1, 2, 0])
loss = (x.relu() ** 2).sum() + n.relu() + (x * k).sum()
loss.backward()
`;
    const { nodes } = await graphOf("signs.py", text);
    const of = (name: string) => nodes.find((node) => node.name === name);
    assert.deepEqual([of("x")?.sign, of("x")?.size], ["array", Math.hypot(1, 8, 8)]);
    assert.deepEqual([of("n")?.sign, of("n")?.size, of("n")?.gradient], ["zero", 0, "∂loss/∂n = 0 (relu off)"]);
    for (const { gradient, sign } of nodes) assert.equal(sign === "none", !gradient.includes(" = "), gradient);
  });

  it("places are modules by their names, iterations and calls by their numbers", async () => {
    const { nodes } = await graphOf("gpt.py", graphPrograms.gpt);
    const places = new Set(nodes.map(({ scope }) => scope.join(" › ")));
    for (const place of ["GPT › tokens", "GPT › for block #3 › blocks.2 › attention › qkv", "GPT › for block #6 › blocks.5 › mlp › mlp.2"])
      assert.ok(places.has(place), place);
    const calls = await graphOf("calls.py", "def f(x):\n    return x * x + x\n\na = 3.0\nL = f(a) + f(f(a))\nfor i in range(2):\n    L = L * a + a\nfor i in range(2):\n    L = L * a + a\n");
    assert.deepEqual(
      [...new Set(calls.nodes.map(({ scope }) => scope.join(" › ")))].filter(Boolean),
      ["f", "f (2)", "f (3)", "for i #1", "for i #2", "for i (2) #1", "for i (2) #2"],
    );
  });

  it("twenty thousand nodes come whole, within 16 MB of JSON", async () => {
    const view = await graphOf("training.py", graphPrograms.training);
    assert.ok(view.nodes.length > 20_000, String(view.nodes.length));
    assert.equal(view.omitted, 0);
    const ids = new Set(view.nodes.map(({ id }) => id));
    for (const { from, to } of view.edges) assert.ok(ids.has(from) && ids.has(to));
    const message = graphMessage(view);
    assert.ok(isToPanel(message));
    assert.ok(JSON.stringify(message).length < 16e6);
  }).timeout(60_000);
});
