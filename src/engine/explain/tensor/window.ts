/** A window of an array's matrix in at most 64 × 64 cells. */
import { shortNumber } from "../../report/numbers.js";
import type { TensorAnswer, TensorPart, TensorWindow } from "../../report/views/tensor.js";
import type { NDArray } from "../../tensor/array.js";

const MOST_CELLS = 64;

export type Frame = Pick<TensorAnswer, "lead" | "matrix" | "window" | "block">;

/** `asked` outside the matrix is moved into it. */
export function frameOf(shape: readonly number[], lead: readonly number[], asked: TensorWindow | null): Frame {
  const rows = shape.at(-2) ?? 1;
  const columns = shape.at(-1) ?? 1;
  const top = within(asked?.top ?? 0, rows);
  const left = within(asked?.left ?? 0, columns);
  const height = Math.min(rows - top, asked?.height ?? rows);
  const width = Math.min(columns - left, asked?.width ?? columns);
  return {
    lead: shape.slice(0, -2).map((length, axis) => within(lead[axis] ?? 0, length)),
    matrix: { rows, columns },
    window: { top, left, height, width },
    block: { height: Math.max(1, Math.ceil(height / MOST_CELLS)), width: Math.max(1, Math.ceil(width / MOST_CELLS)) },
  };
}

/** Each cell's element of the largest magnitude; NaN is larger than all others, so that it is seen. */
export function cellsOf(array: NDArray, { lead, window, block }: Frame): Pick<TensorPart, "numbers" | "texts"> {
  const { strides, offset, buffer, dtype } = array;
  const rank = strides.length;
  const rowStep = strides[rank - 2] ?? 0;
  const columnStep = strides[rank - 1] ?? 0;
  const start = lead.reduce((at, index, axis) => at + index * strides[axis]!, offset);
  const numbers: (number | null)[] = [];
  const texts: string[] = [];
  const bottom = window.top + window.height;
  const right = window.left + window.width;
  for (let row = window.top; row < bottom; row += block.height) {
    for (let column = window.left; column < right; column += block.width) {
      let most = 0;
      let shown = 0;
      const lastRow = Math.min(row + block.height, bottom);
      const lastColumn = Math.min(column + block.width, right);
      scan: for (let r = row; r < lastRow; r++) {
        for (let c = column, at = start + r * rowStep + c * columnStep; c < lastColumn; c++, at += columnStep) {
          const value = buffer[at]!;
          const magnitude = Math.abs(value);
          if (magnitude > most || Number.isNaN(value)) {
            shown = value;
            most = magnitude;
          }
          if (Number.isNaN(value)) break scan;
        }
      }
      numbers.push(Number.isFinite(shown) ? shown : null);
      texts.push(dtype === "bool" ? (shown ? "True" : "False") : shortNumber(shown));
    }
  }
  return { numbers, texts };
}

const within = (index: number, length: number): number => Math.max(0, Math.min(index, length - 1));
