import assert from "node:assert/strict";
import { FRAMEWORK_MODULES } from "../../src/engine/frameworks/index.js";
import type { Machine } from "../../src/engine/python/machine.js";
import { PyFloat, PyModule, type Value } from "../../src/engine/python/object.js";
import { Runtime } from "../../src/engine/python/runtime.js";
import { Trace } from "../../src/engine/trace/trace.js";
import { analyze } from "./engine.js";

const LIMITS = { milliseconds: 10_000, steps: 1_000_000, elements: 1_000_000, bytes: 1 << 26 };

/** Floats of all modules by their names: a float holds the node that a run gives it. */
function floatsOfRun(): Map<string, PyFloat> {
  const machine: Machine = new Runtime(new Trace(LIMITS), FRAMEWORK_MODULES, LIMITS, () => 0, 0);
  const floats = new Map<string, PyFloat>();
  const look = (name: string, dict: ReadonlyMap<string, Value>): void => {
    for (const [key, value] of dict) if (value instanceof PyFloat) floats.set(`${name}.${key}`, value);
  };
  for (const [name, make] of FRAMEWORK_MODULES) {
    const module = make(machine);
    if (module instanceof PyModule) look(name, module.dict);
  }
  return floats;
}

describe("one run after the other", () => {
  it("share no float of a module", () => {
    const [first, second] = [floatsOfRun(), floatsOfRun()];
    assert.ok(first.has("torch.pi") && first.has("numpy.pi"));
    for (const [name, float] of first) assert.notEqual(float, second.get(name), name);
  });

  for (const [head, use] of [
    ["import torch", "torch.pi"], ["import torch", "torch.tensor(torch.e)"], ["import numpy as np", "np.pi"], ["import math", "math.tau"], ["import jax.numpy as jnp", "jnp.e"], ["import json", "json.loads('Infinity')"],
    ["from torch.distributions import Normal", "Normal(x, 2.0).log_prob(torch.tensor(0.5))"], ["from torch.distributions import constraints", "constraints.unit_interval.upper_bound"],
  ] as const) {
    it(`give one report for one text: ${use}`, async () => {
      const text = `${head}\nimport torch\nx = torch.tensor(2.0, requires_grad=True)\nz = ${use} * 2.0\ny = x * ${use} + z\ny.backward()\n`;
      const told = async (program: string): Promise<string> => {
        const analysis = await analyze("constants.py", program);
        return JSON.stringify([analysis.report, analysis.graph(), analysis.explain()]);
      };
      const first = await told(text);
      await told(`k = 3.0 * 4\n\n\n${text}`);
      assert.equal(await told(text), first);
    });
  }
});
