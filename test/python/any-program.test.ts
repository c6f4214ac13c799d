import * as assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { run } from "./interpreter.js";

const folder = join("test", "python", "golden");
const programs = readdirSync(folder).filter((name) => name.endsWith(".py")).sort().map((name) => readFileSync(join(folder, name), "utf8"));

const LIMITS = { steps: 200_000, milliseconds: 1_000 };

/** Text to put in somewhere: fragments that change what a program means, and some that mean nothing. */
const fragment = fc.oneof(
  fc.constantFrom("None", "self", "0", "-1", "1e308", "2**70", "'a'", "[]", "()", "{}", "lambda: 0", "yield ", "return ", "not ", "*", "**", ".", "(", ")", ":", "\n", "    ", "super()", "del ", "global x\n", "while True:\n    ", "class A(A): pass\n", "import torch\n", "raise\n", "@", "=", "==", "f'{", "}'"),
  fc.string({ maxLength: 5 }),
);

describe("any program", () => {
  it("ends in a run without a mistake of the engine's own, whatever is put in or taken out", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(programs.length - 1), fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(12), fragment), { minLength: 1, maxLength: 3 }), async (which, edits) => {
        let text = programs[which];
        for (const [where, removed, added] of edits) {
          const at = Math.floor(where * text.length);
          text = text.slice(0, at) + added + text.slice(at + removed);
        }
        const finished = await run(text, LIMITS);
        assert.deepEqual(finished.problems.filter((problem) => problem.code === "internal"), []);
        for (const problem of finished.problems) assert.ok(problem.span.start >= 0 && problem.span.end <= text.length && problem.span.start <= problem.span.end, JSON.stringify(problem));
      }),
      { numRuns: Number(process.env.PYTHON_RUNS ?? 60), seed: Number(process.env.PYTHON_SEED ?? 1) },
    );
  }).timeout(60_000);

  it("ends in a run when it is cut anywhere", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(programs.length - 1), fc.double({ min: 0, max: 1, noNaN: true }), async (which, where) => {
        const text = programs[which].slice(0, Math.floor(where * programs[which].length));
        const finished = await run(text, LIMITS);
        assert.deepEqual(finished.problems.filter((problem) => problem.code === "internal"), []);
      }),
      { numRuns: Number(process.env.PYTHON_RUNS ?? 30), seed: Number(process.env.PYTHON_SEED ?? 1) },
    );
  }).timeout(60_000);
});
