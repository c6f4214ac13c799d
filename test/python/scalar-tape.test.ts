import * as assert from "node:assert/strict";
import { PyFloat } from "../../src/engine/python/object.js";
import { run } from "./interpreter.js";

describe("numbers of plain Python on the tape", () => {
  const expressions = [
    "x + 1", "x - y", "2 * x", "x / y", "x ** 2", "2 ** x", "x ** y", "x // 2", "x % 2", "-x", "abs(-x)", "float(x)", "max(x, 0.1)", "min(x, 9.0)", "sum([x, y])", "pow(x, 3)", "round(x, 1)", "+x",
    ...["exp", "expm1", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "atanh", "log1p", "erf", "erfc", "fabs", "lgamma", "degrees", "radians", "exp2", "log", "log2", "log10"].map((name) => `math.${name}(x)`),
    "math.acosh(1 + x)", "math.log(x, 3)", "math.pow(x, 2.5)", "math.atan2(x, y)", "math.hypot(x, y)", "math.copysign(x, -1.0)", "math.prod([x, y])",
  ];
  for (const expression of expressions) {
    it(`${expression} has a node of the same value that leads back to x`, async () => {
      const finished = await run(`import math\nx = 0.75\ny = 1.5\nr = ${expression}\n`);
      assert.deepEqual(finished.problems, []);
      const result = finished.globals.get("r")!.value;
      assert.ok(result instanceof PyFloat);
      const node = finished.machine.nodeOf(result)!;
      const of = (value: typeof node.value): number => value.buffer[value.offset];
      assert.ok(Math.abs(of(node.value) - result.value) <= 1e-14 * Math.abs(result.value), `${of(node.value)} and ${result.value}`);
      const x = finished.machine.nodeOf(finished.globals.get("x")!.value)!;
      const seen = new Set([node]);
      for (const one of seen) for (const input of one.inputs) seen.add(input);
      assert.ok(seen.has(x));
    });
  }

  it("a long chain is recorded without recursion, and its oldest part is forgotten", async () => {
    const finished = await run("x = 1.0\nfor i in range(600000):\n    x = x * 1.0\n");
    const node = finished.machine.nodeOf(finished.globals.get("x")!.value)!;
    assert.equal(node.card?.name, "mul");
    assert.equal(finished.machine.trace.forgotten, 1);
  }).timeout(30_000);
});
