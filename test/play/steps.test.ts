/** Steps of the optimizer in the replay against PyTorch's own (record.py). */
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import type { TargetGraph } from "../../src/engine/explain/target-graph.js";
import { playView } from "../../src/engine/explain/views/play.js";
import type { PlayAnswer, PlayMethod, PlayMove, PlayStep } from "../../src/engine/report/views/play.js";
import { graphOf } from "./runs.js";

interface Walk { readonly method: PlayMethod; readonly rate: number; readonly steps: readonly { readonly loss: number; readonly gradients: readonly number[]; readonly after: readonly number[] }[] }

const { program, walks } = JSON.parse(readFileSync("test/play/steps.json", "utf8")) as { program: string; walks: readonly Walk[] }; // written by record.py

const TRAINED = ["w", "b"];
const ask = (graph: TargetGraph, moves: readonly PlayMove[], ahead: (PlayStep & { readonly count: number }) | null = null): PlayAnswer => playView(graph, { moves, shown: [], follow: null, ahead });
const numbers = (answer: PlayAnswer, of: "value" | "gradient"): number[] => answer.inputs.filter(({ name }) => TRAINED.includes(name)).flatMap(({ elements }) => elements.map((element) => element[of]?.number ?? Number.NaN));

/** tanh and the mean differ from PyTorch's in the last place now and then, and a walk carries that along. */
function assertNear(got: readonly number[], wanted: readonly number[], what: string): void {
  assert.equal(got.length, wanted.length, what);
  got.forEach((value, i) => assert.ok(Math.abs(value - wanted[i]!) <= 2e-6 * Math.max(1, Math.abs(wanted[i]!)), `${what}: ${got} is not ${wanted}`));
}

describe("steps of an optimizer in a replay", () => {
  for (const { method, rate, steps } of walks)
    it(`${method} with ${rate} walks as PyTorch's`, async () => {
      const graph = (await graphOf(program))!;
      steps.forEach(({ loss, gradients, after }, i) => {
        const moves: PlayMove[] = i === 0 ? [] : [{ kind: "steps", method, rate, nodes: null, count: i }];
        const answer = ask(graph, moves, { method, rate, nodes: null, count: 1 });
        assertNear([answer.value.number!], [loss], `loss before step ${i + 1}`);
        assertNear(numbers(answer, "gradient"), gradients, `gradients at step ${i + 1}`);
        const trained = answer.inputs.filter(({ name }) => TRAINED.includes(name)).map(({ node }) => node);
        assertNear(answer.ahead!.values.filter(({ node }) => trained.includes(node)).map(({ value }) => value.number!), after, `after step ${i + 1}`);
      });
    });

  it("the predicted change is the gradient times the step, the actual one that of the replay", async () => {
    const graph = (await graphOf("a = 2.0\nw = 3.0\nL = (a * w - 5) ** 2\n"))!;
    const { value, ahead } = ask(graph, [], { method: "SGD", rate: 0.01, nodes: null, count: 3 });
    // ∂L/∂a = 6, ∂L/∂w = 4: predicted −0.01·(36 + 16); then a = 1.94, w = 2.96.
    assert.equal(ahead?.predicted.text, "−0.52");
    assert.ok(Math.abs(ahead!.actual.number! - ((1.94 * 2.96 - 5) ** 2 - 1)) < 1e-12);
    assert.equal(ahead?.path.length, 4);
    assert.equal(ahead?.path[0], value.number);
    const [after] = [ask(graph, [{ kind: "steps", method: "SGD", rate: 0.01, nodes: null, count: 3 }])];
    assert.equal(after.value.number, ahead?.path[3], "the path ahead is the path that is taken");
  });

  it("only what is chosen is moved", async () => {
    const graph = (await graphOf("a = 2.0\nw = 3.0\nL = (a * w - 5) ** 2\n"))!;
    const [a] = ask(graph, []).inputs;
    const moved = ask(graph, [{ kind: "steps", method: "SGD", rate: 0.01, nodes: [a!.node], count: 1 }]);
    assert.deepEqual(moved.inputs.map(({ changed }) => changed), [1, 0]);
  });

  it("a set number ends the momentum; undone steps give the numbers from before", async () => {
    const graph = (await graphOf(program))!;
    const step = { method: "momentum", rate: 0.1, nodes: null } as const;
    const three = ask(graph, [{ kind: "steps", ...step, count: 3 }]);
    ask(graph, [{ kind: "steps", ...step, count: 60 }]);
    assert.deepEqual(ask(graph, [{ kind: "steps", ...step, count: 3 }]), three);
    const place = { node: three.inputs[0]!.node, element: 0, value: three.inputs[0]!.elements[0]!.value.number! };
    const stopped = ask(graph, [{ kind: "steps", ...step, count: 3 }, { kind: "set", values: [place] }, { kind: "steps", ...step, count: 1 }]);
    const fresh = ask(graph, [{ kind: "set", values: three.inputs.flatMap(({ node, elements }) => elements.map(({ element, value }) => ({ node, element, value: value.number! }))) }, { kind: "steps", ...step, count: 1 }]);
    assert.equal(stopped.value.exact, fresh.value.exact);
    assert.notEqual(stopped.value.exact, ask(graph, [{ kind: "steps", ...step, count: 4 }]).value.exact);
  });
});
