import assert from "node:assert/strict";
import type { ArrayView, Gradient, Inspection, LensEntry } from "../../src/engine/report/report.js";
import { hoverLines } from "../../src/extension/editor/hover-text.js";
import { gradientDetail, lensText, shortText } from "../../src/extension/editor/lens-text.js";

const t = (message: string, args: Record<string, string | number> = {}): string =>
  message.replaceAll(/\{(\w+)\}/g, (_, key: string) => String(args[key]));

function view(values: number[], shape: number[] = []): ArrayView {
  const sum = values.reduce((total, value) => total + value, 0);
  return {
    dtype: "float32",
    shape,
    values,
    whole: true,
    sum,
    absoluteSum: Math.abs(sum),
    norm: Math.hypot(...values),
  };
}
const value = (numbers: ArrayView, zeroBecause: string | null = null): Gradient => ({
  kind: "value",
  view: numbers,
  zeroBecause,
});
const entry = (name: string, gradient: Gradient): LensEntry => ({
  name,
  span: { start: 0, end: 1 },
  value: view([3]),
  gradient,
  madeUp: false,
  framework: null,
});

const tensor = view([0.1, -0.2, 0.3, 0.4, 0.5, 0.6], [2, 3]);
const none: Gradient = { kind: "noPath", reason: "b is not used" };
const cut: Gradient = { kind: "cut", by: "detach", reason: "detach in line 3" };
const notComputed: Gradient = { kind: "notComputed", reason: "no scalar" };
const unknown: Gradient = { kind: "unknown", reason: "the program stops in line 4" };

describe("texts", () => {
  const lenses: [string, LensEntry, string][] = [
    ["∂L/∂w = −4", entry("w", value(view([-4]))), "∂ −4"],
    ["∂L/∂W  [2, 3] ‖0.9539‖ 0.1, −0.2, 0.3, …", entry("W", value(tensor)), "∂ ‖0.9539‖"],
    ["∂L/∂x = 0 (relu off)", entry("x", value(view([0]), "relu off")), "∂ 0 off"],
    ["∂L/∂x = 0", entry("x", value(view([0]))), "∂ 0"],
    ["∂L/∂b: no path", entry("b", none), "∂ none"],
    ["∂L/∂c: cut by detach", entry("c", cut), "∂ cut"],
    ["∂L/∂d: not computed", entry("d", notComputed), "∂ –"],
    ["∂L/∂d: unknown", entry("d", unknown), "∂ ?"],
    ["∂L/∂e = −1.235e−10", entry("e", value(view([-1.23456e-10]))), "∂ −1.235e−10"],
    ["∂L/∂f = −1.235e−100", entry("f", value(view([-1.23456e-100]))), "∂ −1.23e−100"],
    ["∂L/∂g = NaN", entry("g", value(view([Number.NaN]))), "∂ NaN"],
  ];
  for (const [long, lens, short] of lenses)
    it(`a lens reads ${long}, in short ${short}`, () => {
      assert.equal(lensText(lens, "L", t), long);
      assert.equal(shortText(lens.gradient, lens.madeUp), short);
      assert.ok(short.length <= 12);
    });

  it("a tooltip has all digits, or the reason", () => {
    assert.equal(
      gradientDetail(entry("w", value(view([1 / 3]))), "L", t),
      "∂L/∂w = 0.3333333333333333\nw = 3",
    );
    assert.equal(gradientDetail(entry("b", none), "L", t), "∂L/∂b: no path. b is not used\nb = 3");
  });

  const inspection: Inspection = {
    span: { start: 0, end: 5 },
    text: "a * w",
    value: view([6]),
    gradient: value(view([-2])),
    targetName: "L",
    framework: null,
    rule: {
      operation: "mul",
      sentence: "Multiplies.",
    convention: "At 0 the derivative is 0 (in JAX: 1).",
      value: "y = a · w",
      valueNumbers: "6 = 2 · 3",
      derivatives: [
        { input: "a", rule: "∂L/∂a = ∂L/∂y · w", numbers: "−6 = −2 · 3", latex: "" },
        { input: "w", rule: "∂L/∂w = ∂L/∂y · a", numbers: "−4 = −2 · 2", latex: "" },
      ],
    },
    origin: "computed by mul",
    evaluations: 1,
  };

  it("a hover starts with the gradient and plugs numbers into the rule", () => {
    assert.deepEqual(hoverLines(inspection, "L", t), [
      "**∂L/∂\\(a \\* w\\) = −2**",
      "`a * w` = `6` · float32",
      "`y = a · w` : `6 = 2 · 3`",
      "`∂L/∂a = ∂L/∂y · w` : `−6 = −2 · 3`",
      "`∂L/∂w = ∂L/∂y · a` : `−4 = −2 · 2`",
      "At 0 the derivative is 0 \\(in JAX: 1\\).",
      "computed by mul",
    ]);
  });

  it("a hover says both where the framework's .grad differs", () => {
    const lines = hoverLines(
      {
        ...inspection,
        rule: null,
        evaluations: 3,
        framework: {
          kind: "value",
          view: view([-12]),
          sameAsLens: false,
          reason: "accumulated over 2 calls",
        },
      },
      "L",
      t,
    );
    assert.deepEqual(lines.slice(-2), [
      "computed by mul · last of 3 evaluations",
      "`.grad` is `−12`: accumulated over 2 calls",
    ]);
    const without = hoverLines(
      { ...inspection, framework: { kind: "none", reason: "requires_grad is off" } },
      "L",
      t,
    );
    assert.equal(without.at(-1), "`.grad` is None: requires\\_grad is off");
  });

  it("a hover stays within 12 lines with its links, and leaves no Markdown of the user's alive", () => {
    const many = Array.from({ length: 9 }, (_, index) => ({
      input: `x${index}`,
      rule: "r",
      numbers: "n",
      latex: "",
    }));
    const lines = hoverLines(
      {
        ...inspection,
        text: "[a](command:x) `<b>`",
        rule: { ...inspection.rule!, derivatives: many },
        framework: { kind: "none", reason: "r" },
      },
      "L",
      t,
    );
    assert.ok(lines.length <= 11, String(lines.length));
    assert.doesNotMatch(lines[0] ?? "", /(?<!\\)\[a/);
    assert.doesNotMatch(lines[1] ?? "", /`.*`<b>/);
  });
});
