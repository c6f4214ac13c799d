import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Attributes, OperationError } from "../../src/engine/ops/define.js";
import { fromNumbers } from "../../src/engine/tensor/array.js";
import type { Dtype } from "../../src/engine/tensor/dtype.js";
import { Trace } from "../../src/engine/trace/trace.js";

interface Recorded {
  readonly card: string;
  readonly attributes: Attributes;
  readonly inputs: readonly { readonly dtype: Dtype; readonly shape: readonly number[]; readonly values: readonly number[] }[];
  readonly type: string;
  readonly message: string;
}

describe("errors of operations", () => {
  const cases = JSON.parse(readFileSync(join("test", "neural", "errors.json"), "utf8")) as Recorded[];
  for (const { card, attributes, inputs, type, message } of cases) {
    it(`${card}(${inputs.map(({ shape }) => `[${shape}]`).join(", ")}) ${JSON.stringify(attributes)} fails in PyTorch's words`, () => {
      const trace = new Trace({ elements: 1e6, bytes: 1e8 });
      const leaves = inputs.map(({ dtype, shape, values }) => trace.leaf(fromNumbers(dtype, shape, values), { kind: "literal" }));
      assert.throws(() => trace.apply(card, leaves, attributes), (error: unknown) => {
        assert.ok(error instanceof OperationError, String(error));
        assert.equal(error.inFramework.torch?.message, message);
        assert.equal(error.inFramework.torch?.type.split(".").at(-1), type);
        return true;
      });
    });
  }
});
