import assert from "node:assert/strict";
import { allGroups, cardGraph, MANY_NODES, openAtFirst, scopeTree } from "../../media/grouping.js";
import { stepFrom } from "../../media/drawing/steps.js";
import { type Box, cardSize, layoutOf, planOf, roundedPath, structureKey } from "../../media/layout.js";
import { byElk } from "../../media/layout/elk.js";
import { layered } from "../../media/layout/layered.js";
import type { Plan, Point } from "../../media/layout/plan.js";
import { Relations } from "../../media/relations.js";
import type { GraphView } from "../../src/engine/report/report.js";
import { loops, network, tutorial, tutorialAfterEdit } from "./graphs.js";

const line = (number: number): string => `line ${number}`;
const allOpen = () => true;
const noneOpen = () => false;

describe("panel: grouping", () => {
  it("a graph that is not grouped shows every node and edge", () => {
    const { cards, edges, frames } = cardGraph(tutorial, null, allOpen);
    assert.deepEqual(
      cards.map(({ id }) => id),
      tutorial.nodes.map(({ id }) => id),
    );
    assert.deepEqual(
      edges.map(({ from, to }) => [from, to]),
      tutorial.edges.map(({ from, to }) => [from, to]),
    );
    assert.deepEqual(frames, []);
  });

  it("every node stands on exactly one card, however the groups are opened", () => {
    const view = loops();
    const root = scopeTree(view, {}, line);
    for (const isOpen of [allOpen, noneOpen, (id: string) => openAtFirst(root).has(id)]) {
      const { cards, cardOf } = cardGraph(view, root, isOpen);
      const ids = new Set(cards.map(({ id }) => id));
      assert.equal(ids.size, cards.length);
      for (const node of view.nodes) assert.ok(ids.has(cardOf.get(node.id) ?? ""), node.id);
    }
  });

  it("edges end at cards that are shown, and none leads from a card to itself", () => {
    const view = loops();
    const { cards, edges } = cardGraph(view, scopeTree(view, {}, line), noneOpen);
    const ids = new Set(cards.map(({ id }) => id));
    for (const { from, to } of edges) {
      assert.ok(ids.has(from) && ids.has(to));
      assert.notEqual(from, to);
    }
  });

  it("four hundred nodes in forty iterations begin as at most forty cards", () => {
    const view = loops();
    assert.ok(view.nodes.length > 390);
    const root = scopeTree(view, {}, line);
    const open = openAtFirst(root);
    const { cards } = cardGraph(view, root, (id) => open.has(id));
    assert.ok(cards.length <= 40, String(cards.length));
    assert.ok(cards.length >= 10, String(cards.length));
  });

  it("of many iterations the first two and the last two stand alone", () => {
    const root = scopeTree(loops(), {}, line);
    assert.deepEqual(
      root.groups[0]?.groups.map(({ title }) => title.replace("for t in range(40) ", "")),
      ["#1", "#2", "#3 … #38 ×36", "#39", "#40"],
    );
  });

  it("a small graph that is grouped begins with all its groups open", () => {
    const view = network();
    const root = scopeTree(view, {}, line);
    assert.deepEqual(openAtFirst(root), new Set(allGroups(root).map(({ id }) => id)));
  });

  it("a scope with one node is that node; a scope in a scope with nothing else is one", () => {
    const scopes: Record<string, string[]> = { n5: ["once"], n2: ["f", "g"], n4: ["f", "g"] };
    const view: GraphView = {
      ...tutorial,
      nodes: tutorial.nodes.map((node) => ({ ...node, scope: scopes[node.id] ?? [] })),
    };
    const root = scopeTree(view, {}, line);
    assert.deepEqual(
      root.groups.map(({ title, size }) => [title, size]),
      [["f › g", 5]],
    );
    assert.ok(root.nodes.some(({ id }) => id === "n5"));
  });

  it("a list of modules and a row of calls are shown by their ends, too", () => {
    const rows = (name: (i: number) => string): (string | undefined)[] => {
      const nodes = Array.from({ length: 24 }, (_, i) => ({
        ...tutorial.nodes[2]!,
        id: `n${i}`,
        scope: [name(i >> 1)],
      }));
      return scopeTree({ ...tutorial, nodes, edges: [] }, {}, line).groups.map(({ title }) => title);
    };
    assert.deepEqual(
      rows((i) => `blocks.${i}`),
      ["blocks.0", "blocks.1", "blocks.2 … 9 ×8", "blocks.10", "blocks.11"],
    );
    assert.deepEqual(rows((i) => (i === 0 ? "cell" : `cell (${i + 1})`)), [
      "cell",
      "cell (2)",
      "cell (3)",
      "cell (4) … (10) ×7",
      "cell (11)",
      "cell (12)",
    ]);
  });

  it("a group says how many operations it holds, and between which sizes the gradients of its inputs lie", () => {
    const view = { ...tutorial, nodes: tutorial.nodes.map((node) => ({ ...node, scope: node.isTarget ? [] : ["f"] })) };
    const [group] = scopeTree(view, {}, line).groups;
    assert.deepEqual([group?.size, group?.operations, group?.gradients], [7, 3, { least: 2, most: 6, ofInputs: true }]);
  });

  it("an input stands where it is used; one that is used in many iterations, around them", () => {
    const root = scopeTree(loops(), {}, line);
    const [run] = root.groups;
    assert.deepEqual(
      root.nodes.map(({ title }) => title),
      [],
    );
    assert.deepEqual(
      run?.nodes.map(({ title }) => title).filter((title) => title !== "add"),
      ["w", "u"],
    );
    const cell = run?.groups[0]?.groups[0];
    assert.deepEqual(
      cell?.nodes.map(({ title }) => title),
      ["h0", "xs[0]", "matmul", "matmul", "add", "tanh"],
    );
  });

  it("a long program without scopes is grouped by stretches of lines, and those again", () => {
    const program = (count: number) => {
      const nodes = Array.from({ length: count }, (_, i) => ({ ...tutorial.nodes[2]!, id: `m${i}` }));
      const lines = Object.fromEntries(nodes.map(({ id }, i) => [id, 1 + Math.floor(i / 10)]));
      return scopeTree({ ...tutorial, nodes, edges: [] }, lines, (first, last) => `${first}–${last}`);
    };
    assert.deepEqual(
      program(MANY_NODES + 50).groups.map(({ title, size }) => [title, size]),
      [["1–4", 40], ["5–8", 40], ["9–12", 40], ["13–16", 40], ["17–20", 40]],
    );
    const large = program(20_000);
    assert.ok(large.groups.length <= 26, String(large.groups.length));
    assert.equal(large.groups[0]?.title, "1–80");
    assert.equal(large.groups[0]?.groups[0]?.title, "1–4");
    assert.equal(large.size, 20_000);
  });

  it("edges between the same groups are one, and say how many they are", () => {
    const scope = (ids: string[], name: string) => (id: string) => (ids.includes(id) ? [name] : null);
    const [left, right] = [scope(["n2", "n4"], "left"), scope(["n6", "n7"], "right")];
    const view: GraphView = {
      ...tutorial,
      nodes: tutorial.nodes.map((node) => ({ ...node, scope: left(node.id) ?? right(node.id) ?? [] })),
      edges: [...tutorial.edges, { from: "n2", to: "n6", input: "y", shape: "[3]" }],
    };
    const { edges } = cardGraph(view, scopeTree(view, {}, line), noneOpen);
    const between = edges.filter(({ from, to }) => from.includes("left") && to.includes("right"));
    assert.deepEqual(
      between.map(({ label, source }) => [label, source]),
      [["×2", null]],
    );
  });

  it("a value used twice by one operation keeps both edges", () => {
    const view: GraphView = {
      ...tutorial,
      edges: [
        { from: "n0", to: "n2", input: "x", shape: "" },
        { from: "n0", to: "n2", input: "y", shape: "" },
      ],
    };
    assert.equal(cardGraph(view, null, allOpen).edges.length, 2);
  });

  it("relations are named by input", () => {
    const relations = new Relations(tutorial, new Map(tutorial.nodes.map((node) => [node.id, node])));
    assert.equal(relations.from("n2"), "x = a, y = w");
    assert.equal(relations.usedBy("n6"), "L");
    assert.equal(relations.from("n0"), "");
  });
});

describe("panel: layout", () => {
  it("new values leave the structure, and so the places, as they were", () => {
    const before = cardGraph(tutorial, null, allOpen);
    const after = cardGraph(tutorialAfterEdit, null, allOpen);
    assert.equal(structureKey(before), structureKey(after));
  });

  it("a renamed variable or another operation is another structure", () => {
    const renamed = { ...tutorial, edges: tutorial.edges.slice(1) };
    assert.notEqual(
      structureKey(cardGraph(tutorial, null, allOpen)),
      structureKey(cardGraph(renamed, null, allOpen)),
    );
  });

  for (const [name, place] of Object.entries({ ELK: byElk, layered: async (plan: Plan) => layered(plan) })) {
    it(`${name}: every edge leads to the right, and no two cards overlap`, async () => {
      for (const view of [tutorial, network()]) {
        const graph = cardGraph(view, null, allOpen);
        const { boxes, routes } = layoutOf(graph, await place(planOf(graph)));
        assert.equal(routes.length, graph.edges.length);
        for (const { edge, points } of routes) {
          const [from, to] = [boxes.get(edge.from)!, boxes.get(edge.to)!];
          assert.ok(from.x + from.width <= to.x || points.length > 4, `${edge.from} → ${edge.to}`);
          touchesBoth(edge.id, points, from, to);
        }
        const cards = graph.cards.map(({ id }) => boxes.get(id)!);
        for (const [i, a] of cards.entries()) for (const b of cards.slice(i + 1)) assert.ok(!overlap(a, b));
      }
    });

    it(`${name}: a frame holds its cards and frames, in the coordinates of the whole`, async () => {
      for (const view of [network(), loops()]) {
        const root = scopeTree(view, {}, line);
        // All of it open is more than ELK is asked for.
        const open = openAtFirst(root);
        const graph = cardGraph(view, root, place === byElk ? (id) => open.has(id) : allOpen);
        const { boxes, frames, routes } = layoutOf(graph, await place(planOf(graph)));
        assert.equal(frames.length, graph.frames.length);
        for (const { frame, box } of frames) {
          for (const card of graph.cards.filter((one) => one.frame === frame.id))
            assert.ok(holds(box, boxes.get(card.id)!), card.id);
          if (frame.parent !== null) assert.ok(holds(boxes.get(frame.parent)!, box), frame.id);
        }
        for (const [i, a] of frames.entries())
          for (const b of frames.slice(i + 1)) if (a.frame.parent === b.frame.parent) assert.ok(!overlap(a.box, b.box));
        for (const { edge, points } of routes) touchesBoth(edge.id, points, boxes.get(edge.from)!, boxes.get(edge.to)!);
      }
    }).timeout(20_000);
  }

  it("layered: lines go up, down and sideways only, and inside the drawing", () => {
    const view = loops();
    const graph = cardGraph(view, scopeTree(view, {}, line), allOpen);
    const { routes, width, height } = layered(planOf(graph));
    for (const { points } of routes)
      points.forEach(({ x, y }, i) => {
        const before = points[i - 1];
        assert.ok(before === undefined || before.x === x || before.y === y, JSON.stringify(points));
        assert.ok(x >= 0 && y >= 0 && x <= width && y <= height, JSON.stringify({ x, y, width, height }));
      });
  });

  it("layered: a long chain is broken into rows, as text is", () => {
    const cards = Array.from({ length: 200 }, (_, i) => ({ id: `c${i}`, frame: null, width: 130, height: 74 }));
    const edges = cards.slice(1).map(({ id }, i) => ({ id: `e${i}`, from: `c${i}`, to: id, label: "" }));
    const { width, height } = layered({ cards, frames: [], edges });
    assert.ok(width / height < 4 && width / height > 0.5, `${width} × ${height}`);
  });

  it("layered: groups that depend on each other in a circle are placed all the same", () => {
    const cards = ["a", "b", "c"].map((id) => ({ id, frame: null, width: 100, height: 50 }));
    const edges = [["a", "b"], ["b", "c"], ["c", "a"]].map(([from = "", to = ""], i) => ({ id: `e${i}`, from, to, label: "" }));
    const { boxes, routes } = layered({ cards, frames: [], edges });
    assert.equal(boxes.length, 3);
    for (const { points } of routes) assert.ok(points.length >= 2);
  });

  it("a card is as wide as its fixed texts need, within bounds", () => {
    const width = (title: string): number =>
      cardSize({ id: "", frame: null, kind: "node", node: { ...tutorial.nodes[0]!, title, name: title } })
        .width;
    assert.equal(width("w"), 132);
    assert.ok(width("encoder.layer.weight") > 132);
    assert.equal(width("w".repeat(500)), 300);
  });

  it("corners are round, and a path of one point is a point", () => {
    assert.equal(
      roundedPath([
        { x: 0, y: 0 },
        { x: 20, y: 0 },
        { x: 20, y: 20 },
      ]),
      "M0 0L13 0Q20 0 20 7L20 20",
    );
    assert.equal(roundedPath([{ x: 1, y: 2 }]), "M1 2");
    assert.equal(roundedPath([]), "");
  });
});

describe("panel: arrow keys", () => {
  const box = (x: number, y: number): Box => ({ x, y, width: 10, height: 10 });
  const boxes = new Map([
    ["a", box(0, 0)],
    ["b", box(0, 20)],
    ["c", box(30, 0)],
    ["d", box(60, 30)],
  ]);
  const edges = [
    { from: "a", to: "c" },
    { from: "b", to: "c" },
    { from: "c", to: "d" },
  ];
  const cards = [...boxes.keys()];
  const steps = [
    ["a", "right", "c"],
    ["c", "left", "a"],
    ["c", "right", "d"],
    ["d", "right", null],
    ["a", "left", null],
    ["a", "down", "b"],
    ["b", "up", "a"],
    ["a", "up", null],
    ["c", "down", "b"],
  ] as const;
  for (const [card, direction, expected] of steps)
    it(`${direction} from ${card} is ${expected ?? "nowhere"}`, () => {
      assert.equal(stepFrom(card, direction, boxes, cards, edges), expected);
    });
});

function touchesBoth(id: string, points: readonly Point[], from: Box, to: Box): void {
  const [start, end] = [points[0]!, points.at(-1)!];
  assert.ok(Math.abs(from.x + from.width - start.x) < 1 && start.y > from.y && start.y < from.y + from.height, `${id} starts at its card`);
  assert.ok(Math.abs(to.x - end.x) < 1 && end.y > to.y && end.y < to.y + to.height, `${id} ends at its card`);
}

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const holds = (outer: Box, inner: Box): boolean =>
  outer.x <= inner.x &&
  outer.y <= inner.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;
