/** A number or tensor as the cards show it. */
import { viewOf } from "../../report/array-view.js";
import { arrayText, shortNumber } from "../../report/numbers.js";
import type { Quantity } from "../../report/views/steps.js";
import { type NDArray, size, toNumbers } from "../../tensor/array.js";
import type { Node } from "../../trace/node.js";
import { latexName, latexPartial, partialSign } from "../rule.js";
import type { TargetGraph } from "../target-graph.js";

/** Rows and columns up to which a matrix is written as one. */
const ROWS = 6;
const COLUMNS = 8;

export const shown = (array: NDArray): string => arrayText(viewOf(array, array.dtype, 8));

export function valueOf(graph: TargetGraph, node: Node): Quantity {
  const name = graph.naming.of(node);
  return quantity(name, latexName(name), graph.idOf(node), node.value);
}

/** `of`: the node whose gradient it is. */
export function gradientOf(graph: TargetGraph, of: Node, gradient: Node): Quantity {
  const name = graph.naming.of(of);
  return quantity(partialSign(graph.symbol, name), latexPartial(graph.symbol, name), graph.idOf(of), gradient.value);
}

const quantity = (name: string, latex: string, node: string | null, array: NDArray): Quantity => ({
  name, latex, node, shape: [...array.shape], text: shown(array), rows: rowsOf(array),
});

function rowsOf(array: NDArray): string[][] | null {
  const { shape } = array;
  const columns = shape.at(-1) ?? 0;
  if (shape.length < 1 || shape.length > 2 || columns > COLUMNS || (shape.length === 2 && shape[0]! > ROWS) || size(array) === 0) return null;
  const texts = toNumbers(array).map((value) => (array.dtype === "bool" ? (value ? "True" : "False") : shortNumber(value)));
  return Array.from({ length: texts.length / columns }, (_, row) => texts.slice(row * columns, (row + 1) * columns));
}
