/** Adding a bias in place to an array nobody else holds yet. */
import { broadcastTo, forEachPosition, type NDArray, restride } from "../array.js";
import { rounderOf } from "../dtype.js";
import { sizeOf } from "../shape.js";

/** y += bias, which broadcasts to y; y is dense and its own. */
export function elementSum(y: NDArray, bias: NDArray): NDArray {
  const { buffer } = y;
  const wide = broadcastTo(bias, y.shape);
  // Runs that get the same number.
  let leading = wide.shape.length;
  while (leading > 0 && wide.strides[leading - 1] === 0) leading--;
  const run = sizeOf(wide.shape.slice(leading));
  const each = restride(wide, wide.shape.slice(0, leading), wide.strides.slice(0, leading));
  if (y.dtype === "float32") { // The buffer rounds by itself.
    forEachPosition(each, (position, index) => {
      const added = bias.buffer[position]!;
      for (let i = index * run, end = i + run; i < end; i++) buffer[i]! += added;
    });
    return y;
  }
  const round = rounderOf(y.dtype);
  forEachPosition(each, (position, index) => {
    const added = bias.buffer[position]!;
    for (let i = index * run, end = i + run; i < end; i++) buffer[i] = round(buffer[i]! + added);
  });
  return y;
}
