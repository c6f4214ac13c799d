/** Numbers found in a text, and written into it in the style of the old ones. */
import { strict as assert } from "node:assert";
import { numberLiterals, writtenLike } from "../../src/engine/explain/play/literals.js";
import { Playground } from "../../src/engine/explain/play/playground.js";
import { writeBackOf } from "../../src/engine/explain/play/write-back.js";
import { graphOf } from "./runs.js";

const found = (text: string): readonly number[] | null => numberLiterals(text, { start: 0, end: text.length })?.map(({ value }) => value) ?? null;

describe("number literals", () => {
  for (const [text, numbers] of [
    ["3", [3]], ["-2.5", [-2.5]], ["−2", [-2]], ["1_000.5", [1000.5]], ["1e-3", [1e-3]], [".5", [0.5]], ["2.", [2]],
    ["[[1, 2], [3, -4.]]", [1, 2, 3, -4]], ["(1, 2,)", [1, 2]], ["[1,  # 9\n 2]", [1, 2]],
    ["torch.tensor([1., 2.], requires_grad=True)", [1, 2]], ["nn.Parameter(torch.tensor(2.0))", [2]],
    ["np.array([[1, 2.5]], dtype=np.float32)", [1, 2.5]], ["torch.tensor(3.0).requires_grad_()", [3]], ["jnp.float32(2)", [2]],
    ["x", null], ["2 * 3", null], ["torch.randn(2)", null], ["torch.full((1,), 1.0)", null], ["torch.tensor([1.0, x])", null], ["[1, 2", null], ["0x10", null], ["2j", null], ["torch.tensor([1., 2.]) * 2", null],
  ] as const)
    it(JSON.stringify(text), () => assert.deepEqual(found(text), numbers));
});

describe("numbers are written", () => {
  const written = (text: string, literal: string, value: number, round = (one: number): number => one): string => {
    const start = text.indexOf(literal);
    const [number] = numberLiterals(text, { start, end: start + literal.length })!;
    return text.slice(0, start) + writtenLike(number!, value, round, text) + text.slice(start + literal.length);
  };
  for (const [text, literal, value, wanted] of [
    ["w = 3", "3", 4, "w = 4"], ["w = 3", "3", 3.5, "w = 3.5"], ["w = 3.0", "3.0", 4, "w = 4.0"], ["w = 3.", "3.", 4, "w = 4."], ["w = -3.0", "-3.0", 2, "w = 2.0"],
    ["w = 3.0", "3.0", -2, "w = -2.0"], ["L = w * 3.0 ** 2", "3.0", -2, "L = w * (-2.0) ** 2"], ["f(3.0, 1)", "3.0", -2, "f(-2.0, 1)"], ["a = 2, x = 3", "2", -1, "a = -1, x = 3"], ["a = −2", "−2", -5, "a = −5"], ["w = 1.0", "1.0", 1e-7, "w = 1e-7"],
  ] as const)
    it(`${text} with ${value}: ${wanted}`, () => assert.equal(written(text, literal, value), wanted));

  it("with no more digits than single precision needs", () => assert.equal(written("w = 1.0", "1.0", Math.fround(0.1), Math.fround), "w = 0.1"));
});

describe("writing back is refused", () => {
  const refusal = async (text: string, name: string): Promise<string> => {
    const playground = Playground.of((await graphOf(text))!);
    const input = playground.inputs.find((one) => one.name === name);
    assert.ok(input, `${name} among ${playground.inputs.map((one) => one.name)}`);
    const { edits, refused } = writeBackOf(playground, playground.at([{ kind: "set", values: [{ node: input.id, element: 0, value: 0.123 }] }]));
    assert.deepEqual(edits, []);
    return refused.map(({ reason }) => reason).join();
  };
  for (const [name, text, input, reason] of [
    ["for a random sample", "import torch\ntorch.manual_seed(0)\nr = torch.randn(3)\nL = (r * r).sum()\n", "r", /random sample of torch.randn/],
    ["for what an optimizer made", "import torch\nw = torch.tensor(1.0, requires_grad=True)\no = torch.optim.SGD([w], lr=0.1)\nfor _ in range(2):\n    L = (w - 3) ** 2\n    L.backward()\n    o.step()\n", "w", /made by optimizer.step/],
    ["for what a function filled", "import torch\nw = torch.ones(3, requires_grad=True)\nL = (w * w).sum()\nL.backward()\n", "w", /do not stand in the text/],
    ["for a text that ran several times", "import torch\ndef f(x):\n    k = torch.tensor(2.0)\n    return x * k\nL = f(1.5) + f(2.5)\n", "k", /several times/],
  ] as const)
    it(name, async () => assert.match(await refusal(text, input), reason));
});
