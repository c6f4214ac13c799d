/** The adjoints of a linear layer by the kernels, which are given every matrix once; null where they cannot: the card's rules compute them one by one then. */
import { isContiguous, type NDArray, wrap } from "../array.js";
import { Deferred } from "../deferred.js";
import { sizeOf } from "../shape.js";
import { kernels } from "../wasm/kernels.js";
import { kernelLinearAdjoints } from "../wasm/products.js";
import { LANES } from "../wasm/rows.js";
import { isWorthKernels, matricesOf } from "./native-products.js";
import { blocks } from "./single-products.js";
import { sumOver } from "./sum.js";

/** The fewest rows and columns of products that are chains of fused multiply-adds. */
const ROWS = 4;
const COLUMNS = 12;

/** x[…, inputs], weight[outputs, inputs] and, maybe, bias[outputs]; g is the adjoint of the result. The adjoints that are wanted, null for the others. */
export function linearAdjoints(operands: readonly NDArray[], g: NDArray, wanted: readonly boolean[]): readonly (NDArray | null)[] | null {
  const [x, weight, bias] = operands as readonly [NDArray, NDArray, NDArray | undefined];
  const native = kernels();
  if (!native || weight.shape.length !== 2 || [g, ...operands].some(({ dtype }) => dtype !== "float32") || !isContiguous(g) || !isContiguous(x)) return null;
  const [outputs, inputs] = weight.shape as readonly [number, number];
  const rows = sizeOf(x.shape) / inputs;
  if (Math.min(rows, outputs) < ROWS || inputs < COLUMNS || !isWorthKernels(native, rows * inputs * outputs)) return null;
  if (bias && (bias.shape.length !== 1 || bias.shape[0] !== outputs)) return null;
  const [toX, toWeight, toBias] = [wanted[0]!, wanted[1]!, wanted[2] === true];
  // First: looking at them may take the kernels' memory from g.
  const others = { x: numbersOf(x), weight: matricesOf(weight, []) };
  const adjoint = g instanceof Deferred ? g.source(native) : numbersOf(g);
  const made = kernelLinearAdjoints(native, { g: adjoint, ...others, rows, inputs, outputs, blocks }, [toX, toWeight, toBias && outputs >= LANES]);
  if (!made) return null;
  return operands.map((operand, i) => {
    const done = made[i];
    if (done) return wrap("float32", operand.shape, done);
    return i === 2 && toBias ? sumOver(g, g.shape.slice(0, -1).map((_, axis) => axis), false, "float32") : null;
  });
}

/** Of a contiguous array. */
function numbersOf({ buffer, offset, shape }: NDArray): Float32Array {
  const whole = buffer as Float32Array; // the caller has seen that it is float32
  const count = sizeOf(shape);
  return offset === 0 && count === whole.length ? whole : whole.subarray(offset, offset + count);
}
