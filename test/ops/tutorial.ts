/** Small programs on a tape, for the tests of the modes of differentiation. */
import { fromNumbers, scalar } from "../../src/engine/tensor/array.js";
import type { Dtype } from "../../src/engine/tensor/dtype.js";
import type { Node } from "../../src/engine/trace/node.js";
import { Trace } from "../../src/engine/trace/trace.js";

export const newTrace = (): Trace => new Trace({ elements: 1e6, bytes: 1e9 });
export const leaf = (trace: Trace, values: number | readonly number[], dtype: Dtype = "float64"): Node =>
  trace.leaf(
    typeof values === "number" ? scalar(dtype, values) : fromNumbers(dtype, [values.length], values),
    { kind: "literal" },
  );

/** L = (a·w + b − y)², the tutorial's: a = 2, w = 3, b = 4, y = 11. */
export function tutorial(): { trace: Trace; loss: Node; leaves: Record<"a" | "w" | "b" | "y", Node> } {
  const trace = newTrace();
  const leaves = { a: leaf(trace, 2), w: leaf(trace, 3), b: leaf(trace, 4), y: leaf(trace, 11) };
  const error = trace.apply("sub", [
    trace.apply("add", [trace.apply("mul", [leaves.a, leaves.w]), leaves.b]),
    leaves.y,
  ]);
  return { trace, leaves, loss: trace.apply("pow", [error, trace.number(2)]) };
}
