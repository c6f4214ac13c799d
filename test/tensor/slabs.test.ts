import assert from "node:assert/strict";
import fc from "fast-check";
import { doubles, singles } from "../../src/engine/tensor/slabs.js";

describe("small arrays in common memory", () => {
  it("begin as zeros, and share no element with each other", () => {
    const kind = fc.record({ single: fc.boolean(), length: fc.integer({ min: 0, max: 400 }) });
    fc.assert(
      fc.property(fc.array(kind, { maxLength: 200 }), (kinds) => {
        const arrays = kinds.map(({ single, length }) => (single ? singles(length) : doubles(length)));
        arrays.forEach((array, i) => {
          assert.equal(array.length, kinds[i]!.length);
          assert.ok(array.every((element) => Object.is(element, 0)));
          array.fill(i + 1);
        });
        arrays.forEach((array, i) => assert.ok(array.every((element) => element === i + 1)));
      }),
    );
  });

  it("keep no more than 8 KiB alive", () => {
    for (const length of [17, 100, 128, 256, 1000, 100_000]) {
      for (const array of [singles(length), doubles(length)]) assert.ok(array.buffer.byteLength === array.byteLength || array.buffer.byteLength <= 8192, `${length}`);
    }
  });
});
