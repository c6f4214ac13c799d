/** Whatever happens to a sample's text, there is a report, and nothing to show implies a problem. */
import { strict as assert } from "node:assert";
import fc from "fast-check";
import { analyze, SAMPLES, sampleText } from "./engine.js";

const LIMIT = 300;

async function holds(name: string, text: string): Promise<void> {
  const { report } = await analyze(name, text, { milliseconds: LIMIT });
  assert.ok(report.target !== null || report.problems.length > 0, "nothing to show and no problem");
  const internal = report.problems.find((problem) => problem.code === "internal");
  assert.equal(internal, undefined, internal?.message);
  for (const problem of report.problems) assert.ok(problem.span.start >= 0 && problem.span.end <= text.length && problem.span.start <= problem.span.end, `span of ${problem.code}`);
}

/** Deletes, doubles, replaces or inserts pieces. */
const mutation = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.nat(12), kind: fc.constantFrom("delete", "double", "insert", "replace"), piece: fc.constantFrom("(", ")", ":", "\n", "    ", "=", "[", "'", '"""', "def f(x):\n", ".backward()", "0", "None", "*", "é", "\0", "-", "lambda", "@") });

function mutated(text: string, changes: readonly { at: number; length: number; kind: string; piece: string }[]): string {
  return changes.reduce((now, { at, length, kind, piece }) => {
    const start = Math.floor(at * now.length);
    if (kind === "delete") return now.slice(0, start) + now.slice(start + length);
    if (kind === "replace") return now.slice(0, start) + piece + now.slice(start + length);
    return now.slice(0, start) + (kind === "double" ? now.slice(start, start + length).repeat(2) : piece) + now.slice(kind === "double" ? start + length : start);
  }, text);
}

describe("any text", () => {
  for (const name of SAMPLES) {
    it(`prefixes of ${name}`, async () => {
      const text = sampleText(name);
      await fc.assert(fc.asyncProperty(fc.nat(text.length), (end) => holds(name, text.slice(0, end))), { numRuns: 25, seed: 7 });
    });
    it(`mutations of ${name}`, async () => {
      const text = sampleText(name);
      await fc.assert(fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), (changes) => holds(name, mutated(text, changes))), { numRuns: 25, seed: 11 });
    });
  }
});
