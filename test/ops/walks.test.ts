/** A reverse pass finds its nodes by a mark that the next walk writes over: what it left must stay true. */
import * as assert from "node:assert/strict";
import { reverse } from "../../src/engine/autodiff/reverse.js";
import { cardNamed } from "../../src/engine/ops/registry.js";
import { item, scalar } from "../../src/engine/tensor/array.js";
import { constantNode, Node, type Origin } from "../../src/engine/trace/node.js";
import { torchPromotion } from "../../src/engine/trace/promotion.js";
import { Trace } from "../../src/engine/trace/trace.js";

const LITERAL: Origin = { kind: "literal" };
const LIMITS = { elements: 1000, bytes: 1 << 28 };

describe("walks over a graph", () => {
  it("adjoints are still told after another walk over the same nodes", () => {
    const trace = new Trace(LIMITS);
    const [x, w, apart] = [3, 5, 7].map((value) => trace.number(value)) as [Node, Node, Node]; // three
    const product = trace.apply("mul", [x, w]);
    const square = trace.apply("mul", [product, product]);
    const first = reverse(square);
    const second = reverse(trace.apply("mul", [x, apart]));
    const told = (of: ReturnType<typeof reverse>): (number | null)[] => [x, w, apart, product, square].map((node) => { const g = of.get(node); return g ? item(g.value) : null; });
    assert.deepEqual(told(first), [150, 90, null, 30, 1]);
    assert.deepEqual(told(second), [7, null, 3, null, null]);
  });

  it("nodes that share an id are told apart", () => {
    const trace = new Trace(LIMITS);
    const x = trace.number(3);
    const y = trace.number(4);
    const twin = new Node(y.id, null, [], {}, y.value, y.origin, null, null, y.flags);
    const adjoints = reverse(trace.apply("add", [trace.apply("mul", [x, y]), trace.apply("mul", [x, twin])]));
    reverse(trace.apply("mul", [y, twin]));
    assert.deepEqual([x, y, twin].map((node) => item(adjoints.get(node)!.value)), [8, 3, 3]);
  });

  it("a walk that fails half way leaves nothing to the next", () => {
    const trace = new Trace(LIMITS);
    const x = trace.number(3);
    const y = trace.apply("mul", [x, x]);
    assert.throws(() => reverse(trace.apply("mul", [y, x]), { enter: (node) => { if (node === x) throw new Error("no"); return true; } }), /no/);
    const adjoints = reverse(trace.apply("mul", [y, y]));
    assert.equal(adjoints.size, 3);
    assert.equal(item(adjoints.get(x)!.value), 108);
  });

  it("a chain of 100,000 operations is walked", () => {
    const trace = new Trace(LIMITS);
    const x = trace.number(1);
    let y = x;
    for (let i = 0; i < 100_000; i++) y = trace.apply("add", [y, x]);
    assert.equal(item(reverse(y).get(x)!.value), 100_001);
  });

  it("a sweep over numbers leaves what the walk over nodes leaves, bit for bit and in the same order", () => {
    const trace = new Trace(LIMITS);
    const promotion = torchPromotion(() => "float32");
    const leaves = [trace.leaf(scalar("float32", 0.3), LITERAL), trace.leaf(scalar("float32", -1.7), LITERAL), trace.leaf(scalar("float64", 0.9), LITERAL), trace.number(2.1)];
    const nodes = [...leaves];
    let seed = 1;
    const drawn = (below: number): number => (seed = (seed * 48271) % 2147483647) % below; // Lehmer's generator
    const names = ["mul", "add", "sub", "tanh", "sin", "div", "maximum"];
    for (let i = 0; i < 400; i++) {
      const card = cardNamed(names[drawn(names.length)]!);
      nodes.push(trace.apply(card, card.inputs.map(() => nodes[Math.max(0, nodes.length - 1 - drawn(12))]!), {}, promotion));
    }
    const target = trace.apply("add", [nodes.at(-1)!, trace.apply("mul", [nodes.at(-2)!, leaves[0]!], {}, promotion)], {}, promotion);
    for (const enter of [(): boolean => true, (node: Node): boolean => node.id % 7 !== 3 || node === target]) {
      const numbers = reverse(target, { enter });
      const walked = reverse(target, { enter, visit: (_, adjoint) => adjoint });
      const listed = (of: ReadonlyMap<Node, Node>): unknown[] => [...of].map(([node, { value }]) => [node.id, value.dtype, item(value)]);
      assert.ok(numbers.size > 10);
      assert.deepEqual(listed(numbers), listed(walked));
      assert.equal(numbers.size, walked.size);
    }
  });

  it("a walk may begin while a sweep is under way", () => {
    const trace = new Trace(LIMITS);
    const x = trace.number(3);
    const other = trace.apply("mul", [x, x]);
    const y = trace.apply("mul", [trace.apply("mul", [x, x]), x]);
    const inner: number[] = [];
    const adjoints = reverse(y, { enter: (node) => { if (node === x) inner.push(item(reverse(other).get(x)!.value)); return true; } });
    assert.deepEqual(inner, [6]);
    assert.equal(item(adjoints.get(x)!.value), 27);
  });

  it("who watches a node among numbers may replace its adjoint", () => {
    const trace = new Trace(LIMITS);
    const x = trace.number(3);
    const middle = trace.apply("mul", [x, x]);
    const seen: number[] = [];
    const adjoints = reverse(trace.apply("mul", [middle, middle]), {
      watches: (node) => node === middle,
      visit: (node, adjoint) => { seen.push(node.id); return constantNode(item(adjoint.value) * 10, false); },
    });
    assert.deepEqual(seen, [middle.id]);
    assert.equal(item(adjoints.get(x)!.value), 1080);
  });
});
