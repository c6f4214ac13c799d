/** How JAX writes its arrays: NumPy's text of the elements by NumPy's print options, then dtype and weak type. */
import { type NDArray, size } from "../../tensor/array.js";
import { arrayStr, arrayText, type PrintOptions, shapeText } from "../numpy/printing.js";

const PREFIX = "Array(";

/** `repr(array)`; JAX does not break the line before the dtype, it only leaves a gap there. */
export function jaxRepr(array: NDArray, weak: boolean, options: PrintOptions): string {
  const kind = `dtype=${array.dtype}${weak ? ", weak_type=True" : ""}`;
  const body = size(array) === 0 ? `[], shape=${shapeText(array.shape)}` : arrayText(array, options, { separator: ", ", prefix: PREFIX, suffix: "," });
  const last = body.length - body.lastIndexOf("\n") + 1;
  return `${PREFIX}${body},${last + kind.length + 2 > options.linewidth ? " ".repeat(PREFIX.length) : " "}${kind})`;
}

export const jaxStr = (array: NDArray, options: PrintOptions): string => arrayStr(array, options);
