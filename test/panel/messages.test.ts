import assert from "node:assert/strict";
import { magnitude, readGradient, withoutShape } from "../../media/gradient.js";
import { isToPanel } from "../../media/incoming.js";
import { endOf, level, SHADES, scaleOf, shade, sizeText } from "../../media/scale.js";
import { FIRST_VIEW, readView } from "../../media/kept.js";
import { matches } from "../../media/search/matches.js";
import type { GraphView, GraphViewNode } from "../../src/engine/report/report.js";
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
    assert.deepEqual(reading("b is not used"), { kind: "none", missing: "noPath", reason: "b is not used" });
  });

  it("NaN has no sign and does not set the scale", () => {
    const read = reading("∂L/∂w = NaN");
    assert.equal(read.kind === "number" && read.sign, "nan");
    assert.equal(magnitude(read, scaleOf([null, 2])), 1);
    assert.equal(scaleOf([null, 2, Number.POSITIVE_INFINITY, 0]).most, 2);
  });

  it("larger gradients have wider bars, zero has none, small ones still show", () => {
    const scale = scaleOf([0, 0.000001, 2, 4, 6]);
    const widths = [0, 0.000001, 2, 4, 6].map((size) => magnitude(reading(`∂L/∂w = ${size}`), scale));
    assert.deepEqual(
      widths,
      [...widths].sort((a, b) => a - b),
    );
    assert.equal(widths[0], 0);
    assert.ok((widths[1] ?? 0) > 0);
    assert.equal(widths[4], 1);
  });
});

describe("panel: the scale of gradients", () => {
  it("is logarithmic over the graph's own range", () => {
    const scale = scaleOf([1e-8, 1e-4, 1]);
    assert.deepEqual(scale, { least: 1e-8, most: 1 });
    const [low, middle, high] = [1e-8, 1e-4, 1].map((size) => level(size, scale));
    assert.ok(Math.abs(middle! - (low! + high!) / 2) < 1e-12);
    assert.deepEqual([shade(0, scale), shade(1e-8, scale), shade(1, scale)], [0, 1, SHADES]);
  });

  it("does not spread what is alike over all shades, and ends ten powers below the largest", () => {
    const alike = scaleOf([2, 2.1]);
    assert.equal(shade(2, alike), shade(2.1, alike));
    assert.equal(scaleOf([1e-300, 1]).least, 1e-10);
    assert.deepEqual(scaleOf([0, null]), { least: 0, most: 0 });
    assert.equal(level(0, scaleOf([])), 0);
  });

  it("the legend's ends are where the shades change", () => {
    const scale = scaleOf([1e-6, 1]);
    for (let i = 1; i < SHADES; i++) {
      const end = endOf(i, scale);
      assert.deepEqual([shade(end * 0.999, scale), shade(end * 1.001, scale)], [i, i + 1]);
    }
    assert.ok(Math.abs(endOf(SHADES, scale) - 1) < 1e-12);
  });

  it("sizes are written short", () => {
    assert.deepEqual([0, 6, 0.01234, 1234.5, 3.14159e-7, 2e12, Number.POSITIVE_INFINITY].map(sizeText), ["0", "6", "0.0123", "1230", "3.14e−7", "2e12", "∞"]);
  });
});

describe("panel: search", () => {
  const view: GraphView = {
    ...tutorial,
    nodes: tutorial.nodes.map((node): GraphViewNode => {
      if (node.id === "n3") return { ...node, gradient: "∂L/∂b = 0 (relu off)", ...measured("∂L/∂b = 0") };
      if (node.id === "n5") return { ...node, gradient: "no path", ...measured("") };
      return node.id === "n2" ? { ...node, value: "NaN", scope: ["model", "blocks.0"] } : node;
    }),
  };
  const lines = { n0: 1, n2: 5, n7: 5 };
  const found: [string, string[]][] = [
    ["", []],
    ["  ", []],
    ["mul", ["n2"]],
    ["BLOCKS.0 mul", ["n2"]],
    ["y_t", ["n5"]],
    ["line 5", ["n2", "n7"]],
    [":1", ["n0"]],
    ["第 5 行", ["n2", "n7"]],
    ["gradient = 0", ["n3"]],
    ["=0", ["n3"]],
    ["nan", ["n2"]],
    ["no gradient", ["n5"]],
    ["nothing like it", []],
  ];
  for (const [query, ids] of found) it(`“${query}”`, () => assert.deepEqual(matches(query, view, lines), ids));
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
    assert.ok(isToPanel({ kind: "state", problems: [], stale: true, notice: null }));
    assert.ok(!isToPanel({ kind: "state", problems: [], stale: true, notice: 3 }));
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
      layout: "https://a/layout-worker.js",
      style: "s.css",
      cspSource: "vscode:",
      nonce: "abc",
      language: "en",
      title: "<b>",
    });
    assert.match(
      html,
      /default-src 'none'; style-src vscode:; script-src 'nonce-abc'; worker-src blob:; connect-src vscode:; img-src vscode: data:/,
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
          exact: Number.NaN,
          direction: null,
          checked: 6,
          directions: 0,
          total: 6,
          counts: { match: 5, kink: 0, "ill-conditioned": 0, wrong: 1 },
          verdict: "wrong",
          reason: "NaN",
          step: 1e-6,
          noise: 1e-12,
          left: Number.NaN,
          right: 0,
          cause: { operation: "relu", span: { start: 40, end: 50 } },
        },
      ],
    }, (offset) => offset / 10);
    const [row] = JSON.parse(JSON.stringify(rows));
    assert.deepEqual(
      [row.shape, row.analytic.short, row.numeric.short, row.relativeError.short, row.index, row.left.short, row.cause.line],
      ["[2, 3]", "NaN", "−∞", "1e−9", "[0, 1]", "NaN", 4],
    );
  });
});
