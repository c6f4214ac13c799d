/** Values of large arrays, and adjoints times partials: left to whoever reads them, mostly the kernel of the next operation. */
import type { NDArray } from "../tensor/array.js";
import { isContiguous } from "../tensor/array.js";
import { Deferred } from "../tensor/deferred.js";
import { type Shape, sameShape, sizeOf } from "../tensor/shape.js";
import { type Kernels, kernels } from "../tensor/wasm/kernels.js";
import type { Compiled } from "./elementwise.js";

/** An operand that is read; null: one that is not. */
type Operand = Float32Array | Deferred | null;

const NOTHING = new Float64Array(1);

export class DeferredElementwise extends Deferred {
  readonly bytes: number;
  readonly isReadAgain = false;

  private constructor(shape: Shape, private readonly statement: Compiled, private operands: readonly Operand[]) {
    super(shape);
    this.bytes = operands.reduce((sum, operand) => sum + (operand ? this.count * 4 + 16 : 0) + (operand instanceof Deferred ? operand.bytes : 0), 0);
  }

  /** Of the arrays `statement` is computed from, where those it reads are float32 numbers on end, all of that shape. null: it is best computed at once. */
  static of(statement: Compiled, arrays: readonly NDArray[], shape: Shape): DeferredElementwise | null {
    if (statement.kernel === null || !kernels()?.elementwise(statement.kernel)) return null;
    const { reads } = statement;
    for (const i of reads) {
      const { dtype, shape: own } = arrays[i]!;
      if (dtype !== "float32" || !sameShape(own, shape) || !isContiguous(arrays[i]!)) return null;
    }
    return new DeferredElementwise(shape, statement, arrays.map((array, i) => (reads.includes(i) ? operandOf(array) : null)));
  }

  /** A value of one array that no partial reads again, so that it may never come out; it keeps no more alive than it would take up itself. null: as above. */
  static value(statement: Compiled, arrays: readonly NDArray[], shape: Shape): DeferredElementwise | null {
    const [read] = statement.reads;
    if (statement.isReadAgain || statement.reads.length !== 1 || !isItsOwn(arrays[read!]!, sizeOf(shape))) return null;
    return DeferredElementwise.of(statement, arrays, shape);
  }

  protected write(kernels: Kernels, out: number): void {
    const places: number[] = [];
    for (const operand of this.operands) if (operand) places.push(operand instanceof Deferred ? operand.putIn(kernels) : kernels.put(operand, 0, this.count), 16);
    kernels.elementwise(this.statement.kernel!)!(out, this.count, ...places); // as `of` has seen
  }

  protected written(): Float32Array {
    const out = new Float32Array(this.count);
    this.statement.loop(out, this.operands.map((operand) => (operand instanceof Deferred ? operand.buffer : (operand ?? NOTHING))), this.operands.map(() => 0), this.operands.map((operand) => (operand ? 1 : 0)), this.count);
    return out;
  }

  protected release(): void {
    this.operands = [];
  }
}

/** Whether it lies alone in its memory; what is deferred will. */
const isItsOwn = (array: NDArray, count: number): boolean => array instanceof Deferred || (array.dtype === "float32" && array.buffer.length === count);

/** What is deferred itself is computed on the way, but no chain of such: it would be computed again and again. */
function operandOf(array: NDArray): Float32Array | Deferred {
  if (array instanceof Deferred && !(array instanceof DeferredElementwise)) return array;
  const buffer = array.buffer as Float32Array; // float32, as `of` has seen
  return array.offset === 0 && buffer.length === sizeOf(array.shape) ? buffer : buffer.subarray(array.offset, array.offset + sizeOf(array.shape));
}
