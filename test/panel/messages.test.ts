import assert from "node:assert/strict";
import { largestSize, magnitude, readGradient, withoutShape } from "../../media/gradient.js";
import { isToPanel } from "../../media/incoming.js";
import { FIRST_VIEW, readView } from "../../media/kept.js";
import { checkRows } from "../../src/extension/panel/check-rows.js";
import { panelHtml } from "../../src/extension/panel/html.js";
import { isFromPanel, isPanelSubject } from "../../src/extension/panel/messages.js";
import { nodesAt } from "../../src/extension/panel/nodes-at.js";
import { measured, tutorial, tutorialSource } from "./graphs.js";
import { graphMessage, strings, subject } from "./webview.js";

const reading = (gradient: string) => readGradient({ gradient, ...measured(gradient) });

describe("panel: gradients", () => {
  const numbers: [string, string, number, string][] = [
    ["∂L/∂w = −4", "negative", 4, "−4"],
    ["∂L/∂w = 3.142e−7", "positive", 3.142e-7, "3.142e−7"],
    ["∂L/∂x = 0 (relu off)", "zero", 0, "0 (relu off)"],
    ["∂L/∂x = −∞", "negative", Number.POSITIVE_INFINITY, "−∞"],
  ];
  for (const [text, sign, size, shown] of numbers)
    it(text, () => {
      const read = reading(text);
      assert.deepEqual(read.kind === "number" && [read.sign, read.size, read.text], [sign, size, shown]);
    });

  it("an array is measured by its norm and has no sign", () => {
    const read = reading("∂L/∂W = [2, 3] ‖0.9539‖ 0.1, −0.2, …");
    assert.deepEqual([read.kind, read.kind !== "none" && read.size], ["array", 0.9539]);
    assert.equal(withoutShape("[2, 3] ‖0.9539‖ 0.1, −0.2, …"), "‖0.9539‖ 0.1, −0.2, …");
  });

  it("no gradient is not a zero", () => {
    assert.deepEqual(reading("b is not used"), { kind: "none", reason: "b is not used" });
  });

  it("NaN has no sign and does not set the scale", () => {
    const read = reading("∂L/∂w = NaN");
    assert.equal(read.kind === "number" && read.sign, "unknown");
    assert.equal(largestSize([read, reading("∂L/∂b = −2")]), 2);
    assert.equal(magnitude(read, 2), 1);
  });

  it("larger gradients have wider bars, zero has none, small ones still show", () => {
    const widths = [0, 0.000001, 2, 4, 6].map((size) => magnitude(reading(`∂L/∂w = ${size}`), 6));
    assert.deepEqual(
      widths,
      [...widths].sort((a, b) => a - b),
    );
    assert.equal(widths[0], 0);
    assert.ok((widths[1] ?? 0) > 0);
    assert.equal(widths[4], 1);
  });
});

describe("panel: messages are believed only in their form", () => {
  const good: unknown[] = [
    { kind: "ready" },
    { kind: "check" },
    { kind: "cancelCheck" },
    { kind: "copy", text: "−4" },
    { kind: "reveal", span: { start: 0, end: 4 }, focus: true },
  ];
  const bad: unknown[] = [
    null,
    "ready",
    [],
    {},
    { kind: "run", command: "rm" },
    { kind: "copy" },
    { kind: "copy", text: 4 },
    { kind: "reveal", span: { start: 4, end: 0 }, focus: true },
    { kind: "reveal", span: { start: -1, end: 0 }, focus: true },
    { kind: "reveal", span: { start: 0.5, end: 1 }, focus: true },
    { kind: "reveal", span: { start: 0, end: 1 } },
  ];
  for (const message of good)
    it(`from the panel: ${JSON.stringify(message)}`, () => assert.ok(isFromPanel(message)));
  for (const message of bad)
    it(`not from the panel: ${JSON.stringify(message)}`, () => assert.ok(!isFromPanel(message)));

  it("what the extension says passes", () => {
    assert.ok(isToPanel({ kind: "hello", strings, subject }));
    assert.ok(isToPanel(graphMessage(tutorial)));
    assert.ok(isToPanel(graphMessage(null)));
    assert.ok(isToPanel({ kind: "check", check: { kind: "running", done: 1, total: 2 } }));
    assert.ok(isToPanel({ kind: "cursor", nodes: ["n0"], show: false }));
  });

  it("anything else to the panel does not", () => {
    for (const message of [
      null,
      { kind: "graph", view: { nodes: 3 } },
      { kind: "graph", view: { nodes: [{ id: 1 }], edges: [] } },
      { kind: "check", check: { kind: "done", rows: [1] } },
      { kind: "cursor", nodes: [1], show: false },
      { kind: "eval", code: "" },
    ])
      assert.ok(!isToPanel(message), JSON.stringify(message));
  });

  it("a subject comes back from the webview's state", () => {
    assert.ok(isPanelSubject(JSON.parse(JSON.stringify(subject))));
    assert.ok(!isPanelSubject({ ...subject, span: { start: 3 } }));
    assert.ok(!isPanelSubject(null));
  });

  it("view options of another version fall back one by one", () => {
    const wide = {
      tab: "list",
      grouped: true,
      toggled: { a: true, b: 3 },
      place: { x: 1, y: 2, scale: 0 },
      selected: 4,
    };
    assert.deepEqual(readView(wide), { ...FIRST_VIEW, tab: "list", grouped: true, toggled: { a: true } });
    assert.deepEqual(readView("nonsense"), FIRST_VIEW);
  });
});

describe("panel: source and graph", () => {
  const offset = (text: string): number => tutorialSource.indexOf(text);
  const cases: [string, number, number, string[]][] = [
    ["the cursor in the name that defines w", offset("w"), offset("w"), ["n1"]],
    ["the cursor in a product", offset("* w"), offset("* w"), ["n2"]],
    ["the cursor in a sum", offset("+ b"), offset("+ b"), ["n4"]],
    ["a selection of the whole power", offset("(a *"), tutorialSource.length - 1, ["n7"]],
    ["the cursor nowhere", offset("L ="), offset("L ="), []],
  ];
  for (const [name, start, end, nodes] of cases)
    it(name, () => assert.deepEqual(nodesAt(tutorial, { start, end }), nodes));

  it("a name stands for its node where it is defined and where it is used", () => {
    const use = tutorialSource.lastIndexOf("y_true");
    const names = [{ name: "y_true", span: { start: use, end: use + 6 } }];
    assert.deepEqual(nodesAt(tutorial, { start: use + 2, end: use + 2 }, names), ["n5"]);
    assert.deepEqual(nodesAt(tutorial, { start: use + 2, end: use + 2 }), ["n6"]);
  });

  it("several evaluations of one expression are all at the cursor", () => {
    const again = tutorial.nodes.map((node) => ({ ...node, id: `${node.id}b` }));
    const view = { ...tutorial, nodes: [...tutorial.nodes, ...again] };
    assert.deepEqual(nodesAt(view, { start: offset("w"), end: offset("w") }), ["n1", "n1b"]);
  });
});

describe("panel: page", () => {
  it("admits only its own style and its nonced script", () => {
    const html = panelHtml({
      script: "s.js",
      style: "s.css",
      cspSource: "vscode:",
      nonce: "abc",
      language: "en",
      title: "<b>",
    });
    assert.match(
      html,
      /default-src 'none'; style-src vscode:; script-src 'nonce-abc'; img-src vscode: data:/,
    );
    assert.equal(html.match(/<script/g)?.length, 1);
    assert.ok(!html.includes("<b>") && !html.includes("unsafe"));
  });

  it("numbers of the check that JSON has no word for are texts", () => {
    const rows = checkRows({
      cancelled: false,
      problem: null,
      rows: [
        {
          name: "w",
          shape: [2, 3],
          analytic: Number.NaN,
          numeric: Number.NEGATIVE_INFINITY,
          relativeError: 1e-9,
          index: [0, 1],
          checked: 6,
          total: 6,
          verdict: "mismatch",
          reason: "NaN",
        },
      ],
    });
    const [row] = JSON.parse(JSON.stringify(rows));
    assert.deepEqual(
      [row.shape, row.analytic.short, row.numeric.short, row.relativeError.short, row.index],
      ["[2, 3]", "NaN", "−∞", "1e−9", "[0, 1]"],
    );
  });
});
