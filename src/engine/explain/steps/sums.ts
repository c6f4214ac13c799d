/** The sums over an index that matrix products are, with the index written: `y[i, j] = Σₖ x[i, k] · W[k, j]`. */
import type { Node } from "../../trace/node.js";
import type { Naming } from "../naming.js";
import { partialSign } from "../rule.js";
import type { TargetGraph } from "../target-graph.js";

/** null: the operation is no product of matrices. `index`: of the result. */
export function forwardSum(naming: Naming, node: Node, index: readonly number[]): string | null {
  const product = productOf(node);
  if (!product) return null;
  const [i, j] = [index[0]!, index[1]!];
  const [a, b, bias] = node.inputs.map((input) => naming.of(input));
  return `Σₖ ${a}[${i}, k] · ${product === "matmul" ? `${b}[k, ${j}]` : `${b}[${j}, k]`}${bias === undefined ? "" : ` + ${bias}[${j}]`}`;
}

/** `index`: of input i. */
export function backwardSum({ naming, symbol }: TargetGraph, node: Node, i: number, index: readonly number[]): string | null {
  const product = productOf(node);
  if (!product) return null;
  const [a, b] = node.inputs.map((input) => naming.of(input));
  const upper = (row: number | string, column: number | string): string => partialSign(symbol, `${naming.of(node)}[${row}, ${column}]`);
  if (i === 2) return `Σᵢ ${upper("i", index[0]!)}`;
  const [r, c] = [index[0]!, index[1]!];
  if (i === 0) return `Σⱼ ${upper(r, "j")} · ${product === "matmul" ? `${b}[${c}, j]` : `${b}[j, ${c}]`}`;
  return product === "matmul" ? `Σᵢ ${upper("i", c)} · ${a}[i, ${r}]` : `Σᵢ ${upper("i", r)} · ${a}[i, ${c}]`;
}

/** y = a·b with [i, k] · [k, j], or y = x·Wᵀ + b with [i, k] · [j, k]ᵀ. */
function productOf({ card, inputs, value }: Node): "matmul" | "linear" | null {
  const name = card?.name;
  if (name !== "matmul" && name !== "linear") return null;
  return value.shape.length === 2 && inputs[0]!.value.shape.length === 2 && inputs[1]!.value.shape.length === 2 ? name : null;
}
