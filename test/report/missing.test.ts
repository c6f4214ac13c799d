/** What is said where there is no number: each case another, with its reason. */
import assert from "node:assert/strict";
import { hoverLines } from "../../src/extension/editor/hover-text.js";
import { apartAt } from "../../src/extension/panel/nodes-at.js";
import { analyze } from "../samples/engine.js";

const gradientAt = async (text: string, name: string) => {
  const analysis = await analyze("demo.py", text);
  const inspection = analysis.inspect(text.indexOf(`${name} =`));
  assert.ok(inspection, name);
  return { inspection, report: analysis.report, gradient: inspection.gradient };
};

/** As VS Code's `l10n.t` in English. */
const translate = (message: string, args: Record<string, string | number> = {}): string => message.replaceAll(/\{(\w+)\}/g, (_, key: string) => String(args[key]));

describe("gradients that are not there", () => {
  const HEAD = "import torch\nw = torch.tensor(2.0, requires_grad=True)\n";
  const cases: [string, string, string, string, RegExp][] = [
    ["no path", `${HEAD}u = w * 3\nL = w * w\nL.backward()\n`, "u", "noPath", /L does not depend on this value/],
    ["cut", `${HEAD}u = w * 3\nL = u.detach() * w\nL.backward()\n`, "u", "cut", /cut off by detach/],
    ["not computed", `${HEAD}u = torch.ones(3) * w\n`, "u", "notComputed", /no scalar to differentiate/],
    ["unknown", `import torch\nw = torch.tensor([2.0, 3.0], requires_grad=True)\nu = w * 3\nv = torch.sparse.mm(u, u)\nL = v.sum()\nL.backward()\n`, "u", "unknown", /stops before .*torch\.sparse is not supported/],
  ];
  for (const [title, text, name, kind, reason] of cases)
    it(`${title}: its kind, its reason, and what a hover says first`, async () => {
      const { gradient, inspection, report } = await gradientAt(text, name);
      assert.equal(gradient.kind, kind);
      assert.match(gradient.kind === "value" ? "" : gradient.reason, reason);
      const [first] = hoverLines(inspection, report.target?.symbol ?? null, translate);
      assert.match(first ?? "", new RegExp(`: ${title === "cut" ? "cut by detach" : title}\\*\\* — `));
    });

  it("a zero is a number with a cause", async () => {
    const { gradient } = await gradientAt(`${HEAD}u = w - 3\nL = torch.relu(u)\nL.backward()\n`, "u");
    assert.deepEqual(gradient.kind === "value" && [gradient.view.values, gradient.zeroBecause], [[0], "relu off"]);
  });

  it("a place whose value is not in the graph has its reason at hand; one with a gradient has none", async () => {
    const text = `${HEAD}u = w * 3\nL = u.detach() * w\nL.backward()\n`;
    const { report } = await analyze("demo.py", text);
    const apart = apartAt(report, text.indexOf("u ="));
    assert.deepEqual([apart?.partial, apart?.missing], ["∂L/∂u", "cut"]);
    assert.equal(apartAt(report, text.indexOf("w =")), null);
    assert.equal(apartAt(null, 0), null);
  });
});
