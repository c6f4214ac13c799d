import { broadcastTo, fromNumbers, toNumbers, wrap } from "../../../tensor/array.js";
import { allocate } from "../../../tensor/dtype.js";
import { broadcastShapes, sizeOf } from "../../../tensor/shape.js";
import { type Card, defineStructural } from "../../define.js";

const bits = new BigInt64Array(1);
const double = new Float64Array(bits.buffer);
const shortBits = new Int32Array(1);
const single = new Float32Array(shortBits.buffer);

/** The neighbour of x towards y: its bits, read as an integer, one up or down. */
function neighbour(x: number, y: number, narrow: boolean): number {
  if (Number.isNaN(x) || Number.isNaN(y) || x === y) return x === y ? y : Number.NaN;
  const away = x === 0 || y > x === x > 0;
  if (narrow) {
    single[0] = Math.abs(x);
    shortBits[0]! += away ? 1 : -1;
    return (x === 0 ? y < 0 : x < 0) ? -single[0]! : single[0]!;
  }
  double[0] = Math.abs(x);
  bits[0]! += away ? 1n : -1n;
  return (x === 0 ? y < 0 : x < 0) ? -double[0]! : double[0]!;
}

/** The next number of the dtype after x in the direction of y; moves with x. */
export const nextafter: Card = defineStructural({
  name: "nextafter",
  inputs: ["x", "y"],
  dtype: "promote",
  sentence: "The next number that the dtype can hold, towards another.",
  spellings: [
    "torch.nextafter(input=x, other=y)",
    "torch.Tensor.nextafter(self=x, other=y)",
    "numpy.nextafter(x1=x, x2=y)",
    "jax.numpy.nextafter(x, y)",
  ],
  samples: () => [
    { inputs: [fromNumbers("float64", [3], [1.5, -2, 0.5]), fromNumbers("float64", [3], [-1, 3, 2.5])] },
  ],
  shape: (shapes) => broadcastShapes(...shapes) ?? shapes[0]!,
  forward: ([x, y], _, dtype) => {
    const shape = broadcastShapes(x!.shape, y!.shape) ?? x!.shape;
    const [from, to] = [toNumbers(broadcastTo(x!, shape)), toNumbers(broadcastTo(y!, shape))];
    const out = allocate(dtype, sizeOf(shape));
    for (let i = 0; i < out.length; i++) out[i] = neighbour(from[i]!, to[i]!, dtype !== "float64");
    return wrap(dtype, shape, out);
  },
  vjp: { x: (c) => c.g, y: (c) => c.ops.zerosLike(c.in.y!) },
  jvp: (c) => c.ops.expand(c.tangents.x ?? c.ops.zerosLike(c.in.x!), c.out.value.shape),
  formula: {
    value: { text: "the number after {x} towards {y}", latex: "{x}^{+}" },
    derivatives: { x: { text: "{gy}", latex: "{gy}" }, y: { text: "0", latex: "0" } },
  },
});
