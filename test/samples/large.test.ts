/** Graphs of tens of thousands of nodes: every question has its answer in seconds. */
import { strict as assert } from "node:assert";
import { analyze } from "./engine.js";

const seconds = async (text: string): Promise<{ readonly seconds: number; readonly explained: string; readonly zeros: number }> => {
  const analysis = await analyze("large.py", text);
  const started = performance.now();
  const graph = analysis.graph();
  const explained = analysis.explain();
  return { seconds: (performance.now() - started) / 1000, explained, zeros: graph!.nodes.filter(({ gradient }) => / = 0( |$)/.test(String(gradient))).length };
};

describe("large graphs", () => {
  it("a chain whose gradient vanishes: each zero has its reason without a walk of its own", async () => {
    const told = await seconds("import math\nx = 0.5\nw = 0.3\nfor i in range(15000):\n    x = math.tanh(w * x + 0.1)\ny = x * x\n");
    assert.ok(told.zeros > 10_000, `${told.zeros} zeros`);
    assert.ok(told.seconds < 20, `${told.seconds} s`); // minutes, when each zero walked to the target
  }).timeout(60_000);

  it("the four ways are left out of an explanation, and it says so, where the graph is too large", async () => {
    const told = await seconds("a = 1.0000001\nx = 0.5\nfor i in range(200000):\n    x = x * a + 1e-9\ny = x * x\n");
    assert.match(told.explained, /too large to be differentiated in every way/);
    assert.doesNotMatch(told.explained, /central difference/);
    assert.ok(told.seconds < 20, `${told.seconds} s`);
  }).timeout(60_000);
});
