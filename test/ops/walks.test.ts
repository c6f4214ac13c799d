/** A reverse pass finds its nodes by a mark that the next walk writes over: what it left must stay true. */
import * as assert from "node:assert/strict";
import { reverse } from "../../src/engine/autodiff/reverse.js";
import { item } from "../../src/engine/tensor/array.js";
import { Node } from "../../src/engine/trace/node.js";
import { Trace } from "../../src/engine/trace/trace.js";

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
});
