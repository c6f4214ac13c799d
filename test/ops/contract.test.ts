import * as assert from "node:assert/strict";
import { CARDS } from "../../src/engine/ops/registry.js";
import { violations } from "./contract.js";

describe("every card keeps its contract", () => {
  for (const card of CARDS) it(card.name, () => assert.deepEqual(violations(card), []));
});
