/**
 * The replay against the program itself: numbers are changed, written into the text by write-back, and the text is run
 * anew. Value of the target, values of the inputs and all their gradients must be the very same.
 */
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Playground } from "../../src/engine/explain/play/playground.js";
import { writeBackOf } from "../../src/engine/explain/play/write-back.js";
import { curveView, playView } from "../../src/engine/explain/views/play.js";
import type { PlayAnswer, PlayMove, PlayRequest } from "../../src/engine/report/views/play.js";
import { size, toNumbers } from "../../src/engine/tensor/array.js";
import { analyze, SAMPLES } from "../samples/engine.js";
import { generatedProgram, KINDS } from "./generated.js";
import { graphOf } from "./runs.js";

/** Everything an answer says but the number it was before. */
const told = ({ value, inputs }: PlayAnswer): unknown => ({
  value: value.exact,
  inputs: inputs.map(({ name, elements, norm, gradientNorm }) => ({ name, norm: norm.exact, gradientNorm: gradientNorm?.exact, elements: elements.map(({ value: now, gradient }) => [now.exact, gradient?.exact]) })),
});

const request = (moves: readonly PlayMove[], answer?: PlayAnswer): PlayRequest => ({ moves, shown: answer?.inputs.flatMap(({ node, shape }) => Array.from({ length: Math.min(40, shape.reduce((a, b) => a * b, 1)) }, (_, element) => ({ node, element }))) ?? [], follow: null, ahead: null });

type Outcome = { readonly kind: "same" | "nothing to change" | "another way" } | { readonly kind: "different"; readonly of: string };

/** Changes about half of all written numbers and compares with a run of the text they were written into. */
async function outcomeOf(text: string, language: "python" | "text", seed: number): Promise<Outcome> {
  const graph = await graphOf(text, language);
  if (!graph) return { kind: "nothing to change" };
  const playground = Playground.of(graph);
  let draw = seed;
  const next = (): number => (draw = (draw * 1103515245 + 12345) % 2147483648) / 2147483648;
  const all = playground.inputs.flatMap(({ id, node }) => toNumbers(node.value).slice(0, 64).map((value, element) => ({ node: id, element, value: Math.round((value + next() * 2 - 1) * 1000) / 1000 })));
  const values = all.filter(() => next() < 0.5);
  // What is not written in the text cannot be changed in a run of it.
  const probe = writeBackOf(playground, playground.at([{ kind: "set", values }]));
  const refused = new Set(probe.refused.map(({ node }) => node));
  const moves: PlayMove[] = [{ kind: "set", values: values.filter(({ node }) => !refused.has(node)) }];
  const { edits, refused: left } = writeBackOf(playground, playground.at(moves));
  assert.deepEqual(left, []);
  if (!edits.length) return { kind: "nothing to change" };
  const replayed = playView(graph, request(moves, playView(graph, request([]))));
  if (replayed.doubts.length) return { kind: "another way" };
  const written = edits.reduce((so, { start, end, text: number }) => so.slice(0, start) + number + so.slice(end), text);
  const again = await graphOf(written, language);
  if (!again) return { kind: "different", of: written };
  const rerun = playView(again, request([], playView(again, request([]))));
  return JSON.stringify(told(replayed)) === JSON.stringify(told(rerun)) ? { kind: "same" } : { kind: "different", of: `${written}\n${JSON.stringify(told(replayed))}\n${JSON.stringify(told(rerun))}` };
}

describe("a replay with other numbers is a run of the program with those numbers", () => {
  it("for the samples", async () => {
    const counts = new Map<string, number>();
    for (const name of SAMPLES.filter((one) => one.endsWith(".py"))) {
      for (let seed = 1; seed <= 4; seed++) {
        const outcome = await outcomeOf(readFileSync(join("samples", name), "utf8"), "python", seed);
        assert.notEqual(outcome.kind, "different", outcome.kind === "different" ? `${name}: ${outcome.of}` : "");
        counts.set(outcome.kind, (counts.get(outcome.kind) ?? 0) + 1);
      }
    }
    assert.ok((counts.get("same") ?? 0) >= 16, JSON.stringify([...counts]));
  }).timeout(60_000);

  it("for formulas", async () => {
    for (const text of ["y = (a*x + b)^2 where a = 2, x = 3, b = −1\n", "W = [[1, 2], [3, −4]]\nx = [[1, −1]]\nL = ∑ (x·W)²\n", "L = x² + 3x + sin(x)  where x = 1.5\n"])
      for (let seed = 1; seed <= 5; seed++) {
        const outcome = await outcomeOf(text, "text", seed);
        assert.notEqual(outcome.kind, "different", JSON.stringify(outcome));
      }
  });

  it("for 120 generated programs of Python, PyTorch, NumPy and JAX", async () => {
    const counts = new Map<string, number>();
    for (let seed = 1; seed <= 120; seed++) {
      const text = generatedProgram(seed, KINDS[seed % KINDS.length]!);
      const outcome = await outcomeOf(text, "python", seed);
      assert.notEqual(outcome.kind, "different", outcome.kind === "different" ? outcome.of : "");
      counts.set(outcome.kind, (counts.get(outcome.kind) ?? 0) + 1);
    }
    assert.ok((counts.get("same") ?? 0) >= 100, JSON.stringify([...counts]));
    console.log(`      ${JSON.stringify([...counts])}`);
  }).timeout(120_000);

  it("does less at once in a graph of 14,000 nodes", async () => {
    const graph = (await graphOf(readFileSync("test/programs/python/gradient_descent_scalar.py", "utf8")))!;
    const { inputs } = Playground.of(graph);
    assert.ok(Playground.of(graph).replay.order.length > 10_000);
    const over = { node: inputs[0]!.id, element: 0 };
    const before = performance.now();
    const answer = playView(graph, { ...request([{ kind: "set", values: [{ ...over, value: 0.5 }] }]), follow: over, ahead: { method: "SGD", rate: 0.01, nodes: null, count: 20 } });
    const curve = curveView(graph, { moves: [], over, from: -1, to: 1 });
    console.log(`      ${Playground.of(graph).replay.order.length} nodes: an answer and a curve of ${curve?.points.length} points in ${(performance.now() - before).toFixed(0)} ms`);
    assert.equal(answer.ahead?.path.length, 2);
    assert.equal(curve?.points.length, 9);
  });

  it("takes the time of a fraction of a frame", async () => {
    const { report } = await analyze("t.py", readFileSync("samples/tutorial_torch.py", "utf8"));
    assert.ok(report.target);
    for (const [name, most] of [["tutorial_torch.py", 2], ["mlp_module.py", 16]] as const) {
      const graph = (await graphOf(readFileSync(join("samples", name), "utf8")))!;
      const [first] = Playground.of(graph).inputs.filter(({ isTrained }) => isTrained);
      const times = Array.from({ length: 60 }, (_, i) => {
        const before = performance.now();
        playView(graph, { ...request([{ kind: "set", values: [{ node: first!.id, element: 0, value: i / 7 }] }]), follow: { node: first!.id, element: 0 }, ahead: { method: "Adam", rate: 0.01, nodes: null, count: 20 } });
        return performance.now() - before;
      }).sort((a, b) => a - b);
      console.log(`      ${name}: values, gradients and 20 steps ahead in ${times[30]!.toFixed(2)} ms (median), ${Playground.of(graph).replay.order.length} nodes, ${Playground.of(graph).inputs.reduce((sum, { node }) => sum + size(node.value), 0)} numbers`);
      // The machine of the tests may be busy: the best run is its own time.
      assert.ok(times[0]! < most, `${name}: ${times[0]} ms`);
    }
  });
});
