/** Samples and rule texts that operations on shapes share. */
import { fromNumbers } from "../../../tensor/array.js";
import type { Formula } from "../../define.js";

export const matrix = fromNumbers("float64", [2, 3], [1, -2, 0.5, 3, 1.5, -1]);
export const cube = fromNumbers("float64", [2, 2, 3], [1, -2, 0.5, 3, 1.5, -1, 4, 0.25, -3, 2, -0.5, 1]);

/** An operation that only moves elements hands the adjoint back the same way. */
export const moved = (
  value: string,
  back: string,
  latex = value,
): { value: Formula; derivatives: Readonly<Record<string, Formula>> } => ({
  value: { text: value, latex: `\\text{${latex.replace(/[_^]/g, "\\$&")}}` },
  derivatives: {
    x: { text: back, latex: `\\text{${back.replaceAll("{gy}", "}{gy}\\text{").replace(/[_^]/g, "\\$&")}}` },
  },
});
