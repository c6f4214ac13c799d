/** The worker as a real thread: what it does while nobody asks. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_LIMITS, type Subject } from "../../src/engine/worker/protocol.js";
import { WorkerClient } from "../../src/extension/worker/client.js";
import { systemClock } from "../../src/extension/worker/clock.js";
import { spawnNodeWorker } from "../../src/extension/worker/spawn-node.js";

const dist = (name: string): Uint8Array => new Uint8Array(readFileSync(join(process.cwd(), "dist", name)));

describe("worker thread", () => {
  it("has run what stands before the last edit when the next one comes, and is there at once for any other question", async function () {
    this.timeout(60_000);
    const client = new WorkerClient({
      spawn: spawnNodeWorker(join(process.cwd(), "dist", "worker.js")),
      loadWasm: async () => ({ runtime: dist("web-tree-sitter.wasm"), python: dist("tree-sitter-python.wasm"), kernels: null }),
      clock: systemClock,
      language: "en",
    });
    let version = 0;
    const about = (factor: number): Subject => ({
      document: "training.py", version: ++version, language: "python", region: null, limits: { ...DEFAULT_LIMITS, milliseconds: 20_000 }, wholeArrays: 8,
      text: `for step in range(1000000):\n    word = str(step)\nw = 3.0\nL = w * ${factor}\n`,
    });
    /** Milliseconds until the report. */
    const ask = async (factor: number): Promise<number> => {
      const began = performance.now();
      const outcome = await client.ask({ kind: "analyze", subject: about(factor) });
      assert.equal(outcome.kind, "answer");
      assert.deepEqual(outcome.kind === "answer" && outcome.answer.target?.value.values, [3 * factor]);
      return performance.now() - began;
    };
    try {
      await ask(1);
      const whole = await ask(2);
      // In the middle of what is run ahead.
      await new Promise((resolve) => setTimeout(resolve, whole / 4));
      const began = performance.now();
      await client.ask({ kind: "inspect", subject: about(2), offset: 0 });
      const meanwhile = performance.now() - began;
      await new Promise((resolve) => setTimeout(resolve, 4 * whole));
      const ahead = await ask(4);
      assert.ok(ahead < whole / 3, `${ahead} ms after ${whole}`);
      assert.ok(meanwhile < whole / 2, `${meanwhile} ms beside ${whole}`);
    } finally {
      client.dispose();
    }
  });
});
