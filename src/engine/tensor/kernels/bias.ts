/** Adding a bias in place to an array nobody else holds yet. */
import { broadcastTo, forEachPosition, type NDArray } from "../array.js";
import { rounderOf } from "../dtype.js";

/** y += bias, which broadcasts to y; y is dense and its own. */
export function elementSum(y: NDArray, bias: NDArray): NDArray {
  const round = rounderOf(y.dtype);
  const { buffer } = y;
  forEachPosition(broadcastTo(bias, y.shape), (position, index) => { buffer[index] = round(buffer[index]! + bias.buffer[position]!); });
  return y;
}
