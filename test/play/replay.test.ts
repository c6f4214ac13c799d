/** The recorded graph evaluated again gives the recorded values: nothing is read from them on the way. */
import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Replay, type Replayed, sourcesOf } from "../../src/engine/autodiff/replay.js";
import { reverse } from "../../src/engine/autodiff/reverse.js";
import { type NDArray, toNumbers, withBuffer } from "../../src/engine/tensor/array.js";
import type { Node } from "../../src/engine/trace/node.js";
import { evaluated } from "./runs.js";

const same = (a: NDArray, b: NDArray): boolean => {
  const other = toNumbers(b);
  return a.dtype === b.dtype && toNumbers(a).every((value, i) => Object.is(value, other[i]));
};

/** With every leaf given its own value, all is computed again. */
const everything = (replay: Replay): Replayed => replay.run(new Map(replay.order.filter((node) => !sourcesOf(node).length).map((node) => [node, node.value])));

const FOLDERS = ["samples", "test/programs/basics", "test/programs/numpy", "test/programs/transformer", "test/programs/recurrent", "test/programs/jax"];
const PROGRAMS = FOLDERS.flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith(".py")).map((name) => join(folder, name)));

describe("a replay", () => {
  it("gives every recorded value again, bit for bit, for the samples and whole programs", async function () {
    this.timeout(120_000);
    const faults: string[] = [];
    let nodes = 0;
    for (const path of PROGRAMS) {
      const { target } = await evaluated(readFileSync(path, "utf8"));
      if (!target) continue;
      const replay = new Replay(target.node, { precision: "own" });
      const now = everything(replay);
      nodes += replay.order.length;
      for (const node of replay.order) if (!node.values.every((value, i) => same(value, now.of(node).values[i]!))) faults.push(`${path}: ${node.card?.name ?? "cut"}`);
    }
    assert.deepEqual(faults, []);
    assert.ok(nodes > 20_000, `${nodes} nodes`);
  });

  it("gives the recorded gradients again", async () => {
    const { target } = await evaluated(readFileSync("samples/mlp_cross_entropy.py", "utf8"));
    const node = target!.node;
    const replay = new Replay(node, { precision: "own" });
    const [before, after] = [reverse(node), everything(replay).gradients()];
    for (const [one, adjoint] of before) assert.ok(same(adjoint.value, after.of(one)!.value), one.card?.name ?? "leaf");
  });

  it("computes what depends on the changed leaf, and nothing else", async () => {
    const { target, names } = await evaluated("a = 2.0\nb = 5.0\nc = a * a\nd = b * b\nL = c + d\n");
    const named = (name: string): Node => names.find((one) => one.name === name)!.nodes[0]!;
    const replay = new Replay(target!.node, { precision: "own" });
    const a = named("a");
    const now = replay.run(new Map([[a, withBuffer(a.value, new Float64Array([3]))]]));
    assert.deepEqual(["a", "b", "c", "d", "L"].map((name) => now.of(named(name)).value.buffer[0]), [3, 5, 9, 25, 34]);
    assert.deepEqual(["a", "b", "c", "d", "L"].map((name) => now.of(named(name)) === named(name)), [false, true, false, true, false]);
    assert.equal(now.gradients().of(a)!.value.buffer[0], 6);
    assert.equal(replay.run(new Map()).target.value.buffer[0], 29, "a replay leaves nothing behind");
  });

  it("follows values through detach and no_grad, where gradients stop", async () => {
    const { target, names } = await evaluated("import torch\nw = torch.tensor(2.0, requires_grad=True)\nwith torch.no_grad():\n    h = w * 3\nL = w * w + h * w.detach()\nL.backward()\n");
    const w = names.find((one) => one.name === "w")!.nodes.at(-1)!;
    const now = new Replay(target!.node, { precision: "own" }).run(new Map([[w, withBuffer(w.value, new Float32Array([3]))]]));
    assert.equal(now.target.value.buffer[0], 9 + 9 * 3);
    assert.equal(now.gradients().of(w)!.value.buffer[0], 6);
  });

  it("runs a Function of the program's own again, its backward with what it saved this time", async () => {
    const { target, names } = await evaluated(
      "import torch\nclass Cube(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x):\n        ctx.save_for_backward(x)\n        return x ** 3\n    @staticmethod\n    def backward(ctx, g):\n        x, = ctx.saved_tensors\n        return 3 * x ** 2 * g\nw = torch.tensor(2.0, requires_grad=True)\nL = Cube.apply(w) * 2\nL.backward()\n",
    );
    const w = names.find((one) => one.name === "w")!.nodes.at(-1)!;
    const now = new Replay(target!.node, { precision: "own" }).run(new Map([[w, withBuffer(w.value, new Float32Array([3]))]]));
    assert.equal(now.target.value.buffer[0], 54);
    assert.equal(now.gradients().of(w)!.value.buffer[0], 54);
  });

  it("in double precision has what single precision rounds away", async () => {
    const { target } = await evaluated("import torch\nx = torch.tensor(0.1, requires_grad=True)\nL = x * x * x\nL.backward()\n");
    const replay = new Replay(target!.node, { precision: "float64" });
    const x = Math.fround(0.1);
    assert.equal(replay.base.target.value.dtype, "float64");
    assert.equal(replay.base.target.value.buffer[0], x * x * x);
    assert.notEqual(replay.base.target.value.buffer[0], target!.node.value.buffer[0]);
  });
});
